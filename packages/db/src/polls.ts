import { type ConnectionId, FlowSettings, OrderSettings } from '@pretok/domain'
import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** Something of a connection that is to be asked for again and again: what changed, or what a side says of itself. */
export interface Poll {
  connectionId: ConnectionId
  flow: 'orders' | 'store-facts' | 'erp-facts'
  everyMs: number
}

/** Settings that were stored before a field was there lack it. */
const { pollSeconds: usualSeconds } = OrderSettings.parse({})
const { orders: usuallyOn } = FlowSettings.parse({})

/** Warehouses, order states and the like change a few times a year; a test of the connection reads them anew at once. */
const factsEveryMs = 24 * 3_600_000

/** What is to be polled of all active connections: the flows that are switched on, save those whose settings say never, and facts. */
export const findPolls = async (tx: Tx): Promise<Poll[]> => {
  const { rows } = await tx.execute<{ id: ConnectionId; seconds: number }>(sql`
    select id, case when coalesce((settings #>> '{flows,orders}')::boolean, ${usuallyOn}::boolean)
      then coalesce((settings #>> '{orders,pollSeconds}')::int, ${usualSeconds}::int) else 0 end as seconds
    from connections where state = 'active'`)
  return rows.flatMap(({ id: connectionId, seconds }) => [
    ...(seconds > 0 ? [{ connectionId, flow: 'orders' as const, everyMs: seconds * 1_000 }] : []),
    { connectionId, flow: 'store-facts', everyMs: factsEveryMs },
    { connectionId, flow: 'erp-facts', everyMs: factsEveryMs },
  ])
}
