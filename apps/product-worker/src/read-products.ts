import {
  findCodesOf,
  findCursor,
  findProductsWithCombinations,
  findUnhandled,
  type InboundSender,
  markHandled,
  markProductsGone,
  noteProductsRead,
  type OpenSync,
  progressSync,
  replaceErpProducts,
  saveCursor,
  saveProductPage,
  shopEvents,
  type Tx,
  unplanProducts,
} from '@pretok/db'
import type { ProductCursor, ProductPage } from '@pretok/domain'
import { z } from 'zod'
import { type CatalogueRun, forEach } from './catalogue-run.ts'

const changedCursor = 'products'
const rotationCursor = 'products:rotation'

/** How far changed products were read. */
const Progress = z.object({
  changedAt: z.string().optional(),
  id: z.string().optional(),
  /** Everything up to here had been read: the next reading steps back a little. */
  complete: z.boolean(),
})
type Progress = z.output<typeof Progress>

const Rotation = z.object({ after: z.string() })

/** Late transactions of the store carry earlier times than what was read already. */
const overlapSeconds = 120

/** Events looked at together. Many may be about one product. */
const eventsAtOnce = 500

/** Products with combinations that are read again with each reading: a combination that changes leaves its product's time as it is. */
const rotatedAtOnce = 100

/** From so many codes on, reading the ERP's whole catalogue takes fewer calls than asking for each of them. */
const fewCodes = 50

/** A cursor as it was kept. */
export const toCursor = ({ changedAt, id }: { [Name in keyof ProductCursor]: string | undefined }): ProductCursor => ({
  ...(changedAt === undefined ? {} : { changedAt }),
  ...(id === undefined ? {} : { id }),
})

interface Saving {
  /** Whose counts the page belongs to. */
  syncs?: readonly OpenSync[]
  /** Notes of all of them, changed or not, that they were read then. */
  readAt?: Date
  /** What else becomes true with the page. */
  also?: (tx: Tx) => Promise<void>
}

export const saveRead = (run: CatalogueRun, page: ProductPage, { syncs = [], readAt, also }: Saving): Promise<void> => {
  const { connectionId, settings, commit, log } = run
  return commit(async (tx) => {
    const { added, changed } = await saveProductPage(tx, connectionId, page, settings)
    const ids = [...page.productIds, ...page.unreadable.map(({ productId }) => productId)]
    if (readAt) await noteProductsRead(tx, connectionId, ids, readAt)
    const read = new Set(ids).size
    for (const { id } of syncs) await progressSync(tx, id, { read, added, changed })
    await also?.(tx)
    log.info({ read, unreadable: page.unreadable.length, added, changed }, 'products read')
  })
}

/**
 * Reads products by their ids, a page of them. Those that the store does not give are asked for one by one: only what it says is not
 * there (404) is gone.
 */
export const readPageById = async (run: CatalogueRun, ids: readonly string[], saving: Saving = {}): Promise<void> => {
  const { store, signal, connectionId, commit } = run
  const page = await store.readProductsById(ids, { signal })
  await saveRead(run, page, saving)
  const read = new Set([...page.productIds, ...page.unreadable.map(({ productId }) => productId)])
  for (const id of ids.filter((one) => !read.has(one))) {
    const isGone = await store.isProductGone(id, { signal })
    const { readAt } = saving
    await commit(async (tx) => {
      if (isGone) await markProductsGone(tx, connectionId, [id])
      else if (readAt) await noteProductsRead(tx, connectionId, [id], readAt)
    })
  }
}

/** Reads products that the store announced, a page of them. @returns whether there are more */
export const serveEvents = async (run: CatalogueRun): Promise<boolean> => {
  const { database, connectionId, pageSize, commit } = run
  const sender: InboundSender = { connectionId, source: 'prestashop' }
  // What is announced from here on may be newer than what is read now: it is for the next time.
  const found = await findUnhandled(database.db, sender, shopEvents.products, eventsAtOnce)
  const ids = [...new Set(found.map(({ subject }) => subject))].slice(0, pageSize)
  if (ids.length === 0) return false
  const served = found.filter(({ subject }) => ids.includes(subject)).map(({ eventId }) => eventId)
  await readPageById(run, ids)
  await commit((tx) => markHandled(tx, sender, served))
  return served.length < found.length || found.length === eventsAtOnce
}

/**
 * Reads the products of a sync anew and has them planned anew, by what the ERP has of their codes now.
 *
 * @returns whether so many codes are concerned that the ERP's whole catalogue is to be read for them
 */
export const readAsked = async (run: CatalogueRun, sync: OpenSync, ids: readonly string[]): Promise<boolean> => {
  const { database, connectionId, pageSize, erp, signal, commit } = run
  for (let start = 0; start < ids.length; start += pageSize) {
    await readPageById(run, ids.slice(start, start + pageSize), { syncs: [sync] })
  }
  const codes = await findCodesOf(database.db, connectionId, ids)
  if (codes.length <= fewCodes) {
    const lookUp = async (code: string) => {
      const products = await erp.findProducts(code, { signal })
      await commit((tx) => replaceErpProducts(tx, connectionId, code, products))
    }
    await forEach(codes, lookUp, () => true)
  }
  await commit((tx) => unplanProducts(tx, connectionId, ids))
  return codes.length > fewCodes
}

export const saveChangedProgress = (
  tx: Tx,
  { connectionId }: CatalogueRun,
  cursor: ProductCursor,
  complete: boolean,
): Promise<void> => saveCursor(tx, connectionId, changedCursor, { ...cursor, complete } satisfies Progress)

/** Reads what has changed since the last time. @returns whether all of it was read before the turn ended */
export const readChanged = async (run: CatalogueRun, syncs: readonly OpenSync[]): Promise<boolean> => {
  const { database, connectionId, store, signal, pageSize, mayGoOn } = run
  const progress = await findCursor(database.db, connectionId, changedCursor, Progress)
  let after = progress && toCursor(progress)
  let overlap = progress?.complete ? overlapSeconds : 0
  for (;;) {
    const page = await store.readProducts(
      { by: 'change', limit: pageSize, ...(after && { after, overlapSeconds: overlap }) },
      { signal },
    )
    const cursor = page.next ?? page.last ?? after
    await saveRead(run, page, {
      syncs,
      also: async (tx) => {
        if (cursor) await saveChangedProgress(tx, run, cursor, page.next === undefined)
      },
    })
    if (!page.next) return true
    if (!mayGoOn()) return false
    after = page.next
    overlap = 0
  }
}

/** Reads the next products with combinations again, round and round. */
export const rotate = async (run: CatalogueRun): Promise<void> => {
  const { database, connectionId, pageSize, commit } = run
  const { after } = (await findCursor(database.db, connectionId, rotationCursor, Rotation)) ?? { after: '' }
  const ids = await findProductsWithCombinations(database.db, connectionId, after, rotatedAtOnce)
  for (let start = 0; start < ids.length; start += pageSize) {
    await readPageById(run, ids.slice(start, start + pageSize))
  }
  const next = ids.length < rotatedAtOnce ? '' : (ids.at(-1) ?? '')
  if (next !== after) await commit((tx) => saveCursor(tx, connectionId, rotationCursor, { after: next }))
}
