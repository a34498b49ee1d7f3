import { ErpProduct, StoreItem } from '@pretok/domain'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from './database.ts'
import { matchesItem } from './match-item.ts'
import { NotFoundError } from './not-found.ts'
import { KeptPlan } from './product-plans.ts'
import { erpProducts, storeItems } from './schema.ts'

export const ProductAction = KeptPlan.shape.action
export type ProductAction = z.output<typeof ProductAction>

export interface ProductFilter {
  connectionId?: string
  action?: ProductAction
  /** Of its reason. */
  code?: string
  /** A product's id in the store, the beginning of a code, or a part of a name. */
  text?: string
}

/** What is shown of an item in a list. */
export interface ListedProduct {
  id: string
  connectionId: string
  productId: string
  combinationId?: string
  code: string
  name: string
  isActive: boolean
  /** Absent = not planned since it changed. */
  action?: ProductAction
  plan?: KeptPlan
  erpMkId?: string
  plannedAt?: Date
  writtenAt?: Date
  goneAt?: Date
  readAt: Date
}

/** Everything about one item. */
export interface ProductRecord extends ListedProduct {
  /** Absent when the store's answer could not be understood. */
  snapshot?: StoreItem
  /** All products of the ERP with its code, as last read. */
  standing: ErpProduct[]
}

export interface ProductCount {
  action?: ProductAction
  /** Of the reason. */
  code?: string
  count: number
}

const listed = {
  id: storeItems.id,
  connectionId: storeItems.connectionId,
  productId: storeItems.productId,
  combinationId: storeItems.combinationId,
  code: storeItems.code,
  name: storeItems.name,
  isActive: storeItems.isActive,
  action: storeItems.action,
  plan: storeItems.plan,
  erpMkId: storeItems.erpMkId,
  plannedAt: storeItems.plannedAt,
  writtenAt: storeItems.writtenAt,
  goneAt: storeItems.goneAt,
  readAt: storeItems.readAt,
}
type Row = Pick<typeof storeItems.$inferSelect, keyof typeof listed>

const toListed = (row: Row): ListedProduct => {
  const { combinationId, action, plan, erpMkId, plannedAt, writtenAt, goneAt, ...item } = row
  return {
    ...item,
    ...(combinationId === '' ? {} : { combinationId }),
    ...(action === null ? {} : { action: ProductAction.parse(action) }),
    // What was planned before it changed says nothing any more.
    ...(action === null || plan === null ? {} : { plan: KeptPlan.parse(plan) }),
    ...(erpMkId === null ? {} : { erpMkId }),
    ...(plannedAt === null ? {} : { plannedAt }),
    ...(writtenAt === null ? {} : { writtenAt }),
    ...(goneAt === null ? {} : { goneAt }),
  }
}

/** In the order in which they were first read. @param page `after` is an item's id */
export const listProducts = async (
  tx: Tx,
  { connectionId, action, code, text }: ProductFilter,
  page: { limit: number; after?: string },
): Promise<ListedProduct[]> => {
  const rows = await tx
    .select(listed)
    .from(storeItems)
    .where(
      and(
        connectionId === undefined ? undefined : eq(storeItems.connectionId, connectionId),
        action === undefined ? undefined : eq(storeItems.action, action),
        code === undefined ? undefined : sql`${storeItems.plan}#>>'{reason,code}' = ${code}`,
        text === undefined ? undefined : matchesItem(text),
        page.after === undefined ? undefined : gt(storeItems.id, page.after),
      ),
    )
    .orderBy(asc(storeItems.id))
    .limit(page.limit)
  return rows.map(toListed)
}

/** @throws {NotFoundError} */
export const getProduct = async (tx: Tx, id: string): Promise<ProductRecord> => {
  const [row] = await tx
    .select({ ...listed, snapshot: storeItems.snapshot })
    .from(storeItems)
    .where(eq(storeItems.id, id))
  if (!row) throw new NotFoundError('product', id)
  const { snapshot, ...item } = row
  const standing =
    item.code === ''
      ? []
      : await tx
          .select({ snapshot: erpProducts.snapshot })
          .from(erpProducts)
          .where(and(eq(erpProducts.connectionId, item.connectionId), eq(erpProducts.code, item.code)))
          .orderBy(asc(erpProducts.mkId))
  return {
    ...toListed(item),
    ...(snapshot === null ? {} : { snapshot: StoreItem.parse(snapshot) }),
    standing: standing.map((row) => ErpProduct.parse(row.snapshot)),
  }
}

/** How many items there are of each action and reason, the most frequent first; those that are gone are not counted. */
export const countProducts = async (tx: Tx, connectionId: string): Promise<ProductCount[]> => {
  const { rows } = await tx.execute<{ action: string | null; code: string | null; count: number }>(sql`
    select action, case when action is not null then plan#>>'{reason,code}' end as code, count(*)::int as count
    from store_items where connection_id = ${connectionId} and gone_at is null group by 1, 2 order by 3 desc, 1, 2`)
  return rows.map(({ action, code, count }) => ({
    ...(action === null ? {} : { action: ProductAction.parse(action) }),
    ...(code === null ? {} : { code }),
    count,
  }))
}

/** How many products the ERP has, as far as it was read. */
export const countErpProducts = async (tx: Tx, connectionId: string): Promise<number> => {
  const { rows } = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from ${erpProducts} where connection_id = ${connectionId}`)
  return rows[0]?.count ?? 0
}
