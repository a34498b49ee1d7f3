import {
  type DueRow,
  erpEvents,
  findReading,
  findUnhandled,
  type InboundSender,
  markHandled,
  markStockDue,
  saveStockRows,
  shopEvents,
} from '@pretok/db'
import type { StockTrigger } from '@pretok/domain'
import { replaceLevelsOf, type Underway } from './refresh-levels.ts'
import type { Run } from './run.ts'
import { nothingSettled, type Settled, settle } from './settle.ts'

/** Events looked at together; several may be about one product. */
const eventsAtOnce = 100

const toDue = (ids: readonly string[], trigger: StockTrigger): DueRow[] => ids.map((id) => ({ id, trigger }))

/** What the ERP announced: its stock of these products is asked for, and the rows are written. */
const serveErp = async (run: Run, underway: Underway | undefined): Promise<Settled | undefined> => {
  const { connectionId, database, commit } = run
  const sender: InboundSender = { connectionId, source: 'metakocka' }
  const events = await findUnhandled(database.db, sender, erpEvents.stock, eventsAtOnce)
  if (events.length === 0) return undefined
  const eventIds = events.map(({ eventId }) => eventId)
  const mkIds = [...new Set(events.flatMap(({ subject }) => subject.split(',')))].filter((id) => id !== '')
  const reading = await findReading(database.db, connectionId)
  // Before the first reading there is nothing to keep up to date: that reading will have it.
  if (!reading) {
    await commit((tx) => markHandled(tx, sender, eventIds))
    return nothingSettled
  }
  let due: DueRow[] = []
  await replaceLevelsOf(run, reading, mkIds, {
    underway,
    also: async (tx) => {
      due = toDue(await markStockDue(tx, connectionId, { mkIds }, { trigger: 'erp-webhook' }), 'erp-webhook')
      await markHandled(tx, sender, eventIds)
    },
  })
  return settle(run, due)
}

/** Reads the rows of products from the store, known or not, and writes them. */
export const settleProducts = async (
  run: Run,
  productIds: readonly string[],
  trigger: StockTrigger,
  eventIds: readonly string[] = [],
): Promise<Settled & { read: number }> => {
  const { connectionId, store, signal, commit } = run
  const at = new Date()
  const rows = await store.readStockOf(productIds, { signal })
  const due = await commit(async (tx) => {
    await saveStockRows(tx, connectionId, rows, at)
    if (eventIds.length > 0) await markHandled(tx, { connectionId, source: 'prestashop' }, eventIds)
    return toDue(await markStockDue(tx, connectionId, { productIds }, { trigger }), trigger)
  })
  return { read: rows.length, ...(await settle(run, due)) }
}

/** What the store announced: somebody set its stock there. */
const serveStore = async (run: Run): Promise<Settled | undefined> => {
  const { connectionId, database } = run
  const sender: InboundSender = { connectionId, source: 'prestashop' }
  const events = await findUnhandled(database.db, sender, shopEvents.stock, eventsAtOnce)
  if (events.length === 0) return undefined
  const productIds = [...new Set(events.map(({ subject }) => subject))]
  return settleProducts(
    run,
    productIds,
    'store-webhook',
    events.map(({ eventId }) => eventId),
  )
}

/** Serves what was announced until nothing is left. */
export const serveEvents = async (run: Run, underway?: Underway): Promise<void> => {
  while (((await serveErp(run, underway)) ?? (await serveStore(run))) !== undefined);
}
