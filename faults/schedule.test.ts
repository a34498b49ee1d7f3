import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planOrders } from './orders.ts'
import { kindsOfFaults, makeSchedule, type ScheduleOptions } from './schedule.ts'

const options = (seed: string, more: Partial<ScheduleOptions> = {}): ScheduleOptions => ({
  seed,
  kinds: kindsOfFaults({ redis: true }),
  faults: 60,
  overMs: 100_000,
  longestMs: 4_000,
  frozenMs: 4_500,
  ...more,
})

describe('the schedule of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(makeSchedule(options('7'))).toEqual(makeSchedule(options('7')))
    expect(makeSchedule(options('8'))).not.toEqual(makeSchedule(options('7')))
  })

  it('has every kind, however few faults are asked for, each within its time and length', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 100 }), (seed, faults) => {
        const kinds = kindsOfFaults({ redis: true })
        const schedule = makeSchedule(options(seed, { faults }))
        expect(schedule).toHaveLength(Math.max(faults, kinds.length))
        expect(new Set(schedule.map(({ kind }) => kind))).toEqual(new Set(kinds))
        for (const { kind, atMs, forMs } of schedule) {
          expect(atMs).toBeGreaterThanOrEqual(0)
          expect(atMs).toBeLessThan(100_000)
          expect(forMs).toBeGreaterThanOrEqual(300)
          expect(forMs).toBeLessThanOrEqual(['worker-frozen', 'postgres-frozen'].includes(kind) ? 4_500 : 4_000)
        }
      }),
    )
  })

  it('breaks no Redis where there is none', () => {
    expect(kindsOfFaults({ redis: false }).filter((kind) => kind.startsWith('redis'))).toEqual([])
  })
})

describe('the plan of orders', () => {
  const plan = (seed: string) => planOrders({ seed, orders: 200, shops: 3, overMs: 60_000 })

  it('is the same for the same seed, and another for another', () => {
    expect(plan('7')).toEqual(plan('7'))
    expect(plan('8')).not.toEqual(plan('7'))
  })

  it('gives each kind its share, whatever chance says', () => {
    const counts = (seed: string) =>
      Object.entries(Object.groupBy(plan(seed), ({ kind }) => kind)).map(([kind, orders]) => [kind, orders.length])
    expect(Object.fromEntries(counts('7'))).toEqual(Object.fromEntries(counts('8')))
    expect(Object.fromEntries(counts('7'))).toMatchObject({ ordinary: 96, refused: 4, unpaid: 4 })
  })

  it('fills the shops evenly, some orders before the trouble and some during it, changes after their order', () => {
    const orders = plan('7')
    expect(Object.values(Object.groupBy(orders, ({ shop }) => shop)).map((of) => of?.length)).toEqual([67, 67, 66])
    const before = orders.filter(({ atMs }) => atMs === 0).length
    expect(before).toBeGreaterThan(70)
    expect(before).toBeLessThan(130)
    for (const { atMs, change } of orders) {
      expect(atMs).toBeLessThanOrEqual(48_000)
      if (change) expect(change.atMs).toBeGreaterThanOrEqual(atMs)
    }
  })
})
