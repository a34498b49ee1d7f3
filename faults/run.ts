import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { hurry, untilQuiet } from './come-to-rest.ts'
import { askAllForSync, type Connection, connect } from './connections.ts'
import { letCustomersOrder } from './customers.ts'
import { readHooks, readShop, readWork } from './facts.ts'
import { createHookSender } from './hooks.ts'
import { inflict } from './inflict.ts'
import { type Facts, judge } from './judge.ts'
import { planOrders } from './orders.ts'
import { countBy, type Report } from './report.ts'
import { type Fault, type FaultKind, kindsOfFaults, makeSchedule } from './schedule.ts'
import type { Shop } from './shops.ts'
import { type RunningWorld, startWorld } from './world.ts'

export interface RunOptions {
  /** The same one gives the same orders and the same faults at the same moments. What they meet is chance. */
  seed: string
  orders: number
  connections: number
  workers: number
  queue: 'redis' | 'postgres'
  /** How long things break. */
  troubleMs: number
  faults: number
  longestFaultMs: number
  /** Which kinds of faults; absent: all there are. */
  kinds?: readonly FaultKind[]
  /** How often the operator asks each connection for a sync meanwhile. */
  syncEveryMs: number
  /** How often an impatient operator tells what waits for its next try to try at once; absent: never while things break. */
  hurryEveryMs?: number
  /** How long Pretok is left alone afterwards, before what waits for its next try is told to try at once. */
  patienceMs: number
  /** By then all must be quiet. */
  quietWithinMs: number
  say: (text: string) => void
}

const leaseMs = 2_500
const writeCeilingMs = 1_500
/** Longer than a lease, and than a write that was allowed out may still be under way. */
const frozenMs = 4_500

const gather = async (
  { gateway, database, programs, shops }: RunningWorld,
  connections: readonly Connection[],
  accepted: ReadonlyMap<string, number>,
): Promise<Facts> => {
  const logs = await programs.readLogs()
  return {
    shops: await Promise.all(connections.map(({ shop, syncsAsked }) => readShop(gateway, shop, syncsAsked))),
    work: await readWork(database),
    hooks: await readHooks(database, accepted),
    deaths: programs.deaths,
    leaks: shops.secrets
      .filter((secret) => logs.includes(secret))
      .map((secret) => `a secret of ${secret.length} characters`),
  }
}

const seconds = (ms: number): number => Number((ms / 1000).toFixed(1))

/** Breaks one thing after the other, each at its moment, unless it is all over. */
const makeTrouble = async (
  world: RunningWorld,
  schedule: readonly Fault[],
  { since, say, over }: { since: number; say: RunOptions['say']; over: AbortSignal },
): Promise<void> => {
  const breakDown = async (fault: Fault): Promise<void> => {
    await wait(Math.max(0, since + fault.atMs - performance.now()), undefined, { signal: over })
    say(`${seconds(performance.now() - since)} s: ${fault.kind}`)
    await inflict(fault, world)
  }
  await Promise.all(schedule.map(breakDown))
}

/** What the operator does while things break. @returns how often work was told not to wait */
const operate = async (
  world: RunningWorld,
  connections: readonly Connection[],
  { syncEveryMs, hurryEveryMs, untilMs }: Pick<RunOptions, 'syncEveryMs' | 'hurryEveryMs'> & { untilMs: number },
): Promise<number> => {
  let hurried = 0
  const every = async (ms: number, act: () => Promise<unknown>): Promise<void> => {
    for (let now = performance.now(); now < untilMs; now = performance.now()) {
      await wait(Math.min(ms, untilMs - now))
      await act()
    }
  }
  await Promise.all([
    every(syncEveryMs, () => askAllForSync(world.gateway, connections)),
    hurryEveryMs !== undefined &&
      every(hurryEveryMs, async () => {
        // The database may be away.
        hurried += await hurry(world, connections).catch(() => 0)
      }),
  ])
  return hurried
}

const runIn = async (
  world: RunningWorld,
  schedule: readonly Fault[],
  options: RunOptions,
  over: AbortSignal,
): Promise<Report> => {
  const { seed, orders, troubleMs, queue, say } = options
  const { gateway, tally, programs } = world
  const { all } = world.shops
  const startedAt = performance.now()
  const planned = planOrders({ seed, orders, shops: all.length, overMs: troubleMs })
  const placed = new Map(
    planned.filter(({ atMs }) => atMs === 0).map((plan) => [plan, (all[plan.shop] as Shop).place(plan)]),
  )
  await gateway.get('/v1/connections', z.unknown())
  say(`everything is up; trouble for ${seconds(troubleMs)} s`)

  const since = performance.now()
  const hooks = createHookSender(gateway)
  const live = async () => {
    const connections = await Promise.all(all.map((shop) => connect(gateway, shop)))
    await askAllForSync(gateway, connections)
    const [hurriedInTrouble] = await Promise.all([
      operate(world, connections, { ...options, untilMs: since + troubleMs }),
      letCustomersOrder(connections, planned, { hooks, placed, since }),
    ])
    return { connections, hurriedInTrouble }
  }
  const [{ connections, hurriedInTrouble }] = await Promise.all([
    live(),
    makeTrouble(world, schedule, { since, say, over }),
  ])
  const troubleEndedAt = performance.now()
  say('the trouble is over')

  const hurried = await untilQuiet(world, connections, options)
  const quietAt = performance.now()
  const first = judge(await gather(world, connections, hooks.accepted))
  say('everything is read again')
  await askAllForSync(gateway, connections, { from: '2000-01-01' })
  await untilQuiet(world, connections, options)
  const facts = await gather(world, connections, hooks.accepted)
  const violations = [...new Set([...first, ...judge(facts)])]

  const states = facts.shops.flatMap((shop) => shop.orders.map(({ state }) => state))
  return {
    seed,
    orders,
    connections: all.length,
    queue,
    states: countBy(states, (state) => state),
    faults: countBy(schedule, ({ kind }) => kind),
    erpFaultsMet: tally.erpFaults(),
    seconds: {
      trouble: seconds(troubleEndedAt - since),
      untilQuiet: seconds(quietAt - troubleEndedAt),
      all: seconds(performance.now() - startedAt),
    },
    hurried: { inTrouble: hurriedInTrouble, afterwards: hurried },
    syncs: connections.reduce((sum, { syncsAsked }) => sum + syncsAsked, 0),
    webhooks: hooks.counts,
    gatewayRequests: gateway.counts,
    startsInVain: programs.startsInVain(),
    storeRequests: tally.storeRequests(),
    erpCalls: tally.erpCalls(),
    violations,
    ...(violations.length > 0 ? { logs: world.folder } : {}),
  }
}

/** Breaks the whole pipeline for a while, then waits until it has come to rest, and looks at what it has done. */
export const runFaults = async (options: RunOptions): Promise<Report> => {
  const { seed, connections, workers, queue } = options
  const schedule = makeSchedule({
    seed,
    kinds: options.kinds ?? kindsOfFaults({ redis: queue === 'redis' }),
    faults: options.faults,
    overMs: options.troubleMs,
    longestMs: options.longestFaultMs,
    frozenMs,
  })
  const chance = createHash('sha256').update(seed).digest().readUInt32LE()
  const world = await startWorld({
    seed: chance,
    connections,
    workers,
    gateways: 2,
    queue,
    writeCeilingMs,
    leaseMs,
  })
  const over = new AbortController()
  let keepLogs = true
  try {
    const report = await runIn(world, schedule, options, over.signal)
    keepLogs = report.violations.length > 0
    return report
  } catch (cause) {
    throw new Error(`The run did not come to its end; the logs are in ${world.folder}`, { cause })
  } finally {
    over.abort()
    await world.close(keepLogs)
  }
}
