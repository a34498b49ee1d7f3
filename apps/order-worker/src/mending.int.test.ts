import { changeConnection } from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub()
  hub.keepOrders(6, 8, 21)
  worker = await hub.startWorker()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

const paused = () => expect.poll(async () => (await hub.connection())?.state, { timeout: 10_000 }).toBe('paused')
const change = (access: Parameters<typeof changeConnection>[3]) =>
  changeConnection(hub.db, hub.box, hub.connectionId, access)

describe('a wrong store key', () => {
  it('pauses the connection, says why in both languages, and lets the orders flow when it is mended', async () => {
    await change(() => ({ storeKey: 'X'.repeat(32) }))
    await hub.ask()
    await paused()
    const reason = (await hub.connection())?.pausedReason as Record<string, string>
    expect(reason['code']).toBe('ERR_PRESTASHOP_KEY_REFUSED')
    expect(reason['message']).toContain('does not know the webservice key')
    expect(reason['messageSl']).toContain('ne pozna ključa')
    expect(reason['remedy']).toContain('Webservice')

    await change(() => ({ storeKey: hub.store.keys['valid-key'] }))
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })
})

describe('a key without the right to read orders', () => {
  it('is told apart from a wrong key, with the resource named', async () => {
    await change(() => ({ storeKey: hub.store.keys['key-without-orders'] }))
    await hub.ask()
    await paused()
    expect((await hub.connection())?.pausedReason).toMatchObject({
      code: 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED',
      details: { resource: 'orders' },
    })
  })
})

describe('a wrong ERP secret', () => {
  it('pauses the connection and leaves the orders ready', async () => {
    await change(() => ({ erpSecretKey: 'wrong' }))
    await hub.ask()
    await paused()
    expect((await hub.connection())?.pausedReason).toMatchObject({ code: 'ERR_REMOTE_AUTH' })
    expect(hub.documents()).toHaveLength(0)
    await expect.poll(async () => (await hub.order(6)).state).toBe('ready')
    expect((await hub.order(6)).reason).toMatchObject({ code: 'ERR_REMOTE_AUTH' })

    await change(() => ({ erpSecretKey: hub.erp.secretKey }))
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })
})

describe('a store that cannot be reached', () => {
  it('is tried again later, and nothing is lost', async () => {
    hub.store.faults.add({ effect: { kind: 'hang-up', when: 'before' } })
    await hub.ask()
    await expect
      .poll(
        async () =>
          (await hub.findWork()).map(({ state, lastError }) => [state, (lastError as { code?: string })?.code]),
        {
          timeout: 10_000,
        },
      )
      .toEqual([['waiting', 'ERR_REMOTE_UNAVAILABLE']])
    expect((await hub.connection())?.state).toBe('active')

    hub.store.faults.clear()
    await hub.ask({ urgent: true })
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })

  it('that breaks off between two pages goes on behind the last one', async () => {
    hub.store.placeOrders(6, 130)
    const pages = () => hub.store.requests.list().filter(({ resource }) => resource === 'order_details').length
    hub.store.faults.add({ effect: { kind: 'delay', ms: 100 }, resource: 'order_details' })
    await hub.ask()
    await expect.poll(pages, { timeout: 10_000 }).toBe(1)
    const fault = hub.store.faults.add({ effect: { kind: 'cut-body' }, resource: 'order_details' })
    await expect
      .poll(async () => (await hub.findWork()).filter(({ lastError }) => lastError !== null).length, {
        timeout: 10_000,
      })
      .toBe(1)
    expect((await hub.orders()).length).toBeGreaterThanOrEqual(50)

    hub.store.faults.remove(fault)
    await hub.ask({ urgent: true })
    await hub.settled()
    expect(hub.documents()).toHaveLength(132)
  })
})

describe('an order that needs a person', () => {
  it('is held for its missing reference, and booked when the setting allows a code of its own', async () => {
    await hub.ask()
    await hub.settled()
    const held = await hub.order(21)
    expect(held).toMatchObject({ state: 'held', reason: { code: 'ERR_ORDER_REFERENCE_MISSING' } })

    await change(({ settings }) => ({
      settings: { ...settings, orders: { ...settings.orders, linesWithoutReference: 'create' } },
    }))
    await hub.askTransfer(held.id)
    await hub.settled()
    expect((await hub.order(21)).state).toBe('booked')
    expect(hub.erp.company.products().map(({ code }) => code)).toContain('PS-22')
  })

  it('is held with the valid names when MetaKocka has no such payment type', async () => {
    await change(({ settings }) => ({
      settings: { ...settings, orders: { ...settings.orders, otherPaymentType: 'Kripto' } },
    }))
    await hub.ask()
    await hub.settled()
    const held = await hub.order(6)
    expect(held).toMatchObject({ state: 'held', reason: { code: 'ERR_ORDER_PAYMENT_TYPE_UNKNOWN' } })
    expect(JSON.stringify(held.reason)).toContain('Transakcijski račun')
    expect(hub.documents().map(({ buyer_order }) => buyer_order)).toEqual(['AONBTQICG'])
  })

  it('waits for its payment, and goes when the store says that it is paid', async () => {
    hub.store.shop.update('orders', 8, { current_state: '10' })
    for (const { id, order_reference } of hub.store.shop.rows('order_payments')) {
      if (order_reference === 'AONBTQICG') hub.store.shop.update('order_payments', id, { amount: '1.000000' })
    }
    await hub.ask()
    await hub.settled()
    expect(await hub.order(8)).toMatchObject({
      state: 'waiting',
      reason: { details: { paid: '1.00', total: '46.09' } },
    })

    for (const { id, order_reference } of hub.store.shop.rows('order_payments')) {
      if (order_reference === 'AONBTQICG') hub.store.shop.update('order_payments', id, { amount: '46.090000' })
    }
    hub.store.shop.update('orders', 8, { current_state: '2', date_upd: hub.store.shop.now() })
    await hub.ask()
    await hub.settled()
    expect((await hub.order(8)).state).toBe('booked')
  })
})
