import { createSync, getSync, type SyncRequest, schema, work } from '@pretok/db'
import { ConnectionSettings, type ProductSettings } from '@pretok/domain'
import { productsQueue } from '@pretok/jobs'
import { createWorker } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { type HubOptions, startHub } from '@pretok/worker/testing'
import { asc, eq } from 'drizzle-orm'
import { vi } from 'vitest'
import { giveUp } from '../give-up.ts'
import { type ReadCatalogueDeps, readCatalogue } from '../handlers/read-catalogue.ts'
import { writeProducts } from '../handlers/write-products.ts'

export interface TestHubOptions extends Omit<HubOptions, 'settings' | 'startWorkers'> {
  settings?: Partial<Omit<ProductSettings, 'owners'>> & { owners?: Partial<ProductSettings['owners']> }
  /** Default `true`. */
  flowIsOn?: boolean
  reading?: Pick<ReadCatalogueDeps, 'pageSize' | 'turnMs'>
  /** Short, so that doubts end within a test. Default 2 s. */
  writeCeilingMs?: number
}

/** A store, an ERP company, a database and a worker of products between them; all real, all of this test's own. */
export const startTestHub = async (options: TestHubOptions = {}) => {
  const { settings = {}, flowIsOn = true, reading, writeCeilingMs = 2_000, ...others } = options
  let sides: OpenSides | undefined
  const hub = await startHub({
    ...others,
    erpWriteTimeoutMs: options.erpWriteTimeoutMs ?? writeCeilingMs,
    settings: ConnectionSettings.parse({ flows: { orders: false, products: flowIsOn }, products: settings }),
    startWorkers: ({ openSides, ...parts }) => {
      const { database } = parts
      sides = openSides
      return [
        createWorker({
          ...parts,
          queue: productsQueue,
          handlers: {
            'read-catalogue': readCatalogue({ database, openSides, ...reading }),
            'write-products': writeProducts({ database, openSides, writeCeilingMs }),
          },
          onGiveUp: giveUp,
        }),
      ]
    },
  })
  const { store, erp, db, connectionId } = hub

  const ask = () => db.transaction((tx) => work.ask(tx, productsQueue, 'read-catalogue', { connectionId }))
  const countCalls = (name: string) => erp.requests.list().filter(({ call }) => call === name).length
  const items = () => db.select().from(schema.storeItems).orderBy(asc(schema.storeItems.id))

  return {
    ...hub,
    ask,
    /** Reads what is new, and waits until all of it was written. */
    flow: async (patienceMs?: number) => {
      await ask()
      await hub.settled(patienceMs)
    },
    sync: async (request: SyncRequest) => {
      const { id } = await db.transaction(async (tx) => {
        await work.ask(tx, productsQueue, 'read-catalogue', { connectionId }, { urgent: true })
        return createSync(tx, { connectionId, flow: 'products', request })
      })
      return { get: () => getSync(db, id) }
    },
    items,
    item: async (productId: number, combinationId?: number) => {
      const found = (await items()).find(
        (one) => one.productId === String(productId) && one.combinationId === String(combinationId ?? ''),
      )
      if (!found) throw new Error(`no item ${productId}/${combinationId}`)
      return found
    },
    /** How many items there are of each action, and of those set aside of each reason. */
    tally: async () => {
      const counts: Record<string, number> = {}
      for (const { action, plan } of await items()) {
        const { reason } = (plan ?? {}) as { reason?: { code: string } }
        const name = action === 'quarantine' ? String(reason?.code) : String(action)
        counts[name] = (counts[name] ?? 0) + 1
      }
      return counts
    },
    products: () => erp.company.products(),
    productsWithCode: (code: string) => erp.company.products().filter((product) => product['code'] === code),
    /** Waits until work has failed and waits for another try. */
    failed: (job: string) =>
      vi.waitFor(
        async () => {
          const found = (await hub.findWork()).find(
            (row) => row.job === job && row.attempts > 0 && row.state === 'waiting',
          )
          if (!found) throw new Error(`${job} has not failed`)
        },
        { timeout: 15_000, interval: 50 },
      ),
    /** Has everything that waits tried at once. */
    retry: () => db.update(schema.work).set({ runAt: new Date() }).where(eq(schema.work.state, 'waiting')),
    /** Both sides as the worker has them, once it was started. */
    openSides: () => {
      if (!sides) throw new Error('no worker was started')
      return sides(connectionId)
    },
    /** How many statements about the store's items the database was given meanwhile. */
    countStatements: async (act: () => Promise<unknown>): Promise<number> => {
      const statements = vi.fn()
      const wrapped = new WeakSet<object>()
      hub.database.pool.on('acquire', (client) => {
        if (wrapped.has(client)) return
        wrapped.add(client)
        const query = client.query.bind(client) as (...given: unknown[]) => unknown
        const counted = (...given: unknown[]) => {
          if (JSON.stringify(given[0])?.includes('store_items')) statements()
          return query(...given)
        }
        client.query = counted as typeof client.query
      })
      await act()
      return statements.mock.calls.length
    },
    /** Somebody does something in MetaKocka itself. */
    tellErp: async (call: 'product_add' | 'product_update' | 'product_delete', fields: object) => {
      const response = await fetch(`${erp.url}/rest/eshop/v1/json/${call}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ company_id: erp.companyId, secret_key: erp.secretKey, ...fields }),
      })
      const answer = (await response.json()) as { opr_code: string; mk_id: string }
      if (answer.opr_code !== '0') throw new Error(JSON.stringify(answer))
      return answer
    },
    /** Calls that read or write products since the log was cleared. */
    productCalls: () => ({
      list: countCalls('product_list'),
      add: countCalls('product_add'),
      update: countCalls('product_update'),
    }),
    forgetCalls: () => {
      erp.requests.clear()
      store.requests.clear()
    },
    /** Puts many products like this one into the store. */
    addProducts: (like: number, count: number, changes: (n: number) => Record<string, string>) => {
      const { id: _, ...fields } = store.shop.row('products', like) ?? { id: 0 }
      for (let n = 1; n <= count; n += 1) store.shop.insert('products', { ...fields, ...changes(n) })
    },
    /** As if both catalogues had last been read whole two days ago. */
    makeWholeReadingDue: async () => {
      const completeAt = new Date(Date.now() - 48 * 3_600_000).toISOString()
      for (const side of ['store', 'erp'])
        await db
          .update(schema.cursors)
          .set({ cursor: { completeAt, served: [] } })
          .where(eq(schema.cursors.flow, `products:whole-${side}`))
    },
    changeSettings: async (products: object, flows: object = {}) => {
      const connection = await hub.connection()
      const before = ConnectionSettings.parse(connection?.settings)
      const settings = {
        ...before,
        flows: { ...before.flows, ...flows },
        products: { ...before.products, ...products },
      }
      await db.update(schema.connections).set({ settings, updatedAt: new Date() })
    },
  }
}
export type TestHub = Awaited<ReturnType<typeof startTestHub>>
