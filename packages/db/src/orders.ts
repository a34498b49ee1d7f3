import { createHash } from 'node:crypto'
import {
  type Decision,
  type ErpDocument,
  type OrderId,
  Proof,
  type Reason,
  StoreOrder,
  type UnreadableOrder,
} from '@pretok/domain'
import { and, eq, sql } from 'drizzle-orm'
import type { Actor } from './audit-log.ts'
import { newId, type Tx } from './database.ts'
import { orderEvents, orders } from './schema.ts'

/** What the store says of an order, and what is to become of it. */
export type ImportedOrder = { order: StoreOrder; decision: Decision } | { unreadable: UnreadableOrder }

export interface SavedOrders {
  added: number
  changed: number
  /** Orders that are new or changed and may go to the ERP. */
  ready: OrderId[]
  /** Orders that were changed after they were booked. */
  booked: OrderId[]
}

/** An order as a transfer needs it, its row locked. */
export interface OrderToTransfer {
  id: string
  order: StoreOrder
  contentHash: string
  state: string
  proof: Proof | undefined
  buyerOrder: string | undefined
  sendingSince: Date | undefined
  /** The time on the database's clock. */
  now: Date
  /** A document of this order was seen in the ERP, though not one that could be taken as booked. */
  hasDocument: boolean
}

export interface OrderOutcome {
  state: string
  reason?: Reason
  proof?: Proof
  /** Of which the proof was made, where that was not noted with an intent. */
  order?: StoreOrder
  document?: ErpDocument
}

const stable = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, stable(inner)]),
      )
    : Array.isArray(value)
      ? value.map(stable)
      : value

/** The same content gives the same hash, whatever the order of its keys. */
export const contentHash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(stable(value)))
    .digest('hex')

const toRow = (connectionId: string, imported: ImportedOrder): typeof orders.$inferInsert => {
  if ('unreadable' in imported) {
    const { storeOrderId, reference, placedAt, changedAt, currency, totalPaid, reason } = imported.unreadable
    return {
      id: newId(),
      connectionId,
      storeOrderId,
      reference,
      snapshot: null,
      contentHash: contentHash(imported.unreadable),
      placedAt: new Date(placedAt),
      storeChangedAt: new Date(changedAt),
      currency,
      totalPaid,
      state: 'held',
      reason,
      proof: null,
    }
  }
  const { order, decision } = imported
  return {
    id: newId(),
    connectionId,
    storeOrderId: order.storeOrderId,
    reference: order.reference,
    snapshot: order,
    contentHash: contentHash(order),
    placedAt: new Date(order.placedAt),
    storeChangedAt: new Date(order.changedAt),
    currency: order.currency,
    totalPaid: order.totalPaid,
    state: decision.state,
    reason: 'reason' in decision ? decision.reason : null,
    proof: decision.proof ?? null,
  }
}

/** Once a booking call may have gone out, what the store says later no longer decides about it. */
const ifUndecided = (column: 'state' | 'reason' | 'proof' | 'snapshot') =>
  sql.raw(`case when orders.state in ('waiting', 'ready', 'held', 'rejected', 'cancelled') and orders.erp_mk_id is null
    then excluded.${column} else orders.${column} end`)

/** A refund is not taken back; a page of orders does not look for those of shipping alone. */
const withRefunds = sql.raw(`case when orders.snapshot ? 'refunds' and not excluded.snapshot ? 'refunds'
    then excluded.snapshot || jsonb_build_object('refunds', orders.snapshot->'refunds') else excluded.snapshot end`)

/**
 * Saves a page of orders in one statement: unknown ones are added, changed ones (by content) updated, the rest left alone.
 * The page holds no order twice.
 */
export const saveImportedOrders = async (
  tx: Tx,
  connectionId: string,
  imported: readonly ImportedOrder[],
): Promise<SavedOrders> => {
  if (imported.length === 0) return { added: 0, changed: 0, ready: [], booked: [] }
  const saved = await tx
    .insert(orders)
    .values(imported.map((one) => toRow(connectionId, one)))
    .onConflictDoUpdate({
      target: [orders.connectionId, orders.storeOrderId],
      set: {
        reference: sql`excluded.reference`,
        // An answer that cannot be understood must not take away what is needed to look a sent order up.
        snapshot: sql`case when ${orders.erasedAt} is null then coalesce(${withRefunds}, ${ifUndecided('snapshot')}) else ${orders.snapshot} end`,
        contentHash: sql`excluded.content_hash`,
        storeChangedAt: sql`excluded.store_changed_at`,
        currency: sql`excluded.currency`,
        totalPaid: sql`excluded.total_paid`,
        state: ifUndecided('state'),
        reason: ifUndecided('reason'),
        proof: ifUndecided('proof'),
        updatedAt: new Date(),
      },
      setWhere: sql`${orders.contentHash} <> excluded.content_hash`,
    })
    .returning({
      id: orders.id,
      state: orders.state,
      reason: orders.reason,
      erasedAt: orders.erasedAt,
      added: sql<boolean>`(xmax = 0)`,
    })
  if (saved.length > 0) {
    await tx.insert(orderEvents).values(
      saved.map(({ id, state, reason, added }) => ({
        orderId: id,
        kind: added ? 'imported' : 'changed',
        data: { state, ...(reason === null ? {} : { reason: (reason as Reason).code }) },
      })),
    )
  }
  const added = saved.filter((row) => row.added).length
  return {
    added,
    changed: saved.length - added,
    ready: saved.filter(({ state }) => state === 'ready').map(({ id }) => id as OrderId),
    booked: saved
      .filter(({ state, erasedAt }) => state === 'booked' && erasedAt === null)
      .map(({ id }) => id as OrderId),
  }
}

/** The clock that all runners share: their own may differ, and what one of them notes another one judges by. */
const databaseNow = sql<Date>`clock_timestamp()`.mapWith(orders.sendingSince)

/** Reads an order for its transfer and locks its row. `undefined` when it is gone or was never understood. */
export const lockOrder = async (tx: Tx, orderId: string): Promise<OrderToTransfer | undefined> => {
  const [read] = await tx
    .select({ row: orders, now: databaseNow })
    .from(orders)
    .where(eq(orders.id, orderId))
    .for('update')
  if (!read || read.row.snapshot === null) return undefined
  const { row, now } = read
  return {
    id: row.id,
    order: StoreOrder.parse(row.snapshot),
    contentHash: row.contentHash,
    state: row.state,
    proof: row.proof === null ? undefined : Proof.parse(row.proof),
    buyerOrder: row.buyerOrder ?? undefined,
    sendingSince: row.sendingSince ?? undefined,
    now,
    hasDocument: row.erpMkId !== null,
  }
}

/** An order as the store had it when it was last read; `undefined` when it is not there or was never understood. */
export const findStoreOrder = async (
  tx: Tx,
  connectionId: string,
  orderId: string,
): Promise<StoreOrder | undefined> => {
  const [row] = await tx
    .select({ snapshot: orders.snapshot })
    .from(orders)
    .where(and(eq(orders.id, orderId), eq(orders.connectionId, connectionId)))
  return row?.snapshot ? StoreOrder.parse(row.snapshot) : undefined
}

/** A call to the ERP as the timeline tells it: without secrets, names and addresses. */
export interface EventCall {
  name: string
  path: string
  body: unknown
}

/** A booking call that is about to go out. */
export interface Sending {
  /** The given number, or the one of an earlier attempt: it stays with the order. */
  buyerOrder: string
  /** On the database's clock. */
  sentAt: Date
  /** How many calls went out with this one. */
  sendings: number
}

/**
 * Commits the intent to book: from here on the ERP may hold a document under the number.
 *
 * @param intent its `contentHash` is that of the order which the document was made of
 * @returns `undefined` when the store has changed the order since; then nothing is to be sent
 */
export const beginSending = async (
  tx: Tx,
  orderId: string,
  intent: { buyerOrder: string; proof: Proof; contentHash: string; call?: EventCall },
): Promise<Sending | undefined> => {
  const [row] = await tx
    .update(orders)
    .set({
      state: 'sending',
      reason: null,
      proof: intent.proof,
      bookedOrder: sql`${orders.snapshot}`,
      buyerOrder: sql`coalesce(${orders.buyerOrder}, ${intent.buyerOrder})`,
      sendingSince: databaseNow,
      sendings: sql`${orders.sendings} + 1`,
      updatedAt: new Date(),
    })
    .where(and(eq(orders.id, orderId), eq(orders.contentHash, intent.contentHash)))
    .returning({ buyerOrder: orders.buyerOrder, sendings: orders.sendings, sentAt: orders.sendingSince })
  if (!row) return undefined
  const { buyerOrder, sendings, sentAt } = row
  if (buyerOrder === null || sentAt === null) throw new Error(`order ${orderId} is sent without a number`)
  await recordEvent(tx, orderId, 'sending', { buyerOrder, ...(intent.call && { call: intent.call }) })
  return { buyerOrder, sentAt, sendings }
}

/**
 * Work on an order was given up: a person has to look. One in doubt stays so, with the new reason, since it may stand in the ERP;
 * one that came to rest meanwhile is left alone.
 */
export const giveUpOrder = async (tx: Tx, orderId: string, reason: Reason): Promise<void> => {
  const [row] = await tx.select({ state: orders.state }).from(orders).where(eq(orders.id, orderId)).for('update')
  if (row?.state === 'ready') await settleOrder(tx, orderId, { state: 'held', reason })
  if (row?.state === 'sending' || row?.state === 'in_doubt')
    await settleOrder(tx, orderId, { state: 'in_doubt', reason })
}

/**
 * Notes what keeps a ready order from being sent for the moment; the next step of its way clears it. One whose runner vanished in the
 * middle of sending, and that could not be looked up now, is in doubt: nobody is sending it any more.
 */
export const noteTrouble = async (tx: Tx, orderId: string, reason: Reason): Promise<void> => {
  const [row] = await tx.select({ state: orders.state }).from(orders).where(eq(orders.id, orderId)).for('update')
  if (row?.state === 'sending') return settleOrder(tx, orderId, { state: 'in_doubt', reason })
  await tx
    .update(orders)
    .set({ reason, updatedAt: new Date() })
    .where(and(eq(orders.id, orderId), eq(orders.state, 'ready')))
}

/** Sets what became of an order and writes it on its timeline. */
export const settleOrder = async (tx: Tx, orderId: string, outcome: OrderOutcome): Promise<void> => {
  const { state, reason, proof, order, document } = outcome
  const now = new Date()
  await tx
    .update(orders)
    .set({
      state,
      reason: reason ?? null,
      updatedAt: now,
      ...(proof ? { proof } : {}),
      ...(order ? { bookedOrder: order } : {}),
      ...(document ? { erpMkId: document.mkId, erpCountCode: document.countCode, erpTotal: document.total } : {}),
      ...(state === 'booked' ? { bookedAt: now, bookedStateId: sql`${orders.snapshot} #>> '{state,id}'` } : {}),
    })
    .where(eq(orders.id, orderId))
  await recordEvent(tx, orderId, state, {
    ...(reason ? { reason: reason.code } : {}),
    ...(document ? { mkId: document.mkId, countCode: document.countCode, total: document.total } : {}),
  })
}

/** Adds to an order's timeline. @param actor who did it; absent = Pretok by itself */
export const recordEvent = async (
  tx: Tx,
  orderId: string,
  kind: string,
  data: Record<string, unknown> = {},
  actor?: Actor,
): Promise<void> => {
  await tx.insert(orderEvents).values({ orderId, kind, data, ...(actor && { actor }) })
}
