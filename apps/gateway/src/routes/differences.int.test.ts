import { beginSending, lockOrder, saveDifferences, settleOrder } from '@pretok/db'
import { differenceReason } from '@pretok/domain'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { DifferenceItem } from '../resources/difference.ts'
import type { OrderDetail } from '../resources/order.ts'
import type { ProblemItem } from '../resources/problem-item.ts'
import { importOrder, storeOrder } from '../testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
let orderId: string
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

/** An order that was booked, and whose address the store has changed since. */
beforeEach(async () => {
  await gateway.pool.query('delete from connections')
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
  orderId = await importOrder(gateway.db, connectionId)
  await gateway.db.transaction(async (tx) => {
    const row = await lockOrder(tx, orderId)
    if (!row?.proof) throw new Error('the order cannot be booked')
    const { proof, contentHash } = row
    await beginSending(tx, orderId, { buyerOrder: 'XKBKNABJK', proof, contentHash })
    const document = { mkId: '16', countCode: 'PP-1', total: '47.06' }
    await settleOrder(tx, orderId, { state: 'booked', document })
  })
  await importOrder(gateway.db, connectionId, { payer: { ...storeOrder().payer, city: 'Celje' } })
  const reason = differenceReason({ kind: 'payer', things: [{ what: 'city' }] }, { countCode: 'PP-1' })
  await saveDifferences(gateway.db, { connectionId, orderId }, [{ kind: 'payer', contentHash: 'a', reason }])
})

const problems = async () => (await gateway.get<{ items: ProblemItem[] }>('/v1/problems?kind=difference')).body.items
const order = async () => (await gateway.get<OrderDetail>(`/v1/orders/${orderId}`)).body
const asked = async () => {
  const { rows } = await gateway.pool.query<{ job: string }>(
    `select job from work where queue = 'orders' and state = 'waiting' order by job`,
  )
  return rows.map(({ job }) => job)
}

it('is a problem of its order, with both sides there', async () => {
  const [problem] = await problems()
  expect(problem).toMatchObject({
    kind: 'difference',
    orderId,
    storeOrderId: '1042',
    reason: { code: 'ERR_ORDER_PAYER_CHANGED' },
  })
  expect(await order()).toMatchObject({
    state: 'booked',
    differences: [{ kind: 'payer', state: 'open', booked: { city: 'Ljubljana' }, store: { city: 'Celje' } }],
  })
})

it('is looked at anew when it is tried again', async () => {
  await gateway.pool.query('delete from work')
  const [problem] = await problems()
  const { status, body } = await gateway.post<ProblemItem>(`/v1/problems/${problem?.id}/retry`)
  expect({ status, kind: body.kind }).toEqual({ status: 202, kind: 'difference' })
  expect(await asked()).toEqual(['follow-order', 'import-orders'])
})

it('is closed by a person, which is written down', async () => {
  const [difference] = (await order()).differences
  const { status, body } = await gateway.post<DifferenceItem>(`/v1/differences/${difference?.id}/dismiss`)
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'dismissed' })
  expect(await problems()).toEqual([])
  const { timeline } = await order()
  expect(timeline.at(-1)).toMatchObject({ kind: 'difference-dismissed', actor: { kind: 'api-key' } })
  const { rows } = await gateway.pool.query(`select action, subject from audit_log order by id desc limit 1`)
  expect(rows).toEqual([{ action: 'difference.dismissed', subject: `order/${orderId}` }])

  const again = await gateway.post(`/v1/differences/${difference?.id}/dismiss`)
  expect({ status: again.status, code: again.body.code }).toEqual({ status: 404, code: 'ERR_DB_NOT_FOUND' })
})

it('is applied by asking for the work, once for a repeated request', async () => {
  await gateway.pool.query('delete from work')
  const [difference] = (await order()).differences
  const url = `/v1/differences/${difference?.id}/apply`
  const headers = { 'idempotency-key': 'apply-1' }
  const { status, body } = await gateway.post<DifferenceItem>(url, undefined, { headers })
  expect({ status, state: body.state }).toEqual({ status: 202, state: 'open' })
  expect(body.wantedAt).toBeDefined()
  expect(await asked()).toEqual(['follow-order'])
  expect((await gateway.post<DifferenceItem>(url, undefined, { headers })).body).toEqual(body)
  const { rows } = await gateway.pool.query(`select action, subject from audit_log order by id desc limit 1`)
  expect(rows).toEqual([{ action: 'difference.wanted', subject: `order/${orderId}` }])
  expect((await order()).timeline.filter(({ kind }) => kind === 'difference-wanted')).toHaveLength(1)
})

it('cannot be applied where the ERP has no such call', async () => {
  const reason = differenceReason({ kind: 'payments', things: [{ what: 'paid' }] }, { countCode: 'PP-1' })
  await saveDifferences(gateway.db, { connectionId, orderId }, [{ kind: 'payments', contentHash: 'a', reason }])
  await gateway.pool.query('delete from work')
  const difference = (await order()).differences.find(({ kind }) => kind === 'payments')
  const { status, body } = await gateway.post(`/v1/differences/${difference?.id}/apply`)
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'ERR_DIFFERENCE_NOT_APPLICABLE' })
  expect(await asked()).toEqual([])
})

it('is refused to whoever may only read', async () => {
  const [difference] = (await order()).differences
  const { key } = await gateway.makeKey(['read'])
  for (const what of ['apply', 'dismiss']) {
    const { status } = await gateway.post(`/v1/differences/${difference?.id}/${what}`, undefined, { apiKey: key })
    expect(status).toBe(403)
  }
})
