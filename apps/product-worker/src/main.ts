import { findPolls, work } from '@pretok/db'
import { productsQueue } from '@pretok/jobs'
import { createSchedules, createWorker } from '@pretok/queue'
import { askForCheck, openWorker } from '@pretok/worker'
import { giveUp } from './give-up.ts'
import { readCatalogue } from './handlers/read-catalogue.ts'
import { writeProducts } from './handlers/write-products.ts'

const { config, log, database, backend, openSides, add } = await openWorker('product-worker', process.env)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS

add(
  createWorker({
    queue: productsQueue,
    handlers: {
      'read-catalogue': readCatalogue({ database, openSides }),
      'write-products': writeProducts({ database, openSides, writeCeilingMs }),
    },
    onGiveUp: giveUp,
    onPause: askForCheck(),
    database,
    backend,
    log,
    concurrency: config.CONCURRENCY,
    timings: { leaseMs: config.PRETOK_LEASE_MS },
  }),
  createSchedules({
    name: 'product-polls',
    findSchedules: () => findPolls(database.db, ['products']),
    onDue: ({ connectionId }) => work.ask(database.db, productsQueue, 'read-catalogue', { connectionId }),
    backend,
    log,
  }),
)

log.info({ concurrency: config.CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
