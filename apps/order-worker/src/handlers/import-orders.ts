import {
  askForStockOfOrders,
  askToFollow,
  type Database,
  findCursor,
  findKnownOrders,
  findOpenSyncs,
  findUnhandled,
  finishSync,
  type InboundSender,
  markHandled,
  type OpenSync,
  progressSync,
  saveCursor,
  saveImportedOrders,
  shopEvents,
  syncCursor,
  type Tx,
  takeDueDifferences,
  work,
} from '@pretok/db'
import {
  decide,
  type OrderCursor,
  type OrderPage,
  type OrderSettings,
  TouchCursor,
  type TouchedOrders,
} from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { z } from 'zod'
import { beginDeciding, decideAgain } from '../decide-again.ts'

const flow = 'orders'
const touchFlow = 'orders:touched'

const Progress = z.object({
  changedAt: z.string(),
  id: z.string().optional(),
  /** Everything up to here had been read: the next reading steps back a little. In the middle it must not, or it never ends. */
  complete: z.boolean(),
  /** Nothing was complete before: this is the shop's past, and nobody waits for it. Older cursors do not say, and count as later. */
  isFirst: z.boolean().default(false),
})
type Progress = z.output<typeof Progress>

/** Full pages keep the requests per order low; the related records of 50 orders still fit into one address each. */
const fullPage = 50

/** Events looked at together. Many may be about one order; a page of orders is read at most. */
const eventsAtOnce = 500

/** Late transactions of the store carry earlier times than what was read already. */
const overlapSeconds = 120

/** Then others get the lane; the progress stands in the database. */
const longestTurnMs = 60_000

export interface ImportDeps {
  database: Database
  openSides: OpenSides
  /** Orders that are read together. Default 50. */
  pageSize?: number
  /** How long an import may take before it makes room for others. Default 60 s. */
  turnMs?: number
}

interface Saving {
  lane: 'live' | 'backfill'
  sync?: OpenSync | undefined
  /** What else becomes true with the page. */
  also?: (tx: Tx) => Promise<void>
}

const toImported = ({ orders, unreadable }: OrderPage, settings: OrderSettings) => [
  ...orders.map((order) => ({ order, decision: decide(order, settings, new Date()) })),
  ...unreadable.map((one) => ({ unreadable: one })),
]

const toCursor = ({ changedAt, id }: Progress): OrderCursor => (id === undefined ? { changedAt } : { changedAt, id })

/**
 * Reads changed orders of a store, page by page, and asks for the transfer of those that may go to the ERP. A page, the progress and
 * the wishes are one transaction. Serves every sync that was asked for meanwhile, and between any two pages what the store announced.
 */
export const importOrders =
  (deps: ImportDeps): Handler<typeof ordersQueue, 'import-orders'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const { database, openSides, pageSize = fullPage, turnMs = longestTurnMs } = deps
    const { store, settings } = await openSides(connectionId)
    const sender: InboundSender = { connectionId, source: 'prestashop' }
    const turnEnds = Date.now() + turnMs

    const save = (page: OrderPage, { lane, sync, also }: Saving) =>
      commit(async (tx) => {
        const imported = toImported(page, settings.orders)
        const { added, changed, ready, booked } = await saveImportedOrders(tx, connectionId, imported)
        const wishes = ready.map((orderId) => ({ connectionId, orderId }))
        await work.askAll(tx, ordersQueue, 'transfer-order', wishes, { lane })
        await askToFollow(tx, connectionId, booked, { lane })
        const read = page.orders.length + page.unreadable.length
        if (sync) await progressSync(tx, sync.id, { read, added, changed })
        const storeOrderIds = page.orders.map(({ storeOrderId }) => storeOrderId)
        if (added + changed > 0) await askForStockOfOrders(tx, connectionId, { storeOrderIds })
        await also?.(tx)
        log.info({ read, unreadable: page.unreadable.length, added, changed }, 'orders read')
      })

    /** Reads orders that the store announced, a page of them. @returns whether there are more */
    const serveEvents = async (): Promise<boolean> => {
      // What is announced from here on may be newer than what is read now: it is for the next time.
      const found = await findUnhandled(database.db, sender, shopEvents.orders, eventsAtOnce)
      const ids = [...new Set(found.map(({ subject }) => subject))].slice(0, pageSize)
      if (ids.length === 0) return false
      const served = found.filter(({ subject }) => ids.includes(subject)).map(({ eventId }) => eventId)
      const page = await store.readOrdersById(ids, { signal })
      await save(page, { lane: 'live', also: (tx) => markHandled(tx, sender, served) })
      const read = new Set([...page.orders, ...page.unreadable].map(({ storeOrderId }) => storeOrderId))
      const missing = ids.filter((id) => !read.has(id))
      if (missing.length > 0) log.info({ storeOrderIds: missing }, 'announced orders are not in the store')
      return served.length < found.length || found.length === eventsAtOnce
    }

    /** @returns whether everything was read before the turn ended */
    const readOn = async (sync?: OpenSync, onRead?: (order: { storeOrderId: string }) => void): Promise<boolean> => {
      const cursorName = sync?.isRange ? syncCursor(flow, sync.id) : flow
      const progress = await findCursor(database.db, connectionId, cursorName, Progress)
      const isFirst = progress === undefined || progress.isFirst
      const lane = isFirst || sync?.isRange ? 'backfill' : 'live'
      const { from, to } = sync?.request ?? {}
      const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), limit: pageSize }
      let after = progress && toCursor(progress)
      let overlap = progress?.complete ? overlapSeconds : 0
      for (;;) {
        await serveEvents()
        const page = await store.readOrders(
          { ...range, ...(after ? { after, overlapSeconds: overlap } : {}) },
          { signal },
        )
        const complete = page.next === undefined
        const cursor = page.next ?? page.last ?? after
        const also = async (tx: Tx) => {
          if (cursor)
            await saveCursor(tx, connectionId, cursorName, { ...cursor, complete, isFirst: isFirst && !complete })
        }
        await save(page, { lane, sync, also })
        if (onRead) page.orders.forEach(onRead)
        if (!page.next) return true
        if (Date.now() > turnEnds) return false
        after = page.next
        overlap = 0
      }
    }

    /** Looks before orders are read: what happens after that is for the next time. */
    const findTouched = async (): Promise<TouchedOrders> => {
      const after = await findCursor(database.db, connectionId, touchFlow, TouchCursor)
      const touched = await store.findTouchedOrders(after ?? {}, { signal })
      if (!after) await commit((tx) => saveCursor(tx, connectionId, touchFlow, touched.cursor))
      return touched
    }

    /**
     * Reads orders that have changed without showing it by their time. Those that were never read have a time of their own to come.
     *
     * @param readAlready since they were found
     */
    const readTouched = async ({ refunded, others, cursor }: TouchedOrders, readAlready: ReadonlySet<string>) => {
      const touched = [...new Set([...refunded, ...others.filter((id) => !readAlready.has(id))])]
      const ids = await findKnownOrders(database.db, connectionId, touched)
      for (let start = 0; start < ids.length; start += pageSize) {
        await save(await store.readOrdersById(ids.slice(start, start + pageSize), { signal }), { lane: 'live' })
      }
      await commit((tx) => saveCursor(tx, connectionId, touchFlow, cursor))
    }

    /** @returns whether everything was read before the turn ended */
    const readNew = async (): Promise<boolean> => {
      const touched = await findTouched()
      const read = new Set<string>()
      if (!(await readOn(undefined, ({ storeOrderId }) => read.add(storeOrderId)))) return false
      await readTouched(touched, read)
      await commit(async (tx) => askToFollow(tx, connectionId, await takeDueDifferences(tx, connectionId)))
      return true
    }

    const serve = async (sync: OpenSync): Promise<boolean> => {
      const { ids } = sync.request
      if (!ids) return readOn(sync)
      await save(await store.readOrdersById(ids, { signal }), { lane: 'live', sync })
      return true
    }

    /** Whether what is new is read by itself, and the shop's past has been. Then a range, which may take hours, must not hold it up. */
    const isFollowed = async (): Promise<boolean> => {
      const progress = await findCursor(database.db, connectionId, flow, Progress)
      return settings.orders.pollSeconds > 0 && progress !== undefined && !progress.isFirst
    }

    /** @returns whether all of them are done */
    const serveAll = async (syncs: readonly OpenSync[]): Promise<boolean> => {
      for (const sync of syncs) {
        if (!(await serve(sync))) return false
        await commit((tx) => finishSync(tx, sync.id))
      }
      return true
    }

    const again = { again: new Date() }
    const deciding = { database, connectionId, settings: settings.orders, commit }
    await beginDeciding(deciding)
    const syncs = await findOpenSyncs(database.db, connectionId, flow)
    const [ranges, others] = [syncs.filter(({ isRange }) => isRange), syncs.filter(({ isRange }) => !isRange)]
    const readsNew = syncs.length === 0 || (others.length === 0 && (await isFollowed()))
    if (readsNew && !(await readNew())) return again
    if (!(await serveAll(others))) return again
    if (!(await decideAgain(deciding, () => Date.now() <= turnEnds))) return again
    if (!(await serveAll(ranges))) return again
    while (await serveEvents()) if (Date.now() > turnEnds) return again
    return undefined
  }
