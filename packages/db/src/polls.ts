import { type ConnectionId, OrderSettings } from '@pretok/domain'
import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** A flow of a connection that is to be asked for what changed, again and again. */
export interface Poll {
  connectionId: ConnectionId
  flow: 'orders'
  everyMs: number
}

/** Settings that were stored before the field was there lack it. */
const { pollSeconds: usualSeconds } = OrderSettings.parse({})

/** What is to be polled: the flows of all active connections, save those whose settings say never. */
export const findPolls = async (tx: Tx): Promise<Poll[]> => {
  const { rows } = await tx.execute<{ id: ConnectionId; seconds: number }>(sql`
    select id, seconds
    from connections, coalesce((settings #>> '{orders,pollSeconds}')::int, ${usualSeconds}::int) as seconds
    where state = 'active' and seconds > 0`)
  return rows.map(({ id, seconds }) => ({ connectionId: id, flow: 'orders', everyMs: seconds * 1_000 }))
}
