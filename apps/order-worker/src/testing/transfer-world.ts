import {
  type Database,
  DatabaseUnavailableError,
  LostWorkError,
  newId,
  type StartedWork,
  saveImportedOrders,
  schema,
  work,
} from '@pretok/db'
import {
  type ConnectionId,
  ConnectionSettings,
  decide,
  type OrderId,
  type StoreOrder,
  toBuyerOrder,
  toSalesOrder,
} from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { AppError, createLogger } from '@pretok/kernel'
import { eq, sql } from 'drizzle-orm'
import { giveUp } from '../give-up.ts'
import { transferOrder } from '../handlers/transfer-order.ts'
import { createErpModel, type RemoteCall, toModelDocument } from './erp-model.ts'

export const ceilingMs = 100_000
const leaseMs = 30_000
const mostAttempts = 8
const mostRunners = 3

/** One run of one piece of work, in a process of its own that may stand still at any of its steps. */
interface Runner {
  id: number
  /** Where it stands still; absent while it runs or waits for the ERP. */
  parked?: { at: 'commit' | 'committed' | 'settle'; go(): void; fail(error: Error): void }
}

export interface WorldOptions {
  database: Database
  /** Each as the store has it at first, and then as it may become. */
  orders: readonly (readonly StoreOrder[])[]
  uniqueBuyerOrder: boolean
}

/**
 * The real handler and the real rows of Postgres, with an ERP and runners that do nothing by themselves: one step at a time is
 * taken, and between two steps everything stands still. Time passes when the world says so: all that Postgres noted moves into the past.
 */
export const createWorld = async ({ database, orders, uniqueBuyerOrder }: WorldOptions) => {
  const { db } = database
  const connectionId = newId() as ConnectionId
  const settings = ConnectionSettings.parse({ orders: { linesWithoutReference: 'create', unknownProducts: 'create' } })
  const log = createLogger('model', 'silent')
  const runners = new Map<number, Runner>()
  const bugs: unknown[] = []
  let passedMs = 0
  let started = 0

  const busy = new Set<number>()
  let wake = () => {}
  const rest = (runner: number): void => {
    busy.delete(runner)
    if (busy.size === 0) wake()
  }
  /** Waits until every runner stands still, waits for the ERP, or has ended. */
  const still = async (): Promise<void> => {
    while (busy.size > 0) await new Promise<void>((resolve) => (wake = resolve))
  }

  const now = (): number => Date.now() + passedMs
  const erp = createErpModel({
    now,
    actsWithinMs: 2 * ceilingMs,
    uniqueBuyerOrder,
    onWait: rest,
    onAnswer: (runner) => busy.add(runner),
  })

  const ask = (orderId: string) =>
    db.transaction((tx) =>
      work.ask(tx, ordersQueue, 'transfer-order', { connectionId, orderId: orderId as OrderId }, { urgent: true }),
    )
  /** What an import does with what it read. */
  const save = (changed: readonly StoreOrder[]) =>
    db.transaction(async (tx) => {
      const decided = changed.map((order) => ({ order, decision: decide(order, settings.orders, new Date()) }))
      const { ready } = await saveImportedOrders(tx, connectionId, decided)
      const wishes = ready.map((orderId) => ({ connectionId, orderId }))
      await work.askAll(tx, ordersQueue, 'transfer-order', wishes)
    })

  /** The document that a ready order makes. */
  const documentOf = (order: StoreOrder) => {
    const decision = decide(order, settings.orders, new Date())
    if (decision.state !== 'ready') throw new Error('the order is not ready')
    return toModelDocument(toSalesOrder(order, decision.proof, settings.orders, toBuyerOrder(order, settings.orders)))
  }

  const park = (runner: Runner, at: 'commit' | 'committed' | 'settle'): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (how: () => void) => () => {
        delete runner.parked
        busy.add(runner.id)
        how()
      }
      runner.parked = { at, go: leave(resolve), fail: (error) => leave(() => reject(error))() }
      rest(runner.id)
    })

  const settle = async (row: StartedWork, result: { again?: Date | undefined } | { error: unknown }) => {
    if (!('error' in result)) {
      if (result.again) return work.putBack(db, row, { runAt: result.again, countAttempt: false })
      return work.finish(db, [row])
    }
    const { error } = result
    if (error instanceof LostWorkError) return
    if (!(error instanceof AppError)) bugs.push(error)
    const { code, message, retry } = error instanceof AppError ? error : new DatabaseUnavailableError(String(error))
    const lastError = { code, message }
    if (retry !== 'never' && row.attempts + 1 < mostAttempts) {
      return work.putBack(db, row, { runAt: new Date(), lastError, countAttempt: retry === 'later' })
    }
    return db.transaction(async (tx) => {
      await work.fail(tx, row, lastError)
      await giveUp(tx, { job: 'transfer-order', payload: row.payload as never, error: lastError })
    })
  }

  const run = async (runner: Runner, row: StartedWork): Promise<void> => {
    const openSides = async () => ({
      erp: erp.port(runner.id),
      settings,
      store: undefined as never,
      pretend: () => ({ erp: { bookSalesOrder: async () => undefined } as never, planned: [] }),
    })
    const stopwatch = () => {
      const from = now()
      return () => now() - from
    }
    const handle = transferOrder({ database, openSides, writeCeilingMs: ceilingMs, stopwatch })
    const commit = async <T>(write: (tx: typeof db) => Promise<T>): Promise<T> => {
      await park(runner, 'commit')
      const written = await db.transaction(async (tx) => {
        await work.hold(tx, row)
        return write(tx as typeof db)
      })
      await park(runner, 'committed')
      return written
    }
    const signal = new AbortController().signal
    const result = await handle(row.payload as never, { signal, log, attempt: row.attempts + 1, commit }).then(
      (again) => ({ again: again?.again }),
      (error: unknown) => ({ error }),
    )
    await park(runner, 'settle')
    await settle(row, result)
  }

  /** Whatever is due is handed to a new runner, as the pump does it. */
  const start = async (): Promise<number | undefined> => {
    if (runners.size >= mostRunners) return undefined
    const [taken] = await work.take(db, ordersQueue, { window: 10, depth: 1, leaseMs })
    const [row] = taken ? await work.start(db, ordersQueue, [taken], leaseMs) : []
    if (!row) return undefined
    started += 1
    const runner: Runner = { id: started }
    runners.set(runner.id, runner)
    busy.add(runner.id)
    run(runner, row)
      .catch((error: unknown) => {
        if (!(error instanceof LostWorkError)) bugs.push(error)
      })
      .finally(() => {
        runners.delete(runner.id)
        rest(runner.id)
      })
    await still()
    return runner.id
  }

  const parked = () => [...runners.values()].flatMap(({ parked: at }) => (at ? [at] : []))
  const heard = () => erp.calls.filter(({ listening }) => listening)
  const callOf = (runner: number): RemoteCall | undefined => heard().find((call) => call.runner === runner)

  /** What is due with a runner when nothing goes wrong. @returns `false` when it has ended */
  const move = async (id: number): Promise<boolean> => {
    const call = callOf(id)
    if (call?.stage === 'waiting') erp.leave(call)
    else if (call?.stage === 'out') erp.act(call)
    else if (call) erp.answer(call)
    else runners.get(id)?.parked?.go()
    await still()
    return runners.has(id)
  }

  const pass = async (ms: number, actsAtLast: boolean): Promise<void> => {
    passedMs += ms
    erp.expire(actsAtLast)
    const interval = sql`${ms} * interval '1 millisecond'`
    await db.execute(
      sql`update orders set sending_since = sending_since - ${interval} where connection_id = ${connectionId}`,
    )
    await db.execute(
      sql`update bindings set claimed_until = claimed_until - ${interval} where connection_id = ${connectionId}`,
    )
    await db.execute(sql`
      update work set run_at = run_at - ${interval}, lease_until = lease_until - ${interval}
      where connection_id = ${connectionId}`)
    await still()
    // The sweep is never far away.
    await work.reclaim(db, ordersQueue)
  }

  const crash = (id: number): void => {
    runners.delete(id)
    erp.forget(id)
  }

  await db.insert(schema.connections).values({
    id: connectionId,
    name: 'Model',
    storeUrl: 'https://shop.example',
    storeKey: '',
    erpBaseUrl: 'https://erp.example',
    erpCompanyId: '1',
    erpSecretKey: '',
    settings,
  })
  await save(orders.flatMap(([first]) => first ?? []))

  return {
    erp,
    orders,
    uniqueBuyerOrder,
    documentOf,
    bugs: bugs as readonly unknown[],
    runners: runners as ReadonlyMap<number, Runner>,
    parked,
    heard,
    save,
    ask,
    start,
    pass,
    crash,
    still,
    callOf,
    move,
    rows: () => db.select().from(schema.orders).where(eq(schema.orders.connectionId, connectionId)),
    close: () => db.delete(schema.connections).where(eq(schema.connections.id, connectionId)),
  }
}
export type World = Awaited<ReturnType<typeof createWorld>>
