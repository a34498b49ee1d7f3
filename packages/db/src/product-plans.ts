import {
  ErpProduct,
  ErpProductFields,
  type PackPart,
  ProductPlan,
  type ProductSettings,
  StoreItem,
} from '@pretok/domain'
import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from './database.ts'
import { erpProducts, storeItems } from './schema.ts'

/** A plan as it is kept: with what we have told the ERP of the item so far. */
export const KeptPlan = ProductPlan.extend({ lastWritten: ErpProductFields.optional() })
export type KeptPlan = z.output<typeof KeptPlan>

/** An item with everything that decides what is to become of it. */
export interface ItemToPlan {
  id: string
  item: StoreItem
  contentHash: string
  code: string
  /** The store has said for certain that it is gone. */
  isGone: boolean
  /** The product that it was when it was planned last. */
  known: string | undefined
  lastWritten: ErpProductFields | undefined
  /** Other items with its code. */
  siblings: Sibling[]
  /** All products of the ERP with its code. */
  standing: ErpProduct[]
  /** What a pack holds, in its order. */
  contents: PackPart[]
}

type Sibling = Pick<StoreItem, 'productId' | 'combinationId' | 'isActive'> & { name: string }

const columns = {
  id: storeItems.id,
  snapshot: storeItems.snapshot,
  contentHash: storeItems.contentHash,
  code: storeItems.code,
  goneAt: storeItems.goneAt,
  erpMkId: storeItems.erpMkId,
  lastWritten: sql<unknown>`${storeItems.plan}->'lastWritten'`,
}
type Row = Pick<typeof storeItems.$inferSelect, Exclude<keyof typeof columns, 'lastWritten'>> & { lastWritten: unknown }

const ofConnection = (connectionId: string) => eq(storeItems.connectionId, connectionId)
const isAnyOf = (column: SQL, texts: Iterable<string>): SQL => sql`${column} = any(${sql.param([...texts])}::text[])`

const label = {
  productId: storeItems.productId,
  combinationId: storeItems.combinationId,
  name: storeItems.name,
  isActive: storeItems.isActive,
  code: storeItems.code,
  erpMkId: storeItems.erpMkId,
}
type Label = Pick<typeof storeItems.$inferSelect, keyof typeof label>

const toSibling = ({ productId, combinationId, name, isActive }: Label): Sibling => ({
  productId,
  ...(combinationId === '' ? {} : { combinationId }),
  name,
  isActive,
})

const isSame = ({ productId, combinationId }: Label, item: Pick<StoreItem, 'productId' | 'combinationId'>): boolean =>
  productId === item.productId && combinationId === (item.combinationId ?? '')

const findLabels = (tx: Tx, connectionId: string, which: SQL): Promise<Label[]> =>
  tx
    .select(label)
    .from(storeItems)
    .where(and(ofConnection(connectionId), isNull(storeItems.goneAt), which))

/** Adds to rows what else decides about them: a few statements, however many rows. */
const complete = async (tx: Tx, connectionId: string, rows: readonly Row[]): Promise<ItemToPlan[]> => {
  if (rows.length === 0) return []
  const read = rows.map((row) => ({ ...row, item: StoreItem.parse(row.snapshot) }))
  const codes = new Set(rows.map(({ code }) => code).filter((code) => code !== ''))
  const holders = Map.groupBy(
    await findLabels(tx, connectionId, isAnyOf(sql`${storeItems.code}`, codes)),
    ({ code }) => code,
  )
  const products = await tx
    .select({ code: erpProducts.code, snapshot: erpProducts.snapshot })
    .from(erpProducts)
    .where(and(eq(erpProducts.connectionId, connectionId), isAnyOf(sql`${erpProducts.code}`, codes)))
  const standing = Map.groupBy(products, ({ code }) => code)
  const held = new Set(read.flatMap(({ item }) => item.pack.map(({ productId }) => productId)))
  const parts = held.size === 0 ? [] : await findLabels(tx, connectionId, isAnyOf(sql`${storeItems.productId}`, held))
  return read.map(({ id, item, code, contentHash, goneAt, erpMkId, lastWritten }) => ({
    id,
    item,
    contentHash,
    code,
    isGone: goneAt !== null,
    known: erpMkId ?? undefined,
    lastWritten: lastWritten ? ErpProductFields.parse(lastWritten) : undefined,
    siblings: (holders.get(code) ?? []).filter((one) => !isSame(one, item)).map(toSibling),
    standing: (standing.get(code) ?? []).map(({ snapshot }) => ErpProduct.parse(snapshot)),
    contents: item.pack.map((part) => {
      const one = parts.find((row) => isSame(row, part))
      return { code: one?.code || one?.name || '', mkId: one?.erpMkId ?? undefined, amount: String(part.quantity) }
    }),
  }))
}

/**
 * Items that wait to be planned, in the order of their ids.
 *
 * @param after the last one that was just planned: what an index still holds of those before it would be gone through again each time
 */
export const findUnplanned = async (
  tx: Tx,
  connectionId: string,
  limit: number,
  after?: string,
): Promise<ItemToPlan[]> => {
  const rows = await tx
    .select(columns)
    .from(storeItems)
    .where(
      and(
        ofConnection(connectionId),
        sql`${storeItems.action} is null and ${storeItems.snapshot} is not null`,
        after === undefined ? undefined : gt(storeItems.id, after),
      ),
    )
    .orderBy(asc(storeItems.id))
    .limit(limit)
  return complete(tx, connectionId, rows)
}

/** One item as it stands now; `undefined` when it was never understood. */
export const findItemToPlan = async (tx: Tx, connectionId: string, id: string): Promise<ItemToPlan | undefined> => {
  const rows = await tx
    .select(columns)
    .from(storeItems)
    .where(and(ofConnection(connectionId), eq(storeItems.id, id), sql`${storeItems.snapshot} is not null`))
  return (await complete(tx, connectionId, rows))[0]
}

/** An item whose plan asks for a write. */
export interface ItemToWrite {
  id: string
  code: string
  action: 'create' | 'change'
}

/** Items that are to be created or changed in the ERP, by id. */
export const findItemsToWrite = async (
  tx: Tx,
  connectionId: string,
  page: { after?: string | undefined; limit: number },
): Promise<ItemToWrite[]> =>
  tx
    .select({ id: storeItems.id, code: storeItems.code, action: sql<ItemToWrite['action']>`${storeItems.action}` })
    .from(storeItems)
    .where(
      and(
        ofConnection(connectionId),
        sql`${storeItems.action} in ('create', 'change')`,
        page.after === undefined ? undefined : gt(storeItems.id, page.after),
      ),
    )
    .orderBy(asc(storeItems.id))
    .limit(page.limit)

/** What an item was planned to become. */
export interface PlannedItem {
  id: string
  contentHash: string
  plan: ProductPlan
  /** What the ERP was told just now. */
  written?: ErpProductFields
}

/**
 * Keeps plans. Of an item that has changed since it was looked at, the plan is not taken; what the ERP was told is noted all the same. An
 * item that goes on standing as it did keeps the moment since when.
 *
 * @returns whether a product of the ERP was found that was not known to be an item's before
 */
export const savePlans = async (tx: Tx, planned: readonly PlannedItem[]): Promise<boolean> => {
  if (planned.length === 0) return false
  const recordset = planned.map(({ id, contentHash, plan, written }) => ({ id, hash: contentHash, plan, written }))
  const { rows } = await tx.execute<{ bound: boolean }>(sql`
    with planned as (
      select * from jsonb_to_recordset(${JSON.stringify(recordset)}::jsonb)
        as planned(id uuid, hash text, plan jsonb, written jsonb)
    ), before as (
      select store_items.id, erp_mk_id from store_items join planned using (id)
    )
    update store_items set
      action = case when content_hash = planned.hash then planned.plan->>'action' end,
      plan = planned.plan || jsonb_strip_nulls(jsonb_build_object('lastWritten',
        case when planned.written is null then store_items.plan->'lastWritten'
          else coalesce(store_items.plan->'lastWritten', '{}') || planned.written end)),
      erp_mk_id = case when planned.plan->>'action' = 'create' then null
        else coalesce(planned.plan->>'mkId', store_items.erp_mk_id) end,
      planned_at = case
        when store_items.plan->>'action' = planned.plan->>'action'
          and store_items.plan#>>'{reason,code}' is not distinct from planned.plan#>>'{reason,code}'
        then coalesce(planned_at, now()) else now() end,
      written_at = case when planned.written is null then written_at else now() end,
      updated_at = now()
    from planned join before using (id)
    where store_items.id = planned.id and (content_hash = planned.hash or planned.written is not null)
    returning store_items.erp_mk_id is distinct from before.erp_mk_id and store_items.erp_mk_id is not null as bound`)
  return rows.some(({ bound }) => bound)
}

const isPlannable = sql`${storeItems.snapshot} is not null and ${storeItems.action} is not null`

/** Has all items planned anew, by the code that now is theirs. */
export const unplanAll = async (tx: Tx, connectionId: string, matchBy: ProductSettings['matchBy']): Promise<void> => {
  await tx
    .update(storeItems)
    .set({ action: null, code: sql`coalesce(${storeItems.snapshot}->>${matchBy}, ${storeItems.code})` })
    .where(and(ofConnection(connectionId), isPlannable))
}

/** Has items of these products planned anew. */
export const unplanProducts = async (tx: Tx, connectionId: string, productIds: readonly string[]): Promise<void> => {
  await tx
    .update(storeItems)
    .set({ action: null })
    .where(and(ofConnection(connectionId), inArray(storeItems.productId, [...productIds]), isPlannable))
}

/** Has packs planned anew that wait for what they hold, or items whose prices depend on the day. */
export const unplanLike = async (tx: Tx, connectionId: string, which: 'packs' | 'dated prices'): Promise<void> => {
  const like =
    which === 'packs'
      ? sql`${storeItems.action} = 'quarantine' and ${storeItems.plan}#>>'{reason,code}' = 'ERR_PRODUCT_PACK_CONTENT_UNKNOWN'`
      : sql`jsonb_array_length(${storeItems.snapshot}->'specialPrices') > 0`
  await tx
    .update(storeItems)
    .set({ action: null })
    .where(and(ofConnection(connectionId), isPlannable, like))
}

/** The codes of these products' items. */
export const findCodesOf = async (tx: Tx, connectionId: string, productIds: readonly string[]): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ code: storeItems.code })
    .from(storeItems)
    .where(
      and(
        ofConnection(connectionId),
        inArray(storeItems.productId, [...productIds]),
        sql`${storeItems.code} <> ''`,
        isNull(storeItems.goneAt),
      ),
    )
  return rows.map(({ code }) => code)
}

/** Whether anything is to be written to the ERP. */
export const hasItemsToWrite = async (tx: Tx, connectionId: string): Promise<boolean> =>
  (await findItemsToWrite(tx, connectionId, { limit: 1 })).length > 0

/** Asks for the moment by the clock that all processes share. */
export const databaseTime = async (tx: Tx): Promise<Date> => {
  const { rows } = await tx.execute<{ ms: string }>(sql`select extract(epoch from clock_timestamp()) * 1000 as ms`)
  return new Date(Math.floor(Number(rows[0]?.ms)))
}
