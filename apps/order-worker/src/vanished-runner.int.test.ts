import { retryOrders, schema } from '@pretok/db'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub()
  hub.keepOrders(6)
  worker = await hub.startWorker()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

it('an order whose runner vanished while it was sent, and that cannot be looked up, is in doubt and says why', async () => {
  await hub.ask()
  await hub.settled()
  const { id } = await hub.order(6)
  const { orders } = schema
  await hub.db
    .update(orders)
    .set({
      state: 'sending',
      reason: null,
      sendingSince: new Date(Date.now() - 60_000),
      erpMkId: null,
      erpCountCode: null,
    })
    .where(eq(orders.id, id))

  hub.erp.faults.add({ kind: 'hang-up-before', call: 'get_document', times: 1 })
  await hub.askTransfer(id)
  await expect.poll(async () => (await hub.order(6)).state, { timeout: 10_000 }).toBe('in_doubt')
  expect(await hub.order(6)).toMatchObject({ reason: { code: 'ERR_REMOTE_UNAVAILABLE' } })

  await hub.db.transaction((tx) => retryOrders(tx, [id]))
  await hub.settled()
  expect(await hub.order(6)).toMatchObject({ state: 'booked', reason: null })
  expect(hub.documents()).toHaveLength(1)
})
