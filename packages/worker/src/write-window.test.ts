import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWriteWindow, startStopwatch } from './write-window.ts'

describe('a stopwatch', () => {
  let monotonic = 0
  let wall = 0
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => monotonic)
    vi.spyOn(Date, 'now').mockImplementation(() => wall)
  })
  afterEach(() => vi.restoreAllMocks())

  it.each([
    ['both clocks go on', 1_000, 1_000, 1_000],
    ['the machine sleeps, and the monotonic clock with it', 3, 600_000, 600_000],
    ['the wall clock is set back', 1_000, -60_000, 1_000],
  ])('tells what has passed when %s', (_what, monotonicMs, wallMs, elapsedMs) => {
    const elapsed = startStopwatch()
    monotonic += monotonicMs
    wall += wallMs
    expect(elapsed()).toBe(elapsedMs)
  })
})

describe('a window', () => {
  it('is open for half the ceiling; after two more ceilings the ERP is through', () => {
    let passedMs = 0
    const { open, throughAfterMs } = createWriteWindow(1_000, () => {
      const from = passedMs
      return () => passedMs - from
    })
    passedMs = 7
    const mayStart = open()
    passedMs += 500
    expect(mayStart()).toBe(true)
    passedMs += 1
    expect(mayStart()).toBe(false)
    expect(throughAfterMs).toBe(2_500)
  })
})
