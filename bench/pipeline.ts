import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createConnection, type Database, migrate, openDatabase, schema, work } from '@pretok/db'
import { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { defineJob, defineQueue } from '@pretok/jobs'
import { createLogger, createSecretBox } from '@pretok/kernel'
import { createWorker, openQueueBackend } from '@pretok/queue'
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { percentile, round } from './numbers.ts'
import { openPostgres } from './postgres.ts'

// What the durable layer costs: jobs per second and the time from the commit of a wish to its worker, on both backends of BullMQ,
// beside plain BullMQ in the same run; and how fast work is handed out of a big database, beside an empty one.
//
//   node --conditions=source bench/pipeline.ts [--jobs 10000] [--redis redis://127.0.0.1:6379/5]
//
// DATABASE_URL names a Postgres with an empty database; without it one is started from npm.

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '10000' },
    redis: { type: 'string' },
    pings: { type: 'string', default: '300' },
  },
})
const jobs = Number(values.jobs)
const pings = Number(values.pings)
const rounds = 3
const concurrency = 16
const connectionCount = 20
const log = createLogger('bench', 'silent')
const box = createSecretBox(`bench:${randomBytes(32).toString('base64')}`)
const prefix = `bench-${process.pid}`

const defineParcels = (name: string) =>
  defineQueue(name, {
    'send-parcel': defineJob({
      payload: z.object({ connectionId: ConnectionId, parcel: z.string() }),
      key: ({ parcel }) => parcel,
      attempts: 3,
      backoffMs: 1_000,
      maxBackoffMs: 10_000,
      timeoutMs: 30_000,
      sides: ['store'],
    }),
  })

interface Result {
  jobsPerSecond: number
  msToWorker: { p50: number; p99: number }
}

/** Counts what arrives and tells when all of it has. */
const createCounter = () => {
  let left = 0
  let arrived = () => {}
  return {
    expect: (count: number) => {
      left = count
      return new Promise<void>((resolve) => {
        arrived = resolve
      })
    },
    count: () => {
      left -= 1
      if (left === 0) arrived()
    },
  }
}

const measurePings = async (ping: (n: number) => Promise<number>): Promise<Result['msToWorker']> => {
  const times: number[] = []
  for (let n = 0; n < pings; n += 1) times.push(await ping(n))
  times.sort((a, b) => a - b)
  return { p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) }
}

type BackendName = 'redis' | 'postgres'

/** BullMQ alone, with the same number of jobs at once. */
const measurePlain = async (kind: BackendName, databaseUrl: string): Promise<Result> => {
  const redis = kind === 'redis' ? new Redis(values.redis as string, { maxRetriesPerRequest: null }) : undefined
  const classes = (redis ? withBackend(createRedisBackend) : withBackend(createPostgresBackend)) as ReturnType<
    typeof withBackend<never, unknown>
  >
  const connection = redis ?? { connectionString: databaseUrl, schema: 'bullmq', max: 4, migrate: true }
  const settings = { connection, prefix: `${prefix}-plain` }
  const queue = new classes.Queue(`plain-${kind}`, {
    ...settings,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    streams: { events: { maxLen: 100 } },
  })
  await queue.waitUntilReady()
  const counter = createCounter()
  const all = counter.expect(jobs)
  for (let from = 0; from < jobs; from += 1_000) {
    await queue.addBulk(Array.from({ length: 1_000 }, (_, n) => ({ name: 'send-parcel', data: { parcel: from + n } })))
  }
  const started = performance.now()
  let lastStart = 0
  const worker = new classes.Worker(
    `plain-${kind}`,
    async () => {
      lastStart = performance.now()
      counter.count()
    },
    { ...settings, concurrency },
  )
  await all
  const seconds = (performance.now() - started) / 1000
  const msToWorker = await measurePings(async (n) => {
    const arrival = counter.expect(1)
    const asked = performance.now()
    await queue.add('send-parcel', { parcel: `ping-${n}` })
    const committed = performance.now()
    await arrival
    return Math.max(lastStart - (asked + (committed - asked)), 0)
  })
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  redis?.disconnect()
  return { jobsPerSecond: round(jobs / seconds), msToWorker }
}

const addConnections = async (database: Database, count: number): Promise<ConnectionId[]> => {
  const ids: ConnectionId[] = []
  for (let n = 0; n < count; n += 1) {
    const { id } = await createConnection(database.db, box, {
      name: `Bench ${n}`,
      storeUrl: 'https://shop.example',
      storeKey: 'key',
      erpBaseUrl: 'https://erp.example',
      erpCompanyId: '16',
      erpSecretKey: 'key',
      settings: ConnectionSettings.parse({}),
    })
    ids.push(ConnectionId.parse(id))
  }
  return ids
}

const measureOurs = async (
  kind: BackendName,
  databaseUrl: string,
  database: Database,
  turn: number,
): Promise<Result> => {
  const queue = defineParcels(`parcels-${kind}-${turn}`)
  const ids = await addConnections(database, connectionCount)
  const counter = createCounter()
  const all = counter.expect(jobs)
  const parcels = Array.from({ length: jobs }, (_, n) => ({
    connectionId: ids[n % ids.length] as ConnectionId,
    parcel: `${kind}-${turn}-${n}`,
  }))
  for (let from = 0; from < jobs; from += 1_000) {
    const some = parcels.slice(from, from + 1_000)
    await database.db.transaction((tx) => work.askAll(tx, queue, 'send-parcel', some))
  }
  const backend = await openQueueBackend({ backend: kind, redisUrl: values.redis, databaseUrl, prefix, log })
  let lastStart = 0
  const started = performance.now()
  const worker = createWorker({
    queue,
    handlers: {
      'send-parcel': async () => {
        lastStart = performance.now()
        counter.count()
      },
    },
    database,
    backend,
    log,
    concurrency,
  })
  await all
  while ((await database.db.$count(schema.work)) > 0) await new Promise((resolve) => setTimeout(resolve, 1))
  const seconds = (performance.now() - started) / 1000
  const connectionId = ids[0] as ConnectionId
  const msToWorker = await measurePings(async (n) => {
    const arrival = counter.expect(1)
    await database.db.transaction((tx) => work.ask(tx, queue, 'send-parcel', { connectionId, parcel: `ping-${n}` }))
    const committed = performance.now()
    await arrival
    return Math.max(lastStart - committed, 0)
  })
  await worker.close()
  await backend.close()
  return { jobsPerSecond: round(jobs / seconds), msToWorker }
}

/** In turns, as machines are noisy; the medians. */
const compare = async (kind: BackendName, databaseUrl: string, database: Database) => {
  const results: { plain: Result; ours: Result }[] = []
  for (let round = 0; round < rounds; round += 1) {
    results.push({
      plain: await measurePlain(kind, databaseUrl),
      ours: await measureOurs(kind, databaseUrl, database, round),
    })
  }
  const medianOf = (pick: (result: (typeof results)[number]) => number) =>
    percentile(
      results.map(pick).sort((a, b) => a - b),
      0.5,
    )
  const summarize = (of: 'plain' | 'ours'): Result => ({
    jobsPerSecond: medianOf((result) => result[of].jobsPerSecond),
    msToWorker: {
      p50: medianOf((result) => result[of].msToWorker.p50),
      p99: medianOf((result) => result[of].msToWorker.p99),
    },
  })
  return {
    plain: summarize('plain'),
    ours: summarize('ours'),
    shareOfPlain: round(
      medianOf(({ plain, ours }) => ours.jobsPerSecond / plain.jobsPerSecond),
      3,
    ),
  }
}

const postgres = await openPostgres()
try {
  await migrate(postgres.url)
  const database = openDatabase({ url: postgres.url, applicationName: 'bench', poolSize: concurrency + 4 })
  const report = {
    jobs,
    concurrency,
    connections: connectionCount,
    ...(process.env['ONLY'] === 'redis' ? {} : { postgres: await compare('postgres', postgres.url, database) }),
    ...(values.redis ? { redis: await compare('redis', postgres.url, database) } : {}),
  }
  console.log(JSON.stringify(report, null, 2))
  await database.close()
} finally {
  await postgres.stop()
}
