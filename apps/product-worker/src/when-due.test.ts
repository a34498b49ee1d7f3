import { describe, expect, it } from 'vitest'
import { isWholeReadingDue } from './when-due.ts'

const at = (text: string) => new Date(text)

describe('a whole reading is due', () => {
  it.each([
    ['never read', undefined, '2026-07-01T12:00:00Z', true],
    ['at one at night in summer', '2026-07-01T00:00:00Z', '2026-07-01T23:00:00Z', true],
    ['before one at night in summer', '2026-07-01T00:00:00Z', '2026-07-01T22:59:59Z', false],
    ['at one at night in winter', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', true],
    ['before one at night in winter', '2026-01-01T00:00:00Z', '2026-01-01T23:59:59Z', false],
    ['at five in the morning', '2026-01-01T05:00:00Z', '2026-01-02T04:00:00Z', false],
    ['at night, but read in the evening', '2026-01-01T20:00:00Z', '2026-01-02T02:00:00Z', false],
    ['by day, a night missed', '2026-01-01T02:00:00Z', '2026-01-02T06:00:01Z', true],
    ['by day, read last night', '2026-01-02T02:00:00Z', '2026-01-02T12:00:00Z', false],
  ])('%s', (_what, last, now, due) => {
    expect(isWholeReadingDue(last === undefined ? undefined : at(last), at(now))).toBe(due)
  })
})
