import { type ConnectionId, Reason, StockTerm, StockTrigger } from '@pretok/domain'
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { newId, type Tx } from './database.ts'
import { stockChanges } from './schema.ts'

/** `unknown`: it was sent, and no answer came. */
export const StockOutcome = z.enum(['written', 'refused', 'unknown'])
export type StockOutcome = z.output<typeof StockOutcome>

/** A quantity that was sent to the store, and why. */
export interface StockChange {
  id: string
  itemId: string
  at: Date
  before: number
  after: number
  terms: StockTerm[]
  trigger: StockTrigger
  outcome: StockOutcome
  reason?: Reason
}

export type NewStockChange = Pick<StockChange, 'itemId' | 'before' | 'after' | 'terms' | 'trigger'>

/** Notes what is about to be sent; whether it arrived is told by `settleChanges`. @returns their ids, in order */
export const beginChanges = async (
  tx: Tx,
  connectionId: ConnectionId,
  changes: readonly NewStockChange[],
): Promise<string[]> => {
  if (changes.length === 0) return []
  const rows = changes.map((change) => ({ ...change, id: newId(), connectionId, at: new Date(), outcome: 'unknown' }))
  await tx.insert(stockChanges).values(rows)
  return rows.map(({ id }) => id)
}

export const settleChanges = async (
  tx: Tx,
  settled: readonly { id: string; outcome: StockOutcome; reason?: Reason }[],
): Promise<void> => {
  if (settled.length === 0) return
  await tx.execute(sql`
    update stock_changes set outcome = settled.outcome, reason = settled.reason
    from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) as settled(id uuid, outcome text, reason jsonb)
    where stock_changes.id = settled.id`)
}

/** A position in the list of changes, newest first. */
export interface ChangePosition {
  at: Date
  id: string
}

const toChange = ({ connectionId: _, reason, ...row }: typeof stockChanges.$inferSelect): StockChange => ({
  ...row,
  terms: StockTerm.array().parse(row.terms),
  trigger: StockTrigger.parse(row.trigger),
  outcome: StockOutcome.parse(row.outcome),
  ...(reason === null ? {} : { reason: Reason.parse(reason) }),
})

/** Newest first. */
export const listStockChanges = async (
  tx: Tx,
  { connectionId, itemId, since }: { connectionId?: string; itemId?: string; since?: Date },
  { limit, after }: { limit: number; after?: ChangePosition },
): Promise<StockChange[]> => {
  const rows = await tx
    .select()
    .from(stockChanges)
    .where(
      and(
        connectionId === undefined ? undefined : eq(stockChanges.connectionId, connectionId),
        itemId === undefined ? undefined : eq(stockChanges.itemId, itemId),
        since && gte(stockChanges.at, since),
        after &&
          sql`(${stockChanges.at}, ${stockChanges.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(stockChanges.at), desc(stockChanges.id))
    .limit(limit)
  return rows.map(toChange)
}

/** Deletes old changes and passes, the oldest first. @returns how many; as many as `limit` means that there may be more */
export const deleteOldStockHistory = async (tx: Tx, olderThan: Date, limit: number): Promise<number> => {
  const changes = await tx.execute(sql`
    delete from stock_changes where ctid = any(array(
      select ctid from stock_changes where at < ${olderThan}::timestamptz order by at limit ${limit} for update skip locked))`)
  const passes = await tx.execute(sql`
    delete from stock_passes where ctid = any(array(
      select ctid from stock_passes where started_at < ${olderThan}::timestamptz and state <> 'running'
      limit ${limit} for update skip locked))`)
  return Math.max(changes.rowCount ?? 0, passes.rowCount ?? 0)
}
