import { type ConnectionId, FlowSettings, OrderSettings, StatusSettings } from '@pretok/domain'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** Something of a connection that is to be asked for again and again: what changed, or what a side says of itself. */
export interface Poll {
  connectionId: ConnectionId
  flow: 'orders' | 'statuses' | 'store-facts' | 'erp-facts'
  everyMs: number
}

/** Settings that were stored before a field was there lack it. */
const usualSeconds = {
  orders: OrderSettings.parse({}).pollSeconds,
  statuses: StatusSettings.parse({}).pollSeconds,
}
const usuallyOn = FlowSettings.parse({})

/** Seconds between two polls of a flow; 0 = never. */
const secondsOf = (flow: keyof typeof usualSeconds): SQL => sql`
  case when coalesce((settings #>> array['flows', ${flow}])::boolean, ${usuallyOn[flow]}::boolean)
    then coalesce((settings #>> array[${flow}, 'pollSeconds'])::int, ${usualSeconds[flow]}::int) else 0 end`

/** Warehouses, order states and the like change a few times a year; a test of the connection reads them anew at once. */
const factsEveryMs = 24 * 3_600_000

/** What is to be polled of all active connections: the flows that are switched on, save those whose settings say never, and facts. */
export const findPolls = async (tx: Tx): Promise<Poll[]> => {
  const { rows } = await tx.execute<{ id: ConnectionId; orders: number; statuses: number }>(sql`
    select id, ${secondsOf('orders')} as orders, ${secondsOf('statuses')} as statuses
    from connections where state = 'active'`)
  return rows.flatMap(({ id: connectionId, orders, statuses }) => [
    ...(orders > 0 ? [{ connectionId, flow: 'orders' as const, everyMs: orders * 1_000 }] : []),
    ...(statuses > 0 ? [{ connectionId, flow: 'statuses' as const, everyMs: statuses * 1_000 }] : []),
    { connectionId, flow: 'store-facts', everyMs: factsEveryMs },
    { connectionId, flow: 'erp-facts', everyMs: factsEveryMs },
  ])
}
