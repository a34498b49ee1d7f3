import { setTimeout as wait } from 'node:timers/promises'
import { type Database, schema, work } from '@pretok/db'
import type { ConnectionId } from '@pretok/domain'
import { createLogger } from '@pretok/kernel'
import { createWorker, openQueueBackend } from '@pretok/queue'
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq'
import { sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { median, percentile, round } from './numbers.ts'
import { addConnections, defineParcels } from './parcels.ts'

const rounds = 3
const connectionCount = 20
const log = createLogger('bench', 'silent')

export interface ThroughputOptions {
  database: Database
  databaseUrl: string
  /** Absent: BullMQ on Postgres. */
  redisUrl?: string | undefined
  /** How many are run off a backlog. */
  jobs: number
  /** How many are asked for one after the other, when nothing else is to be done. */
  pings: number
  concurrency: number
}

interface Result {
  jobsPerSecond: number
  /** From the commit of the wish (or BullMQ's answer) to the worker. */
  msToWorker: { p50: number; p99: number }
}

/** Notes when work arrives, and tells when all of it has. */
const createArrivals = () => {
  let left = 0
  let last = 0
  let tell = () => {}
  return {
    expect: (count: number) => {
      left = count
      return new Promise<void>((resolve) => {
        tell = resolve
      })
    },
    arrive: () => {
      last = performance.now()
      left -= 1
      if (left === 0) tell()
    },
    last: () => last,
  }
}

type Arrivals = ReturnType<typeof createArrivals>

const measurePings = async (arrivals: Arrivals, pings: number, ask: (n: number) => Promise<unknown>) => {
  const times: number[] = []
  for (let n = 0; n < pings; n += 1) {
    const arrival = arrivals.expect(1)
    await ask(n)
    const asked = performance.now()
    await arrival
    // It may be there before we hear that it was taken.
    times.push(Math.max(arrivals.last() - asked, 0))
  }
  times.sort((a, b) => a - b)
  return { p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) }
}

const inThousands = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / 1_000) }, (_, n) => all.slice(n * 1_000, (n + 1) * 1_000))

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `p${n}`)

/** BullMQ as its users run it, with as many jobs at once. */
const measurePlain = async (options: ThroughputOptions, turn: number): Promise<Result> => {
  const { databaseUrl, redisUrl, jobs, pings, concurrency } = options
  const redis = redisUrl === undefined ? undefined : new Redis(redisUrl, { maxRetriesPerRequest: null })
  const connection = redis ?? { connectionString: databaseUrl, schema: 'bullmq', max: 4, migrate: true }
  // The two kinds of classes differ in nothing but the connection they are given.
  const classes = (redis ? withBackend(createRedisBackend) : withBackend(createPostgresBackend)) as never as ReturnType<
    typeof withBackend<never, typeof connection>
  >
  const settings = { connection, prefix: `bench-plain-${process.pid}` }
  const name = `plain-${turn}`
  const queue = new classes.Queue(name, {
    ...settings,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    streams: { events: { maxLen: 100 } },
  })
  await queue.waitUntilReady()
  const arrivals = createArrivals()
  const all = arrivals.expect(jobs)
  for (const some of inThousands(names(jobs))) {
    await queue.addBulk(some.map((parcel) => ({ name: 'send-parcel', data: { parcel } })))
  }
  const started = performance.now()
  const worker = new classes.Worker(name, async () => arrivals.arrive(), { ...settings, concurrency })
  await all
  const seconds = (performance.now() - started) / 1000
  const msToWorker = await measurePings(arrivals, pings, (n) => queue.add('send-parcel', { parcel: `ping-${n}` }))
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  redis?.disconnect()
  return { jobsPerSecond: round(jobs / seconds), msToWorker }
}

const measureOurs = async (options: ThroughputOptions, turn: number): Promise<Result> => {
  const { database, databaseUrl, redisUrl, jobs, pings, concurrency } = options
  const queue = defineParcels(`parcels-${turn}`)
  const ids = await addConnections(database, connectionCount)
  const arrivals = createArrivals()
  const all = arrivals.expect(jobs)
  const wishes = names(jobs).map((parcel, n) => ({ connectionId: ids[n % ids.length] as ConnectionId, parcel }))
  for (const some of inThousands(wishes)) await work.askAll(database.db, queue, 'send-parcel', some)
  // As autovacuum leaves it: the turns before have left dead rows behind.
  await database.db.execute(sql`vacuum analyze work`)
  const kind = redisUrl === undefined ? 'postgres' : 'redis'
  const prefix = `bench-ours-${process.pid}`
  const backend = await openQueueBackend({ backend: kind, redisUrl, databaseUrl, prefix, log })
  const started = performance.now()
  const handlers = { 'send-parcel': async () => arrivals.arrive() }
  const worker = createWorker({ queue, handlers, database, backend, log, concurrency })
  await all
  while ((await database.db.$count(schema.work)) > 0) await wait(1)
  const seconds = (performance.now() - started) / 1000
  const connectionId = ids[0] as ConnectionId
  const msToWorker = await measurePings(arrivals, pings, (n) =>
    work.ask(database.db, queue, 'send-parcel', { connectionId, parcel: `ping-${n}` }),
  )
  await worker.close()
  await backend.close()
  await database.db.delete(schema.connections)
  return { jobsPerSecond: round(jobs / seconds), msToWorker }
}

/** In turns, as machines are noisy; the medians. */
export const compareThroughput = async (options: ThroughputOptions) => {
  const results: { plain: Result; ours: Result }[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    results.push({ plain: await measurePlain(options, turn), ours: await measureOurs(options, turn) })
  }
  const summarize = (of: 'plain' | 'ours'): Result => ({
    jobsPerSecond: median(results.map((result) => result[of].jobsPerSecond)),
    msToWorker: {
      p50: median(results.map((result) => result[of].msToWorker.p50)),
      p99: median(results.map((result) => result[of].msToWorker.p99)),
    },
  })
  const shares = results.map(({ plain, ours }) => ours.jobsPerSecond / plain.jobsPerSecond)
  return { plain: summarize('plain'), ours: summarize('ours'), shareOfPlain: round(median(shares), 3) }
}
