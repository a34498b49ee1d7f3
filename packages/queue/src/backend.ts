import { ConfigError, type Logger } from '@pretok/kernel'
import {
  type BackendClasses,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  PostgresConnection,
  withBackend,
} from 'bullmq'
import { Redis } from 'ioredis'
import { type BullOptions, type BullSettings, openBull } from './bull.ts'
import { createOutageLog } from './outage-log.ts'
import { type Due, type OpenTimetable, openTimetableOn } from './timetable.ts'

/** What BullMQ carries of a row that was handed out: enough to find it, and nothing of it. */
export interface HandOut {
  workId: string
  fence: number
  job: string
}

/** BullMQ's side of one queue: what is added is run, here or in another process. */
export interface OpenQueue {
  add(handOuts: readonly HandOut[]): Promise<void>
  /** Whether it still waits for a worker to be free. */
  isWaiting(handOut: Pick<HandOut, 'workId' | 'fence'>): Promise<boolean>
  /** Begins no further run. */
  stop(): void
  /** Once nothing runs and nothing is added any more. With the server away it resolves after a moment. */
  close(): Promise<void>
}

export type OpenQueueOptions = BullOptions<HandOut>
export type OpenTimetableOptions = BullOptions<Due>

/** Where hand-outs and timetables are kept. It may forget all of them at any time: nothing is lost, only late. */
export interface QueueBackend {
  open(options: OpenQueueOptions): OpenQueue
  openTimetable(options: OpenTimetableOptions): OpenTimetable
  close(): Promise<void>
}

export interface QueueBackendOptions {
  backend: 'redis' | 'postgres'
  /** For `redis`. */
  redisUrl?: string | undefined
  /** For `postgres`: the system of record, in a schema of BullMQ's own. */
  databaseUrl?: string | undefined
  /** Begins all keys in Redis. Default `pretok`. */
  prefix?: string
  log: Logger
}

const schema = 'bullmq'

const jobId = ({ workId, fence }: Pick<HandOut, 'workId' | 'fence'>): string => `${workId}-${fence}`

const openQueueOn = <B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  settings: BullSettings<C>,
  options: OpenQueueOptions,
): OpenQueue => {
  const { queue, stop, close } = openBull(classes, settings, options)
  return {
    add: async (handOuts) => {
      const jobs = handOuts.map((handOut) => ({ name: handOut.job, data: handOut, opts: { jobId: jobId(handOut) } }))
      const [only, ...others] = jobs
      if (!only) return
      // Several at once are three times as fast; but in Postgres that makes temporary tables, so an idle hub goes without.
      if (others.length === 0) await queue.add(only.name, only.data, only.opts)
      else await queue.addBulk(jobs)
    },
    isWaiting: async (handOut) => (await queue.getJobState(jobId(handOut))) === 'waiting',
    stop,
    close,
  }
}

/** What both backends open alike. */
const openOn = <B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  settings: BullSettings<C>,
): Pick<QueueBackend, 'open' | 'openTimetable'> => ({
  open: (options) => openQueueOn(classes, settings, options),
  openTimetable: (options) => openTimetableOn(classes, settings, options),
})

/** One Redis connection, and all that BullMQ duplicates from it, so that they can be ended even when Redis is away. */
const connectRedis = (url: string, log: Logger): { connection: Redis; close(): void } => {
  // BullMQ's commands wait for Redis as long as it takes.
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const connections = [connection]
  const duplicate = connection.duplicate.bind(connection)
  connection.duplicate = (override) => {
    const another = duplicate(override)
    connections.push(another)
    return another
  }
  const outages = createOutageLog(log, 'redis')
  connection.on('error', outages.failed)
  connection.on('ready', outages.recovered)
  return {
    connection,
    close: () => {
      for (const each of connections) each.disconnect()
    },
  }
}

/**
 * BullMQ goes on believing that it listens when its session ends with the very answer that it does; from then on it would hear
 * of nothing and only look every few seconds. So after every broken session it is made to wait, and to listen, anew.
 */
const createListeningBackend: typeof createPostgresBackend = (...given) => {
  const backend = createPostgresBackend(...given)
  const listenAnew = (): void => {
    void backend.disconnectBlocking()
    void backend.reconnectBlocking()
  }
  // Only once BullMQ has taken note of that answer.
  backend.on('error', () => setImmediate(listenAnew))
  return backend
}

/**
 * Opens the way by which hand-outs travel. With Redis away it waits, now and later; the schema in Postgres is brought up to
 * date, by one process at a time.
 *
 * @throws {ConfigError} the backend's URL is missing
 */
export const openQueueBackend = async (options: QueueBackendOptions): Promise<QueueBackend> => {
  const { backend, redisUrl, databaseUrl, prefix = 'pretok', log } = options
  if (backend === 'redis') {
    if (!redisUrl) throw new ConfigError('The queue is to run on Redis, but its URL is not given')
    const { connection, close } = connectRedis(redisUrl, log)
    return { ...openOn(withBackend(createRedisBackend), { connection, prefix }), close: async () => close() }
  }

  if (!databaseUrl) throw new ConfigError('The queue is to run on Postgres, but its URL is not given')
  const migration = new PostgresConnection({ connectionString: databaseUrl, schema, migrate: true, max: 1 })
  try {
    await migration.waitUntilReady()
  } finally {
    await migration.close()
  }
  const connection = {
    connectionString: databaseUrl,
    schema,
    max: 4,
    application_name: 'pretok-queue',
    options: '-c synchronous_commit=off',
  }
  return { ...openOn(withBackend(createListeningBackend), { connection, prefix }), close: async () => undefined }
}
