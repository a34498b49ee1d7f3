import { type CompleteReading, findNow, findStockFactsOf, type Reading, replaceLevels, type Tx } from '@pretok/db'
import type { Run } from './run.ts'

/** A reading that is under way beside the one that counts, and the products that were asked for by themselves meanwhile. */
export interface Underway {
  reading: Reading
  fresh: Set<string>
}

/**
 * Asks the ERP for some products and puts its answer in the place of what a reading had.
 *
 * @param also what else becomes true with it
 */
export const replaceLevelsOf = async (
  { connectionId, database, erp, signal, commit }: Run,
  reading: CompleteReading,
  mkIds: readonly string[],
  { underway, also }: { underway?: Underway | undefined; also?: (tx: Tx) => Promise<void> } = {},
): Promise<void> => {
  const readFrom = await findNow(database.db)
  const levels = mkIds.length > 0 ? await erp.readLevelsOf(mkIds, { signal }) : []
  await commit(async (tx) => {
    for (const one of underway ? [reading, underway.reading] : [reading]) {
      await replaceLevels(tx, connectionId, { number: one.number, readFrom }, mkIds, levels)
    }
    await also?.(tx)
  })
  for (const mkId of mkIds) underway?.fresh.add(mkId)
}

/** Asks the ERP again for what stands in these rows. */
export const refreshLevels = async (run: Run, reading: CompleteReading, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  const facts = await findStockFactsOf(run.database.db, ids, reading.number)
  const mkIds = facts.flatMap(({ erp }) => (erp.count === 1 && erp.mkId !== undefined ? [erp.mkId] : []))
  if (mkIds.length > 0) await replaceLevelsOf(run, reading, mkIds)
}
