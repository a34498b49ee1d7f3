/** Begins to measure; what it gives tells the milliseconds since then. */
export type Stopwatch = () => () => number

/**
 * By the clock that went further: the monotonic one cannot be set back, and the wall clock goes on while the machine sleeps.
 */
export const startStopwatch: Stopwatch = () => {
  const [monotonic, wall] = [performance.now(), Date.now()]
  return () => Math.max(performance.now() - monotonic, Date.now() - wall)
}

/**
 * When a write may leave after its intent was committed, and when the ERP is certainly through with it.
 * Why that holds stands in docs/decisions/0007-at-most-once.md.
 */
export interface WriteWindow {
  /** So long after the intent, by the database's clock, nothing of it can happen over there any more. */
  throughAfterMs: number
  /** Opens a window: to be called before the intent is committed. What it gives says whether a request may still leave. */
  open(): () => boolean
}

/** @param ceilingMs how long the ERP may still work on a write of which we hear no more; we listen for as long at most */
export const createWriteWindow = (ceilingMs: number, stopwatch: Stopwatch = startStopwatch): WriteWindow => {
  const startWithinMs = ceilingMs / 2
  return {
    throughAfterMs: startWithinMs + ceilingMs + ceilingMs,
    open: () => {
      const elapsedMs = stopwatch()
      return () => elapsedMs() <= startWithinMs
    },
  }
}
