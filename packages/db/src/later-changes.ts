import { type Booked, type ConnectionId, formatCents, OrderId, Proof, StoreOrder } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { recordEvent } from './orders.ts'
import { orders } from './schema.ts'
import { type AskOptions, work } from './work.ts'

/** A booked order, as the ERP was told of it and as the store has it now; its row is locked. */
export interface BookedOrder {
  /** As it is now. */
  order: StoreOrder
  contentHash: string
  booked: Booked
  buyerOrder: string
  mkId: string
  countCode: string
  /** A payment may be on its way since then. */
  payingSince: Date | undefined
  /** The time on the database's clock. */
  now: Date
}

const databaseNow = sql<Date>`clock_timestamp()`.mapWith(orders.payingSince)

/** `undefined` when it is not booked, or there is nothing to compare it with: never understood, or its people erased. */
export const lockBookedOrder = async (tx: Tx, orderId: string): Promise<BookedOrder | undefined> => {
  const [read] = await tx
    .select({ row: orders, now: databaseNow })
    .from(orders)
    .where(eq(orders.id, orderId))
    .for('update')
  if (!read) return undefined
  const { row, now } = read
  const { state, snapshot, proof, buyerOrder, erpMkId, erpCountCode, erasedAt } = row
  if (state !== 'booked' || snapshot === null || proof === null || erasedAt !== null) return undefined
  if (buyerOrder === null || erpMkId === null) return undefined
  return {
    order: StoreOrder.parse(snapshot),
    contentHash: row.contentHash,
    booked: {
      proof: Proof.parse(proof),
      ...(row.bookedOrder === null ? {} : { order: StoreOrder.parse(row.bookedOrder) }),
      ...(row.paidInAll === null ? {} : { paid: formatCents(row.paidInAll) }),
    },
    buyerOrder,
    mkId: erpMkId,
    countCode: erpCountCode ?? '',
    payingSince: row.payingSince ?? undefined,
    now,
  }
}

/** Whether the store still says what it said when this hash was taken. Locks the order. */
export const isUnchanged = async (tx: Tx, orderId: string, contentHash: string): Promise<boolean> => {
  const [row] = await tx
    .select({ contentHash: orders.contentHash })
    .from(orders)
    .where(eq(orders.id, orderId))
    .for('update')
  return row?.contentHash === contentHash
}

/** Which of these ids of the store are orders that were read before. */
export const findKnownOrders = async (tx: Tx, connectionId: string, storeOrderIds: readonly string[]) => {
  const isKnown = and(eq(orders.connectionId, connectionId), inArray(orders.storeOrderId, [...storeOrderIds]))
  const rows = await tx.select({ storeOrderId: orders.storeOrderId }).from(orders).where(isKnown)
  return rows.map(({ storeOrderId }) => storeOrderId)
}

/** Asks that changes of booked orders be followed. */
export const askToFollow = (
  tx: Tx,
  connectionId: ConnectionId,
  orderIds: readonly OrderId[],
  options?: AskOptions,
): Promise<void> => {
  const wishes = orderIds.map((orderId) => ({ connectionId, orderId }))
  return work.askAll(tx, ordersQueue, 'follow-order', wishes, options)
}

/** The store may have changed an order while it was on its way to the ERP. */
export const askToFollowIfChanged = async (tx: Tx, connectionId: ConnectionId, orderId: string): Promise<void> => {
  const changed = and(
    eq(orders.id, orderId),
    eq(orders.state, 'booked'),
    sql`${orders.snapshot} is distinct from ${orders.bookedOrder}`,
  )
  const found = await tx.select({ id: orders.id }).from(orders).where(changed)
  const ids = found.map(({ id }) => OrderId.parse(id))
  await askToFollow(tx, connectionId, ids)
}

/** Commits the intent to have so much paid in all: from here on the ERP may have been told. @returns on the database's clock */
export const beginPaying = async (tx: Tx, orderId: string, paidInAll: string): Promise<Date> => {
  const [row] = await tx
    .update(orders)
    .set({ paidInAll, payingSince: databaseNow, updatedAt: new Date() })
    .where(eq(orders.id, orderId))
    .returning({ payingSince: orders.payingSince })
  if (!row?.payingSince) throw new Error(`order ${orderId} is gone while it is being paid`)
  await recordEvent(tx, orderId, 'paying', { paidInAll })
  return row.payingSince
}

/** What was paid in all is known. @param paid absent = as before, whatever that was */
export const endPaying = async (tx: Tx, orderId: string, paid: string | undefined): Promise<void> => {
  await tx
    .update(orders)
    .set({ paidInAll: paid ?? null, payingSince: null, updatedAt: new Date() })
    .where(eq(orders.id, orderId))
}

/** The document holds what the store has changed: from now on the order counts as booked like this. */
export const adoptChanges = async (tx: Tx, orderId: string, { order, proof }: Booked): Promise<void> => {
  const now = { proof, erpTotal: proof.totalPaid, updatedAt: new Date() }
  await tx
    .update(orders)
    .set({ ...now, ...(order ? { bookedOrder: order } : {}) })
    .where(eq(orders.id, orderId))
}
