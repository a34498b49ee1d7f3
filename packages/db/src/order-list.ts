import { OrderProgress, OrderState, Proof, Reason, StoreOrder } from '@pretok/domain'
import { and, asc, count, desc, eq, gte, lt, or, type SQL, sql } from 'drizzle-orm'
import { type PgColumn, unionAll } from 'drizzle-orm/pg-core'
import { Actor } from './audit-log.ts'
import type { Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { orderEvents, orderProgress, orders } from './schema.ts'

export interface OrderFilter {
  connectionId?: string
  states?: readonly OrderState[]
  /** A store order id, or the beginning of a reference, of our order number in the ERP or of the ERP's document number. */
  text?: string
  /** Placed at or after. */
  from?: Date
  /** Placed before. */
  to?: Date
}

/** A position in the list of orders, newest first. */
export interface OrderPosition {
  placedAt: Date
  id: string
}

/** What is shown of an order in a list. Amounts as stored, with up to six decimals. */
export interface ListedOrder {
  id: string
  connectionId: string
  storeOrderId: string
  reference: string
  state: OrderState
  reason?: Reason
  totalPaid: string
  currency: string
  placedAt: Date
  updatedAt: Date
  buyerOrder?: string
  document?: { mkId: string; countCode: string; total: string }
}

/** Everything about one order. */
export interface OrderRecord extends ListedOrder {
  /** Absent when the store's answer could not be understood. */
  snapshot?: StoreOrder
  proof?: Proof
  bookedAt?: Date
  /** As it was booked; absent before, and for orders that were booked by older versions. */
  bookedOrder?: StoreOrder
  /** How far the ERP has come with it; absent until it has said something, and where nobody asks. */
  progress?: OrderProgress & { readAt: Date }
}

export interface OrderEvent {
  at: Date
  kind: string
  data: Record<string, unknown>
  /** Who did it; absent = Pretok by itself. */
  actor?: Actor
}

const listed = {
  id: orders.id,
  connectionId: orders.connectionId,
  storeOrderId: orders.storeOrderId,
  reference: orders.reference,
  state: orders.state,
  reason: orders.reason,
  totalPaid: orders.totalPaid,
  currency: orders.currency,
  placedAt: orders.placedAt,
  updatedAt: orders.updatedAt,
  buyerOrder: orders.buyerOrder,
  erpMkId: orders.erpMkId,
  erpCountCode: orders.erpCountCode,
  erpTotal: orders.erpTotal,
}

type ListedRow = Pick<typeof orders.$inferSelect, keyof typeof listed>

const toListedOrder = (row: ListedRow): ListedOrder => {
  const { state, reason, buyerOrder, erpMkId, erpCountCode, erpTotal, ...order } = row
  const booked = erpMkId !== null && erpCountCode !== null && erpTotal !== null
  return {
    ...order,
    state: OrderState.parse(state),
    ...(reason === null ? {} : { reason: Reason.parse(reason) }),
    ...(buyerOrder === null ? {} : { buyerOrder }),
    ...(booked ? { document: { mkId: erpMkId, countCode: erpCountCode, total: erpTotal } } : {}),
  }
}

/** The columns that a text is searched in from its beginning, in either case. */
const searched = [orders.reference, orders.buyerOrder, orders.erpCountCode]

const beginsWith = (column: PgColumn, text: string): SQL =>
  sql`lower(${column}) like ${`${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`

const matches = (text: string): SQL | undefined =>
  or(eq(orders.storeOrderId, text), ...searched.map((column) => beginsWith(column, text)))

/** Up to so many matches of a text are fetched and sorted; where there are more, walking the orders by time meets them soon. */
const fewMatches = 5_000

/** The ids of the orders that match a text, if they are few. */
const findFewMatches = async (tx: Tx, text: string): Promise<string[] | undefined> => {
  const found = searched.map(
    (column) => sql`
      (select id from orders where ${beginsWith(column, text)} order by lower(${column}) using ~<~ limit ${fewMatches + 1})`,
  )
  const byId = sql`(select id from orders where ${eq(orders.storeOrderId, text)} limit ${fewMatches + 1})`
  const { rows } = await tx.execute<{ id: string }>(sql.join([byId, ...found], sql` union `))
  return rows.length > fewMatches ? undefined : rows.map(({ id }) => id)
}

/** Newest first. */
export const listOrders = async (
  tx: Tx,
  filter: OrderFilter,
  page: { limit: number; after?: OrderPosition },
): Promise<ListedOrder[]> => {
  const { connectionId, states, text, from, to } = filter
  const { limit, after } = page
  const few = text === undefined ? undefined : await findFewMatches(tx, text)
  if (few?.length === 0) return []

  // Few matches are fetched and sorted: by an order that no index has, lest all orders are walked in it to meet them.
  const newestFirst = few ? [desc(sql`${orders.placedAt} + interval '0'`)] : [desc(orders.placedAt)]

  const among = (state: OrderState | undefined) =>
    tx
      .select(listed)
      .from(orders)
      .where(
        and(
          connectionId === undefined ? undefined : eq(orders.connectionId, connectionId),
          state === undefined ? undefined : eq(orders.state, state),
          text === undefined ? undefined : few ? sql`${orders.id} = any(${sql.param(few)}::uuid[])` : matches(text),
          from && gte(orders.placedAt, from),
          to && lt(orders.placedAt, to),
          after &&
            sql`(${orders.placedAt}, ${orders.id}) < (${after.placedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
        ),
      )
      .orderBy(...newestFirst, desc(orders.id))
      .limit(limit)

  // One state after the other: together they would be read by time, with all the orders of other states between.
  const [first, second, ...others] = [...new Set(states ?? [undefined])].map(among)
  if (!first) return []
  const rows = second
    ? await unionAll(first, second, ...others)
        .orderBy(desc(sql`placed_at`), desc(sql`id`))
        .limit(limit)
    : await first
  return rows.map(toListedOrder)
}

/** @throws {NotFoundError} */
export const getOrder = async (tx: Tx, id: string): Promise<OrderRecord> => {
  const [row] = await tx
    .select({
      ...listed,
      snapshot: orders.snapshot,
      proof: orders.proof,
      bookedAt: orders.bookedAt,
      bookedOrder: orders.bookedOrder,
      progress: orderProgress.progress,
      readAt: orderProgress.readAt,
    })
    .from(orders)
    .leftJoin(orderProgress, eq(orderProgress.orderId, orders.id))
    .where(eq(orders.id, id))
  if (!row) throw new NotFoundError('order', id)
  const { snapshot, proof, bookedAt, bookedOrder, progress, readAt, ...order } = row
  return {
    ...toListedOrder(order),
    ...(snapshot === null ? {} : { snapshot: StoreOrder.parse(snapshot) }),
    ...(proof === null ? {} : { proof: Proof.parse(proof) }),
    ...(bookedAt === null ? {} : { bookedAt }),
    ...(bookedAt === null || bookedOrder === null ? {} : { bookedOrder: StoreOrder.parse(bookedOrder) }),
    ...(readAt === null ? {} : { progress: { ...OrderProgress.parse(progress), readAt } }),
  }
}

/** What happened to an order, oldest first. */
export const listOrderEvents = async (tx: Tx, orderId: string): Promise<OrderEvent[]> => {
  const rows = await tx.select().from(orderEvents).where(eq(orderEvents.orderId, orderId)).orderBy(asc(orderEvents.id))
  return rows.map(({ at, kind, data, actor }) => ({
    at,
    kind,
    data: data as Record<string, unknown>,
    ...(actor === null ? {} : { actor: Actor.parse(actor) }),
  }))
}

/** How many orders are in each state; states without orders are left out. */
export const countOrders = async (tx: Tx, connectionId?: string): Promise<Partial<Record<OrderState, number>>> => {
  const rows = await tx
    .select({ state: orders.state, orders: count() })
    .from(orders)
    .where(connectionId === undefined ? undefined : eq(orders.connectionId, connectionId))
    .groupBy(orders.state)
  return Object.fromEntries(rows.map((row) => [OrderState.parse(row.state), row.orders]))
}
