import {
  beginReading,
  deleteOldLevels,
  markRowsGone,
  type Reading,
  type StockPass,
  saveLevels,
  savePassProgress,
  saveStockRows,
  type Tx,
} from '@pretok/db'
import { stockReasons } from '@pretok/domain'
import type { Underway } from './refresh-levels.ts'
import type { Run } from './run.ts'

const storePageSize = 2_000
const levelsAtOnce = 10_000

/** Called between pages: others may be in a hurry, and the turn may end. */
export type Between = (underway?: Underway) => Promise<void>

/**
 * Reads all rows of the store from where the pass stands.
 *
 * @returns whether everything was read before the turn ended
 */
export const readStore = async (run: Run, pass: StockPass, between: Between, mayGoOn: () => boolean) => {
  const { connectionId, store, signal, commit } = run
  for (;;) {
    const { after } = pass.progress
    const at = new Date()
    const page = await store.readStock({ limit: storePageSize, ...(after === undefined ? {} : { after }) }, { signal })
    pass.counts.read += page.rows.length
    if (page.next === undefined) pass.progress.phase = 'erp'
    else pass.progress.after = page.next
    await commit(async (tx) => {
      await saveStockRows(tx, connectionId, page.rows, at)
      // Only a reading to the very end proves that a row is gone.
      if (page.next === undefined) await markRowsGone(tx, connectionId, pass.startedAt, stockReasons.gone())
      await savePassProgress(tx, pass.id, pass)
    })
    await between()
    if (page.next === undefined) return true
    if (!mayGoOn()) return false
  }
}

/** Reads the whole stock of the ERP beside the reading that counts. It ends well only when everything was read. */
export const readErp = async (run: Run, between: Between): Promise<{ reading: Reading; rows: number }> => {
  const { connectionId, erp, signal, commit } = run
  const reading = await commit((tx) => beginReading(tx, connectionId))
  const underway: Underway = { reading, fresh: new Set() }
  let rows = 0
  for await (const page of erp.readLevels({ signal })) {
    // What was asked for by itself meanwhile is newer than a list that was begun before.
    const levels = page.filter(({ mkId }) => !underway.fresh.has(mkId))
    await commit((tx) => saveLevels(tx, connectionId, reading, levels))
    rows += page.length
    await between(underway)
  }
  return { reading, rows }
}

/** Deletes the levels of readings that nobody needs any more. */
export const dropReadings = async ({ connectionId, commit }: Run, numbers: readonly number[]): Promise<void> => {
  const drop = (tx: Tx) => deleteOldLevels(tx, connectionId, numbers, levelsAtOnce)
  while ((await commit(drop)) === levelsAtOnce);
}
