import { findPolls, work } from '@pretok/db'
import { stockQueue } from '@pretok/jobs'
import { createSchedules, createWorker } from '@pretok/queue'
import { askForCheck, openWorker } from '@pretok/worker'
import { compareStock } from './handlers/compare-stock.ts'
import { syncStock } from './handlers/sync-stock.ts'

const { config, log, database, backend, openSides, add } = await openWorker('stock-worker', process.env)

add(
  createWorker({
    queue: stockQueue,
    handlers: {
      'sync-stock': syncStock({ database, openSides }),
      'compare-stock': compareStock({ database, openSides }),
    },
    onPause: askForCheck(),
    database,
    backend,
    log,
    concurrency: config.CONCURRENCY,
    timings: { leaseMs: config.PRETOK_LEASE_MS },
  }),
  createSchedules({
    name: 'stock-polls',
    findSchedules: () => findPolls(database.db, ['stock']),
    onDue: ({ connectionId }) => work.ask(database.db, stockQueue, 'sync-stock', { connectionId }),
    backend,
    log,
  }),
)

log.info({ concurrency: config.CONCURRENCY, backend: config.QUEUE_BACKEND }, 'working')
