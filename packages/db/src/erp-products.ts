import type { ErpProduct } from '@pretok/domain'
import { and, eq, lt, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { erpProducts, storeItems } from './schema.ts'
import { unplanCodes } from './store-items.ts'

/** A product as it stood here before, and what became of it. */
interface Moved {
  mkId: string
  code: string
}

/** Has the items planned anew that these products are, or may be. */
const unplanMoved = async (tx: Tx, connectionId: string, moved: readonly Moved[], codes: readonly string[]) => {
  await unplanCodes(tx, connectionId, [...moved.map(({ code }) => code), ...codes])
  if (moved.length === 0) return
  const ids = moved.map(({ mkId }) => mkId)
  await tx
    .update(storeItems)
    .set({ action: null })
    .where(
      and(
        eq(storeItems.connectionId, connectionId),
        sql`${storeItems.erpMkId} = any(${sql.param(ids)}::text[])`,
        sql`${storeItems.action} is not null and ${storeItems.snapshot} is not null`,
      ),
    )
}

/** Saves products of the ERP as just read. Items are planned anew where something has changed. @returns how many are new or changed */
export const saveErpProducts = async (
  tx: Tx,
  connectionId: string,
  products: readonly ErpProduct[],
): Promise<number> => {
  const fresh = new Map(products.map((product) => [product.mkId, product]))
  if (fresh.size === 0) return 0
  const recordset = sql`jsonb_to_recordset(${JSON.stringify([...fresh.values()].map((snapshot) => ({ mk_id: snapshot.mkId, snapshot })))}::jsonb)
    as fresh(mk_id text, snapshot jsonb)`
  const { rows: known } = await tx.execute<{ mk_id: string; code: string; same: boolean }>(sql`
    select mk_id, code, erp_products.snapshot = fresh.snapshot as same from erp_products join ${recordset} using (mk_id)
    where connection_id = ${connectionId}`)
  const same = new Set(known.filter((row) => row.same).map((row) => row.mk_id))
  const readAt = sql`clock_timestamp()`
  const news = [...fresh.values()].filter(({ mkId }) => !same.has(mkId))
  if (same.size > 0) {
    await tx.execute(sql`
      update erp_products set read_at = ${readAt}
      where connection_id = ${connectionId} and mk_id = any(${sql.param([...same])}::text[])`)
  }
  if (news.length === 0) return 0
  await tx
    .insert(erpProducts)
    .values(news.map((snapshot) => ({ connectionId, mkId: snapshot.mkId, code: snapshot.code, snapshot, readAt })))
    .onConflictDoUpdate({
      target: [erpProducts.connectionId, erpProducts.mkId],
      set: { code: sql`excluded.code`, snapshot: sql`excluded.snapshot`, readAt: sql`excluded.read_at` },
    })
  const moved = known.filter((row) => !row.same).map(({ mk_id: mkId, code }) => ({ mkId, code }))
  await unplanMoved(
    tx,
    connectionId,
    moved,
    news.map(({ code }) => code),
  )
  return news.length
}

const forget = async (tx: Tx, connectionId: string, which: ReturnType<typeof and>): Promise<number> => {
  const gone = await tx
    .delete(erpProducts)
    .where(and(eq(erpProducts.connectionId, connectionId), which))
    .returning({ mkId: erpProducts.mkId, code: erpProducts.code })
  await unplanMoved(tx, connectionId, gone, [])
  return gone.length
}

/** Forgets products that a complete reading since this moment has not met. @returns how many */
export const forgetErpProducts = (tx: Tx, connectionId: string, readBefore: Date): Promise<number> =>
  forget(tx, connectionId, lt(erpProducts.readAt, readBefore))

/** Saves all products that have this code, as just asked for; those that had it and have it no more are forgotten. */
export const replaceErpProducts = async (
  tx: Tx,
  connectionId: string,
  code: string,
  products: readonly ErpProduct[],
): Promise<void> => {
  await saveErpProducts(tx, connectionId, products)
  const standing = products.map(({ mkId }) => mkId)
  await forget(
    tx,
    connectionId,
    and(eq(erpProducts.code, code), sql`${erpProducts.mkId} <> all(${sql.param(standing)}::text[])`),
  )
}
