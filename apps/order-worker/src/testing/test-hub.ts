import { randomBytes } from 'node:crypto'
import { type CircuitWait, createConnection, migrate, openDatabase, resumeConnection, schema, work } from '@pretok/db'
import { ConnectionSettings, type Erp, type Store } from '@pretok/domain'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'
import { createLogger, createSecretBox } from '@pretok/kernel'
import { createWorker, openQueueBackend } from '@pretok/queue'
import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { createTestDatabase } from '@pretok/testing'
import { asc, eq } from 'drizzle-orm'
import { vi } from 'vitest'
import { giveUp } from '../give-up.ts'
import { askForCheck, type CheckWaits, checkConnection } from '../handlers/check-connection.ts'
import { followOrder } from '../handlers/follow-order.ts'
import { type ImportDeps, importOrders } from '../handlers/import-orders.ts'
import { previewOrders } from '../handlers/preview-orders.ts'
import { readErpFacts, readStoreFacts } from '../handlers/read-facts.ts'
import { readOrderProgress } from '../handlers/read-order-progress.ts'
import { transferOrder } from '../handlers/transfer-order.ts'
import { type WriteBackDeps, writeBack } from '../handlers/write-back.ts'
import { createSides } from '../open-sides.ts'
import type { OpenSides } from '../sides.ts'

export interface TestHubOptions {
  /** Default: BullMQ on Postgres. */
  redisUrl?: string
  /**
   * How long the ERP may work on a write after we stopped hearing from it. Short, so that doubts end within a test; a call must
   * leave within half of it, which takes a busy machine a while.
   */
  writeCeilingMs?: number
  /** How long the worker waits for the answer to a write. */
  erpWriteTimeoutMs?: number
  settings?: unknown
  /** Smaller pages and shorter turns than usual, so that an import has many of them. */
  importing?: Pick<ImportDeps, 'pageSize' | 'turnMs'>
  /** Has the worker check paused connections, after so long. */
  checks?: CheckWaits
  circuitWait?: CircuitWait
  /** Stands between the worker and the ERP, to let something happen at a certain moment. */
  wrapErp?: (erp: Erp) => Erp
  /** The same towards the store. */
  wrapStore?: (store: Store) => Store
  writingBack?: Pick<WriteBackDeps, 'throughAfterMs'>
}

/** Recorded orders grow old: a rule about their age would decide otherwise in a test of next year. */
const withoutAge = (settings: unknown): ConnectionSettings => {
  const parsed = ConnectionSettings.parse(settings)
  return { ...parsed, orders: { ...parsed.orders, giveUpUnpaidAfterDays: 0 } }
}

type AskOptions = NonNullable<Parameters<typeof work.ask>[4]>

/** A line that somebody else books; `price` of one piece, with VAT. */
interface ElsewhereLine {
  code: string
  quantity: string
  price: string
  /** Default `0.22`. */
  taxFactor?: string
}

/** A store, an ERP company, a database and a worker between them; all real, all of this test's own. */
export const startTestHub = async (options: TestHubOptions = {}) => {
  const {
    redisUrl,
    writeCeilingMs = 4_000,
    erpWriteTimeoutMs = 5_000,
    settings = {},
    importing,
    checks,
    circuitWait,
    wrapErp = (erp: Erp) => erp,
    wrapStore = (store: Store) => store,
    writingBack,
  } = options
  const cleanUp = new AsyncDisposableStack()
  const opened = <T extends { close(): Promise<unknown> }>(thing: T): T => {
    cleanUp.defer(async () => void (await thing.close()))
    return thing
  }
  const testDatabase = await createTestDatabase({ migrate })
  cleanUp.defer(() => testDatabase.drop())
  const store = opened(await startPrestashopSandbox())
  const erp = opened(await startMetakockaSandbox())
  const database = opened(openDatabase({ url: testDatabase.url, applicationName: 'order-worker-test' }))
  const { db } = database
  const log = createLogger('order-worker-test', 'silent')
  const secretKeys = `test:${randomBytes(32).toString('base64')}`
  const box = createSecretBox(secretKeys)

  const connection = await createConnection(db, box, {
    name: 'Test',
    storeUrl: store.url,
    storeKey: store.keys['valid-key'],
    erpBaseUrl: erp.url,
    erpCompanyId: erp.companyId,
    erpSecretKey: erp.secretKey,
    settings: withoutAge(settings),
  })

  const startWorker = async () => {
    const parts = new AsyncDisposableStack()
    const sides = createSides({ database, box, allowPrivateNetworks: true, erpWriteTimeoutMs, log, circuitWait })
    parts.defer(() => sides.close())
    const backend = await openQueueBackend({
      backend: redisUrl === undefined ? 'postgres' : 'redis',
      redisUrl,
      databaseUrl: testDatabase.url,
      prefix: `test-${connection.id}`,
      log,
    })
    parts.defer(() => backend.close())
    const openSides: OpenSides = async (id) => {
      const opened = await sides.open(id)
      return { ...opened, erp: wrapErp(opened.erp), store: wrapStore(opened.store) }
    }
    const timings = { tickMs: 50, sweepMs: 200, leaseMs: 2_000, queuedLeaseMs: 500, drainMs: 5_000 }
    const worker = createWorker({
      queue: ordersQueue,
      handlers: {
        'import-orders': importOrders({ database, openSides, ...importing }),
        'transfer-order': transferOrder({ database, openSides, writeCeilingMs }),
        'follow-order': followOrder({ database, openSides, writeCeilingMs }),
        'preview-orders': previewOrders({ database, openSides }),
        'read-order-progress': readOrderProgress({ database, openSides }),
        'write-back': writeBack({ database, openSides, ...writingBack }),
      },
      onGiveUp: giveUp,
      ...(checks && { onPause: askForCheck(checks) }),
      database,
      backend,
      log,
      timings,
    })
    parts.defer(() => worker.close())
    if (checks) {
      const handlers = {
        'check-connection': checkConnection({ database, openSides, waits: checks }),
        'read-store-facts': readStoreFacts({ openSides }),
        'read-erp-facts': readErpFacts({ openSides }),
      }
      const checker = createWorker({ queue: connectionsQueue, handlers, database, backend, log, timings })
      parts.defer(() => checker.close())
    }
    return { close: () => parts.disposeAsync() }
  }

  const connectionId = connection.id as never
  const ask = (options: AskOptions = {}) =>
    db.transaction((tx) => work.ask(tx, ordersQueue, 'import-orders', { connectionId }, options))
  const findWork = () => db.select().from(schema.work).orderBy(asc(schema.work.id))

  /** Waits until nobody has anything to do any more, save what waits for a person or a later time. */
  const settled = (patienceMs = 25_000) =>
    vi.waitFor(
      async () => {
        const open = (await findWork()).filter(({ state }) => state !== 'failed')
        if (open.length > 0)
          throw new Error(
            `still to do: ${open.map(({ job, state, lastError }) => `${job} ${state} ${JSON.stringify(lastError)}`).join(', ')}`,
          )
      },
      { timeout: patienceMs, interval: 50 },
    )

  const order = async (storeOrderId: number | string) => {
    const [row] = await db
      .select()
      .from(schema.orders)
      .where(eq(schema.orders.storeOrderId, String(storeOrderId)))
    if (!row) throw new Error(`order ${storeOrderId} was not imported`)
    return row
  }

  return {
    store,
    erp,
    database,
    db,
    box,
    databaseUrl: testDatabase.url,
    secretKeys,
    connectionId: connection.id,
    startWorker,
    ask,
    askProgress: () => db.transaction((tx) => work.ask(tx, ordersQueue, 'read-order-progress', { connectionId })),
    askTransfer: (orderId: string, options: AskOptions = {}) =>
      db.transaction((tx) =>
        work.ask(tx, ordersQueue, 'transfer-order', { connectionId, orderId: orderId as never }, options),
      ),
    findWork,
    settled,
    order,
    orders: () => db.select().from(schema.orders),
    connection: async () => (await db.select().from(schema.connections))[0],
    resume: () => resumeConnection(db, connection.id),
    documents: () => erp.company.documents('sales_order'),
    /** Somebody else books an order in MetaKocka: these lines, or one of 22 % VAT over the given total. `mkId`: books it anew. */
    bookElsewhere: async (buyerOrder: string, booked: string | readonly ElsewhereLine[], mkId?: string) => {
      const lines = typeof booked === 'string' ? [{ code: 'BY-HAND', quantity: '1', price: booked }] : booked
      const response = await fetch(`${erp.url}/rest/eshop/v1/put_document`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          company_id: erp.companyId,
          secret_key: erp.secretKey,
          doc_type: 'sales_order',
          ...(mkId === undefined ? {} : { mk_id: mkId }),
          doc_date: '23.11.2026',
          buyer_order: buyerOrder,
          partner: {
            customer: 'Ana Novak',
            street: 'Ulica 1',
            post_number: '1000',
            place: 'Ljubljana',
            country: 'SI',
            business_entity: 'false',
            taxpayer: 'false',
            foreign_county: 'false',
          },
          product_list: lines.map(({ code, quantity, price, taxFactor = '0.22' }) => ({
            code,
            unit: 'kos',
            name: code,
            amount: quantity,
            price_with_tax: price,
            tax_factor: taxFactor,
          })),
        }),
      })
      const answer = (await response.json()) as { opr_code: string }
      if (answer.opr_code !== '0') throw new Error(JSON.stringify(answer))
    },
    /** Leaves only the given orders in the store, so that a test is about them alone. */
    keepOrders: (...ids: number[]) => {
      for (const { id } of store.shop.rows('orders')) if (!ids.includes(id)) store.shop.remove('orders', id)
    },
    close: () => cleanUp.disposeAsync(),
  }
}
export type TestHub = Awaited<ReturnType<typeof startTestHub>>
