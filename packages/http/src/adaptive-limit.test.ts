import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAdaptiveLimit, type EndedCall } from './adaptive-limit.ts'

type Call = Partial<Omit<EndedCall, 'startedAtMs' | 'endedAtMs'>> & {
  startedAtMs?: number | undefined
  durationMs?: number
}

/** Makes calls one after another, or beside each other where they say when they started. */
const observe = (max: number) => {
  const limit = createAdaptiveLimit(max)
  let nowMs = 0
  const note = ({ durationMs = 100, ...call }: Call) => {
    const startedAtMs = call.startedAtMs ?? nowMs
    nowMs = Math.max(nowMs, startedAtMs + durationMs)
    const endedAtMs = startedAtMs + durationMs
    limit.note({ label: 'GET orders', writes: false, status: 200, bytes: 1_000, ...call, startedAtMs, endedAtMs })
    return limit.current()
  }
  const times = (count: number, call: Call) => Array.from({ length: count }, () => note(call)).at(-1)
  return { note, times, current: limit.current }
}

const noAnswer = { status: undefined }
const maxima = fc.integer({ min: 1, max: 64 })
const statuses = fc.constantFrom(undefined, 200, 304, 401, 404, 408, 429, 500, 502, 503, 504, 508)
const calls = fc.array(
  fc.record({
    status: statuses,
    durationMs: fc.integer({ min: 0, max: 60_000 }),
    startedAtMs: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
    writes: fc.boolean(),
    bytes: fc.integer({ min: 0, max: 1_000_000 }),
  }),
  { maxLength: 200 },
)

describe('the limit', () => {
  it('is never below one and never above what was given', () => {
    fc.assert(
      fc.property(maxima, calls, (max, made) => {
        const { note } = observe(max)
        for (const call of made) {
          const now = note(call)
          expect(now).toBeGreaterThanOrEqual(1)
          expect(now).toBeLessThanOrEqual(max)
          expect(Number.isInteger(now)).toBe(true)
        }
      }),
    )
  })

  it('is back at the top after a run of good calls, whatever was before', () => {
    fc.assert(
      fc.property(maxima, calls, (max, made) => {
        const { note, times } = observe(max)
        for (const call of made) note(call)
        // 1 + 2 + ... + max, and those that clear away what is left of slow ones.
        expect(times((max * (max + 1)) / 2 + 10, {})).toBe(max)
      }),
    )
  })

  it('is at one after a run of overload, whatever was before', () => {
    fc.assert(
      fc.property(maxima, calls, fc.constantFrom(undefined, 429, 503, 508), (max, made, status) => {
        const { note, times } = observe(max)
        for (const call of made) note(call)
        expect(times(Math.ceil(Math.log2(max)) + 1, { status })).toBe(1)
      }),
    )
  })
})

describe('trouble', () => {
  it.each([408, 429, 502, 503, 504, 508, undefined])('halves it: status %s', (status) => {
    expect(observe(8).note({ status })).toBe(4)
    expect(observe(7).note({ status })).toBe(3)
  })

  it.each([200, 301, 400, 401, 404, 500])('is not what the status %s says', (status) => {
    expect(observe(8).times(50, { status })).toBe(8)
  })

  it('counts once for all calls that were in flight', () => {
    const { note } = observe(8)
    for (let n = 0; n < 8; n += 1) note({ ...noAnswer, startedAtMs: n, durationMs: 30_000 })
    expect(note({ ...noAnswer, startedAtMs: 29_999, durationMs: 20_000 })).toBe(4)
    expect(note({ ...noAnswer, startedAtMs: 30_000, durationMs: 5_000 })).toBe(2)
  })

  it('is followed by one more for each round of good calls, and only those begun since', () => {
    const { note, times, current } = observe(4)
    note({ status: 503, startedAtMs: 1_000 })
    for (let n = 0; n < 9; n += 1) note({ startedAtMs: 500, durationMs: 1_000 })
    expect(current()).toBe(2)
    expect(times(1, {})).toBe(2)
    expect(times(1, {})).toBe(3)
    expect(times(2, {})).toBe(3)
    expect(times(1, {})).toBe(4)
  })

  it('is not over with a page of a broken PHP', () => {
    const { note, times } = observe(4)
    note(noAnswer)
    expect(times(20, { status: 500 })).toBe(2)
  })
})

describe('slowness', () => {
  const slow = { durationMs: 8_000 }

  it('is a read that takes much longer than its like did', () => {
    const { times, current } = observe(8)
    times(5, { durationMs: 1_000 })
    expect(times(2, slow)).toBe(8)
    expect(times(1, slow)).toBe(4)
    // Judged anew by what begins from now on.
    expect(times(4, slow)).toBeGreaterThanOrEqual(4)
    times(1, slow)
    expect(current()).toBeLessThan(4)
  })

  it.each<[string, Call, Call]>([
    ['a call that always took so long', slow, slow],
    ['a bigger page', { durationMs: 200, bytes: 900 }, { ...slow, bytes: 90_000 }],
    ['another call', { durationMs: 200, label: 'GET taxes' }, { ...slow, label: 'GET orders' }],
    ['a write', { durationMs: 200, writes: true }, { durationMs: 48_000, writes: true }],
    ['a busy hour', { durationMs: 300 }, { durationMs: 4_900 }],
    ['less than four times its best', { durationMs: 6_000 }, { durationMs: 23_000 }],
  ])('is not %s', (_what, before, after) => {
    const { times } = observe(8)
    times(20, before)
    expect(times(20, after)).toBe(8)
  })

  it('is not two calls of five', () => {
    const { note, times, current } = observe(8)
    times(5, { durationMs: 200 })
    for (let n = 0; n < 20; n += 1) {
      times(2, { durationMs: 25_000 })
      times(3, { durationMs: 200 })
    }
    note({ durationMs: 25_000 })
    expect(current()).toBe(8)
  })

  it('compares records of one kind by what they are, not by their ids', () => {
    const { note, times, current } = observe(8)
    times(5, { durationMs: 200, label: 'GET orders/7' })
    for (const id of [8, 9, 10]) note({ ...slow, label: `GET orders/${id}` })
    expect(current()).toBe(4)
  })

  it('is forgiven who stays so: it is the new pace', () => {
    const { times } = observe(8)
    times(5, { durationMs: 1_500 })
    times(20, slow)
    expect(times(500, slow)).toBe(8)
  })
})
