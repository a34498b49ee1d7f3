import { finishPreview, getPreview, schema } from '@pretok/db'
import type { OrderPreview } from '@pretok/domain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { PreviewResource } from '../resources/preview.ts'
import { heldReason, importOrder } from '../testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
beforeAll(async () => {
  gateway = await createTestGateway()
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
})
afterAll(() => gateway.close())

const nowhere = '01a2085b-5cbb-724e-850d-6594249c9fdf'
const body = '{"doc_type":"sales_order","buyer_order":"XKBKNABJK","company_id":"16"}'
const order: OrderPreview = {
  storeOrderId: '1042',
  reference: 'XKBKNABJK',
  state: 'ready',
  rules: [{ setting: 'settings.orders.paymentRules.ps_wirepayment', value: 'when-paid' }],
  standing: [],
  calls: [{ name: 'put_document', path: '/rest/eshop/v1/put_document', body }],
}

/** Does what a worker would do, as soon as somebody asks. */
const answerNext = async (outcome: Parameters<typeof finishPreview>[2]): Promise<void> => {
  const waiting = async () => (await gateway.db.select().from(schema.previews)).find(({ state }) => state === 'waiting')
  await expect.poll(waiting).toBeDefined()
  const found = await waiting()
  expect(
    await gateway.pool.query("select from work where job = 'preview-orders' and payload->>'previewId' = $1", [
      found?.id,
    ]),
  ).toMatchObject({ rowCount: 1 })
  await finishPreview(gateway.db, String(found?.id), outcome)
}

it('answers with the calls that would be made, field by field in their order', async () => {
  const asked = gateway.post<PreviewResource>(`/v1/connections/${connectionId}/previews`, { latest: 1 })
  await answerNext({ orders: [order] })
  const { status, headers, body: preview, text } = await asked
  expect(status).toBe(200)
  expect(headers.location).toBe(`/v1/previews/${preview.id}`)
  expect(preview).toMatchObject({ state: 'done', request: { latest: 1 }, orders: [{ storeOrderId: '1042' }] })
  expect(text).toContain(`"body":${body}`)
  expect((await gateway.get(headers.location as string)).body).toEqual(preview)
})

it('of an order that is known asks for that one', async () => {
  const orderId = await importOrder(gateway.db, connectionId, {}, 'held')
  const asked = gateway.post<PreviewResource>(`/v1/orders/${orderId}/preview`)
  await answerNext({ orders: [{ ...order, state: 'held', reason: heldReason, calls: [] }] })
  expect((await asked).body).toMatchObject({
    request: { orderId },
    orders: [{ state: 'held', reason: { code: heldReason.code } }],
  })
})

it('tells why it failed', async () => {
  const asked = gateway.post<PreviewResource>(`/v1/connections/${connectionId}/previews`, { storeOrderIds: ['1042'] })
  await answerNext({ reason: { ...heldReason, code: 'ERR_REMOTE_AUTH' } })
  expect((await asked).body).toMatchObject({ state: 'failed', reason: { code: 'ERR_REMOTE_AUTH' } })
})

it.each([
  {},
  { latest: 0 },
  { latest: 21 },
  { storeOrderIds: [] },
  { storeOrderIds: ["1' or 1"] },
  { orderId: nowhere },
  { latest: 1, more: 1 },
])('refuses %j', async (input) => {
  const { status, body: problem } = await gateway.post(`/v1/connections/${connectionId}/previews`, input)
  expect({ status, code: problem.code }).toEqual({ status: 400, code: 'ERR_REQUEST_INVALID' })
})

it('is not found where there is nothing', async () => {
  expect((await gateway.post(`/v1/connections/${nowhere}/previews`, { latest: 1 })).status).toBe(404)
  expect((await gateway.post(`/v1/orders/${nowhere}/preview`)).status).toBe(404)
  expect((await gateway.get(`/v1/previews/${nowhere}`)).status).toBe(404)
  await expect(getPreview(gateway.db, nowhere)).rejects.toThrow()
})
