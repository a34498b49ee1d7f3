import { findPolls } from '@pretok/db'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'
import { createSchedules, createWorker } from '@pretok/queue'
import { askForCheck, openWorker } from '@pretok/worker'
import { askWhenDue, polled } from './ask-when-due.ts'
import { giveUp } from './give-up.ts'
import { askForLaterCheck, checkConnection } from './handlers/check-connection.ts'
import { followOrder } from './handlers/follow-order.ts'
import { importOrders } from './handlers/import-orders.ts'
import { previewOrders } from './handlers/preview-orders.ts'
import { readErpFacts, readStoreFacts } from './handlers/read-facts.ts'
import { readOrderProgress } from './handlers/read-order-progress.ts'
import { transferOrder } from './handlers/transfer-order.ts'
import { writeBack } from './handlers/write-back.ts'

const { config, log, database, backend, openSides, add } = await openWorker('order-worker', process.env)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS

add(
  createWorker({
    queue: ordersQueue,
    handlers: {
      'import-orders': importOrders({ database, openSides }),
      'transfer-order': transferOrder({ database, openSides, writeCeilingMs }),
      'follow-order': followOrder({ database, openSides, writeCeilingMs }),
      'preview-orders': previewOrders({ database, openSides }),
      'read-order-progress': readOrderProgress({ database, openSides }),
      'write-back': writeBack({ database, openSides }),
    },
    onGiveUp: giveUp,
    onPause: askForCheck(),
    database,
    backend,
    log,
    concurrency: config.CONCURRENCY,
    timings: { leaseMs: config.PRETOK_LEASE_MS },
  }),
  createWorker({
    queue: connectionsQueue,
    handlers: {
      'check-connection': checkConnection({ database, openSides }),
      'read-store-facts': readStoreFacts({ openSides }),
      'read-erp-facts': readErpFacts({ openSides }),
    },
    onGiveUp: askForLaterCheck,
    onPause: askForCheck(),
    database,
    backend,
    log,
    concurrency: 4,
  }),
  createSchedules({
    name: 'order-polls',
    findSchedules: () => findPolls(database.db, polled),
    onDue: (due) => askWhenDue(database.db, due),
    backend,
    log,
  }),
)

log.info({ concurrency: config.CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
