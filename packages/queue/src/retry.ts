import { type LastError, LostWorkError } from '@pretok/db'
import type { Job } from '@pretok/jobs'
import { AppError, RemoteRateLimitedError } from '@pretok/kernel'
import { JobShutdownError } from './errors.ts'

/** What becomes of work whose run threw. */
export type Decision =
  /** It is somebody else's: write nothing. */
  | { kind: 'drop' }
  /** As if it had never been handed out. */
  | { kind: 'hand-back' }
  | { kind: 'retry'; runAt: Date; countAttempt: boolean; lastError: LastError }
  /** A person must mend something first. */
  | { kind: 'pause'; error: AppError; lastError: LastError }
  | { kind: 'give-up'; lastError: LastError }

export interface RetryFacts {
  /** Failures before this one. */
  attempts: number
  policy: Pick<Job, 'attempts' | 'backoffMs' | 'maxBackoffMs'>
  /** 0 to 1, as `Math.random`. */
  random: () => number
  now: Date
}

/** A bug seldom mends itself, but it may have been a moment's bad luck. */
const bugRetries = 3

/** Whoever says "now" although there is too much to do is not taken at their word. */
const soonestMs = 1_000

const toLastError = (error: unknown): LastError => {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  // A foreign message may hold anything, personal data too; the log has the whole.
  return { code: 'ERR_JOB_BUG', message: error instanceof Error ? error.constructor.name : typeof error }
}

/** The one place where errors become retries. */
export const decideRetry = (error: unknown, { attempts, policy, random, now }: RetryFacts): Decision => {
  if (error instanceof LostWorkError) return { kind: 'drop' }
  if (error instanceof JobShutdownError) return { kind: 'hand-back' }
  const lastError = toLastError(error)
  const retryIn = (waitMs: number, countAttempt: boolean): Decision => ({
    kind: 'retry',
    runAt: new Date(now.getTime() + waitMs),
    countAttempt,
    lastError,
  })
  let allowed = Math.min(policy.attempts, bugRetries + 1)
  if (error instanceof AppError) {
    if (error.retry === 'when-fixed') return { kind: 'pause', error, lastError }
    if (error.retry === 'never') return { kind: 'give-up', lastError }
    // The other side said when: that is no failure of ours. A little later, as all others were told the same.
    if (error.retryAfterMs !== undefined) {
      return retryIn(Math.ceil(Math.max(error.retryAfterMs, soonestMs) * (1 + random() / 10)), false)
    }
    // A quota comes back some day: waiting longer each time is all there is to do.
    allowed = error instanceof RemoteRateLimitedError ? Number.POSITIVE_INFINITY : policy.attempts
  }
  if (attempts + 1 >= allowed) return { kind: 'give-up', lastError }
  const longestMs = Math.min(policy.backoffMs * 2 ** attempts, policy.maxBackoffMs)
  return retryIn(Math.ceil((longestMs * (1 + random())) / 2), true)
}
