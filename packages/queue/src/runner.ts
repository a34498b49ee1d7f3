import { type Database, type HeldWork, LostWorkError, type StartedWork, work } from '@pretok/db'
import type { JobName, Payload, Queue } from '@pretok/jobs'
import type { Logger } from '@pretok/kernel'
import type { HandOut } from './backend.ts'
import { createBatch } from './batch.ts'
import { JobCrashedError, JobPayloadError, JobShutdownError } from './errors.ts'
import type { Handler, Handlers } from './handler.ts'
import { decideRetry } from './retry.ts'
import { beginRun } from './run.ts'
import { type Consequences, type Outcome, settle } from './settle.ts'
import { settlesWithin } from './within.ts'

export interface RunnerOptions<Q extends Queue> extends Consequences<Q> {
  queue: Q
  handlers: Handlers<Q>
  database: Database
  log: Logger
  leaseMs: number
  graceMs: number
  /** Called when a run is over, with how many go on: its connection's window has room again. */
  onEnd: (running: number) => void
}

export interface Runner {
  /** Resolves as soon as the next run may begin: what became of this one is still being written then. */
  run(handOut: HandOut): Promise<void>
  /** Begins nothing more, lets what runs end within `drainMs`, then aborts it and hands it back. */
  drain(drainMs: number): Promise<void>
}

/** During a roll-out an old process meets work it does not know; it leaves it to a newer one. */
const unknownJobMs = 10_000

const readPayload = <Q extends Queue>(queue: Q, row: StartedWork): Payload<Q> => {
  const read = queue.jobs[row.job]?.payload.safeParse(row.payload)
  if (read?.success) return read.data as Payload<Q>
  const fields = read?.error.issues.map((issue) => issue.path.join('.')) ?? []
  throw new JobPayloadError('The payload is not what the job declares', { job: row.job, fields })
}

const told: Record<Outcome['kind'], readonly [level: 'info' | 'warn' | 'error', message: string]> = {
  done: ['info', 'job done'],
  again: ['info', 'job done for now'],
  retry: ['warn', 'job failed, will be retried'],
  'hand-back': ['info', 'job handed back'],
  drop: ['info', 'job lost to another worker'],
  pause: ['warn', 'job failed, connection paused'],
  'give-up': ['error', 'job given up'],
}

const tell = (log: Logger, outcome: Outcome, facts: { durationMs: number; err?: unknown }): void => {
  const [level, message] = told[outcome.kind]
  log[level]('runAt' in outcome ? { ...facts, runAt: outcome.runAt } : facts, message)
}

/** Runs what was handed out: checks that the work is still ours, calls its handler and writes what became of it. */
export const createRunner = <Q extends Queue>(options: RunnerOptions<Q>): Runner => {
  const { queue, handlers, database, leaseMs, graceMs, onEnd } = options
  const { db } = database
  const stopping = new AbortController()
  /** Until what became of them is written. */
  const runs = new Set<Promise<void>>()
  let running = 0
  let closing = false

  const start = createBatch(async (held: readonly HeldWork[]) => {
    const started = new Map((await work.start(db, queue, held, leaseMs)).map((row) => [row.id, row]))
    return held.map(({ id, fence }) => {
      const row = started.get(id)
      if (row?.fence !== fence) return undefined
      // BullMQ may deliver a hand-out twice.
      started.delete(id)
      return row
    })
  })
  const finish = createBatch(async (held: readonly HeldWork[]) => {
    const finished = await work.finish(db, held)
    return held.map(({ id }) => finished.has(id))
  })

  const execute = async (row: StartedWork, onHandled: () => void): Promise<void> => {
    const job = queue.jobs[row.job]
    const attempt = row.attempts + 1
    const { connectionId } = row
    const log = options.log.child({ queue: queue.name, job: row.job, jobId: row.id, attempt, connectionId })
    if (!job) {
      log.warn('unknown job, left to a newer worker')
      return work.putBack(db, row, { runAt: new Date(Date.now() + unknownJobMs), countAttempt: false })
    }

    const startedAt = performance.now()
    const run = beginRun({ db, held: row, leaseMs, graceMs, timeoutMs: job.timeoutMs, stopping: stopping.signal })
    let payload: Payload<Q> | undefined
    let outcome: Outcome
    let err: unknown
    try {
      payload = readPayload(queue, row)
      // Other failures have been judged when they happened; a quota may be waited for any number of times.
      if (row.lastErrorCode === 'ERR_JOB_CRASHED' && row.attempts >= job.attempts)
        throw new JobCrashedError('Its runs ended without a word', { attempts: row.attempts })
      const handler = handlers[row.job as JobName<Q>] as Handler<Q>
      const { signal, commit } = run
      const result = await Promise.race([handler(payload, { signal, log, attempt, commit }), run.abandoned])
      outcome = result ? { kind: 'again', runAt: result.again } : { kind: 'done' }
    } catch (thrown) {
      err = run.causeOf(thrown)
      const now = new Date()
      outcome = decideRetry(err, { attempts: row.attempts, policy: job, random: Math.random, now })
    } finally {
      run.end()
      onHandled()
    }

    const facts = { durationMs: Math.round(performance.now() - startedAt), ...(err === undefined ? {} : { err }) }
    try {
      await settle({ db, finish }, row, payload, outcome, options)
      tell(log, outcome, facts)
    } catch (error) {
      if (error instanceof LostWorkError) return tell(log, { kind: 'drop' }, facts)
      // Its lease will run out, and it is tried again.
      log.error({ ...facts, err: error, outcome: outcome.kind }, 'outcome of a job not written')
    }
  }

  const begin = async ({ workId, fence }: HandOut, onHandled: () => void): Promise<void> => {
    const held = { id: workId, fence }
    const row = closing ? undefined : await start(held)
    // Not to be run now, as its connection was paused or we are closing; or not ours, and then this changes nothing.
    if (!row) return work.handBack(db, held, 'queued')
    await execute(row, onHandled)
    onEnd(running)
  }

  return {
    run: async (handOut) => {
      running += 1
      const handled = Promise.withResolvers<void>()
      const run = begin(handOut, handled.resolve)
      runs.add(run)
      const forget = () => void runs.delete(run)
      run.then(forget, forget)
      await Promise.race([handled.promise, run]).finally(() => {
        running -= 1
      })
    },
    drain: async (drainMs) => {
      closing = true
      if (await settlesWithin(drainMs, Promise.allSettled(runs))) return
      stopping.abort(new JobShutdownError('The worker shuts down'))
      await Promise.allSettled(runs)
    },
  }
}
