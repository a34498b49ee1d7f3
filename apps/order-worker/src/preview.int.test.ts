import {
  changeConnection,
  createPreview,
  createSync,
  getPreview,
  listOrderEvents,
  type Preview,
  pauseConnection,
  pausedByOperator,
  work,
} from '@pretok/db'
import { ConnectionId, type PreviewRequest } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startRecordingProxy } from './testing/recording-proxy.ts'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const patience = { timeout: 20_000 }

let hub: TestHub
let connectionId: ConnectionId
let proxy: Awaited<ReturnType<typeof startRecordingProxy>>
beforeEach(async () => {
  hub = await startTestHub({ settings: { orders: { linesWithoutReference: 'create' } } })
  connectionId = ConnectionId.parse(hub.connectionId)
  proxy = await startRecordingProxy(hub.erp.url)
  await changeConnection(hub.db, hub.box, connectionId, () => ({ erpBaseUrl: proxy.url }))
  await hub.startWorker()
})
afterEach(async () => {
  await hub.close()
  await proxy.close()
})

const look = async (request: PreviewRequest): Promise<Preview> => {
  const { id: previewId } = await createPreview(hub.db, connectionId, request)
  await work.ask(hub.db, ordersQueue, 'preview-orders', { connectionId, previewId }, { urgent: true })
  await expect.poll(async () => (await getPreview(hub.db, previewId)).state, patience).not.toBe('waiting')
  return getPreview(hub.db, previewId)
}

const bring = async (storeOrderId: string): Promise<void> => {
  await createSync(hub.db, { connectionId, flow: 'orders', request: { ids: [storeOrderId] } })
  await hub.ask()
  await hub.settled()
}

const isWrite = ({ name }: { name: string }): boolean => /^(put|add|update)_|_add$/.test(name)
/** Ids that only a write returns: those of MetaKocka, and our own of an order that is not known here yet. */
const withoutNewIds = (body: string): string =>
  body.replace(/"(mk_id|mk_address_id)":"[^"]*"/g, '"$1":"*"').replace(/"Pretok [^"]*"/, '"Pretok *"')
const told = (calls: readonly { name: string; body: string }[]) =>
  calls.map(({ name, body }) => `${name} ${withoutNewIds(body)}`)

it('tells the very calls that a transfer then makes, and makes none of them', { timeout: 120_000 }, async () => {
  let compared = 0
  for (const id of ['6', '9', '11', '14', '22', '24', '26', '30', '33', '40']) {
    const before = proxy.calls.length
    const { orders: [preview] = [] } = await look({ storeOrderIds: [id] })
    expect(preview).toMatchObject({ storeOrderId: id, standing: [] })
    expect(proxy.calls.slice(before).filter(isWrite)).toEqual([])
    expect(JSON.stringify(preview)).not.toContain(hub.erp.secretKey)

    const sent = proxy.calls.length
    await bring(id)
    expect(await hub.order(id)).toMatchObject({ state: preview?.state === 'ready' ? 'booked' : preview?.state })
    expect(told(preview?.calls ?? [])).toEqual(told(proxy.calls.slice(sent).filter(isWrite)))
    if (preview?.state !== 'ready') continue
    expect(preview.calls.at(-1)?.name).toBe('put_document')
    compared += 1
  }
  expect(compared).toBeGreaterThan(6)
})

it('tells why an order would not go, or what stands there already', { timeout: 60_000 }, async () => {
  const { orders: [waiting] = [] } = await look({ storeOrderIds: ['7'] })
  expect(waiting).toMatchObject({ state: 'waiting', reason: { code: 'ERR_ORDER_PAYMENT_AWAITED' }, calls: [] })
  await bring('6')
  const { id } = await hub.order(6)
  const { orders: [booked] = [] } = await look({ orderId: id })
  expect(booked).toMatchObject({ state: 'booked', standing: [{ total: expect.any(String) }], calls: [] })
})

it('takes a sample of the last orders, also of a paused connection', { timeout: 60_000 }, async () => {
  await pauseConnection(hub.db, connectionId, pausedByOperator)
  const { orders = [] } = await look({ latest: 4 })
  const ids = orders.map(({ storeOrderId }) => Number(storeOrderId))
  expect(ids).toHaveLength(4)
  expect(ids).toEqual(ids.toSorted((a, b) => b - a))
  expect(Math.max(...ids)).toBe(Math.max(...hub.store.shop.rows('orders').map((row) => Number(row.id))))
  expect(await hub.orders()).toEqual([])
  expect(hub.documents()).toEqual([])
})

it('tells what is in the way, and pauses nothing for it', { timeout: 60_000 }, async () => {
  hub.erp.faults.add({ kind: 'wrong-credentials' })
  expect(await look({ storeOrderIds: ['6'] })).toMatchObject({ state: 'failed', reason: { code: 'ERR_REMOTE_AUTH' } })
  expect(await hub.connection()).toMatchObject({ state: 'active' })
  expect(await look({ storeOrderIds: ['999999'] })).toMatchObject({ state: 'done', orders: [] })
})

it('leaves the call on the timeline of the order, without names and addresses', { timeout: 60_000 }, async () => {
  await bring('6')
  const { id } = await hub.order(6)
  const sending = (await listOrderEvents(hub.db, id)).find(({ kind }) => kind === 'sending')
  expect(sending?.data['call']).toMatchObject({
    name: 'put_document',
    body: { doc_type: 'sales_order', partner: { customer: '[cut]', country: 'SI' } },
  })
  const { snapshot } = await hub.order(6)
  const { payer } = snapshot as { payer: Record<string, string> }
  for (const field of ['lastName', 'street', 'email']) expect(JSON.stringify(sending)).not.toContain(payer[field])
})
