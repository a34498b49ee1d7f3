import { sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** Made so far ahead that a gateway may be away for a while; what no month takes lands in the default partition. */
const monthsAhead = 3

/**
 * Sees to it that this month and the next ones have their partitions of the timeline.
 *
 * @returns how many were made
 */
export const ensureOrderEventMonths = async (tx: Tx): Promise<number> => {
  const { rows } = await tx.execute<{ made: number }>(
    sql`select ensure_order_event_months(now(), now() + ${monthsAhead} * interval '1 month') as made`,
  )
  return Number(rows[0]?.made ?? 0)
}

/**
 * Drops the months of the timeline that ended before a moment, each at once.
 *
 * @returns their names, e.g. `order_events_2024_11`
 */
export const dropOrderEventMonths = (tx: Tx, endedBefore: Date): Promise<string[]> =>
  tx.transaction(async (inner) => {
    // Names sort as months do, and this one's are those of UTC.
    const oldest = endedBefore.toISOString().slice(0, 7).replace('-', '_')
    const { rows } = await inner.execute<{ name: string }>(sql`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'order_events'::regclass and c.relname ~ '^order_events_[0-9]{4}_[0-9]{2}$'
        and c.relname < ${`order_events_${oldest}`}
      order by 1`)
    for (const { name } of rows) await inner.execute(sql`drop table ${sql.identifier(name)}`)
    return rows.map(({ name }) => name)
  })
