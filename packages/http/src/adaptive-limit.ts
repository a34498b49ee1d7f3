import { createPace } from './pace.ts'

/** How one call ended, as far as it tells what the other side can bear. */
export interface EndedCall {
  /** What was called, e.g. `GET orders/7`. */
  label: string
  writes: boolean
  /** Absent when no answer came. */
  status?: number | undefined
  /** Length of the answer. */
  bytes: number
  /** By one clock, whose zero does not matter. */
  startedAtMs: number
  endedAtMs: number
}

/** How many calls one remote system may have in flight: fewer while it is in trouble, and then slowly more again. */
export interface AdaptiveLimit {
  /** From 1 to the limit's `max`. */
  current(): number
  note(call: EndedCall): void
}

/** Too many requests, or a server, proxy or host that cannot serve them in time (508: a shared host's limit on processes). */
const overloaded = new Set([408, 429, 502, 503, 504, 508])

/**
 * Only like is compared with like: the same call, ids aside, with an answer of the same order of magnitude. A page of 50 orders may
 * take ten times as long as a single one.
 */
const kindOf = ({ label, bytes }: EndedCall): string => `${label.replaceAll(/\d+/g, '#')} ${String(bytes).length}`

/**
 * Halves on trouble, grows by one after as many good calls in a row as are allowed at once (AIMD, as TCP does it): many who share
 * a system come to rest at equal shares.
 *
 * Trouble is an answer that says so, no answer, and reads that have become slow. The time a write takes says little: the ERP takes
 * 0.1 s for an order and 48 s for one with an invoice.
 *
 * @param max a whole number from 1
 */
export const createAdaptiveLimit = (max: number): AdaptiveLimit => {
  const pace = createPace()
  let limit = max
  let goodInARow = 0
  let shrunkAtMs = Number.NEGATIVE_INFINITY

  const isSlow = (call: EndedCall): boolean =>
    !call.writes && pace.note(kindOf(call), call.endedAtMs - call.startedAtMs)

  return {
    current: () => limit,
    note: (call) => {
      // It was in flight when the limit shrank, so it tells of the time before.
      if (call.startedAtMs < shrunkAtMs) return
      if (call.status === undefined || overloaded.has(call.status) || isSlow(call)) {
        limit = Math.max(1, Math.floor(limit / 2))
        goodInARow = 0
        shrunkAtMs = call.endedAtMs
        pace.restart()
        return
      }
      // PHP that breaks down is no sign of load, and no sign of health either.
      if (call.status >= 500) return
      goodInARow += 1
      if (goodInARow < limit) return
      goodInARow = 0
      limit = Math.min(limit + 1, max)
    },
  }
}
