import type { Shop, Shops } from './shops.ts'

/** Counts what reaches the remote systems. */
export interface Tally {
  storeRequests(of?: readonly Shop[]): number
  /** By call. */
  erpCalls(): Record<string, number>
  /** How often a fault met a call, by its kind in the sandbox; the usual slowness is none. */
  erpFaults(): Record<string, number>
  close(): void
}

/** What a booking takes on a good day: long enough that whatever breaks meets some under way. */
export const usualBookingMs = 120

const everyMs = 100

const add = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

/** The stand-ins keep their latest requests only, so they are counted and emptied often. */
export const createTally = ({ all, erp }: Pick<Shops, 'all' | 'erp'>): Tally => {
  const requests = new Map<Shop, number>()
  const calls: Record<string, number> = {}
  const faults: Record<string, number> = {}

  const count = (): void => {
    for (const shop of all) {
      requests.set(shop, (requests.get(shop) ?? 0) + shop.store.requests.list().length)
      shop.store.requests.clear()
    }
    for (const { call, fault, ms } of erp.requests.list()) {
      add(calls, call ?? 'unknown')
      const isUsual = fault === 'late-answer' && ms < 4 * usualBookingMs
      if (fault !== undefined && !isUsual) add(faults, fault)
    }
    erp.requests.clear()
  }
  const timer = setInterval(count, everyMs)

  return {
    storeRequests: (of = all) => {
      count()
      return of.reduce((sum, shop) => sum + (requests.get(shop) ?? 0), 0)
    },
    erpCalls: () => {
      count()
      return { ...calls }
    },
    erpFaults: () => {
      count()
      return { ...faults }
    },
    close: () => clearInterval(timer),
  }
}
