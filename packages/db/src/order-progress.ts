import { type ConnectionId, type KnownStates, OrderId, OrderProgress } from '@pretok/domain'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'
import { orderProgress, orders } from './schema.ts'

/** What was read of one document of the ERP. */
export interface ProgressReading {
  mkId: string
  progress: OrderProgress
}

/** An order that has gone on in the ERP. */
export interface ChangedProgress {
  orderId: OrderId
  progress: OrderProgress
}

/** A change of state that is on its way to the store. */
export const StateIntent = z.object({
  from: z.string(),
  to: z.string(),
  /** `StoreMark` of the domain. */
  mark: z.record(z.string(), z.string()),
})
export type StateIntent = z.output<typeof StateIntent>

/** What there is to tell the store of an order, and what it was told. */
export interface ProgressToWrite {
  storeOrderId: string
  progress: OrderProgress
  known: KnownStates
  writtenTracking: string | undefined
  /** Committed, and not known to be done. */
  intent: (StateIntent & { since: Date }) | undefined
  /** The time on the database's clock. */
  now: Date
}

const databaseNow = sql<Date>`clock_timestamp()`.mapWith(orderProgress.readAt)

/**
 * Keeps how far orders have come; documents that are not orders of this connection are left out.
 *
 * @param bookedSince orders that were booked before are left out too
 * @returns those of which something is new
 */
export const saveProgress = async (
  tx: Tx,
  connectionId: ConnectionId,
  readings: readonly ProgressReading[],
  bookedSince?: Date,
): Promise<ChangedProgress[]> => {
  // A page may hold a document twice, and a statement touches a row once.
  const latest = [...new Map(readings.map((reading) => [reading.mkId, reading])).values()]
  if (latest.length === 0) return []
  const { rows } = await tx.execute<{ id: string; progress: unknown }>(sql`
    with read as (
      select orders.id, read.progress, known.progress is distinct from read.progress as is_new
      from jsonb_to_recordset(${JSON.stringify(latest)}::jsonb) as read("mkId" text, progress jsonb)
      join orders on orders.connection_id = ${connectionId} and orders.erp_mk_id = read."mkId"
        and orders.booked_at is not null
        and (${bookedSince ?? null}::timestamptz is null or orders.booked_at >= ${bookedSince ?? null}::timestamptz)
      left join order_progress known on known.order_id = orders.id
    ), saved as (
      insert into order_progress (order_id, progress, read_at)
      select id, progress, clock_timestamp() from read order by id
      on conflict (order_id) do update set progress = excluded.progress, read_at = excluded.read_at
    )
    select id, progress from read where is_new`)
  return rows.map(({ id, progress }) => ({ orderId: OrderId.parse(id), progress: OrderProgress.parse(progress) }))
}

/** `undefined` when the ERP has said nothing of this order. */
export const findProgressToWrite = async (tx: Tx, orderId: string): Promise<ProgressToWrite | undefined> => {
  const [found] = await tx
    .select({ row: orderProgress, order: orders, now: databaseNow })
    .from(orderProgress)
    .innerJoin(orders, eq(orders.id, orderProgress.orderId))
    .where(eq(orderProgress.orderId, orderId))
  if (!found) return undefined
  const { row, order, now } = found
  const { writtenStates, writtenTracking, intent, intendedAt } = row
  return {
    storeOrderId: order.storeOrderId,
    progress: OrderProgress.parse(row.progress),
    known: { written: writtenStates, ...(order.bookedStateId === null ? {} : { booked: order.bookedStateId }) },
    writtenTracking: writtenTracking ?? undefined,
    intent: intent === null || intendedAt === null ? undefined : { ...StateIntent.parse(intent), since: intendedAt },
    now,
  }
}

/** Commits the intent to set a state: from here on the store may have done it. */
export const beginStateWrite = async (tx: Tx, orderId: string, intent: StateIntent): Promise<void> => {
  await tx.update(orderProgress).set({ intent, intendedAt: databaseNow }).where(eq(orderProgress.orderId, orderId))
}

/** The intent is done with. @param stateId the state that was set by it; absent when it was not */
export const endStateWrite = async (tx: Tx, orderId: string, stateId?: string): Promise<void> => {
  await tx
    .update(orderProgress)
    .set({
      intent: null,
      intendedAt: null,
      ...(stateId === undefined ? {} : { writtenStates: sql`${orderProgress.writtenStates} || ${stateId}::text` }),
    })
    .where(eq(orderProgress.orderId, orderId))
}

export const noteTracking = async (tx: Tx, orderId: string, writtenTracking: string): Promise<void> => {
  await tx.update(orderProgress).set({ writtenTracking }).where(eq(orderProgress.orderId, orderId))
}

/** Both clocks may be off by so much together, besides what the store takes. */
const aroundSeconds = 300

/** Whether we set a state of the order in the store at about this moment, by the store's clock. */
export const wasStateWrittenAround = async (tx: Tx, orderId: string, moment: Date): Promise<boolean> => {
  const { rows } = await tx.execute<{ written: boolean }>(sql`
    select exists (
      select from order_events where order_id = ${orderId} and kind = 'store-state-set'
        and at between ${moment}::timestamptz - ${aroundSeconds} * interval '1 second'
          and ${moment}::timestamptz + ${aroundSeconds} * interval '1 second') as written`)
  return rows[0]?.written === true
}
