import { askToFollow, resumeConnection, schema, type Tx, work } from '@pretok/db'
import { ConnectionId, ConnectionSettings, OrderId } from '@pretok/domain'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'
import { createWorker } from '@pretok/queue'
import { askForCheck, type CheckWaits } from '@pretok/worker'
import { type HubOptions, startHub } from '@pretok/worker/testing'
import { eq } from 'drizzle-orm'
import { giveUp } from '../give-up.ts'
import { checkConnection } from '../handlers/check-connection.ts'
import { followOrder } from '../handlers/follow-order.ts'
import { type ImportDeps, importOrders } from '../handlers/import-orders.ts'
import { previewOrders } from '../handlers/preview-orders.ts'
import { readErpFacts, readStoreFacts } from '../handlers/read-facts.ts'
import { readOrderProgress } from '../handlers/read-order-progress.ts'
import { transferOrder } from '../handlers/transfer-order.ts'
import { type WriteBackDeps, writeBack } from '../handlers/write-back.ts'

export interface TestHubOptions extends Omit<HubOptions, 'settings' | 'startWorkers'> {
  /**
   * How long the ERP may work on a write after we stopped hearing from it. Short, so that doubts end within a test; a call must
   * leave within half of it, which takes a busy machine a while.
   */
  writeCeilingMs?: number
  settings?: unknown
  /** Smaller pages and shorter turns than usual, so that an import has many of them. */
  importing?: Pick<ImportDeps, 'pageSize' | 'turnMs'>
  /** Has the worker check paused connections, after so long. */
  checks?: CheckWaits
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

/** A store, an ERP company, a database and a worker of orders between them; all real, all of this test's own. */
export const startTestHub = async (options: TestHubOptions = {}) => {
  const { writeCeilingMs = 4_000, settings = {}, importing, checks, writingBack, ...others } = options
  const hub = await startHub({
    ...others,
    settings: withoutAge(settings),
    startWorkers: ({ openSides, ...parts }) => {
      const { database } = parts
      const worker = createWorker({
        ...parts,
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
      })
      if (!checks) return [worker]
      const handlers = {
        'check-connection': checkConnection({ database, openSides, waits: checks }),
        'read-store-facts': readStoreFacts({ openSides }),
        'read-erp-facts': readErpFacts({ openSides }),
      }
      return [worker, createWorker({ ...parts, queue: connectionsQueue, handlers })]
    },
  })
  const { store, erp, db, connectionId } = hub

  const ask = (options: AskOptions = {}) =>
    db.transaction((tx) => work.ask(tx, ordersQueue, 'import-orders', { connectionId }, options))

  const order = async (storeOrderId: number | string) => {
    const [row] = await db
      .select()
      .from(schema.orders)
      .where(eq(schema.orders.storeOrderId, String(storeOrderId)))
    if (!row) throw new Error(`order ${storeOrderId} was not imported`)
    return row
  }

  return {
    ...hub,
    ask,
    askProgress: () => db.transaction((tx) => work.ask(tx, ordersQueue, 'read-order-progress', { connectionId })),
    askTransfer: (orderId: string, options: AskOptions = {}) =>
      db.transaction((tx) =>
        work.ask(tx, ordersQueue, 'transfer-order', { connectionId, orderId: orderId as never }, options),
      ),
    askToFollow: (tx: Tx, connection: string, orderId: string) =>
      askToFollow(tx, ConnectionId.parse(connection), [OrderId.parse(orderId)], { urgent: true }),
    order,
    orders: () => db.select().from(schema.orders),
    resume: () => resumeConnection(db, connectionId),
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
  }
}
export type TestHub = Awaited<ReturnType<typeof startTestHub>>
