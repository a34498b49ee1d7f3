import { work } from '@pretok/db'
import { productsQueue } from '@pretok/jobs'
import { openWorker } from '@pretok/worker'
import { giveUp } from './give-up.ts'
import { readCatalogue } from './handlers/read-catalogue.ts'
import { writeProducts } from './handlers/write-products.ts'

const { config, database, openSides, workOff, poll } = await openWorker('product-worker', process.env)
const writeCeilingMs = config.PRETOK_ERP_WRITE_CEILING_MS

workOff(
  productsQueue,
  {
    'read-catalogue': readCatalogue({ database, openSides }),
    'write-products': writeProducts({ database, openSides, writeCeilingMs }),
  },
  { onGiveUp: giveUp },
)
poll('product-polls', ['products'], ({ connectionId }) =>
  work.ask(database.db, productsQueue, 'read-catalogue', { connectionId }),
)
