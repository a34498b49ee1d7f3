import { retryOrders } from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub({ writeCeilingMs: 2_000 })
  hub.keepOrders(6)
  worker = await hub.startWorker()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

const row = (resource: string, id: number) => hub.store.shop.rows(resource).find((one) => Number(one.id) === id)

const importHeld = async (code: string) => {
  await hub.ask()
  await hub.settled()
  expect(await hub.order(6)).toMatchObject({ state: 'held', reason: { code } })
}

const retry = async () => {
  const { id } = await hub.order(6)
  await hub.db.transaction((tx) => retryOrders(tx, [id]))
  await hub.settled()
}

/** What is mended in the store leaves the time of the order's last change as it was: nothing announces it. */
describe('an order that was mended in the store, tried again', () => {
  it('flows although it had not been understood before', async () => {
    const total = row('orders', 6)?.['total_paid']
    hub.store.shop.update('orders', 6, { total_paid: 'n/a' })
    await importHeld('ERR_ORDER_UNREADABLE')
    await retry()
    expect(await hub.order(6)).toMatchObject({ state: 'held', snapshot: null })

    hub.store.shop.update('orders', 6, { total_paid: String(total) })
    await retry()
    expect(await hub.order(6)).toMatchObject({ state: 'booked' })
    expect(hub.documents()).toHaveLength(1)
  })

  it('flows once its address is complete', async () => {
    const addressId = Number(row('orders', 6)?.['id_address_invoice'])
    const city = row('addresses', addressId)?.['city']
    hub.store.shop.update('addresses', addressId, { city: '' })
    await importHeld('ERR_ORDER_ADDRESS_INCOMPLETE')

    hub.store.shop.update('addresses', addressId, { city: String(city) })
    await retry()
    expect(await hub.order(6)).toMatchObject({ state: 'booked' })
    expect(hub.documents()).toHaveLength(1)
  })
})
