import type { MetakockaClient, Product } from '@pretok/client-metakocka'
import type { Erp, ErpFacts } from '@pretok/domain'
import { AppError } from '@pretok/kernel'
import { readRecentDocuments } from './recent-documents.ts'
import { toPriceLists } from './to-erp-product.ts'
import { readWarehouses } from './warehouses.ts'

/** What MetaKocka will not tell is absent; what only did not come just now is thrown. */
const unlessRefused = <Value>(read: Promise<Value>): Promise<Value | undefined> =>
  read.catch((error: unknown) => {
    if (error instanceof AppError && error.retry === 'never') return undefined
    throw error
  })

const distinct = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]

/** A list holds prices of one kind. */
const basesOf = (products: readonly Product[]): ErpFacts['priceBasesSeen'] =>
  Object.fromEntries(
    products
      .flatMap(({ pricelist }) => Object.entries(toPriceLists(pricelist)))
      .flatMap(([number, [price]]) => (price ? [[number, price.priceWithTax === undefined ? 'net' : 'gross']] : [])),
  )

const seenOnProducts = (
  products: readonly Product[],
): Pick<ErpFacts, 'priceListsSeen' | 'priceBasesSeen' | 'unitsSeen'> => ({
  priceListsSeen: distinct(products.flatMap(({ pricelist }) => pricelist.map(({ count_code }) => count_code))),
  priceBasesSeen: basesOf(products),
  unitsSeen: distinct(products.map(({ unit }) => unit)),
})

/** What a company says of itself, in four calls, one after the other. */
export const createFactsReader = (client: MetakockaClient): Pick<Erp, 'readFacts'> => ({
  async readFacts(options) {
    const warehouses = await unlessRefused(readWarehouses(client, options))
    const documents = await unlessRefused(readRecentDocuments(client, options))
    const products = await unlessRefused(
      client.productList({ active: 'true', return_pricelist: 'true', limit: '200' }, options),
    )
    return {
      ...(warehouses && { warehouses }),
      ...(documents && { paymentTypesSeen: documents.paymentTypes, deliveryTypesSeen: documents.deliveryTypes }),
      ...(products && seenOnProducts(products.product_list)),
    }
  },
})
