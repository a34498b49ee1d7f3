import { describe, expect, it } from 'vitest'
import { checkClock, checkSpeed } from './pace-checks.ts'

const paces = (...durations: number[]) => durations.map((durationMs) => ({ durationMs }))
const clocks = (...offs: number[]) => offs.map((clockOffMs) => ({ durationMs: 1, clockOffMs }))

describe('the time to answer', () => {
  it('is that of the middle answer: one that is late does not count', () => {
    expect(checkSpeed(paces(100, 30_000, 120))).toMatchObject({ status: 'ok', details: { middleMs: 120 } })
    expect(checkSpeed(paces(6_000, 100, 7_000))).toMatchObject({ status: 'warning', code: 'ERR_METAKOCKA_SLOW' })
    expect(checkSpeed(paces(6_000)).messageSl).toContain('6,0 s')
    expect(checkSpeed([]).status).toBe('skipped')
  })
})

describe('the clock', () => {
  it.each([
    [-121_000, 'warning'],
    [-119_000, 'ok'],
    [119_000, 'ok'],
    [121_000, 'warning'],
  ])('may be two minutes off in both directions: %i ms', (off, status) => {
    expect(checkClock(clocks(off)).status).toBe(status)
  })

  it('is not judged where no answer tells the time', () => {
    expect(checkClock(paces(1, 2)).status).toBe('skipped')
  })
})
