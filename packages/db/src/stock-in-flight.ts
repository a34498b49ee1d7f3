import type { ConnectionId } from '@pretok/domain'
import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** Pieces of one thing of the store in orders. */
export interface OrderedPieces {
  productId: string
  /** Empty for a product without combinations. */
  combinationId: string
  quantity: number
}

/** Orders that are to reach the ERP, or may be there. Those that rules keep away from it are another's to count. */
const unbooked = sql.raw(`state in ('waiting', 'ready', 'sending', 'in_doubt', 'held', 'rejected')
  and (state <> 'waiting' or coalesce(reason->>'code', '') not in
    ('ERR_ORDER_PAYMENT_EXCLUDED', 'ERR_ORDER_STATE_EXCLUDED', 'ERR_ORDER_BEFORE_START'))`)

/** Where nothing is heard of an order any more, its goods have left at some time. */
const longestOpenDays = 90

/** Orders in these states of the ERP take nothing from its stock any more; what is packed has left it. */
const issued = sql.raw(`('packed', 'completed', 'canceled', 'manually_closed', 'duplicate', 'package_returned')`)

const lines = sql`jsonb_to_recordset(case when jsonb_typeof(lines) = 'array' then lines else '[]' end)
  as line("storeProductId" text, "storeCombinationId" text, quantity int)`
const thing = sql`"storeProductId" as "productId", coalesce("storeCombinationId", '') as "combinationId"`

/** Pieces in orders that were imported and are not booked. */
export const findUnbookedPieces = async (tx: Tx, connectionId: ConnectionId): Promise<OrderedPieces[]> => {
  const { rows } = await tx.execute<{ productId: string; combinationId: string; quantity: number }>(sql`
    select ${thing}, sum(quantity)::int as quantity
    from (select snapshot->'lines' as lines from orders
          where connection_id = ${connectionId} and ${unbooked}) open, ${lines}
    group by 1, 2`)
  return rows
}

/** Pieces in orders that were booked at or after a moment, each with its own. */
export const findBookedPieces = async (
  tx: Tx,
  connectionId: ConnectionId,
  since: Date,
): Promise<(OrderedPieces & { bookedAt: Date })[]> => {
  const { rows } = await tx.execute<{ productId: string; combinationId: string; quantity: number; at: string }>(sql`
    select ${thing}, quantity, booked_at::text as at
    from (select coalesce(booked_order, snapshot)->'lines' as lines, booked_at from orders
          where connection_id = ${connectionId} and booked_at >= ${since}::timestamptz and state = 'booked') booked, ${lines}`)
  return rows.map(({ at, ...piece }) => ({ ...piece, bookedAt: new Date(at) }))
}

/** Pieces in booked orders of which the ERP has not said that they have left or will not. */
export const findUnissuedPieces = async (tx: Tx, connectionId: ConnectionId): Promise<OrderedPieces[]> => {
  const { rows } = await tx.execute<{ productId: string; combinationId: string; quantity: number }>(sql`
    select ${thing}, sum(quantity)::int as quantity
    from (select coalesce(booked_order, snapshot)->'lines' as lines
          from orders
            -- Without the limit the progress of all orders of all connections would be read.
            left join lateral (select progress from order_progress where order_id = orders.id limit 1) told on true
          where connection_id = ${connectionId} and state = 'booked'
            and booked_at >= now() - ${longestOpenDays} * interval '1 day'
            and coalesce(progress->>'stage', 'open') = 'open'
            and coalesce(progress->'status'->>'code', '') not in ${issued}) open, ${lines}
    group by 1, 2`)
  return rows
}

/** As the store counts up, orders that were placed lately; their ids tell where those begin that are not known here. */
const lately = 100

/**
 * The id after which orders may be missing here: numbers come in their order, but orders may be imported in another one.
 *
 * @returns `undefined` when none was imported, or the store's ids are no numbers
 */
export const findPlacedAfter = async (tx: Tx, connectionId: ConnectionId): Promise<string | undefined> => {
  const { rows } = await tx.execute<{ after: string | null }>(sql`
    select greatest(max(store_order_id::bigint) - ${lately}, 0)::text as after
    from (select store_order_id from orders where connection_id = ${connectionId}
          order by placed_at desc, id desc limit ${lately}) latest
    where store_order_id ~ '^[0-9]{1,18}$'`)
  return rows[0]?.after ?? undefined
}

/** Which of these orders were not imported. */
export const findUnknownOrders = async (
  tx: Tx,
  connectionId: ConnectionId,
  storeOrderIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from unnest(${sql.param(storeOrderIds)}::text[]) as placed(id)
    where not exists (select from orders where connection_id = ${connectionId} and store_order_id = placed.id)`)
  return new Set(rows.map(({ id }) => id))
}
