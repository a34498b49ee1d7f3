import {
  beginPass,
  type Database,
  findDueRows,
  findNextDue,
  findOpenSyncs,
  findReading,
  findRunningPass,
  finishSync,
  type OpenSync,
  progressSync,
  type StockPass,
  savePassProgress,
  work,
} from '@pretok/db'
import { ordersQueue, productsQueue, type stockQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { choosePass } from '../choose-pass.ts'
import { findMissing } from '../is-ready.ts'
import type { Underway } from '../refresh-levels.ts'
import type { Run } from '../run.ts'
import { serveEvents, settleProducts } from '../serve-events.ts'
import { addSettled, settle } from '../settle.ts'
import { finish, prepare, stop } from '../take-pass.ts'
import { createWarehouseFinder } from '../warehouses.ts'

export interface SyncStockDeps {
  database: Database
  openSides: OpenSides
  /** How long a run may take before it makes room for others. Default 60 s. */
  turnMs?: number
  /** When a row is tried again that changed after every try. Default 60 s. */
  unsettledAfterMs?: number
}

/** Rows that are written before they are looked at again, all together. */
const roundSize = 100

/** What is missing is being read; then stock is looked at again. */
const waitMs = 15_000

/**
 * Brings the store's stock to what may be sold. What somebody waits for goes first: between any two pages and batches, what either side
 * has announced is served.
 */
export const syncStock = ({
  database,
  openSides,
  turnMs = 60_000,
  unsettledAfterMs,
}: SyncStockDeps): Handler<typeof stockQueue, 'sync-stock'> => {
  const findWarehouses = createWarehouseFinder()
  return async ({ connectionId }, { signal, commit, log }) => {
    const { store, erp, settings } = await openSides(connectionId)
    const turnEnds = Date.now() + turnMs
    const mayGoOn = () => Date.now() <= turnEnds
    const again = { again: new Date() }

    const missing = await findMissing(database.db, connectionId, settings)
    if (missing) {
      log.info({ missing }, 'stock waits')
      await commit(async (tx) => {
        if (missing === 'catalogue') await work.ask(tx, productsQueue, 'read-catalogue', { connectionId })
        else await work.ask(tx, ordersQueue, 'import-orders', { connectionId })
      })
      return { again: new Date(Date.now() + waitMs) }
    }

    const sales = await findWarehouses(connectionId, erp, settings.stock, signal)
    const warehouses = 'chosen' in sales ? sales.chosen : new Map()
    const run: Run = { connectionId, database, store, erp, settings, warehouses, unsettledAfterMs, signal, log, commit }
    const between = (underway?: Underway) => serveEvents(run, underway)

    const findSyncs = async () => {
      const syncs = (await findOpenSyncs(database.db, connectionId, 'stock')).filter(({ isDryRun }) => !isDryRun)
      return Object.groupBy(syncs, ({ request }) => (request.ids ? 'single' : 'whole'))
    }

    const serveSingle = async (syncs: readonly OpenSync[]) => {
      for (const { id, request } of syncs) {
        const { read, written } = await settleProducts(run, request.ids ?? [], 'by-hand')
        await commit(async (tx) => {
          await progressSync(tx, id, { read, added: 0, changed: written })
          await finishSync(tx, id)
        })
      }
    }

    /** Writes what is due. @returns whether nothing is left */
    const writeDue = async (pass: StockPass | undefined): Promise<boolean> => {
      // Before the first reading nothing can be told: it comes with the first pass.
      if (!(await findReading(database.db, connectionId))) return true
      for (;;) {
        const due = await findDueRows(database.db, connectionId, roundSize)
        if (due.length === 0) return true
        const settled = await settle(run, due, between)
        if (pass?.progress.phase === 'write') {
          Object.assign(pass.counts, addSettled(pass.counts, settled))
          await commit((tx) => savePassProgress(tx, pass.id, pass))
        }
        if (!mayGoOn()) return false
      }
    }

    const takePass = async (): Promise<StockPass | undefined> => {
      const running = await findRunningPass(database.db, connectionId)
      if (running) return running
      const { whole: syncs = [] } = await findSyncs()
      const wish = await choosePass(database.db, { connectionId, settings: settings.stock, syncs, now: new Date() })
      return wish && commit((tx) => beginPass(tx, wish))
    }

    for (;;) {
      const pass = await takePass()
      if ('reason' in sales) {
        if (pass) await stop(run, pass, sales.reason)
        return undefined
      }
      await between()
      await serveSingle((await findSyncs()).single ?? [])
      if (!(await writeDue(pass))) return again
      if (!pass) break
      if (pass.progress.phase !== 'write' && !(await prepare(run, pass, between, mayGoOn))) {
        if (await findRunningPass(database.db, connectionId)) return again
        continue
      }
      if (!(await writeDue(pass))) return again
      await finish(run, pass)
      if (!mayGoOn()) return again
    }
    const next = await findNextDue(database.db, connectionId)
    return next && { again: next }
  }
}
