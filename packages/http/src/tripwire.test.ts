import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTripwire, isFailure } from './tripwire.ts'

const bad = { failed: true, durationMs: 100 }
const good = { failed: false, durationMs: 100 }

/** Notes calls a second apart. @returns at which of them it tripped */
const tripsAt = (calls: readonly { failed: boolean; durationMs: number }[], everyMs = 1_000): number[] => {
  const tripwire = createTripwire()
  return calls.flatMap((call, n) => (tripwire.note({ ...call, atMs: n * everyMs }) ? [n] : []))
}
const times = <T>(count: number, call: T): T[] => Array.from({ length: count }, () => call)

describe('a failure', () => {
  it.each([undefined, 408, 429, 500, 502, 503, 504, 508])('is the status %s', (status) => {
    expect(isFailure({ status })).toBe(true)
  })
  it.each([200, 204, 302, 400, 401, 403, 404, 409, 422])('is not the status %s', (status) => {
    expect(isFailure({ status })).toBe(false)
  })
})

describe('the tripwire', () => {
  it('trips at the eighth failure in a row, and then begins anew', () => {
    expect(tripsAt(times(20, bad))).toEqual([7, 15])
  })

  it('trips when half of the calls fail', () => {
    expect(tripsAt([...times(10, good), ...times(10, bad)])).toEqual([19])
  })

  it('does not trip while most succeed', () => {
    expect(tripsAt(times(30, [good, bad, good]).flat())).toEqual([])
  })

  it('does not trip at a success', () => {
    expect(tripsAt([...times(7, bad), good])).toEqual([])
  })

  it('looks back a minute', () => {
    expect(tripsAt([...times(40, good), ...times(30, bad)])).toEqual([69])
    expect(tripsAt([...times(40, good), ...times(29, bad)])).toEqual([])
    expect(tripsAt(times(100, bad), 9_000)).toEqual([])
  })

  it('trips when a system hangs, though it gets few calls', () => {
    const timeOut = { failed: true, durationMs: 30_000 }
    expect(tripsAt([timeOut, timeOut])).toEqual([])
    expect(tripsAt([timeOut, timeOut, timeOut], 25_000)).toEqual([2])
  })

  it('is not moved by one call, however long it took', () => {
    expect(tripsAt([{ failed: true, durationMs: 600_000 }])).toEqual([])
  })

  it('trips exactly when enough calls were made in the window and half of them failed', () => {
    const call = fc.record({ failed: fc.boolean(), waitMs: fc.integer({ min: 0, max: 20_000 }) })
    const options = fc.record({
      windowMs: fc.integer({ min: 1, max: 60_000 }),
      minimum: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 100 }), options, (calls, { windowMs, minimum }) => {
        const tripwire = createTripwire({ windowMs, minimum })
        let seen: { failed: boolean; atMs: number }[] = []
        let atMs = 0
        for (const { failed, waitMs } of calls) {
          atMs += waitMs
          seen.push({ failed, atMs })
          const inWindow = seen.filter((one) => one.atMs > atMs - windowMs)
          const failures = inWindow.filter((one) => one.failed).length
          const expected = failed && inWindow.length >= minimum && failures * 2 >= inWindow.length
          expect(tripwire.note({ failed, durationMs: 0, atMs })).toBe(expected)
          if (expected) seen = []
        }
      }),
    )
  })
})
