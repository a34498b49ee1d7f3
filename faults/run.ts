import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { countOrders, letTimePass, readHooks, readShop, readWork, type WorkRow } from './facts.ts'
import { RefusedError } from './gateway.ts'
import { createHookSender } from './hooks.ts'
import { inflict } from './inflict.ts'
import { type Facts, isQuiet, judge } from './judge.ts'
import { type PlannedOrder, planOrders } from './orders.ts'
import { type FaultKind, kindsOfFaults, makeSchedule } from './schedule.ts'
import type { PlacedOrder, Shop } from './shops.ts'
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

export interface Report {
  seed: string
  orders: number
  connections: number
  queue: string
  /** How many orders ended in each state. */
  states: Record<string, number>
  faults: Partial<Record<FaultKind, number>>
  /** How often a fault of the ERP met a call, by kind. */
  erpFaultsMet: Record<string, number>
  seconds: { trouble: number; untilQuiet: number; all: number }
  /** Pieces of work that were told not to wait for their next try. None was given up: that would be a violation. */
  hurried: { inTrouble: number; afterwards: number }
  syncs: number
  webhooks: { sent: number; accepted: number; known: number; lost: number }
  gatewayRequests: { requests: number; failures: number }
  /** Programs that came up while their database was away, and were started again. */
  startsInVain: number
  storeRequests: number
  erpCalls: Record<string, number>
  /** What does not hold. Empty: all is well. */
  violations: string[]
  /** Where the logs are, if anything does not hold. */
  logs?: string
}

const leaseMs = 2_500
const writeCeilingMs = 1_500
/** Longer than a lease, and than a write that was allowed out may still be under way. */
const frozenMs = 4_500
const pollMs = 250

interface Connection {
  id: string
  shop: Shop
  hookSecret: string | undefined
  syncsAsked: number
}

const Created = z.object({ id: z.string() })
const HookSecret = z.object({ secret: z.string().optional() })

/** An answer that got lost took the secret with it: it is shown once. */
const makeHookSecret = async ({ gateway }: RunningWorld, id: string): Promise<string | undefined> => {
  for (;;) {
    const made = await gateway.post(`/v1/connections/${id}/hook-secret`, {}, HookSecret).catch((error: unknown) => {
      if (error instanceof RefusedError && error.status === 404) return undefined
      throw error
    })
    if (made?.secret !== undefined || made === undefined) return made?.secret
  }
}

const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof RefusedError)) throw error
  return undefined
}

const connect = async (world: RunningWorld, shop: Shop): Promise<Connection> => {
  const { id } = await world.gateway.post('/v1/connections', shop.connection, Created)
  return { id, shop, hookSecret: await makeHookSecret(world, id), syncsAsked: 0 }
}

const askForSync = async ({ gateway }: RunningWorld, connection: Connection, request: object = {}): Promise<void> => {
  connection.syncsAsked += 1
  await gateway.post(`/v1/connections/${connection.id}/syncs`, { flow: 'orders', ...request }, Created)
}

/** Lets customers order: each order at its moment, with what is told of it and what happens to it later. */
const live = async (
  world: RunningWorld,
  connections: readonly Connection[],
  planned: readonly PlannedOrder[],
  placed: ReadonlyMap<PlannedOrder, PlacedOrder>,
  since: number,
): Promise<ReturnType<typeof createHookSender>> => {
  const hooks = createHookSender(world.gateway)
  const until = (atMs: number) => wait(Math.max(0, since + atMs - performance.now()))

  const follow = async (plan: PlannedOrder): Promise<void> => {
    const connection = connections[plan.shop]
    if (!connection) throw new Error('an order is planned for a shop that is not there')
    const { shop, id, hookSecret } = connection
    const announce = async (type: string, order: PlacedOrder): Promise<void> => {
      if (hookSecret) await hooks.announce(id, hookSecret, type, order.storeOrderId, plan.announcements)
    }
    let order = placed.get(plan)
    if (!order) {
      await until(plan.atMs)
      order = shop.place(plan)
      await announce('order.created', order)
    }
    if (!plan.change) return
    await until(plan.change.atMs)
    shop.change(order, plan.change.what)
    await announce('order.changed', order)
  }
  await Promise.all(planned.map(follow))
  return hooks
}

const Retried = z.object({ retried: z.int() })

/** What is over refuses to be tried again; its work only has to find that out. */
const isOver = ({ orderState }: WorkRow): boolean => orderState === 'booked' || orderState === 'cancelled'

/** Tells what waits for its next try, after a failure, to try at once. @returns how many things that were */
const hurry = async (world: RunningWorld, connections: readonly Connection[]): Promise<number> => {
  const { gateway, database } = world
  const { retried } = await gateway.post('/v1/problems/retry', { kind: 'circuit' }, Retried)
  const waiting = (await readWork(database)).filter(
    ({ state, isLater, lastError }) => state === 'waiting' && isLater && lastError,
  )
  const tries = waiting.map(async (row) => {
    const connection = connections.find(({ id }) => id === row.connectionId)
    if (row.orderId === undefined) return connection && askForSync(world, connection)
    if (isOver(row)) return letTimePass(database, row)
    return gateway.post(`/v1/orders/${row.orderId}/retry`, {}, z.unknown()).catch(unlessRefused)
  })
  await Promise.all(tries)
  return retried + tries.length
}

/** Whether every order of the shops is known to Pretok. */
const hasFoundAll = async ({ database, shops }: RunningWorld): Promise<boolean> => {
  const placed = shops.all.reduce((sum, shop) => sum + shop.placed.length, 0)
  return (await countOrders(database)) >= placed
}

/** Waits until all orders are found and nothing is left to do. @returns how often work had to be told not to wait */
const untilQuiet = async (
  world: RunningWorld,
  connections: readonly Connection[],
  { patienceMs, quietWithinMs }: Pick<RunOptions, 'patienceMs' | 'quietWithinMs'>,
): Promise<number> => {
  const begunAt = performance.now()
  let hurried = 0
  let askedAgain = false
  for (;;) {
    const passedMs = performance.now() - begunAt
    const foundAll = await hasFoundAll(world)
    if ((foundAll && (await readWork(world.database)).every(isQuiet)) || passedMs > quietWithinMs) return hurried
    if (passedMs >= patienceMs) {
      hurried += await hurry(world, connections)
      if (!foundAll && !askedAgain) await Promise.all(connections.map((connection) => askForSync(world, connection)))
      askedAgain = true
    }
    await wait(pollMs)
  }
}

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

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}

const seconds = (ms: number): number => Number((ms / 1000).toFixed(1))

/** Breaks the whole pipeline for a while, then waits until it has come to rest, and looks at what it has done. */
export const runFaults = async (options: RunOptions): Promise<Report> => {
  const { seed, orders, connections: shopCount, troubleMs, say } = options
  const startedAt = performance.now()
  const planned = planOrders({ seed, orders, shops: shopCount, overMs: troubleMs })
  const schedule = makeSchedule({
    seed,
    kinds: options.kinds ?? kindsOfFaults({ redis: options.queue === 'redis' }),
    faults: options.faults,
    overMs: troubleMs,
    longestMs: options.longestFaultMs,
    frozenMs,
  })
  const chance = createHash('sha256').update(seed).digest().readUInt32LE()
  const world = await startWorld({
    seed: chance,
    connections: shopCount,
    workers: options.workers,
    gateways: 2,
    queue: options.queue,
    writeCeilingMs,
    leaseMs,
  })
  let violations: string[] = ['the run did not come to its end']
  const { tally } = world
  try {
    const { all } = world.shops
    const placed = new Map(
      planned.filter(({ atMs }) => atMs === 0).map((plan) => [plan, (all[plan.shop] as Shop).place(plan)]),
    )
    await world.gateway.get('/v1/connections', z.unknown())
    say(`everything is up; trouble for ${seconds(troubleMs)} s`)

    const since = performance.now()
    const trouble = Promise.all(
      schedule.map(async (fault) => {
        await wait(Math.max(0, since + fault.atMs - performance.now()))
        say(`${seconds(performance.now() - since)} s: ${fault.kind}`)
        await inflict(fault, world)
      }),
    )
    trouble.catch(() => undefined) // heard of below
    const connections = await Promise.all(all.map((shop) => connect(world, shop)))
    await Promise.all(connections.map((connection) => askForSync(world, connection)))
    const lived = live(world, connections, planned, placed, since)
    const leftMs = () => Math.max(0, since + troubleMs - performance.now())
    const every = async (ms: number, act: () => Promise<unknown>): Promise<void> => {
      while (leftMs() > 0) {
        await wait(Math.min(ms, leftMs()))
        await act()
      }
    }
    const { syncEveryMs, hurryEveryMs } = options
    let hurriedInTrouble = 0
    const [hooks] = await Promise.all([
      lived,
      trouble,
      every(syncEveryMs, () => Promise.all(connections.map((connection) => askForSync(world, connection)))),
      hurryEveryMs &&
        every(hurryEveryMs, async () => {
          // The database may be away.
          hurriedInTrouble += await hurry(world, connections).catch(() => 0)
        }),
    ])
    const troubleEndedAt = performance.now()
    say('the trouble is over')

    const hurried = await untilQuiet(world, connections, options)
    const quietAt = performance.now()
    const first = judge(await gather(world, connections, hooks.accepted))
    say('everything is read again')
    await Promise.all(connections.map((connection) => askForSync(world, connection, { from: '2000-01-01' })))
    await untilQuiet(world, connections, options)
    const facts = await gather(world, connections, hooks.accepted)
    violations = [...new Set([...first, ...judge(facts)])]

    return {
      seed,
      orders,
      connections: shopCount,
      queue: options.queue,
      states: countBy(
        facts.shops.flatMap((shop) => shop.orders),
        ({ state }) => state,
      ),
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
      gatewayRequests: world.gateway.counts,
      startsInVain: world.programs.startsInVain(),
      storeRequests: tally.storeRequests(),
      erpCalls: tally.erpCalls(),
      violations,
      ...(violations.length > 0 ? { logs: world.folder } : {}),
    }
  } finally {
    await world.close(violations.length > 0)
  }
}
