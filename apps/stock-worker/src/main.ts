import { work } from '@pretok/db'
import { stockQueue } from '@pretok/jobs'
import { openWorker } from '@pretok/worker'
import { giveUp } from './give-up.ts'
import { compareStock } from './handlers/compare-stock.ts'
import { syncStock } from './handlers/sync-stock.ts'

const { database, openSides, workOff, poll } = await openWorker('stock-worker', process.env)

workOff(
  stockQueue,
  {
    'sync-stock': syncStock({ database, openSides }),
    'compare-stock': compareStock({ database, openSides }),
  },
  { onGiveUp: giveUp },
)
poll('stock-polls', ['stock'], ({ connectionId }) => work.ask(database.db, stockQueue, 'sync-stock', { connectionId }))
