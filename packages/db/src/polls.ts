import { type ConnectionId, FlowSettings, OrderSettings } from '@pretok/domain'
import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** A flow of a connection that is to be asked for what changed, again and again. */
export interface Poll {
  connectionId: ConnectionId
  flow: 'orders'
  everyMs: number
}

/** Settings that were stored before a field was there lack it. */
const { pollSeconds: usualSeconds } = OrderSettings.parse({})
const { orders: usuallyOn } = FlowSettings.parse({})

/** What is to be polled: the flows of all active connections that are switched on, save those whose settings say never. */
export const findPolls = async (tx: Tx): Promise<Poll[]> => {
  const { rows } = await tx.execute<{ id: ConnectionId; seconds: number }>(sql`
    select id, seconds
    from connections, coalesce((settings #>> '{orders,pollSeconds}')::int, ${usualSeconds}::int) as seconds
    where state = 'active' and seconds > 0 and coalesce((settings #>> '{flows,orders}')::boolean, ${usuallyOn}::boolean)`)
  return rows.map(({ id, seconds }) => ({ connectionId: id, flow: 'orders', everyMs: seconds * 1_000 }))
}
