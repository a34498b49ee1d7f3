import { type Database, findPolls, openDatabase, type PolledFlow } from '@pretok/db'
import type { Queue } from '@pretok/jobs'
import { createLogger, createSecretBox, createShutdown, type Logger, parseEnvironment } from '@pretok/kernel'
import {
  type Consequences,
  createSchedules,
  createWorker,
  type Due,
  type Handlers,
  openQueueBackend,
} from '@pretok/queue'
import { WorkerConfig } from './config.ts'
import { askForCheck } from './look-after.ts'
import { createSides } from './open-sides.ts'
import type { OpenSides } from './sides.ts'

/** What a worker's process works with. */
export interface OpenWorker {
  config: WorkerConfig
  log: Logger
  database: Database
  openSides: OpenSides
  /** Works off a queue until the process is asked to end. */
  workOff<Q extends Queue>(
    queue: Q,
    handlers: Handlers<NoInfer<Q>>,
    options?: { concurrency?: number; onGiveUp?: Consequences<Q>['onGiveUp'] },
  ): void
  /** Has something done whenever one of these flows comes due. @param name the same in all processes that poll them */
  poll(name: string, flows: readonly PolledFlow[], onDue: (due: Due) => Promise<void>): void
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

  const running: { close(): Promise<unknown> }[] = []
  // Beside each other: one after the other they could take longer than the process has.
  shutdown.add(async () => void (await Promise.all(running.map((one) => one.close()))))

  const { CONCURRENCY, PRETOK_LEASE_MS: leaseMs } = config
  log.info({ concurrency: CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
  return {
    config,
    log,
    database,
    openSides: sides.open,
    workOff: (queue, handlers, { concurrency = CONCURRENCY, onGiveUp } = {}) => {
      const consequences = { onPause: askForCheck(), ...(onGiveUp && { onGiveUp }) }
      running.push(
        createWorker({ queue, handlers, ...consequences, database, backend, log, concurrency, timings: { leaseMs } }),
      )
    },
    poll: (name, flows, onDue) => {
      const findSchedules = () => findPolls(database.db, flows)
      running.push(createSchedules({ name, findSchedules, onDue, backend, log }))
    },
  }
}
