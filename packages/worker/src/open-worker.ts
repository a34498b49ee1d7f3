import { type Database, openDatabase } from '@pretok/db'
import { createLogger, createSecretBox, createShutdown, type Logger, parseEnvironment } from '@pretok/kernel'
import { openQueueBackend, type QueueBackend } from '@pretok/queue'
import { WorkerConfig } from './config.ts'
import { createSides } from './open-sides.ts'
import type { OpenSides } from './sides.ts'

/** What a worker's process works with. */
export interface OpenWorker {
  config: WorkerConfig
  log: Logger
  database: Database
  backend: QueueBackend
  openSides: OpenSides
  /** To be closed before everything above, together. */
  add(...things: readonly { close(): Promise<unknown> }[]): void
}

/** Beside the jobs themselves: pumps, sweeps, schedules and whoever listens for new work. */
const connectionsBeside = 8

/**
 * Opens what a worker needs, by the variables of its environment, and closes it in reverse when the process is asked to end.
 *
 * @throws {ConfigError} telling all variables that are wrong
 */
export const openWorker = async (name: string, environment: NodeJS.ProcessEnv): Promise<OpenWorker> => {
  const config = parseEnvironment(WorkerConfig, environment)
  const log = createLogger(name, config.LOG_LEVEL)
  const shutdown = createShutdown(log)

  const database = openDatabase({
    url: config.DATABASE_URL,
    applicationName: `pretok-${name}`,
    poolSize: config.CONCURRENCY + connectionsBeside,
  })
  shutdown.add(() => database.close())

  const sides = createSides({
    database,
    box: createSecretBox(config.PRETOK_SECRET_KEYS),
    allowPrivateNetworks: config.PRETOK_ALLOW_PRIVATE_NETWORKS,
    erpWriteTimeoutMs: config.PRETOK_ERP_WRITE_CEILING_MS,
    log,
  })
  shutdown.add(() => sides.close())

  const backend = await openQueueBackend({
    backend: config.QUEUE_BACKEND,
    redisUrl: config.REDIS_URL,
    databaseUrl: config.DATABASE_URL,
    log,
  })
  shutdown.add(() => backend.close())

  return {
    config,
    log,
    database,
    backend,
    openSides: sides.open,
    // Beside each other: one after the other they could take longer than the process has.
    add: (...things) => shutdown.add(async () => void (await Promise.all(things.map((thing) => thing.close())))),
  }
}
