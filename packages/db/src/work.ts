import type { JobName, Payload, Queue } from '@pretok/jobs'
import type { ErrorCode } from '@pretok/kernel'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { LostWorkError } from './errors.ts'
import { mayRun, permitColumns, toPermits } from './may-run.ts'
import { take } from './take-work.ts'

/** Where pumps hear that a queue has new work; the payload is the queue's name. */
const channel = 'pretok_work'

/** One hand-out of one row. Once the row is handed out anew, `fence` has grown and this one is worth nothing. */
export interface HeldWork {
  id: string
  fence: number
}

export interface StartedWork extends HeldWork {
  connectionId: string
  job: string
  payload: unknown
  /** Failures so far. */
  attempts: number
  /** Code of the last failure. */
  lastErrorCode?: string
  /** The connection as it stood at the start, for `pauseConnection`. */
  connectionVersion: string
}

/** What a row keeps of its last failure. No personal data, no secrets. */
export interface LastError {
  code: ErrorCode
  message: string
}

const isHeld = ({ id, fence }: HeldWork): SQL => sql`id = ${id} and fence = ${fence}`
const untilLease = (leaseMs: number): SQL => sql`now() + ${leaseMs} * interval '1 millisecond'`

const mustBeOurs = ({ rowCount }: { rowCount: number | null }, { id, fence }: HeldWork): void => {
  if (!rowCount) throw new LostWorkError('The work was handed to somebody else meanwhile', { workId: id, fence })
}

export interface AskOptions {
  /** Default `live`. */
  lane?: 'live' | 'backfill'
  /** Default now. */
  runAt?: Date
  /** A person wants it now, whatever it failed at before. Default `false`. */
  urgent?: boolean
}

/**
 * Asks for work in the transaction of the fact that calls for it, so that both happen or neither.
 * While the same key waits, it stays one piece of work: the earlier time, the livelier lane and the newer payload win. One that
 * waits because it failed keeps its time: whoever it failed at asked for the rest. A row of this key that was given up makes
 * room for the new wish.
 *
 * @throws {z.ZodError} a payload is not what the job declares
 */
const askAll = async <Q extends Queue, Name extends JobName<Q>>(
  tx: Tx,
  queue: Q,
  name: Name,
  payloads: readonly Payload<Q, Name>[],
  { lane = 'live', runAt, urgent = false }: AskOptions = {},
): Promise<void> => {
  const job = queue.jobs[name]
  if (!job) throw new Error(`the queue ${queue.name} has no job ${name}`)
  const wishes = new Map(
    payloads.map((given) => {
      const payload = job.payload.parse(given)
      const key = job.key(payload)
      return [key, { key, connection: payload.connectionId, payload }]
    }),
  )
  if (wishes.size === 0) return
  await tx.execute(sql`
    with wish as (
      select * from jsonb_to_recordset(${JSON.stringify([...wishes.values()])}::jsonb)
        as wish(key text, connection uuid, payload jsonb)
    ), given_up as (
      delete from work
      where queue = ${queue.name} and job = ${name} and state = 'failed' and key in (select key from wish)
    ), asked as (
      insert into work (connection_id, queue, job, key, payload, lane, run_at)
      select connection, ${queue.name}, ${name}, key, payload, ${lane}, coalesce(${runAt ?? null}::timestamptz, now())
      from wish order by key
      on conflict (queue, job, key) where state = 'waiting' do update set
        payload = excluded.payload,
        lane = case when 'live' in (work.lane, excluded.lane) then 'live' else 'backfill' end,
        run_at = case when work.last_error is null or ${urgent} then least(work.run_at, excluded.run_at) else work.run_at end
    )
    select pg_notify(${channel}, ${queue.name})`)
}

/** One wish; see `askAll`. */
const ask = <Q extends Queue, Name extends JobName<Q>>(
  tx: Tx,
  queue: Q,
  name: Name,
  payload: Payload<Q, Name>,
  options?: AskOptions,
): Promise<void> => askAll(tx, queue, name, [payload], options)

/**
 * The statement's transaction does not wait until it is on disk. For what a crash of Postgres may undo: a run that has begun or
 * ended is found again by the sweep, and its fence still holds, as any later commit of the run takes this one along.
 */
const quickly = sql`(select set_config('synchronous_commit', 'off', true) offset 0) as quickly`

const toRecordset = (held: readonly HeldWork[]): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify(held.map(({ id, fence }) => ({ id, fence })))}::jsonb) as held(id bigint, fence bigint)`

/**
 * Begins runs of work that was handed out, all in one statement.
 *
 * @returns those that are to be run; of the others the connection was paused or the flow switched off meanwhile, or they are not ours any more
 */
const start = async (tx: Tx, queue: Queue, held: readonly HeldWork[], leaseMs: number): Promise<StartedWork[]> => {
  const { rows } = await tx.execute<{
    id: string
    fence: string
    connection_id: string
    job: string
    payload: unknown
    attempts: number
    last_error: string | null
    version: string
  }>(
    sql`
      update work set state = 'running', lease_until = ${untilLease(leaseMs)}
      from ${quickly}, ${toRecordset(held)}, connections c
      where work.id = held.id and work.fence = held.fence and work.state = 'queued' and c.id = work.connection_id
        -- A job that is not known here is the runner's to judge.
        and not exists (
          select from jsonb_to_recordset(${JSON.stringify(toPermits(queue))}::jsonb) as permit(${permitColumns})
          where permit.name = work.job and not (${mayRun(sql`c`, sql`permit`)}))
      returning work.id, work.fence, connection_id, job, payload, attempts, last_error->>'code' as last_error,
        c.updated_at::text as version`,
  )
  return rows.map(({ id, fence, connection_id, job, payload, attempts, last_error, version }) => ({
    id,
    fence: Number(fence),
    connectionId: connection_id,
    job,
    payload,
    attempts,
    ...(last_error === null ? {} : { lastErrorCode: last_error }),
    connectionVersion: version,
  }))
}

/** Keeps the sweep away for another `leaseMs`. Gives `false` when the work is not ours any more. */
const renew = async (tx: Tx, held: HeldWork, leaseMs: number): Promise<boolean> => {
  const { rowCount } = await tx.execute(sql`
    update work set lease_until = ${untilLease(leaseMs)} where ${isHeld(held)} and state in ('queued', 'running')`)
  return rowCount === 1
}

/**
 * Locks the running row for the rest of the transaction: what is written beside it counts only if the work is still ours.
 *
 * @throws {LostWorkError}
 */
const hold = async (tx: Tx, held: HeldWork): Promise<void> => {
  mustBeOurs(await tx.execute(sql`select from work where ${isHeld(held)} and state = 'running' for update`), held)
}

/**
 * Ends runs that succeeded, all in one statement.
 *
 * @returns the ids of those that were still ours
 */
const finish = async (tx: Tx, held: readonly HeldWork[]): Promise<ReadonlySet<string>> => {
  const { rows } = await tx.execute<{ id: string }>(
    sql`
      delete from work using ${quickly}, ${toRecordset(held)}
      where work.id = held.id and work.fence = held.fence and work.state = 'running' returning work.id`,
  )
  return new Set(rows.map(({ id }) => id))
}

interface Return {
  /** Which rows go back to waiting; a condition on `work`. */
  which: SQL
  runAt: SQL
  attempts: SQL
  lastError: SQL
  /** When the same key was asked for meanwhile, the two become one. At which of the two times? */
  mergedRunAt: SQL
}

/**
 * A row goes back to waiting by being deleted and inserted anew under its id: only an insert can meet a row of the same key
 * that waits already, however the two transactions overlap, and become one with it.
 */
const returnToWaiting = ({ which, runAt, attempts, lastError, mergedRunAt }: Return): SQL => sql`
  with gone as (delete from work where ${which} returning *)
  insert into work (id, connection_id, queue, job, key, payload, lane, run_at, fence, attempts, last_error, created_at)
  select id, connection_id, queue, job, key, payload, lane, ${runAt}, fence, ${attempts}, ${lastError}, created_at
  from gone
  on conflict (queue, job, key) where state = 'waiting' do update set
    lane = case when 'live' in (work.lane, excluded.lane) then 'live' else 'backfill' end,
    run_at = ${mergedRunAt},
    attempts = greatest(work.attempts, excluded.attempts),
    last_error = coalesce(excluded.last_error, work.last_error)`

const asItWas = { runAt: sql`run_at`, attempts: sql`attempts`, lastError: sql`last_error` }
const earlier = sql`least(work.run_at, excluded.run_at)`
const later = sql`greatest(work.run_at, excluded.run_at)`

/**
 * Puts work that ran back to waiting: after a failure (`lastError` given), or because it wants to run again.
 * After a failure even a newer wish for the same key waits until `runAt`; a success begins to count failures anew.
 *
 * @throws {LostWorkError}
 */
const putBack = async (
  tx: Tx,
  held: HeldWork,
  { runAt, lastError, countAttempt }: { runAt: Date; lastError?: LastError; countAttempt: boolean },
): Promise<void> => {
  const outcome = lastError
    ? {
        attempts: countAttempt ? sql`attempts + 1` : sql`attempts`,
        lastError: sql`${JSON.stringify(lastError)}::jsonb`,
        mergedRunAt: later,
      }
    : { attempts: sql`0`, lastError: sql`null::jsonb`, mergedRunAt: earlier }
  const which = sql`${isHeld(held)} and state = 'running'`
  mustBeOurs(await tx.execute(returnToWaiting({ which, runAt: sql`${runAt}::timestamptz`, ...outcome })), held)
}

/** Hands back work that was interrupted, as if it had never been handed out. Does nothing when it is not ours any more. */
const handBack = async (tx: Tx, held: HeldWork, state: 'queued' | 'running'): Promise<void> => {
  const which = sql`${isHeld(held)} and state = ${state}`
  await tx.execute(returnToWaiting({ which, ...asItWas, mergedRunAt: earlier }))
}

/** Gives work up. @throws {LostWorkError} */
const fail = (tx: Tx, held: HeldWork, lastError: LastError): Promise<void> =>
  tx.transaction(async (inner) => {
    // An earlier run of the key may have been given up while this one waited; the newer failure takes its place.
    await inner.execute(sql`
      delete from work using work as ours
      where ours.id = ${held.id} and work.queue = ours.queue and work.job = ours.job and work.key = ours.key
        and work.state = 'failed' and work.id <> ours.id`)
    const failed = await inner.execute(sql`
      update work
      set state = 'failed', attempts = attempts + 1, lease_until = null, last_error = ${JSON.stringify(lastError)}
      where ${isHeld(held)} and state = 'running'`)
    mustBeOurs(failed, held)
  })

/** What a row keeps of a run whose process died: nobody was left to say why. */
const lostRun: LastError = { code: 'ERR_JOB_CRASHED', message: 'The process that ran it ended, or was cut off' }

/**
 * Puts running work whose lease ran out (its process died) back to waiting. It may be what killed the process: that counts as a
 * failure, and each further one makes the next try later. Rows somebody is just committing are left alone.
 */
const reclaim = async (tx: Tx, queue: Queue): Promise<number> => {
  const which = sql`id in (
    select id from work where queue = ${queue.name} and state = 'running' and lease_until < now() for update skip locked)`
  const { rowCount } = await tx.execute(
    returnToWaiting({
      which,
      runAt: sql`case when attempts = 0 then run_at else now() + least(power(2, attempts), 720) * interval '5 seconds' end`,
      attempts: sql`attempts + 1`,
      lastError: sql`${JSON.stringify(lostRun)}::jsonb`,
      mergedRunAt: later,
    }),
  )
  return rowCount ?? 0
}

/** Work that was handed out a while ago and has not begun: whoever it was handed to must say whether it is still there. */
const findUnstarted = async (tx: Tx, queue: Queue): Promise<HeldWork[]> => {
  const { rows } = await tx.execute<{ id: string; fence: string }>(sql`
    select id, fence from work where queue = ${queue.name} and state = 'queued' and lease_until < now()`)
  return rows.map(({ id, fence }) => ({ id, fence: Number(fence) }))
}

/** Rows of `work`, from the wish to the end. Each change of a handed-out row is conditional on its fence. */
export const work = {
  channel,
  ask,
  askAll,
  take,
  start,
  renew,
  hold,
  finish,
  putBack,
  handBack,
  fail,
  reclaim,
  findUnstarted,
}
