import {
  createSync,
  getSync,
  listPasses,
  listStockChanges,
  recordInboundEvent,
  type SyncRequest,
  saveErpProducts,
  savePass,
  saveProductPage,
  schema,
  work,
} from '@pretok/db'
import { ConnectionSettings } from '@pretok/domain'
import { stockQueue } from '@pretok/jobs'
import { createWorker } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { type HubOptions, startHub } from '@pretok/worker/testing'
import { asc, eq, sql } from 'drizzle-orm'
import { vi } from 'vitest'
import { compareStock } from '../handlers/compare-stock.ts'
import { type SyncStockDeps, syncStock } from '../handlers/sync-stock.ts'

export interface TestHubOptions extends Omit<HubOptions, 'settings' | 'startWorkers'> {
  settings?: Record<string, unknown>
  /** Default: stock only. */
  flows?: Partial<ConnectionSettings['flows']>
  syncing?: Pick<SyncStockDeps, 'turnMs' | 'unsettledAfterMs'>
}

/** A store, an ERP company, a database and a worker of stock between them; all real, all of this test's own. */
export const startTestHub = async ({ settings = {}, flows, syncing, ...others }: TestHubOptions = {}) => {
  const parsed = ConnectionSettings.parse({ flows: { orders: false, stock: true, ...flows }, stock: settings })
  let opened: OpenSides | undefined
  const hub = await startHub({
    ...others,
    settings: parsed,
    startWorkers: ({ openSides, ...parts }) => {
      const { database } = parts
      opened = openSides
      return [
        createWorker({
          ...parts,
          queue: stockQueue,
          handlers: {
            'sync-stock': syncStock({ database, openSides, ...syncing }),
            'compare-stock': compareStock({ database, openSides }),
          },
        }),
      ]
    },
  })
  const { store, erp, db, connectionId } = hub
  const { company } = erp

  const ask = () => db.transaction((tx) => work.ask(tx, stockQueue, 'sync-stock', { connectionId }, { urgent: true }))
  const items = () => db.select().from(schema.stockItems).orderBy(asc(schema.stockItems.id))
  const sides = () => {
    if (!opened) throw new Error('no worker was started')
    return opened(connectionId)
  }
  const stockRow = (productId: number, combinationId = 0) => {
    const row = store.shop
      .rows('stock_availables')
      .find((one) => Number(one['id_product']) === productId && Number(one['id_product_attribute']) === combinationId)
    if (!row) throw new Error(`no stock row ${productId}/${combinationId}`)
    return row
  }
  const changeSettings = (stock: Record<string, unknown>) =>
    db
      .update(schema.connections)
      .set({
        settings: ConnectionSettings.parse({ ...parsed, stock: { ...parsed.stock, ...stock } }),
        updatedAt: new Date(),
      })
      .where(eq(schema.connections.id, connectionId))

  return {
    ...hub,
    company,
    ask,
    items,
    sides,
    changeSettings,
    stockRow,
    /** What the shop has for sale. */
    quantity: (productId: number, combinationId = 0) => Number(stockRow(productId, combinationId)['quantity']),
    item: async (productId: number, combinationId?: number) => {
      const found = (await items()).find(
        (one) => one.productId === String(productId) && one.combinationId === String(combinationId ?? ''),
      )
      if (!found) throw new Error(`no stock item ${productId}/${combinationId}`)
      return found
    },
    /** Asks for stock and waits until all of it was written. */
    flow: async (patienceMs?: number) => {
      await ask()
      await hub.settled(patienceMs)
    },
    /** Lets so much time pass since the last pass. */
    passTime: (hours: number) =>
      db.execute(sql`update stock_passes set started_at = started_at - ${hours} * interval '1 hour',
        progress = progress - 'triedAt'`),
    passes: () => listPasses(db, connectionId, { limit: 100 }),
    changes: () => listStockChanges(db, { connectionId }, { limit: 10_000 }),
    sync: async (request: SyncRequest) => {
      const { id } = await db.transaction(async (tx) => {
        const job = request.dryRun ? 'compare-stock' : 'sync-stock'
        await work.ask(tx, stockQueue, job, { connectionId }, { urgent: true })
        return createSync(tx, { connectionId, flow: 'stock', request })
      })
      await hub.settled()
      return getSync(db, id)
    },
    /** As the gateway does with what MetaKocka tells. */
    announce: async (...mkIds: string[]) => {
      await db.transaction(async (tx) => {
        const event = {
          event: 'warehouse_product_stock_update',
          eventId: crypto.randomUUID(),
          subject: mkIds.join(','),
        }
        await recordInboundEvent(tx, { connectionId, source: 'metakocka', ...event })
        await work.ask(tx, stockQueue, 'sync-stock', { connectionId })
      })
    },
    /** As the worker of products does: both catalogues, read whole. */
    readCatalogues: async () => {
      const { store, erp } = await sides()
      for (let after: { id?: string } | undefined; ; ) {
        const page = await store.readProducts({ by: 'id', limit: 100, ...(after ? { after } : {}) })
        await saveProductPage(db, connectionId, page, parsed.products)
        if (!page.next) break
        after = page.next
      }
      for await (const page of erp.readProducts()) await saveErpProducts(db, connectionId, page)
      for (const side of ['store', 'erp'] as const) {
        await savePass(db, connectionId, side, { completeAt: new Date().toISOString(), served: [] })
      }
    },
    /** Puts a product into the ERP for everything that the shop sells, with so many pieces. */
    stockErp: async (pieces: (code: string) => number | undefined) => {
      const { store } = await sides()
      const { items } = await store.readProducts({ by: 'id', limit: 500 })
      const codes = new Set(items.map(({ reference }) => reference).filter((code) => code !== ''))
      const known = new Set(company.products().map(({ code }) => code))
      company.addProducts(
        [...codes]
          .filter((code) => !known.has(code))
          .map((code) => ({ code, name: code, taxFactor: '0.22', priceWithTax: '1' })),
      )
      for (const code of codes) {
        const amount = pieces(code)
        if (amount !== undefined) company.setStock({ code, amount: String(amount) })
      }
      return codes
    },
    mkIdOf: (code: string) => String(company.products().find((product) => product['code'] === code)?.['mk_id']),
    requestsOf: (method: string, resource: string) =>
      store.requests.list().filter((request) => request.method === method && request.resource === resource).length,
    until: (holds: () => Promise<void> | void, timeout = 10_000) => vi.waitFor(holds, { timeout, interval: 20 }),
  }
}
export type TestHub = Awaited<ReturnType<typeof startTestHub>>
