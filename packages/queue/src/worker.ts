import { type Database, work } from '@pretok/db'
import type { Queue } from '@pretok/jobs'
import type { Logger } from '@pretok/kernel'
import type { QueueBackend } from './backend.ts'
import type { Handlers } from './handler.ts'
import { createLoop } from './loop.ts'
import { createOutageLog } from './outage-log.ts'
import { createPump } from './pump.ts'
import { createRunner } from './runner.ts'
import type { Consequences } from './settle.ts'
import { createSweep } from './sweep.ts'
import { farewellMs, settlesWithin } from './within.ts'

/** All in milliseconds. */
export interface Timings {
  /** The pump looks for due work so often, besides being woken by each wish. Default 1,000. */
  tickMs: number
  /** Default 5,000. */
  sweepMs: number
  /** How long a run goes on belonging to a process that gives no sign of life. Default 30,000. */
  leaseMs: number
  /** How long work may lie in BullMQ before the sweep asks whether it is still there. Default 5,000. */
  queuedLeaseMs: number
  /** How long `close` lets running jobs go on before it aborts them. Default 15,000. */
  drainMs: number
  /** How long a job may take to end once aborted; then it is waited for no longer. Default 5,000. */
  graceMs: number
}

export interface WorkerOptions<Q extends Queue> extends Consequences<Q> {
  queue: Q
  handlers: Handlers<NoInfer<Q>>
  database: Database
  backend: QueueBackend
  log: Logger
  /** Jobs this process runs at once. Default 10. */
  concurrency?: number
  /** Jobs of one connection in flight at once, over all processes. Default 4. */
  window?: number
  timings?: Partial<Timings>
}

export interface Worker {
  /** Lets running jobs end, hands back what does not, and lets go of the queue. The database and the backend stay open. */
  close(): Promise<void>
}

const defaults: Timings = {
  tickMs: 1_000,
  sweepMs: 5_000,
  leaseMs: 30_000,
  queuedLeaseMs: 5_000,
  drainMs: 15_000,
  graceMs: 5_000,
}

/**
 * Works off one queue: pump, runner and sweep. Any number of processes may do so beside each other.
 * It starts at once, and waits for a database or Redis that is away.
 */
export const createWorker = <Q extends Queue>(options: WorkerOptions<Q>): Worker => {
  const { queue, database, backend, log, concurrency = 10, window = 4 } = options
  const { tickMs, sweepMs, leaseMs, queuedLeaseMs, drainMs, graceMs } = { ...defaults, ...options.timings }

  // A busy worker's pump turns once for several ends: a turn costs the same for one row as for many.
  let ended = 0
  const onEnd = (running: number): void => {
    ended += 1
    if (running >= concurrency / 2 && ended < 2 * concurrency) return
    ended = 0
    pump.wake()
  }
  const runner = createRunner({ ...options, leaseMs, graceMs, onEnd })
  const bull = backend.open({ name: queue.name, concurrency, run: runner.run, log })
  // Enough that a worker finds its next job waiting, and so little that a newcomer does not wait long.
  const depth = 6 * concurrency
  const pump = createLoop(
    tickMs,
    createOutageLog(log, 'pump'),
    createPump({ database, queue, bull, window, depth, leaseMs: queuedLeaseMs }),
  )
  const sweep = createLoop(
    sweepMs,
    createOutageLog(log, 'sweep'),
    createSweep({ database, queue, bull, leaseMs: queuedLeaseMs, onReturn: pump.wake }),
  )
  const listening = database.listen(work.channel, (name = queue.name) => {
    if (name === queue.name) pump.wake()
  })

  return {
    close: async () => {
      bull.stop()
      const quiet = Promise.all([listening.close(), pump.stop(), sweep.stop()])
      await runner.drain(drainMs)
      await settlesWithin(farewellMs, quiet)
      await bull.close()
    },
  }
}
