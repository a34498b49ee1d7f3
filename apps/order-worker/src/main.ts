import { connectionsQueue, ordersQueue } from '@pretok/jobs'
import { openWorker } from '@pretok/worker'
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

const { config, database, openSides, workOff, poll } = await openWorker('order-worker', process.env)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS

workOff(
  ordersQueue,
  {
    'import-orders': importOrders({ database, openSides }),
    'transfer-order': transferOrder({ database, openSides, writeCeilingMs }),
    'follow-order': followOrder({ database, openSides, writeCeilingMs }),
    'preview-orders': previewOrders({ database, openSides }),
    'read-order-progress': readOrderProgress({ database, openSides }),
    'write-back': writeBack({ database, openSides }),
  },
  { onGiveUp: giveUp },
)
workOff(
  connectionsQueue,
  {
    'check-connection': checkConnection({ database, openSides }),
    'read-store-facts': readStoreFacts({ openSides }),
    'read-erp-facts': readErpFacts({ openSides }),
  },
  { onGiveUp: askForLaterCheck, concurrency: 4 },
)
poll('order-polls', polled, (due) => askWhenDue(database.db, due))
