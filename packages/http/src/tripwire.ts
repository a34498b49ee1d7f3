/** Whether a call failed as far as its remote system is concerned: no answer, or one that says "I cannot", not "you may not". */
export const isFailure = ({ status }: { status?: number | undefined }): boolean =>
  status === undefined || status >= 500 || status === 408 || status === 429

export interface TripwireOptions {
  /** How far back it looks. Default 60,000. */
  windowMs?: number
  /** Fewer calls than these say nothing. Default 8. */
  minimum?: number
  /** Of the calls in the window, 0 to 1. Default 0.5. */
  share?: number
}

/** Says when a remote system fails too often to go on calling it. */
export interface Tripwire {
  /**
   * @param atMs when the call ended, by a clock that does not go back
   * @returns whether it trips at this failure; then it begins anew
   */
  note(call: { failed: boolean; durationMs: number; atMs: number }): boolean
}

const begunMs = 10_000
const heaviest = 3

/**
 * A system that hangs gets few calls into the window: with two lanes and time-outs of 30 s, four a minute. So a call that took
 * longer weighs as much as several, and three time-outs are enough; one or two, as after a heavy query, are not.
 */
const weightOf = (durationMs: number): number => Math.min(1 + Math.floor(durationMs / begunMs), heaviest)

export const createTripwire = ({ windowMs = 60_000, minimum = 8, share = 0.5 }: TripwireOptions = {}): Tripwire => {
  let calls: { failed: boolean; weight: number; atMs: number }[] = []
  let all = 0
  let bad = 0

  const forgetUntil = (atMs: number): void => {
    for (let [oldest] = calls; oldest && oldest.atMs <= atMs; [oldest] = calls) {
      calls.shift()
      all -= oldest.weight
      if (oldest.failed) bad -= oldest.weight
    }
  }

  return {
    note: ({ failed, durationMs, atMs }) => {
      forgetUntil(atMs - windowMs)
      const weight = weightOf(durationMs)
      calls.push({ failed, weight, atMs })
      all += weight
      if (!failed) return false
      bad += weight
      if (all < minimum || bad < share * all) return false
      calls = []
      all = 0
      bad = 0
      return true
    },
  }
}
