import { type HeldWork, LostWorkError, type Tx, work } from '@pretok/db'
import { AppError } from '@pretok/kernel'
import { JobTimeoutError } from './errors.ts'

export interface RunOptions {
  db: Tx
  held: HeldWork
  leaseMs: number
  timeoutMs: number
  /** How long a handler may take to end once its signal has aborted. */
  graceMs: number
  /** Aborts when the process shuts down. */
  stopping: AbortSignal
}

/** One run of one piece of work: what may end it before its time, and what keeps it ours until then. */
export interface Run {
  signal: AbortSignal
  commit<T>(write: (tx: Tx) => Promise<T>): Promise<T>
  /** Rejects some time after the signal has aborted: a handler that does not end by then is waited for no longer. */
  abandoned: Promise<never>
  /** Why the run really ended, given what the handler threw. */
  causeOf(thrown: unknown): unknown
  end(): void
}

export const beginRun = ({ db, held, leaseMs, timeoutMs, graceMs, stopping }: RunOptions): Run => {
  const ending = new AbortController()
  const { signal } = ending
  // Not AbortSignal.any: what is joined to a signal that lives as long as the process lives as long.
  const stop = () => ending.abort(stopping.reason)
  stopping.addEventListener('abort', stop, { once: true })
  if (stopping.aborted) stop()

  const deadline = setTimeout(() => {
    ending.abort(new JobTimeoutError(`The job took longer than ${timeoutMs} ms`, { timeoutMs }))
  }, timeoutMs)

  let leaseEndsAt = performance.now() + leaseMs
  let renewing = false
  const lose = () => ending.abort(new LostWorkError('The lease on the work is over', { workId: held.id }))
  const beat = async (): Promise<void> => {
    // Without an answer the work is ours until the lease is over; then somebody else may have it.
    if (performance.now() > leaseEndsAt) return lose()
    if (renewing) return
    renewing = true
    const from = performance.now()
    const renewed = await work.renew(db, held, leaseMs).catch(() => undefined)
    renewing = false
    if (renewed) leaseEndsAt = from + leaseMs
    if (renewed === false) lose()
  }
  const heartbeat = setInterval(() => void beat(), leaseMs / 3)

  let grace: NodeJS.Timeout | undefined
  const abandoned = new Promise<never>((_, reject) => {
    const startGrace = () => {
      grace = setTimeout(() => reject(signal.reason), graceMs)
    }
    if (signal.aborted) startGrace()
    else signal.addEventListener('abort', startGrace, { once: true })
  })

  return {
    signal,
    abandoned,
    commit: (write) =>
      db.transaction(async (tx) => {
        await work.hold(tx, held)
        return write(tx)
      }),
    causeOf: (thrown) => {
      if (!signal.aborted) return thrown
      // What a call reports after its time was up is news; after a shutdown or a loss it is only an echo.
      return signal.reason instanceof JobTimeoutError && thrown instanceof AppError ? thrown : signal.reason
    },
    end: () => {
      stopping.removeEventListener('abort', stop)
      clearInterval(heartbeat)
      clearTimeout(deadline)
      clearTimeout(grace)
    },
  }
}
