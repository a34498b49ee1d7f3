import { setTimeout as wait } from 'node:timers/promises'
import type { MetakockaFault, PrestashopFault } from '@pretok/sandbox'
import type { Program } from './programs.ts'
import { type ErpFaultKind, type Fault, isErpFault, isStoreFault, type StoreFaultKind } from './schedule.ts'
import type { PostgresServer, RedisServer } from './servers.ts'
import type { Shop, Shops } from './shops.ts'
import { type Tally, usualBookingMs } from './tally.ts'

/** What can be broken. */
export interface World {
  workers: readonly Program[]
  gateways: readonly Program[]
  postgres: PostgresServer
  redis: RedisServer | undefined
  shops: Shops
  tally: Tally
  /** How long Pretok lets the ERP work on a write after it stopped hearing from it. */
  writeCeilingMs: number
}

type ErpFault = MetakockaFault extends infer One ? (One extends unknown ? Omit<One, 'companyId'> : never) : never

/** What a server in front of either system says when it has too much to do. */
const retryAfterSeconds = 1

const storeFault = (kind: StoreFaultKind, forMs: number): PrestashopFault[] => {
  switch (kind) {
    case 'store-slow':
      return [{ effect: { kind: 'delay', ms: 400 } }]
    case 'store-hangs':
      // In the end the connection breaks: the time-out of half a minute would outlast everything else here.
      return [
        { effect: { kind: 'delay', ms: 2 * forMs }, times: 4 },
        { effect: { kind: 'hang-up', when: 'before' }, times: 4 },
      ]
    case 'store-hangs-up':
      return [{ effect: { kind: 'hang-up', when: 'before' }, probability: 0.7 }]
    case 'store-cuts-answers':
      return [{ effect: { kind: 'cut-body' }, probability: 0.3 }]
    case 'store-unavailable':
      return [{ effect: { kind: 'status', status: 503, headers: { 'Retry-After': String(retryAfterSeconds) } } }]
    case 'store-limits-rate':
      return [{ effect: { kind: 'rate-limit', perSecond: 6 } }]
    case 'store-fatal-error':
      return [{ effect: { kind: 'fatal-as-200' }, probability: 0.3 }]
    case 'store-prints-warnings':
      return [{ effect: { kind: 'php-warning' } }]
  }
}

const erpFault = (kind: ErpFaultKind, writeCeilingMs: number): ErpFault => {
  switch (kind) {
    case 'erp-slow':
      // Within the ceiling: beyond it the ERP would break the one promise that everything rests on.
      return { kind: 'delay', ms: writeCeilingMs / 2 }
    case 'erp-answers-late':
      return { kind: 'late-answer', ms: 2 * writeCeilingMs, probability: 0.3 }
    case 'erp-hangs-up-before':
      return { kind: 'hang-up-before', probability: 0.5 }
    case 'erp-hangs-up-after':
      return { kind: 'hang-up-after', probability: 0.4 }
    case 'erp-cuts-answers':
      return { kind: 'cut-answer', probability: 0.4 }
    case 'erp-internal-error-before':
      return { kind: 'internal-error-before', probability: 0.4 }
    case 'erp-internal-error-after':
      return { kind: 'internal-error-after', probability: 0.4 }
    case 'erp-quota-used-up':
      return { kind: 'quota-exceeded', probability: 0.7 }
    case 'erp-unavailable':
      return { kind: 'http-error', status: 503, retryAfterSeconds, probability: 0.7 }
    case 'erp-maintenance-page':
      return { kind: 'html-page', probability: 0.5 }
  }
}

/** Every third connection, so that the others go on as if nothing were. */
const share = ({ all }: Shops, which: number): readonly Shop[] => all.filter((_, index) => index % 3 === which % 3)

/** The usual slowness comes last: the first fault that fits a call is the one that strikes it. */
export const slowErpDown = ({ faults }: Shops['erp']): void => {
  for (const { id, kind, call } of faults.list()) if (kind === 'late-answer' && call) faults.remove(id)
  faults.add({ kind: 'late-answer', call: 'put_document', ms: usualBookingMs })
}

/** Waits as long as a fault is to last, and longer while it has met nobody: then it has broken nothing. */
const untilMet = async (forMs: number, count: () => number): Promise<void> => {
  const before = count()
  await wait(forMs)
  for (let patience = 8; patience > 0 && count() === before; patience -= 1) await wait(forMs / 4)
}

const breakStores = async (kind: StoreFaultKind, { forMs, which }: Fault, { shops, tally }: World): Promise<void> => {
  const shared = share(shops, which)
  const broken = shared.flatMap(({ store: { faults } }) =>
    storeFault(kind, forMs).map((fault) => ({ faults, id: faults.add(fault) })),
  )
  await untilMet(forMs, () => tally.storeRequests(shared))
  for (const { faults, id } of broken) faults.remove(id)
}

const breakErp = async (kind: ErpFaultKind, { forMs, which }: Fault, world: World): Promise<void> => {
  const { shops, tally } = world
  const { faults } = shops.erp
  const fault = erpFault(kind, world.writeCeilingMs)
  const ids = share(shops, which).map(
    ({ company }) => faults.add({ ...fault, companyId: company.id } as MetakockaFault).id,
  )
  slowErpDown(shops.erp)
  await untilMet(forMs, () => tally.erpFaults()[fault.kind] ?? 0)
  for (const id of ids) faults.remove(id)
}

const nth = (programs: readonly Program[], which: number): Program => {
  const program = programs[which % programs.length]
  if (!program) throw new Error('there is no such program')
  return program
}

/** Breaks something, and mends it when its time is over. Resolves then. */
export const inflict = async (fault: Fault, world: World): Promise<void> => {
  const { kind, forMs, which } = fault
  const { workers, gateways, postgres, redis } = world
  if (isStoreFault(kind)) return breakStores(kind, fault, world)
  if (isErpFault(kind)) return breakErp(kind, fault, world)
  switch (kind) {
    case 'worker-killed':
      return nth(workers, which).kill()
    case 'worker-stopped':
      return nth(workers, which).stop()
    case 'worker-frozen':
      return nth(workers, which).freeze(forMs)
    case 'gateway-killed':
      return nth(gateways, which).kill()
    case 'gateway-frozen':
      return nth(gateways, which).freeze(forMs)
    case 'redis-flushed':
      return redis?.flush()
    case 'redis-restarted':
      return redis?.restart(forMs)
    case 'redis-frozen':
      return redis?.freeze(forMs)
    case 'postgres-restarted-fast':
      return postgres.restart('fast', forMs)
    case 'postgres-restarted-immediate':
      return postgres.restart('immediate', forMs)
    case 'postgres-frozen':
      return postgres.freeze(forMs)
  }
}
