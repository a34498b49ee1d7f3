import {
  type Database,
  findCursor,
  findOpenSyncs,
  finishSync,
  type OpenSync,
  progressSync,
  saveCursor,
  saveImportedOrders,
  syncCursor,
  work,
} from '@pretok/db'
import { decide, type OrderCursor, type OrderPage, type OrderSettings } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import { z } from 'zod'
import type { OpenSides } from '../sides.ts'

const flow = 'orders'

const Progress = z.object({
  changedAt: z.string(),
  id: z.string().optional(),
  /** Everything up to here had been read: the next reading steps back a little. In the middle it must not, or it never ends. */
  complete: z.boolean(),
})

/** Full pages keep the requests per order low; the related records of 50 orders still fit into one address each. */
const pageSize = 50

/** Late transactions of the store carry earlier times than what was read already. */
const overlapSeconds = 120

/** Then others get the lane; the progress stands in the database. */
const longestTurnMs = 60_000

export interface ImportDeps {
  database: Database
  openSides: OpenSides
}

const toImported = ({ orders, unreadable }: OrderPage, settings: OrderSettings) => [
  ...orders.map((order) => ({ order, decision: decide(order, settings) })),
  ...unreadable.map((one) => ({ unreadable: one })),
]

const toCursor = ({ changedAt, id }: z.output<typeof Progress>): OrderCursor =>
  id === undefined ? { changedAt } : { changedAt, id }

/**
 * Reads changed orders of a store, page by page, and asks for the transfer of those that may go to the ERP. A page, the progress and
 * the wishes are one transaction. Serves every sync that was asked for meanwhile.
 */
export const importOrders =
  ({ database, openSides }: ImportDeps): Handler<typeof ordersQueue, 'import-orders'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const { store, settings } = await openSides(connectionId)
    const turnEnds = Date.now() + longestTurnMs

    const save = (
      page: OrderPage,
      how: { lane: 'live' | 'backfill'; cursorName?: string; sync?: OpenSync | undefined },
    ) =>
      commit(async (tx) => {
        const { added, changed, ready } = await saveImportedOrders(tx, connectionId, toImported(page, settings.orders))
        const wishes = ready.map((orderId) => ({ connectionId, orderId }))
        await work.askAll(tx, ordersQueue, 'transfer-order', wishes, { lane: how.lane })
        const cursor = page.next ?? page.last
        if (cursor && how.cursorName !== undefined) {
          await saveCursor(tx, connectionId, how.cursorName, { ...cursor, complete: page.next === undefined })
        }
        const read = page.orders.length + page.unreadable.length
        if (how.sync) await progressSync(tx, how.sync.id, { read, added, changed })
        log.info({ read, unreadable: page.unreadable.length, added, changed }, 'orders read')
      })

    /** @returns whether everything was read before the turn ended */
    const readOn = async (sync?: OpenSync): Promise<boolean> => {
      const cursorName = sync?.isRange ? syncCursor(flow, sync.id) : flow
      const progress = await findCursor(database.db, connectionId, cursorName, Progress)
      const lane = progress && !sync?.isRange ? 'live' : 'backfill'
      const { from, to } = sync?.request ?? {}
      const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), limit: pageSize }
      let after = progress && toCursor(progress)
      let overlap = progress?.complete ? overlapSeconds : 0
      for (;;) {
        const page = await store.readOrders(
          { ...range, ...(after ? { after, overlapSeconds: overlap } : {}) },
          { signal },
        )
        await save(page, { lane, cursorName, sync })
        if (!page.next) return true
        if (Date.now() > turnEnds) return false
        after = page.next
        overlap = 0
      }
    }

    const serve = async (sync: OpenSync): Promise<boolean> => {
      const { ids } = sync.request
      if (!ids) return readOn(sync)
      await save(await store.readOrdersById(ids, { signal }), { lane: 'live', sync })
      return true
    }

    const syncs = await findOpenSyncs(database.db, connectionId, flow)
    if (syncs.length === 0) return (await readOn()) ? undefined : { again: new Date() }
    for (const sync of syncs) {
      if (!(await serve(sync))) return { again: new Date() }
      await commit((tx) => finishSync(tx, sync.id))
    }
    return undefined
  }
