import { createSync, schema } from '@pretok/db'
import type { Erp } from '@pretok/domain'
import { RemoteUnavailableError } from '@pretok/kernel'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> } | undefined

afterEach(async () => {
  await worker?.close()
  worker = undefined
  await hub.close()
})

/** Nothing gets through, so the wishes stay and can be looked at. */
const erpAway = (erp: Erp): Erp => ({
  ...erp,
  findSalesOrders: async () => {
    throw new RemoteUnavailableError('away')
  },
})

/** A connection that has read all there is, and a past that it has not seen: sixty orders of 2020. */
const startWithPast = async (pollSeconds: number) => {
  hub = await startTestHub({
    settings: { orders: { pollSeconds } },
    importing: { pageSize: 10, turnMs: -1 },
    wrapErp: erpAway,
  })
  hub.keepOrders(6)
  worker = await hub.startWorker()
  await hub.ask()
  await expect.poll(async () => (await hub.orders()).length, { timeout: 10_000 }).toBe(1)
  await expect.poll(async () => (await hub.findWork()).map(({ job }) => job)).toEqual(['transfer-order'])
  for (const { id } of hub.store.placeOrders(6, 60)) {
    hub.store.shop.update('orders', id, { date_upd: '2020-06-01 10:00:00' })
  }
  hub.store.faults.add({ effect: { kind: 'delay', ms: 50 }, resource: 'order_details' })
}

const askFor = (request: { from: string; to: string } | { ids: string[] }) =>
  hub.db.transaction((tx) => createSync(tx, { connectionId: hub.connectionId, flow: 'orders', request }))

const year2020 = { from: '2020-01-01T00:00:00.000Z', to: '2021-01-01T00:00:00.000Z' }

const orders = async () => (await hub.orders()).length
const stateOf = async (syncId: string) =>
  (await hub.db.select().from(schema.syncs)).find(({ id }) => id === syncId)?.state

/** Transfers in the order in which they were asked for. */
const transfers = async () => {
  const rows = await hub.orders()
  return (await hub.findWork())
    .filter(({ job }) => job === 'transfer-order')
    .map(({ key, lane }) => ({ storeOrderId: rows.find(({ id }) => id === key)?.storeOrderId, lane }))
}

describe('a range of the past', () => {
  it('goes by the slow lane; what is new meanwhile is read between two of its turns, and goes by the fast one', async () => {
    await startWithPast(60)
    const range = await askFor(year2020)
    await hub.ask({ urgent: true })
    await expect.poll(orders, { timeout: 10_000, interval: 5 }).toBeGreaterThan(1)
    const fresh = String(hub.store.placeOrders(6)[0]?.id)
    await expect.poll(() => stateOf(range.id), { timeout: 20_000 }).toBe('done')
    expect(await orders()).toBe(62)
    const asked = await transfers()
    const at = asked.findIndex(({ storeOrderId }) => storeOrderId === fresh)
    expect(asked[at]?.lane).toBe('live')
    expect(asked.length - 1).toBeGreaterThan(at)
    const ofPast = asked.filter(({ storeOrderId }) => storeOrderId !== fresh && storeOrderId !== '6')
    expect(ofPast).toHaveLength(60)
    expect(new Set(ofPast.map(({ lane }) => lane))).toEqual(new Set(['backfill']))
  })

  it('lets single orders that somebody asks for go before it', async () => {
    await startWithPast(0)
    const fresh = String(hub.store.placeOrders(6)[0]?.id)
    const range = await askFor(year2020)
    const single = await askFor({ ids: [fresh] })
    await hub.ask({ urgent: true })
    await expect.poll(() => stateOf(single.id), { timeout: 10_000, interval: 5 }).toBe('done')
    expect(await stateOf(range.id)).not.toBe('done')
    await expect.poll(() => stateOf(range.id), { timeout: 20_000 }).toBe('done')
    expect((await transfers()).find(({ storeOrderId }) => storeOrderId === fresh)?.lane).toBe('live')
  })

  it('does not have the store followed by a connection that reads on request only', async () => {
    await startWithPast(0)
    const range = await askFor(year2020)
    hub.store.placeOrders(6)
    await hub.ask({ urgent: true })
    await expect.poll(() => stateOf(range.id), { timeout: 20_000 }).toBe('done')
    expect(await orders()).toBe(61)
  })
})
