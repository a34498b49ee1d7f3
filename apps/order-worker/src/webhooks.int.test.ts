import { randomUUID } from 'node:crypto'
import { pauseConnection, pausedByOperator, recordInboundEvent, saveCursor, schema, work } from '@pretok/db'
import type { Erp } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { RemoteUnavailableError } from '@pretok/kernel'
import { eq } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { startTestHub, type TestHub, type TestHubOptions } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> } | undefined

const start = async (options: TestHubOptions = {}) => {
  // No answer gets lost here: nothing is to be in a hurry.
  hub = await startTestHub({ writeCeilingMs: 30_000, ...options })
}
const startWorker = async () => {
  worker = await hub.startWorker()
}
afterEach(async () => {
  await worker?.close()
  worker = undefined
  await hub.close()
})

/** What the gateway does with a webhook that it lets in. */
const announce = (storeOrderId: number | string, event = 'order.created', eventId: string = randomUUID()) =>
  hub.db.transaction(async (tx) => {
    const connectionId = hub.connectionId as never
    const subject = String(storeOrderId)
    await recordInboundEvent(tx, { connectionId, source: 'prestashop', eventId, event, subject })
    await work.ask(tx, ordersQueue, 'import-orders', { connectionId })
  })

const events = () => hub.db.select().from(schema.inboundEvents)
const unhandled = async () => (await events()).filter(({ handledAt }) => handledAt === null)
const placeOne = () => String(hub.store.placeOrders(6)[0]?.id)
const booked = async () => (await hub.orders()).filter(({ state }) => state === 'booked').map((row) => row.storeOrderId)

/** Requests for orders by their ids; pages are asked for by time. */
const byId = () =>
  hub.store.requests
    .list()
    .filter(({ resource, query }) => resource === 'orders' && decodeURIComponent(query).includes('filter[id]'))

const erpAway = (erp: Erp): Erp => ({
  ...erp,
  findSalesOrders: async () => {
    throw new RemoteUnavailableError('away')
  },
})

const lanes = async () => {
  const wishes = await hub.db.select().from(schema.work).where(eq(schema.work.job, 'transfer-order'))
  const rows = await hub.orders()
  return new Map(wishes.map(({ key, lane }) => [rows.find(({ id }) => id === key)?.storeOrderId, lane]))
}
const imported = (orders: number) =>
  expect
    .poll(
      async () => {
        const [row] = await hub.db.select().from(schema.cursors).where(eq(schema.cursors.flow, 'orders'))
        const { complete } = (row?.cursor ?? {}) as { complete?: boolean }
        return [(await hub.orders()).length, complete]
      },
      { timeout: 20_000 },
    )
    .toEqual([orders, true])

it('an announced order is booked, though nobody asked for a sync', async () => {
  await start()
  hub.keepOrders(6)
  await startWorker()
  await announce(placeOne())
  await hub.settled()
  expect(await booked()).toHaveLength(2)
  expect(await unhandled()).toEqual([])
})

it('announced thirty times, it is one document, read once', async () => {
  await start()
  hub.keepOrders(6)
  const id = placeOne()
  for (let n = 0; n < 30; n += 1) await announce(id, n % 2 ? 'order.changed' : 'order.created')
  await startWorker()
  await Promise.all(Array.from({ length: 10 }, () => announce(id)))
  await hub.settled()
  const { buyerOrder } = await hub.order(id)
  expect(hub.documents().filter(({ buyer_order }) => buyer_order === buyerOrder)).toHaveLength(1)
  expect(hub.documents()).toHaveLength(2)
  expect(await events()).toHaveLength(40)
  expect(await unhandled()).toEqual([])
  expect(byId().length).toBeGreaterThan(0)
  expect(byId().length).toBeLessThan(10)
})

it('an order that the store does not have is no obstacle', async () => {
  await start()
  hub.keepOrders(6)
  await startWorker()
  await announce(999_999)
  await announce(placeOne())
  await hub.settled()
  expect(await unhandled()).toEqual([])
  expect(await booked()).toHaveLength(2)
})

it('events of other flows are left for them', async () => {
  await start()
  hub.keepOrders(6)
  await startWorker()
  await announce(19, 'product.changed')
  await announce(19, 'stock.changed')
  await announce(6)
  await hub.settled()
  expect((await unhandled()).map(({ event }) => event).sort()).toEqual(['product.changed', 'stock.changed'])
})

it('more announced orders than fit a page are all read', async () => {
  await start({ importing: { pageSize: 3 } })
  hub.keepOrders(6)
  for (const { id } of hub.store.placeOrders(6, 10)) await announce(id)
  await saveCursor(hub.db, hub.connectionId, 'orders', { changedAt: '2099-01-01 00:00:00', complete: true })
  await startWorker()
  await hub.settled()
  expect(await booked()).toHaveLength(10)
  expect(await unhandled()).toEqual([])
})

it('during a long import, an announced order is read between two pages', async () => {
  await start({ importing: { pageSize: 10 }, wrapErp: erpAway })
  hub.store.faults.add({ effect: { kind: 'delay', ms: 150 }, resource: 'order_details' })
  await startWorker()
  await hub.ask()
  await expect.poll(async () => (await hub.orders()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(20)
  const id = placeOne()
  await announce(id)
  await imported(114)

  // By its time it would have been the very last.
  const inOrder = (await hub.orders()).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  const place = inOrder.findIndex(({ storeOrderId }) => storeOrderId === id)
  expect(place).toBeGreaterThanOrEqual(20)
  expect(place).toBeLessThan(90)
})

it('an event that comes while its order is being read is served by a reading after it', async () => {
  await start()
  // Order 8 was changed so long before the other that only an announcement leads to it.
  hub.keepOrders(8, 113)
  hub.store.shop.update('orders', 113, { date_upd: hub.store.shop.now() })
  hub.store.shop.update('orders', 8, { current_state: '10' })
  const payment = hub.store.shop.rows('order_payments').find((row) => row['order_reference'] === 'AONBTQICG')
  hub.store.shop.update('order_payments', payment?.id ?? 0, { amount: '1.000000' })
  await startWorker()
  await hub.ask()
  await hub.settled()
  expect((await hub.order(8)).state).toBe('waiting')

  // Once its payments are read, the first reading cannot learn of a new one; it still waits for an address.
  hub.store.faults.add({ effect: { kind: 'delay', ms: 1_500 }, resource: 'addresses', times: 1 })
  const paymentsRead = () => hub.store.requests.list().filter(({ resource }) => resource === 'order_payments').length
  const before = paymentsRead()
  await announce(8, 'order.changed', 'first')
  await expect.poll(paymentsRead, { timeout: 10_000, interval: 5 }).toBe(before + 1)
  hub.store.shop.update('order_payments', payment?.id ?? 0, { amount: '46.090000' })
  await announce(8, 'order.changed', 'second')
  expect(await unhandled()).toHaveLength(2)
  await hub.settled()
  expect(await unhandled()).toEqual([])
  expect((await hub.order(8)).state).toBe('booked')
})

it('for a paused connection, an announced order is read once that is resumed', async () => {
  await start()
  hub.keepOrders(6)
  await pauseConnection(hub.db, hub.connectionId, pausedByOperator)
  await startWorker()
  const id = placeOne()
  await announce(id)
  await hub.resume()
  await hub.settled()
  expect((await hub.order(id)).state).toBe('booked')
})

it('the first reading of a shop is backfill to its end, whatever turns it takes; what comes then is live', async () => {
  await start({ importing: { pageSize: 20, turnMs: -1 }, wrapErp: erpAway })
  await startWorker()
  await hub.ask()
  await imported(113)
  const first = await lanes()
  expect(first.size).toBeGreaterThan(90)
  expect(new Set(first.values())).toEqual(new Set(['backfill']))

  const id = placeOne()
  await hub.ask()
  await imported(114)
  expect((await lanes()).get(id)).toBe('live')
})

it('an announced order goes before the shop’s past, and a cursor of an older version is not taken for a first reading', async () => {
  await start({ importing: { pageSize: 20 }, wrapErp: erpAway })
  const id = placeOne()
  await announce(id)
  await startWorker()
  await imported(114)
  const wishes = await lanes()
  expect(wishes.get(id)).toBe('live')
  wishes.delete(id)
  expect(new Set(wishes.values())).toEqual(new Set(['backfill']))

  await worker?.close()
  await hub.db.delete(schema.work)
  await hub.db.delete(schema.orders)
  await saveCursor(hub.db, hub.connectionId, 'orders', { changedAt: '2000-01-01 00:00:00', complete: false })
  await startWorker()
  await hub.ask()
  await imported(114)
  expect(new Set((await lanes()).values())).toEqual(new Set(['live']))
})
