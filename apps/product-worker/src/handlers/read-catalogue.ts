import { type Database, findOpenSyncs, findPass, finishSync, hasItemsToWrite, type OpenSync, work } from '@pretok/db'
import { productsQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import type { CatalogueRun } from '../catalogue-run.ts'
import { followSettings, planProducts } from '../plan-products.ts'
import { readAsked, readChanged, rotate, serveEvents } from '../read-products.ts'
import { readWholeErp, readWholeStore } from '../read-whole.ts'

/** Full pages keep the requests per product low; the related records of so many products still fit into few addresses. */
const fullPage = 100

/** Then others get the lane; the progress stands in the database. */
const longestTurnMs = 60_000

export interface ReadCatalogueDeps {
  database: Database
  openSides: OpenSides
  /** Products that are read together. Default 100. */
  pageSize?: number
  /** How long a reading may take before it makes room for others. Default 60 s. */
  turnMs?: number
}

/**
 * Reads what changed in the store's catalogue, nightly all of both catalogues, and plans what is to become of each item. Serves every sync
 * that was asked for meanwhile, and what the store announced. It asks for nothing to be written when somebody wants no more than to see.
 */
export const readCatalogue =
  ({
    database,
    openSides,
    pageSize = fullPage,
    turnMs = longestTurnMs,
  }: ReadCatalogueDeps): Handler<typeof productsQueue, 'read-catalogue'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const { store, erp, settings } = await openSides(connectionId)
    const turnEnds = Date.now() + turnMs
    const mayGoOn = () => Date.now() <= turnEnds
    const again = { again: new Date() }
    const run: CatalogueRun = {
      database,
      connectionId,
      store,
      erp,
      settings: settings.products,
      pageSize,
      signal,
      commit,
      log,
      mayGoOn,
    }

    const syncs = await findOpenSyncs(database.db, connectionId, 'products')
    const [looks, others] = [syncs.filter(({ isDryRun }) => isDryRun), syncs.filter(({ isDryRun }) => !isDryRun)]
    const whatIsNew = others.filter(({ request }) => request.ids === undefined)

    /** @returns whether all was planned before the turn ended */
    const settle = async (served: readonly OpenSync[]): Promise<boolean> => {
      if (!(await planProducts(run))) return false
      await commit(async (tx) => {
        for (const { id } of served) await finishSync(tx, id)
        if (settings.flows.products && looks.length === 0 && (await hasItemsToWrite(tx, connectionId)))
          await work.ask(tx, productsQueue, 'write-products', { connectionId })
      })
      return true
    }

    /** Reads what is asked for or has changed. @returns whether all of it was read before the turn ended */
    const readNews = async (hasReadStore: boolean): Promise<boolean> => {
      while (await serveEvents(run)) if (!mayGoOn()) return false
      let isErpAsked = false
      for (const sync of others) {
        const { ids } = sync.request
        if (ids && (await readAsked(run, sync, ids))) isErpAsked = true
      }
      if (isErpAsked) await readWholeErp(run, [], true)
      return !hasReadStore || readChanged(run, whatIsNew)
    }

    await followSettings(run)
    const ofStore = await findPass(database.db, connectionId, 'store')
    const ofErp = await findPass(database.db, connectionId, 'erp')
    const hasReadStore = ofStore.completeAt !== undefined
    // Before both were read whole once, what is not there proves nothing.
    const mayPlan = hasReadStore && ofErp.completeAt !== undefined
    if (!(await readNews(hasReadStore))) return again
    if (mayPlan) {
      if (!ofStore.current) await rotate(run)
      if (!(await settle(others))) return again
    }
    if (!(await readWholeStore(run, looks, hasReadStore ? [] : whatIsNew))) return again
    await readWholeErp(run, looks, false)
    return (await settle(mayPlan ? looks : syncs)) ? undefined : again
  }
