import type { Tx } from '@pretok/db'
import type { JobName, Payload, Queue } from '@pretok/jobs'
import type { Logger } from '@pretok/kernel'

export interface JobContext {
  /** Aborts when the job's time is over, the process shuts down or the work is lost. Pass it on to whatever waits. */
  signal: AbortSignal
  /** Binds queue, job, work id, attempt and connection. */
  log: Logger
  /** 1 the first time; grows with each failure. */
  attempt: number
  /**
   * Writes in one transaction that holds the work row, so an old runner's write affects nothing.
   *
   * @throws {LostWorkError} the work is somebody else's by now; nothing was written
   */
  commit<T>(write: (tx: Tx) => Promise<T>): Promise<T>
}

/**
 * Does one kind of work, and may be called again for the same work at any time: it is idempotent.
 * `again` puts the work back to waiting until then.
 */
export type Handler<Q extends Queue, Name extends JobName<Q> = JobName<Q>> = (
  payload: Payload<Q, Name>,
  ctx: JobContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that has nothing to say returns nothing
) => Promise<void | { again: Date }>

export type Handlers<Q extends Queue> = { [Name in JobName<Q>]: Handler<Q, Name> }
