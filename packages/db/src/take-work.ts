import type { Queue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

export interface TakeOptions {
  /** How many rows of one connection may be queued or running at once. */
  window: number
  /** How many rows of this queue may be queued at once, over all connections; so many are taken as are missing. */
  depth: number
  /** After this the sweep asks whether what was taken is still known. */
  leaseMs: number
  /** The connection after which the round goes on: the last one that got something. */
  after?: string | undefined
}

export interface TakenWork {
  id: string
  fence: number
  connectionId: string
  job: string
}

/**
 * The shape of the plan, with 100,000 rows waiting for 1,000 connections: `waiting` hops over `work_due` from one connection to
 * the next (one index probe each, however many rows it has); for each connection that is active, one probe of `work_active`
 * counts what it has in flight and one probe of `work_due` per lane reads as many due rows as its window has room for.
 * So a round costs about four probes per connection and never grows with the backlog.
 */
export const takeStatement = (queue: Queue, { window, depth, leaseMs, after }: TakeOptions): SQL => {
  const dueIn = (lane: 'live' | 'backfill') => sql`
    select due.id, due.lane, due.run_at from work due
    where due.queue = ${queue.name} and due.connection_id = waiting.id and due.lane = ${sql.raw(`'${lane}'`)}
      and due.state = 'waiting' and due.run_at <= now()
      and not exists (
        select from work twin
        where twin.queue = ${queue.name} and twin.connection_id = waiting.id and twin.state in ('queued', 'running')
          and twin.job = due.job and twin.key = due.key)
    order by due.run_at, due.id limit greatest(${window}::int - flying.count, 0)`

  return sql`
    with recursive room as (
      select greatest(${depth}::int - count(*), 0) as places from work
      where queue = ${queue.name} and state = 'queued'
    ), waiting (id) as (
      (select connection_id from work where queue = ${queue.name} and state = 'waiting' order by connection_id limit 1)
      union all
      select next.connection_id from waiting, lateral (
        select connection_id from work
        where queue = ${queue.name} and state = 'waiting' and connection_id > waiting.id
        order by connection_id limit 1
      ) next
    ), candidate as (
      select head.id, head.lane, waiting.id as connection_id, flying.count
          + row_number() over (partition by waiting.id order by head.lane = 'live' desc, head.run_at, head.id) as place
      from waiting
      join connections c on c.id = waiting.id and c.state = 'active'
      cross join lateral (
        select count(*) from work b
        where b.queue = ${queue.name} and b.connection_id = waiting.id and b.state in ('queued', 'running')
      ) flying
      cross join lateral (
        select * from ((${dueIn('live')}) union all (${dueIn('backfill')})) due
        order by due.lane = 'live' desc, due.run_at, due.id limit greatest(${window}::int - flying.count, 0)
      ) head
      where (select places from room) > 0
    ), chosen as (
      select id, row_number() over (
        order by lane = 'live' desc, place, connection_id > ${after ?? null}::uuid desc nulls last, connection_id) as turn
      from candidate order by turn limit (select places from room)
    ), locked as (
      select w.id, chosen.turn from chosen join work w on w.id = chosen.id
      where w.state = 'waiting' and w.run_at <= now() for update of w skip locked
    )
    update work set state = 'queued', fence = fence + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    from locked where work.id = locked.id
    returning work.id, work.fence, work.connection_id, work.job, locked.turn`
}

/**
 * Hands out due work, fairly: live before backfill, then each connection its first row before any its second, in a round
 * that goes on after `after`. Nothing of a connection that is not active or has a full window, and nothing whose key is
 * queued or running already.
 *
 * @returns in the order in which it is to be done
 */
export const take = (tx: Tx, queue: Queue, options: TakeOptions): Promise<TakenWork[]> =>
  tx.transaction(async (inner) => {
    // One pump at a time: two that count at once would fill a window twice.
    await inner.execute(sql`select pg_advisory_xact_lock(hashtext('pretok take'), hashtext(${queue.name}))`)
    const { rows } = await inner.execute<{
      id: string
      fence: string
      connection_id: string
      job: string
      turn: string
    }>(takeStatement(queue, options))
    return rows
      .toSorted((a, b) => Number(a.turn) - Number(b.turn))
      .map(({ id, fence, connection_id, job }) => ({ id, fence: Number(fence), connectionId: connection_id, job }))
  })
