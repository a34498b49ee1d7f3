import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { countOrders, createConnection, migrate, openDatabase, work } from '@pretok/db'
import { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { createSecretBox } from '@pretok/kernel'
import { ask, nextMessage, peakMemoryMiB, start, startWorker, stop } from './child.ts'
import { percentile, round } from './numbers.ts'
import { openPostgres } from './postgres.ts'
import type { RemoteSystems, Seen } from './remote-systems.ts'

// How fast a backlog of orders flows from a store into the ERP, what it costs in remote calls, and how that compares with a bare
// loop that makes the same calls in the same run.
//
//   node --conditions=source bench/import-orders.ts [--orders 1000] [--redis redis://127.0.0.1:6379/5]
//
// DATABASE_URL names a Postgres with an empty database; without it one is started from npm.

const { values } = parseArgs({ options: { orders: { type: 'string', default: '1000' }, redis: { type: 'string' } } })
const orders = Number(values.orders)

const perOrder = (count: number): number => round(count / orders, 3)

const startRemote = async () => {
  const child = start('remote-systems.ts', [String(orders)])
  return { child, systems: await nextMessage<RemoteSystems>(child) }
}

const measureBareLoop = async () => {
  const { child, systems } = await startRemote()
  const loop = start('bare-loop.ts', [JSON.stringify(systems)])
  const { ms } = await nextMessage<{ ms: number }>(loop)
  const { documents } = await ask<Seen>(child)
  child.kill()
  return { seconds: ms / 1000, documents }
}

const measureHub = async (databaseUrl: string) => {
  const { child, systems } = await startRemote()
  const secretKeys = `bench:${randomBytes(32).toString('base64')}`
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench' })
  const { db } = database
  const connection = await createConnection(db, createSecretBox(secretKeys), {
    name: 'Bench',
    storeUrl: systems.storeUrl,
    storeKey: systems.storeKey,
    erpBaseUrl: systems.erpUrl,
    erpCompanyId: systems.erpCompanyId,
    erpSecretKey: systems.erpSecretKey,
    settings: ConnectionSettings.parse({}),
  })
  const durations: number[] = []
  const worker = await startWorker('order-worker', {
    databaseUrl,
    secretKeys,
    redisUrl: values.redis,
    onLine: ({ msg, job, durationMs }) => {
      if (msg === 'job done' && job === 'transfer-order' && durationMs !== undefined) durations.push(durationMs)
    },
  })

  const started = performance.now()
  const connectionId = ConnectionId.parse(connection.id)
  await db.transaction((tx) => work.ask(tx, ordersQueue, 'import-orders', { connectionId }))
  const booked = async () => (await countOrders(db, connectionId)).booked ?? 0
  while ((await booked()) < orders) await wait(100)
  const seconds = (performance.now() - started) / 1000

  const peak = peakMemoryMiB(worker)
  const seen = await ask<Seen>(child)
  await stop(worker)
  child.kill()
  await database.close()
  return { seconds, seen, peak, durations: durations.sort((a, b) => a - b) }
}

const postgres = await openPostgres()
try {
  await migrate(postgres.url)
  const bare = await measureBareLoop()
  const hub = await measureHub(postgres.url)
  const erpCalls = Object.values(hub.seen.erpCalls).reduce((sum, count) => sum + count, 0)
  console.log(
    JSON.stringify(
      {
        orders,
        queue: values.redis ? 'redis' : 'postgres',
        documents: hub.seen.documents,
        ordersPerSecond: round(orders / hub.seconds),
        storeRequestsPerOrder: perOrder(hub.seen.storeRequests),
        erpCallsPerOrder: perOrder(erpCalls),
        erpCalls: hub.seen.erpCalls,
        msPerOrder: { p50: percentile(hub.durations, 0.5), p95: percentile(hub.durations, 0.95) },
        peakMemoryMiB: hub.peak,
        bareLoop: { ordersPerSecond: round(orders / bare.seconds), documents: bare.documents },
        timeAsMultipleOfBareLoop: round(hub.seconds / bare.seconds),
      },
      null,
      2,
    ),
  )
} finally {
  await postgres.stop()
}
