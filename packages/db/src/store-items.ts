import {
  itemCode,
  itemName,
  type ProductPage,
  ProductPlan,
  type ProductSettings,
  type StoreItem,
  type UnreadableProduct,
} from '@pretok/domain'
import { and, asc, eq, gt, inArray, isNull, lt, ne, sql } from 'drizzle-orm'
import { newId, type Tx } from './database.ts'
import { contentHash } from './orders.ts'
import { storeItems } from './schema.ts'

/** Products, or combinations, that were new or other than before. */
export interface SavedProducts {
  added: number
  changed: number
}

interface Known {
  id: string
  productId: string
  combinationId: string
  code: string
  contentHash: string
  isActive: boolean
  isGone: boolean
  plan: unknown
}

type NewItem = typeof storeItems.$inferInsert

const placeOf = ({ productId, combinationId }: { productId: string; combinationId?: string | undefined }): string =>
  `${productId}/${combinationId ?? ''}`

const toRow = (connectionId: string, item: StoreItem, settings: ProductSettings): NewItem => {
  // When it was saved says nothing about what it says.
  const { changedAt: _, ...content } = item
  return {
    id: newId(),
    connectionId,
    productId: item.productId,
    combinationId: item.combinationId ?? '',
    code: itemCode(item, settings),
    name: itemName(item),
    isActive: item.isActive,
    snapshot: item,
    contentHash: contentHash(content),
    readAt: new Date(),
    action: null,
  }
}

const toUnreadableRow = (connectionId: string, product: UnreadableProduct, known: Known | undefined): NewItem => ({
  id: newId(),
  connectionId,
  productId: product.productId,
  code: product.reference,
  name: product.name,
  isActive: known?.isActive ?? false,
  snapshot: null,
  contentHash: contentHash(product),
  readAt: new Date(),
  action: 'quarantine',
  plan: { ...(known?.plan as object | null), ...ProductPlan.parse({ action: 'quarantine', reason: product.reason }) },
  plannedAt: new Date(),
})

const ofConnection = (connectionId: string) => eq(storeItems.connectionId, connectionId)

const findKnown = (tx: Tx, connectionId: string, productIds: readonly string[]): Promise<Known[]> =>
  tx
    .select({
      id: storeItems.id,
      productId: storeItems.productId,
      combinationId: storeItems.combinationId,
      code: storeItems.code,
      contentHash: storeItems.contentHash,
      isActive: storeItems.isActive,
      isGone: sql<boolean>`${storeItems.goneAt} is not null`,
      plan: storeItems.plan,
    })
    .from(storeItems)
    .where(and(ofConnection(connectionId), inArray(storeItems.productId, [...productIds])))

/** Has all items of these codes planned anew; what was never understood waits for the store. */
export const unplanCodes = async (tx: Tx, connectionId: string, codes: readonly string[]): Promise<void> => {
  const given = [...new Set(codes)].filter((code) => code !== '')
  if (given.length === 0) return
  await tx
    .update(storeItems)
    .set({ action: null })
    .where(
      and(
        ofConnection(connectionId),
        sql`${storeItems.code} = any(${sql.param(given)}::text[])`,
        sql`${storeItems.action} is not null and ${storeItems.snapshot} is not null`,
      ),
    )
}

const setGone = async (tx: Tx, connectionId: string, items: readonly Pick<Known, 'id' | 'code'>[]): Promise<void> => {
  if (items.length === 0) return
  const areThese = inArray(
    storeItems.id,
    items.map(({ id }) => id),
  )
  // What was never understood, and is nothing in the ERP, leaves nothing to be told.
  await tx.delete(storeItems).where(and(areThese, isNull(storeItems.snapshot), isNull(storeItems.erpMkId)))
  await tx
    .update(storeItems)
    .set({
      goneAt: new Date(),
      action: sql`case when ${storeItems.snapshot} is null then 'skip' end`,
      plan: sql`case when ${storeItems.snapshot} is null then '{"action": "skip"}'::jsonb else ${storeItems.plan} end`,
      updatedAt: new Date(),
    })
    .where(areThese)
  await unplanCodes(
    tx,
    connectionId,
    items.map(({ code }) => code),
  )
}

/**
 * Saves a page of the store's catalogue in a few statements, however many products it holds: what is new or has changed is written and
 * waits to be planned, with all others of its codes; combinations that a product no longer has are gone. What is as it was is not written.
 */
export const saveProductPage = async (
  tx: Tx,
  connectionId: string,
  page: Pick<ProductPage, 'productIds' | 'items' | 'unreadable'>,
  settings: ProductSettings,
): Promise<SavedProducts> => {
  const unreadableIds = new Set(page.unreadable.map(({ productId }) => productId))
  const ids = [...new Set([...page.productIds, ...unreadableIds])]
  if (ids.length === 0) return { added: 0, changed: 0 }
  const known = await findKnown(tx, connectionId, ids)
  const byPlace = new Map(known.map((one) => [placeOf(one), one]))
  const read = [
    ...page.items.map((item) => toRow(connectionId, item, settings)),
    ...page.unreadable.map((one) => toUnreadableRow(connectionId, one, byPlace.get(placeOf(one)))),
  ]
  const places = new Set(read.map(placeOf))
  const isNews = (row: NewItem): boolean => {
    const before = byPlace.get(placeOf(row))
    return !before || before.isGone || before.contentHash !== row.contentHash || before.code !== row.code
  }
  const news = read.filter(isNews)
  if (news.length > 0) {
    await tx
      .insert(storeItems)
      .values(news)
      .onConflictDoUpdate({
        target: [storeItems.connectionId, storeItems.productId, storeItems.combinationId],
        set: {
          code: sql`excluded.code`,
          name: sql`excluded.name`,
          isActive: sql`excluded.is_active`,
          snapshot: sql`excluded.snapshot`,
          contentHash: sql`excluded.content_hash`,
          readAt: sql`excluded.read_at`,
          goneAt: null,
          action: sql`excluded.action`,
          plan: sql`coalesce(excluded.plan, ${storeItems.plan})`,
          plannedAt: sql`coalesce(excluded.planned_at, ${storeItems.plannedAt})`,
          updatedAt: new Date(),
        },
      })
    const before = news.flatMap((row) => byPlace.get(placeOf(row)) ?? [])
    const codes = [...news, ...before].map(({ code }) => code)
    await unplanCodes(tx, connectionId, codes)
  }
  const gone = known.filter((one) => !one.isGone && !unreadableIds.has(one.productId) && !places.has(placeOf(one)))
  await setGone(tx, connectionId, gone)
  const added = news.filter((row) => !byPlace.has(placeOf(row))).length
  return { added, changed: news.length - added + gone.length }
}

/** Notes that these products were read, for the passes that look for what they have not met. */
export const noteProductsRead = async (
  tx: Tx,
  connectionId: string,
  productIds: readonly string[],
  readAt: Date,
): Promise<void> => {
  if (productIds.length === 0) return
  await tx
    .update(storeItems)
    .set({ readAt })
    .where(
      and(ofConnection(connectionId), inArray(storeItems.productId, [...productIds]), lt(storeItems.readAt, readAt)),
    )
}

/** Products that were last read before this moment and are not known to be gone. */
export const findUnseenProducts = async (
  tx: Tx,
  connectionId: string,
  before: Date,
  limit: number,
): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ productId: storeItems.productId })
    .from(storeItems)
    .where(and(ofConnection(connectionId), lt(storeItems.readAt, before), isNull(storeItems.goneAt)))
    .orderBy(asc(storeItems.productId))
    .limit(limit)
  return rows.map(({ productId }) => productId)
}

/** The products with combinations that come after this one, by the text of their ids. */
export const findProductsWithCombinations = async (
  tx: Tx,
  connectionId: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ productId: storeItems.productId })
    .from(storeItems)
    .where(
      and(
        ofConnection(connectionId),
        gt(storeItems.productId, after),
        ne(storeItems.combinationId, ''),
        isNull(storeItems.goneAt),
      ),
    )
    .orderBy(asc(storeItems.productId))
    .limit(limit)
  return rows.map(({ productId }) => productId)
}

/** The store has said for certain that these products are gone. */
export const markProductsGone = async (tx: Tx, connectionId: string, productIds: readonly string[]): Promise<void> => {
  const known = await findKnown(tx, connectionId, productIds)
  await setGone(
    tx,
    connectionId,
    known.filter(({ isGone }) => !isGone),
  )
}
