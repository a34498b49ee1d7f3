import {
  beginPass,
  type Database,
  endPass,
  findOpenSyncs,
  finishSync,
  progressSync,
  StockPassProgress,
  work,
} from '@pretok/db'
import { productsQueue, type stockQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { compareAll } from '../compare-all.ts'
import { findMissing } from '../is-ready.ts'
import { dropReadings, readErp, readStore } from '../read-sides.ts'
import type { Run } from '../run.ts'
import { createWarehouseFinder } from '../warehouses.ts'

export interface CompareStockDeps {
  database: Database
  openSides: OpenSides
}

const waitMs = 15_000

/** Reads both sides whole and finds out what is to stand in each row of the store. Nothing is written there, and the reading is not kept. */
export const compareStock = ({
  database,
  openSides,
}: CompareStockDeps): Handler<typeof stockQueue, 'compare-stock'> => {
  const findWarehouses = createWarehouseFinder()
  return async ({ connectionId }, { signal, commit, log }) => {
    const { store, erp, settings } = await openSides(connectionId)
    const syncs = (await findOpenSyncs(database.db, connectionId, 'stock')).filter(({ isDryRun }) => isDryRun)
    const end = async (reason?: Parameters<typeof finishSync>[2], counts = { read: 0, added: 0, changed: 0 }) =>
      commit(async (tx) => {
        for (const { id } of syncs) {
          await progressSync(tx, id, counts)
          await finishSync(tx, id, reason)
        }
      })

    if ((await findMissing(database.db, connectionId, settings)) === 'catalogue') {
      await commit((tx) => work.ask(tx, productsQueue, 'read-catalogue', { connectionId }))
      return { again: new Date(Date.now() + waitMs) }
    }
    const sales = await findWarehouses(connectionId, erp, settings.stock, signal)
    if ('reason' in sales) {
      await end(sales.reason)
      return undefined
    }
    const run: Run = { connectionId, database, store, erp, settings, warehouses: sales.chosen, signal, log, commit }
    const progress = StockPassProgress.parse({ syncIds: syncs.map(({ id }) => id) })
    const pass = await commit((tx) => beginPass(tx, { connectionId, kind: 'compare', trigger: 'by-hand', progress }))
    const between = async () => undefined
    await readStore(run, pass, between, () => true)
    const { reading, rows } = await readErp(run, between)
    const found = await compareAll(run, reading, { retriesRefused: false })
    await dropReadings(run, [reading.number])
    Object.assign(pass.counts, {
      erpRows: rows,
      compared: found.compared,
      toWrite: found.toWrite,
      toZero: found.toZero,
    })
    await commit((tx) => endPass(tx, pass, 'done'))
    await end(undefined, { read: pass.counts.read, added: 0, changed: found.toWrite })
    return undefined
  }
}
