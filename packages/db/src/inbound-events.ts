import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { inboundEvents } from './schema.ts'

export type InboundSource = 'prestashop' | 'metakocka'

/** What a shop tells, by the flow that takes it. */
export const shopEvents = {
  orders: ['order.created', 'order.changed'],
  products: ['product.changed'],
  stock: ['stock.changed'],
} as const

/** The same of an ERP. The subject is the ids of the products, with commas between them. */
export const erpEvents = { stock: ['warehouse_product_stock_update'] } as const

/** Which events are meant: of one connection, as one remote system tells them. */
export interface InboundSender {
  connectionId: string
  source: InboundSource
}

/** Something that a remote system told us of its own accord. */
export interface InboundEvent extends InboundSender {
  /** The sender's own id of the event. */
  eventId: string
  /** What happened, e.g. `order.changed`. */
  event: string
  /** The sender's id of the record it happened to. */
  subject: string
}

/** Keeps an event, once. @returns `false` when it was known already; then nothing has changed */
export const recordInboundEvent = async (tx: Tx, event: InboundEvent): Promise<boolean> => {
  const { rowCount } = await tx.insert(inboundEvents).values(event).onConflictDoNothing()
  return rowCount === 1
}

/** Events of the given kinds that nobody has handled yet, oldest first. */
export const findUnhandled = async (
  tx: Tx,
  { connectionId, source }: InboundSender,
  events: readonly string[],
  limit: number,
): Promise<{ eventId: string; subject: string }[]> =>
  tx
    .select({ eventId: inboundEvents.eventId, subject: inboundEvents.subject })
    .from(inboundEvents)
    .where(
      and(
        eq(inboundEvents.connectionId, connectionId),
        eq(inboundEvents.source, source),
        inArray(inboundEvents.event, [...events]),
        isNull(inboundEvents.handledAt),
      ),
    )
    .orderBy(asc(inboundEvents.receivedAt), asc(inboundEvents.eventId))
    .limit(limit)

/** In the transaction of what was done about them. */
export const markHandled = async (
  tx: Tx,
  { connectionId, source }: InboundSender,
  eventIds: readonly string[],
): Promise<void> => {
  await tx
    .update(inboundEvents)
    .set({ handledAt: new Date() })
    .where(
      and(
        eq(inboundEvents.connectionId, connectionId),
        eq(inboundEvents.source, source),
        inArray(inboundEvents.eventId, [...eventIds]),
      ),
    )
}

/**
 * Deletes handled events, the oldest first. Those that somebody else is just deleting are left to them.
 *
 * @param olderThan received before this
 * @returns how many; as many as `limit` means that there may be more
 */
export const deleteOldInboundEvents = async (tx: Tx, olderThan: Date, limit: number): Promise<number> => {
  const { rowCount } = await tx.execute(sql`
    delete from inbound_events where ctid = any(array(
      select ctid from inbound_events
      where handled_at is not null and received_at < ${olderThan}::timestamptz
      order by received_at limit ${limit} for update skip locked))`)
  return rowCount ?? 0
}
