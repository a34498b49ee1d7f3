import { findPolls, openDatabase } from '@pretok/db'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'
import { createLogger, createSecretBox, createShutdown, parseEnvironment } from '@pretok/kernel'
import { createSchedules, createWorker, openQueueBackend } from '@pretok/queue'
import { askWhenDue } from './ask-when-due.ts'
import { Config } from './config.ts'
import { giveUp } from './give-up.ts'
import { askForCheck, askForLaterCheck, checkConnection } from './handlers/check-connection.ts'
import { followOrder } from './handlers/follow-order.ts'
import { importOrders } from './handlers/import-orders.ts'
import { previewOrders } from './handlers/preview-orders.ts'
import { readErpFacts, readStoreFacts } from './handlers/read-facts.ts'
import { readOrderProgress } from './handlers/read-order-progress.ts'
import { transferOrder } from './handlers/transfer-order.ts'
import { writeBack } from './handlers/write-back.ts'
import { createSides } from './open-sides.ts'

const config = parseEnvironment(Config, process.env)
const log = createLogger('order-worker', config.LOG_LEVEL)
const shutdown = createShutdown(log)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS
const checksAtOnce = 4

const database = openDatabase({
  url: config.DATABASE_URL,
  applicationName: 'pretok-order-worker',
  poolSize: config.CONCURRENCY + checksAtOnce + 4,
})
shutdown.add(() => database.close())

const sides = createSides({
  database,
  box: createSecretBox(config.PRETOK_SECRET_KEYS),
  allowPrivateNetworks: config.PRETOK_ALLOW_PRIVATE_NETWORKS,
  erpWriteTimeoutMs: writeCeilingMs,
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

const worker = createWorker({
  queue: ordersQueue,
  handlers: {
    'import-orders': importOrders({ database, openSides: sides.open }),
    'transfer-order': transferOrder({ database, openSides: sides.open, writeCeilingMs }),
    'follow-order': followOrder({ database, openSides: sides.open, writeCeilingMs }),
    'preview-orders': previewOrders({ database, openSides: sides.open }),
    'read-order-progress': readOrderProgress({ database, openSides: sides.open }),
    'write-back': writeBack({ database, openSides: sides.open }),
  },
  onGiveUp: giveUp,
  onPause: askForCheck(),
  database,
  backend,
  log,
  concurrency: config.CONCURRENCY,
  timings: { leaseMs: config.PRETOK_LEASE_MS },
})
const checks = createWorker({
  queue: connectionsQueue,
  handlers: {
    'check-connection': checkConnection({ database, openSides: sides.open }),
    'read-store-facts': readStoreFacts({ openSides: sides.open }),
    'read-erp-facts': readErpFacts({ openSides: sides.open }),
  },
  onGiveUp: askForLaterCheck,
  onPause: askForCheck(),
  database,
  backend,
  log,
  concurrency: checksAtOnce,
})
const polls = createSchedules({
  name: 'order-polls',
  findSchedules: () => findPolls(database.db),
  onDue: (due) => askWhenDue(database.db, due),
  backend,
  log,
})
// Beside each other: one after the other they could take longer than the process has.
shutdown.add(async () => void (await Promise.all([polls.close(), checks.close(), worker.close()])))

log.info({ concurrency: config.CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
