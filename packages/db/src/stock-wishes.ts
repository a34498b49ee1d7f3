import type { ConnectionId } from '@pretok/domain'
import { stockQueue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { work } from './work.ts'

/** Which orders are meant. */
type WhichOrders = { orderIds: readonly string[] } | { storeOrderIds: readonly string[] }

const whichOrders = (which: WhichOrders): SQL =>
  'orderIds' in which
    ? sql`orders.id = any(${sql.param(which.orderIds)}::uuid[])`
    : sql`orders.store_order_id = any(${sql.param(which.storeOrderIds)}::text[])`

/** Something has become of orders: what they hold is to be found out again. Nothing where stock does not flow. */
export const askForStockOfOrders = async (tx: Tx, connectionId: ConnectionId, which: WhichOrders): Promise<void> => {
  const { rowCount } = await tx.execute(sql`
    update stock_items set due_at = clock_timestamp(), due_for = 'orders'
    where connection_id = ${connectionId} and verdict is distinct from 'gone' and due_at is null
      and exists (select from connections c where c.id = ${connectionId} and (c.settings #>> '{flows,stock}')::boolean)
      and (product_id, combination_id) in (
        select line->>'storeProductId', coalesce(line->>'storeCombinationId', '')
        from orders, jsonb_array_elements(case when jsonb_typeof(snapshot->'lines') = 'array' then snapshot->'lines' else '[]' end) line
        where orders.connection_id = ${connectionId} and ${whichOrders(which)})`)
  if (rowCount) await work.ask(tx, stockQueue, 'sync-stock', { connectionId })
}

/** Asks for stock where it flows. @returns whether it does */
export const askForStock = async (tx: Tx, connectionId: ConnectionId, urgent = false): Promise<boolean> => {
  const { rows } = await tx.execute<{ on: boolean }>(
    sql`select coalesce((settings #>> '{flows,stock}')::boolean, false) as on from connections where id = ${connectionId}`,
  )
  const isOn = rows[0]?.on === true
  if (isOn) await work.ask(tx, stockQueue, 'sync-stock', { connectionId }, { urgent })
  return isOn
}
