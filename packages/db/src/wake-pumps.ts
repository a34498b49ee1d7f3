import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { work } from './work.ts'

/** Has the pumps look at once for what waits of a connection. */
export const wakePumps = async (tx: Tx, connectionId: string): Promise<void> => {
  await tx.execute(sql`
    select pg_notify(${work.channel}, queue)
    from (select distinct queue from work where connection_id = ${connectionId} and state = 'waiting') as waiting`)
}
