import { greaterThan, type PrestashopClient, Product } from '@pretok/client-prestashop'
import {
  type PortOptions,
  type ProductCursor,
  type ProductPage,
  type ProductQuery,
  type ProductStore,
  productReasons,
  type StoreItem,
  type UnreadableProduct,
} from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { createCatalogueLists, findUnknownOfProducts } from './catalogue-lists.ts'
import { readProductRelated } from './product-related.ts'
import { readPageByChange } from './read-page-by-change.ts'
import { clean } from './to-party.ts'
import { toStoreItems } from './to-store-items.ts'
import { findOdd, getRow, type Odd, type Tried, tolerant } from './tolerant.ts'
import { rethrowForbidden } from './write-back.ts'

/** What can still be said of a product that cannot be understood. */
const toUnreadable = ({ id, raw: { reference, name } }: Tried<Product>, odd: Odd): UnreadableProduct => ({
  productId: id,
  reference: typeof reference === 'string' ? clean(reference) : '',
  name: clean(Product.shape.name.safeParse(name).data?.any ?? ''),
  reason: productReasons.unreadable(odd),
})

/** One page of all products, by id. */
const readPageById = async (
  client: PrestashopClient,
  after: string,
  limit: number,
  options: PortOptions,
): Promise<{ rows: Tried<Product>[]; next?: ProductCursor; last?: ProductCursor }> => {
  const rows = await client.list('products', tolerant(Product), { filter: { id: greaterThan(after) }, limit }, options)
  // A shop, or something in front of it, that leaves the filter out would be read from its beginning for ever.
  if (rows.some(({ id }) => Number(id) <= Number(after))) {
    throw new RemoteShapeError('PrestaShop gave products that were not asked for', { field: 'products.id' })
  }
  const end = rows.at(-1)
  if (!end) return { rows }
  return rows.length < limit ? { rows, last: { id: end.id } } : { rows, next: { id: end.id } }
}

/** The catalogue of a PrestaShop. A page costs five requests, and nine more when the lists are read anew. */
export const createProductReader = (client: PrestashopClient, listsKeptMs: number): ProductStore => {
  const keptLists = createCatalogueLists(client, listsKeptMs)

  const readPage = async ({ by, after, overlapSeconds = 0, limit }: ProductQuery, options: PortOptions) => {
    if (by === 'id') return readPageById(client, after?.id ?? '0', limit, options)
    const { timeZone } = await keptLists.get(options)
    const { changedAt, id } = after ?? {}
    const cursor = changedAt === undefined ? {} : { after: id === undefined ? { changedAt } : { changedAt, id } }
    return readPageByChange(client, 'products', Product, { ...cursor, overlapSeconds, limit }, timeZone, options)
  }

  const complete = async (
    tried: readonly Tried<Product>[],
    options: PortOptions,
  ): Promise<Pick<ProductPage, 'productIds' | 'items' | 'unreadable'>> => {
    const rows = tried.flatMap(({ row }) => row ?? [])
    const related = await readProductRelated(client, rows, options)
    const combinations = [...related.combinations.values()].flat().flatMap(({ row }) => row ?? [])
    const lists = await keptLists.getKnowing((known) => findUnknownOfProducts(rows, combinations, known), options)
    const items: StoreItem[] = []
    const unreadable: UnreadableProduct[] = []
    for (const one of tried) {
      try {
        items.push(...toStoreItems(getRow('products', one), related, lists, client.shopUrl))
      } catch (error) {
        const odd = findOdd(error)
        if (!odd) throw error
        unreadable.push(toUnreadable(one, odd))
      }
    }
    return { productIds: tried.map(({ id }) => id), items, unreadable }
  }

  const reader: ProductStore = {
    async readProducts(query, options = {}) {
      const { rows, ...cursors } = await readPage(query, options)
      return { ...(await complete(rows, options)), ...cursors }
    },

    async readProductsById(ids, options = {}) {
      return complete(await client.listByIds('products', tolerant(Product), 'id', ids, {}, options), options)
    },

    isProductGone: async (productId, options = {}) => !(await client.exists('products', productId, options)),
  }
  return {
    readProducts: (...given) => reader.readProducts(...given).catch(rethrowForbidden),
    readProductsById: (...given) => reader.readProductsById(...given).catch(rethrowForbidden),
    isProductGone: (...given) => reader.isProductGone(...given).catch(rethrowForbidden),
  }
}
