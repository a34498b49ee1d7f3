import { openDatabase } from '@pretok/db'
import { ordersQueue } from '@pretok/jobs'
import { createLogger, createSecretBox, createShutdown, parseEnvironment } from '@pretok/kernel'
import { createWorker, openQueueBackend } from '@pretok/queue'
import { Config } from './config.ts'
import { giveUp } from './give-up.ts'
import { importOrders } from './handlers/import-orders.ts'
import { transferOrder } from './handlers/transfer-order.ts'
import { createSides } from './open-sides.ts'

const config = parseEnvironment(Config, process.env)
const log = createLogger('order-worker', config.LOG_LEVEL)
const shutdown = createShutdown(log)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS

const database = openDatabase({
  url: config.DATABASE_URL,
  applicationName: 'pretok-order-worker',
  poolSize: config.CONCURRENCY + 4,
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
  },
  onGiveUp: giveUp,
  database,
  backend,
  log,
  concurrency: config.CONCURRENCY,
})
shutdown.add(() => worker.close())

log.info({ concurrency: config.CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
