import {
  type CataloguePass,
  databaseTime,
  findPass,
  findUnseenProducts,
  forgetErpProducts,
  type OpenSync,
  saveErpProducts,
  savePass,
  unplanLike,
} from '@pretok/db'
import type { CatalogueRun } from './catalogue-run.ts'
import { readPageById, saveChangedProgress, saveRead, serveEvents, toCursor } from './read-products.ts'
import { isWholeReadingDue } from './when-due.ts'

type Current = NonNullable<CataloguePass['current']>

const isServed = ({ served }: CataloguePass, syncs: readonly OpenSync[]): boolean =>
  syncs.every(({ id }) => served.includes(id))

/** Whether a whole reading is to begin, or to go on. */
const isWanted = (pass: CataloguePass, syncs: readonly OpenSync[]): boolean =>
  pass.current !== undefined ||
  !isServed(pass, syncs) ||
  isWholeReadingDue(pass.completeAt === undefined ? undefined : new Date(pass.completeAt), new Date())

const begin = (beganAt: Date, syncs: readonly OpenSync[]): Current => ({
  beganAt: beganAt.toISOString(),
  isRead: false,
  syncIds: syncs.map(({ id }) => id),
})

const end = ({ beganAt, syncIds }: Current): CataloguePass => ({ completeAt: beganAt, served: syncIds })

/**
 * Reads the store's whole catalogue where that is due or asked for, in turns. What was known and is not met on the way is asked for by its
 * id in the end, and is gone only if the store says so.
 *
 * The first reading goes by the time of the last change, and so is where readings of what has changed begin; all others go by id.
 *
 * @param syncs those that wait for a whole reading which begins now or later
 * @param also others whose counts it adds to
 * @returns whether nothing is left to be read
 */
export const readWholeStore = async (
  run: CatalogueRun,
  syncs: readonly OpenSync[],
  also: readonly OpenSync[],
): Promise<boolean> => {
  const { database, connectionId, store, settings, pageSize, signal, commit, mayGoOn } = run
  const pass = await findPass(database.db, connectionId, 'store')
  if (!isWanted(pass, syncs)) return true
  const isFirst = pass.completeAt === undefined
  const goesOn = pass.current && syncs.every(({ id }) => pass.current?.syncIds.includes(id))
  let current: Current = pass.current && goesOn ? pass.current : begin(new Date(), syncs)
  const readAt = new Date(current.beganAt)
  const served = [...syncs, ...also]

  while (!current.isRead) {
    await serveEvents(run)
    const { after } = current
    const page = await store.readProducts(
      { by: isFirst ? 'change' : 'id', limit: pageSize, ...(after && { after: toCursor(after) }) },
      { signal },
    )
    const { after: _, ...begun } = current
    const next: Current = page.next ? { ...begun, after: page.next } : { ...begun, isRead: true }
    await saveRead(run, page, {
      syncs: served,
      readAt,
      also: async (tx) => {
        await savePass(tx, connectionId, 'store', { ...pass, current: next })
        const last = page.last ?? (after && toCursor(after))
        if (isFirst && next.isRead && last) await saveChangedProgress(tx, run, last, true)
      },
    })
    current = next
    if (!mayGoOn()) return false
  }
  for (;;) {
    const unseen = await findUnseenProducts(database.db, connectionId, readAt, pageSize)
    if (unseen.length === 0) break
    await readPageById(run, unseen, { syncs: served, readAt })
    if (!mayGoOn()) return false
  }
  await commit(async (tx) => {
    if (settings.specialPrices) await unplanLike(tx, connectionId, 'dated prices')
    await savePass(tx, connectionId, 'store', end(current))
  })
  return true
}

/**
 * Reads the ERP's whole catalogue where that is due or asked for. What is not met is forgotten when all of it was read: a reading that
 * breaks off takes nothing away.
 *
 * @param isAsked it is to be read in any case
 */
export const readWholeErp = async (run: CatalogueRun, syncs: readonly OpenSync[], isAsked: boolean): Promise<void> => {
  const { database, connectionId, erp, signal, commit, log } = run
  if (!isAsked && !isWanted(await findPass(database.db, connectionId, 'erp'), syncs)) return
  const beganAt = await databaseTime(database.db)
  let [read, changed] = [0, 0]
  for await (const products of erp.readProducts({ signal })) {
    changed += await commit((tx) => saveErpProducts(tx, connectionId, products))
    read += products.length
  }
  await commit(async (tx) => {
    const gone = await forgetErpProducts(tx, connectionId, beganAt)
    await savePass(tx, connectionId, 'erp', end(begin(beganAt, syncs)))
    log.info({ read, changed, gone }, 'products of the ERP read')
  })
}
