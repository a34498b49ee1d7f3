import type { Queue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { mayRun, permitColumns, toPermits } from './may-run.ts'
import { prepared } from './session.ts'

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

type Lane = 'live' | 'backfill'

const beforeAll = '00000000-0000-0000-0000-000000000000'

/** The jobs of a queue as a table: whom each calls, and when a connection lets it run. */
const jobTable = (queue: Queue): SQL => {
  const rows = toPermits(queue).map((permit) => ({ ...permit, sides: queue.jobs[permit.name]?.sides }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as job(sides text[], ${permitColumns})`
}

/**
 * The shape of the plan. `walk_*` hops over `work_due` from one kind of work of one connection to the next (one index probe each,
 * however many rows it has), live before backfill, round in a circle that begins after `after`. It is lazy: as soon as as many of
 * them have something due as there are free places, the walk ends. So a round costs a few probes per place, neither growing with
 * the backlog nor with the number of connections that wait.
 */
export const takeStatement = (queue: Queue, { window, depth, leaseMs, after = beforeAll }: TakeOptions): SQL => {
  const hop = (lane: Lane, beyond: SQL) => sql`
    select connection_id, job from work
    where queue = ${queue.name} and lane = ${sql.raw(`'${lane}'`)} and state = 'waiting' and ${beyond}
    order by connection_id, job limit 1`

  /** The kinds of work of a lane, those of the connections beyond `from` and up to `to`, in order. */
  const walk = (name: SQL, lane: Lane, from: SQL, to: SQL = sql`true`) => sql`
    ${name} (connection_id, job) as (
      (${hop(lane, sql`connection_id > ${from}::uuid and ${to}`)})
      union all
      select next.* from ${name} as here, lateral (
        ${hop(lane, sql`(connection_id, job) > (here.connection_id, here.job) and ${to}`)}) next
    )`
  const upToAfter = sql`connection_id <= ${after}::uuid`

  const due = (lane: SQL, limit: SQL) => sql`
    select due.id, due.run_at from work due
    where due.queue = ${queue.name} and due.lane = ${lane} and due.connection_id = spot.connection_id
      and due.job = spot.job and due.state = 'waiting' and due.run_at <= now()
      and not exists (
        select from work twin
        where twin.queue = ${queue.name} and twin.connection_id = spot.connection_id
          and twin.state in ('queued', 'running') and twin.job = due.job and twin.key = due.key)
    order by due.run_at, due.id limit ${limit}`

  /**
   * Kinds of work that have something due and room for it. Every table is a lateral subquery with a limit, so that the plan can
   * only go from one to the next and stop as soon as nobody asks for more.
   */
  const spots = (walked: SQL, lane: Lane, turn: number) => sql`
    select spot.connection_id, spot.job, ${sql.raw(`'${lane}'`)} as lane, ${sql.raw(String(turn))} as turn,
      flying.count as flying, half_open.sides is not null as probes
    from ${walked} spot
    cross join lateral (select * from job where job.name = spot.job limit 1) job
    cross join lateral (
      select from connections c where c.id = spot.connection_id and ${mayRun(sql`c`, sql`job`)} limit 1
    ) active
    cross join lateral (
      select array_agg(side) as sides, bool_or(probe_at > now()) as wait from circuits
      where circuits.connection_id = spot.connection_id and side = any (job.sides)
    ) half_open
    cross join lateral (
      select count(*)::int as count,
        coalesce(bool_or((select other.sides from job other where other.name = b.job) && half_open.sides), false) as probing
      from work b
      where b.queue = ${queue.name} and b.connection_id = spot.connection_id and b.state in ('queued', 'running')
    ) flying
    cross join lateral (${due(sql.raw(`'${lane}'`), sql`1`)}) head
    where half_open.wait is not true and not flying.probing and flying.count < ${window}::int`

  return sql`
    with recursive room as (
      select greatest(${depth}::int - count(*), 0) as places from work
      where queue = ${queue.name} and state = 'queued'
    ), job as materialized (select * from ${jobTable(queue)}),
    ${walk(sql`live_on`, 'live', sql`${after}`)}, ${walk(sql`live_around`, 'live', sql`${beforeAll}`, upToAfter)},
    ${walk(sql`backfill_on`, 'backfill', sql`${after}`)}, ${walk(sql`backfill_around`, 'backfill', sql`${beforeAll}`, upToAfter)},
    spot as materialized (
      select * from (
        ${spots(sql`live_on`, 'live', 1)} union all ${spots(sql`live_around`, 'live', 2)}
        union all ${spots(sql`backfill_on`, 'backfill', 3)} union all ${spots(sql`backfill_around`, 'backfill', 4)}
      ) found limit (select places from room)
    ), candidate as (
      select head.id, head.run_at, spot.*,
        row_number() over (partition by spot.connection_id, spot.probes
          order by spot.lane = 'live' desc, head.run_at, head.id) as nth
      from spot cross join lateral (${due(sql`spot.lane`, sql`${window}::int - spot.flying`)}) head
    ), placed as (
      select *, flying + row_number() over (partition by connection_id order by lane = 'live' desc, run_at, id) as place
      from candidate where not probes or nth = 1
    ), chosen as (
      select id, row_number() over (order by lane = 'live' desc, place, turn, connection_id) as turn
      from placed where place <= ${window}::int order by 2 limit (select places from room)
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
 * that goes on after `after`. Nothing of a connection that is not active or has a full window, nor of a flow that is switched off, nothing that calls a side which is
 * out of order (save one piece as a probe, once its time has come), and nothing whose key is queued or running already.
 *
 * @returns in the order in which it is to be done
 */
export const take = (tx: Tx, queue: Queue, options: TakeOptions): Promise<TakenWork[]> =>
  tx.transaction(async (inner) => {
    // One pump at a time: two that count at once would fill a window twice. The plan is the same whatever the values are, and
    // goes by the indexes even if it is made while there are but a few rows. Not by bitmaps of them: only a plain scan marks the
    // entries of rows that are gone, of which there are thousands a minute, so that the next one passes over them.
    await inner.execute(sql`
      select pg_advisory_xact_lock(hashtext('pretok take'), hashtext(${queue.name})),
        set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
        set_config('enable_bitmapscan', 'off', true)`)
    const { rows } = await inner.execute<{
      id: string
      fence: string
      connection_id: string
      job: string
      turn: string
    }>(prepared('take-work', takeStatement(queue, options)))
    return rows
      .toSorted((a, b) => Number(a.turn) - Number(b.turn))
      .map(({ id, fence, connection_id, job }) => ({ id, fence: Number(fence), connectionId: connection_id, job }))
  })
