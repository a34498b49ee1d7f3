import { createDice } from './dice.ts'

/** What happens to our own processes. */
const processKinds = ['worker-killed', 'worker-stopped', 'worker-frozen', 'gateway-killed', 'gateway-frozen'] as const
const redisKinds = ['redis-flushed', 'redis-restarted', 'redis-frozen'] as const
const postgresKinds = ['postgres-restarted-fast', 'postgres-restarted-immediate', 'postgres-frozen'] as const
const storeKinds = [
  'store-slow',
  'store-hangs',
  'store-hangs-up',
  'store-cuts-answers',
  'store-unavailable',
  'store-limits-rate',
  'store-fatal-error',
  'store-prints-warnings',
] as const
const erpKinds = [
  'erp-slow',
  'erp-answers-late',
  'erp-hangs-up-before',
  'erp-hangs-up-after',
  'erp-cuts-answers',
  'erp-internal-error-before',
  'erp-internal-error-after',
  'erp-quota-used-up',
  'erp-unavailable',
  'erp-maintenance-page',
] as const

export type StoreFaultKind = (typeof storeKinds)[number]
export type ErpFaultKind = (typeof erpKinds)[number]
export type FaultKind =
  | (typeof processKinds)[number]
  | (typeof redisKinds)[number]
  | (typeof postgresKinds)[number]
  | StoreFaultKind
  | ErpFaultKind

/** Something that breaks. */
export interface Fault {
  kind: FaultKind
  /** Since the beginning of the trouble. */
  atMs: number
  /** How long it lasts: the server is down, the process frozen, the remote system out of order. */
  forMs: number
  /** Which process, or which share of the remote systems; whoever breaks it counts around. */
  which: number
}

const without = <T>(kinds: readonly T[], out: boolean): readonly T[] => (out ? [] : kinds)

/** Every kind of fault that can be had. Without Redis its own are missing. */
export const kindsOfFaults = ({ redis }: { redis: boolean }): readonly FaultKind[] => [
  ...processKinds,
  ...without(redisKinds, !redis),
  ...postgresKinds,
  ...storeKinds,
  ...erpKinds,
]

export const isStoreFault = (kind: FaultKind): kind is StoreFaultKind => kind.startsWith('store-')
export const isErpFault = (kind: FaultKind): kind is ErpFaultKind => kind.startsWith('erp-')

const isServerFault = (kind: FaultKind): boolean => [...redisKinds, ...postgresKinds].some((known) => known === kind)

export interface ScheduleOptions {
  seed: string
  kinds: readonly FaultKind[]
  /** How many faults; at least one of each kind, however few are asked for. */
  faults: number
  /** Over which time they begin. */
  overMs: number
  /** How long one may last; servers are away for a third of it at most, as nothing else meets anybody meanwhile. */
  longestMs: number
  /** How long a frozen worker or Postgres stays so: longer than a lease, or nobody takes the worker's work away. */
  frozenMs: number
}

/** What breaks when. The same options give the same schedule. */
export const makeSchedule = ({ seed, kinds, faults, overMs, longestMs, frozenMs }: ScheduleOptions): Fault[] => {
  const dice = createDice(`${seed}/faults`)
  const count = Math.max(faults, kinds.length)
  const lasting = (kind: FaultKind): number => {
    if (kind === 'worker-frozen' || kind === 'postgres-frozen') return frozenMs
    const most = isServerFault(kind) ? longestMs / 3 : longestMs
    return dice.between(Math.floor(most / 4), Math.floor(most))
  }
  const more = Array.from({ length: count - kinds.length }, () => dice.pick(kinds))
  return dice.shuffle([...kinds, ...more]).map((kind, place) => ({
    kind,
    atMs: Math.floor(((place + dice.throw()) / count) * overMs),
    forMs: lasting(kind),
    which: dice.between(0, 999),
  }))
}
