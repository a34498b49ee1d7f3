import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPrestashopClient } from '@pretok/client-prestashop'
import type { OrderCursor, OrderQuery, StoreOrder } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createPrestashopStore } from './store.ts'

let shop: PrestashopSandbox
let transport: Transport

beforeEach(async () => {
  shop = await startPrestashopSandbox()
  transport = createTransport({ concurrency: 4, allowPrivateNetworks: true })
})
afterEach(async () => {
  await transport.close()
  await shop.close()
})

const open = (key = shop.keys['valid-key']) =>
  createPrestashopStore({ client: createPrestashopClient({ url: shop.url, key, transport }) })

const readAll = async (query: Partial<OrderQuery> = {}) => {
  const store = open()
  const orders: StoreOrder[] = []
  const pages: number[] = []
  let after: OrderCursor | undefined
  do {
    const page = await store.readOrders({ limit: 50, ...query, ...(after ? { after } : {}) })
    orders.push(...page.orders)
    pages.push(page.orders.length)
    after = page.next
  } while (after)
  return { orders, pages }
}

const idsOf = (orders: readonly StoreOrder[]) => orders.map(({ storeOrderId }) => Number(storeOrderId))
const one = async (id: number) => (await open().readOrdersById([String(id)])).orders[0]

describe('reading orders', () => {
  it('gives each once, in the order of their last change', async () => {
    const { orders, pages } = await readAll()
    expect(pages).toEqual([50, 50, 13])
    expect(new Set(idsOf(orders)).size).toBe(113)
    expect(orders.map(({ changedAt }) => changedAt)).toEqual(orders.map(({ changedAt }) => changedAt).toSorted())
  })

  it('costs nine requests for a page of fifty, and one more where something was given back', async () => {
    const store = open()
    await store.readOrders({ limit: 1 })
    for (const pageOf of [undefined, '2026-11-23T07:00:00Z']) {
      shop.requests.clear()
      const page = await store.readOrders({ limit: 50, ...(pageOf === undefined ? {} : { from: pageOf }) })
      expect(page.orders.length).toBeGreaterThan(40)
      const most = page.orders.some(({ refunds }) => refunds) ? 10 : 9
      expect(shop.requests.list().length).toBeLessThanOrEqual(most)
    }
  })

  it('trap 16: goes on within a second in which more orders changed than fit on a page', async () => {
    for (const { id } of shop.shop.rows('orders')) shop.shop.update('orders', id, { date_upd: '2026-11-23 09:00:00' })
    const { orders, pages } = await readAll({ limit: 30 })
    expect(pages.slice(0, 3)).toEqual([30, 30, 30])
    expect(idsOf(orders)).toEqual(Array.from({ length: 113 }, (_, index) => index + 1))
  })

  it('trap 21: does not take orders from outside the time that was asked for', async () => {
    const deaf = createServer(async ({ url = '', headers: { authorization = '' } }, response) => {
      const target = new URL(url, shop.url)
      target.searchParams.delete('filter[date_upd]')
      const answer = await fetch(target, { headers: { authorization } })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })
    deaf.listen(0, '127.0.0.1')
    await once(deaf, 'listening')
    onTestFinished(() => void deaf.close())
    const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
    const store = createPrestashopStore({
      client: createPrestashopClient({ url, key: shop.keys['valid-key'], transport }),
    })
    const asked = store.readOrders({ limit: 50, from: '2026-11-23T07:00:00Z' })
    await expect(asked).rejects.toMatchObject({ code: 'ERR_REMOTE_SHAPE', details: { field: 'orders.date_upd' } })
  })

  it('steps back by the overlap, and not at all without one', async () => {
    const { orders } = await readAll()
    const at = (order: StoreOrder | undefined) => shop.shop.row('orders', Number(order?.storeOrderId))?.['date_upd']
    const changedAt = String(at(orders.at(-1)))
    const strict = await open().readOrders({ limit: 50, after: { changedAt } })
    expect(strict).toMatchObject({ orders: [] })
    expect(strict.next).toBeUndefined()
    const back = await open().readOrders({ limit: 50, after: { changedAt }, overlapSeconds: 10 })
    expect(idsOf(back.orders)).toContain(Number(orders.at(-1)?.storeOrderId))
  })

  it('keeps to a stretch of time, both ends included, on the shop clock', async () => {
    const { orders } = await readAll({ from: '2026-11-23T07:47:18Z', to: '2026-11-23T07:47:20Z' })
    for (const { changedAt } of orders) {
      expect(changedAt >= '2026-11-23T07:47:18Z' && changedAt <= '2026-11-23T07:47:20Z').toBe(true)
    }
    expect(orders.length).toBeGreaterThan(0)
    expect((await readAll({ from: '2027-01-01T00:00:00Z' })).orders).toEqual([])
  })

  it('by id leaves out what is not there', async () => {
    const page = await open().readOrdersById(['6', '7777'])
    expect(idsOf(page.orders)).toEqual([6])
  })
})

describe('an order', () => {
  it('comes with people, payment, carrier, lines, rounding and times', async () => {
    expect(await one(6)).toMatchObject({
      reference: 'FGHITLYVH',
      referenceIsShared: false,
      placedAt: '2026-11-23T07:47:18Z',
      currency: 'EUR',
      language: 'sl',
      state: { meaning: 'open', paid: true },
      payment: { module: 'ps_checkout', payments: [{ amount: '47.060000', method: 'Card' }] },
      payer: { firstName: 'Žiga', lastName: 'Šuštaršič', countryCode: 'SI', mobile: '+386 41 123 456' },
      shipping: { carrierReference: '2', carrierName: 'Pošta Slovenije', taxRate: '22.000' },
      lines: [
        { reference: 'demo_12', quantity: 1, taxRate: '22' },
        { reference: 'MED-900', quantity: 2, taxRate: '9.5', totalGross: '24.000000' },
      ],
      rounding: 'line',
      totalPaid: '47.060000',
    })
  })

  it('of a company carries its name and VAT number', async () => {
    expect((await one(7))?.payer).toMatchObject({ company: 'Žužek d.o.o.', vatNumber: 'SI12345678' })
  })

  it('has vouchers, gift wrapping with its message, what the customer wrote and what was personalised', async () => {
    expect((await one(11))?.vouchers.map(({ name, freeShipping }) => [name, freeShipping])).toEqual([
      ['5 EUR popusta', false],
      ['Brezplačna dostava', true],
    ])
    expect(await one(13)).toMatchObject({
      wrapping: { wanted: true, taxRate: '22.000', gross: '2.440000', message: 'Vse najboljše, Špela! 🎂' },
      messages: ['Prosim pokličite pred dostavo. & hvala 😀'],
    })
    expect((await one(30))?.lines[0]?.customization).toBe('Za Ančko ❤')
  })

  it('of a split cart gets its part of the payment, and knows that its reference is shared', async () => {
    const [first, second] = [await one(31), await one(32)]
    expect(first).toMatchObject({ reference: second?.reference, referenceIsShared: true })
    expect(first?.payment.payments.map(({ amount }) => amount)).toEqual(['76.86'])
    expect(second?.payment.payments.map(({ amount }) => amount)).toEqual(['23.18'])
  })

  it('survives its customer: the name stands on the address', async () => {
    const order = await one(36)
    expect(order?.payer).toMatchObject({ firstName: 'Marija', lastName: 'Brisana' })
    expect(order?.payer).not.toHaveProperty('email')
  })

  it('loses control characters that were pasted into an address', async () => {
    shop.shop.update('orders', 6, { id_address_invoice: '17' })
    expect((await one(6))?.payer.street2).toBe('prilepljeno iz Excela')
  })
})

describe('an order that cannot be understood', () => {
  it.each([
    [
      'an amount that is none',
      () => shop.shop.update('orders', 6, { total_paid: 'Ana 12,5' }),
      { field: 'orders.total_paid', seen: '"xxx 00,0"' },
    ],
    [
      'a line that is odd',
      () => shop.shop.update('order_details', 8, { product_quantity: 'x' }),
      { field: 'order_details.product_quantity' },
    ],
    ['a line that is missing from the details', () => shop.shop.remove('order_details', 8), { field: 'order_details' }],
    ['an address that is gone', () => shop.shop.remove('addresses', 7), { field: 'addresses' }],
    [
      'a state that nobody knows',
      () => shop.shop.update('orders', 6, { current_state: '99' }),
      { field: 'orders.current_state' },
    ],
  ] as const)('because of %s, is told apart and stops no other', async (_why, spoil, details) => {
    spoil()
    const page = await open().readOrdersById(['6', '9'])
    expect(page.unreadable).toMatchObject([
      { storeOrderId: '6', reference: 'FGHITLYVH', reason: { code: 'ERR_ORDER_UNREADABLE', details } },
    ])
    expect(idsOf(page.orders)).toEqual([9])
  })
})

describe('what an order can do without', () => {
  it('may be out of the key’s reach: messages', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'messages' })
    expect((await one(13))?.messages).toEqual([])
  })

  it('may be lacking in an older shop: vouchers, whose sum still stands in the order', async () => {
    shop.faults.add({
      effect: {
        kind: 'status',
        status: 400,
        body: '{"errors":[{"code":27,"message":"Resource of type \\"order_cart_rules\\" does not exist."}]}',
      },
      resource: 'order_cart_rules',
    })
    expect(await one(10)).toMatchObject({ vouchers: [], discounts: { gross: '2.900000' } })
  })
})

describe('what an order cannot do without', () => {
  it('stops the reading when the key may not read it: lines are never dropped', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'order_details' })
    await expect(one(6)).rejects.toMatchObject({ code: 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED' })
  })
})

it('learns of a new order state without waiting for the kept lists to age', async () => {
  const store = open()
  await store.readOrdersById(['6'])
  const { id: _, ...state } = shop.shop.row('order_states', 2) ?? { id: 0 }
  const added = shop.shop.insert('order_states', state)
  shop.shop.update('orders', 6, { current_state: String(added.id) })
  expect((await store.readOrdersById(['6'])).orders[0]?.state.id).toBe(String(added.id))
})

it('learns of an edited carrier, which gets a new id, and asks for a deleted one only once', async () => {
  const store = open()
  await store.readOrdersById(['6'])
  const { id: _, ...carrier } = shop.shop.row('carriers', 2) ?? { id: 0 }
  const edited = shop.shop.insert('carriers', { ...carrier, name: 'Pošta, novo' })
  shop.shop.update('orders', 6, { id_carrier: String(edited.id) })
  expect((await store.readOrdersById(['6'])).orders[0]?.shipping).toMatchObject({
    carrierReference: '2',
    carrierName: 'Pošta, novo',
  })

  shop.shop.update('orders', 6, { id_carrier: '99' })
  await store.readOrdersById(['6'])
  shop.requests.clear()
  const [order] = (await store.readOrdersById(['6'])).orders
  expect(order?.shipping).not.toHaveProperty('carrierReference')
  expect(shop.requests.list().filter(({ resource }) => resource === 'carriers')).toEqual([])
})

describe('the check', () => {
  const asked = () => [...new Set(shop.requests.list().map(({ resource }) => resource))]

  it('asks, one row each, for all that a page of orders cannot do without', async () => {
    await open().readOrders({ limit: 50 })
    const canDoWithout = ['messages', 'customizations']
    const needed = asked().filter((resource) => !canDoWithout.includes(resource ?? ''))
    shop.requests.clear()
    await open().check()
    expect(asked().toSorted()).toEqual(needed.toSorted())
    expect(shop.requests.list()).toHaveLength(needed.length)
    for (const { query } of shop.requests.list()) expect(query).toContain('limit=1')
  })

  it('passes without what an order can do without, and in an older shop', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'messages' })
    shop.faults.add({
      effect: {
        kind: 'status',
        status: 400,
        body: '{"errors":[{"code":27,"message":"Resource of type \\"order_cart_rules\\" does not exist."}]}',
      },
      resource: 'order_cart_rules',
    })
    await open().check()
  })

  it('passes in a shop without orders', async () => {
    for (const { id } of shop.shop.rows('orders')) shop.shop.remove('orders', id)
    await open().check()
  })

  it.each(['orders', 'customers', 'taxes'])('names the right that is missing: %s', async (resource) => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource })
    await expect(open().check()).rejects.toMatchObject({
      code: 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED',
      details: { resource },
    })
  })

  it('names the same of several, each time', async () => {
    for (const resource of ['languages', 'customers']) {
      shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource })
    }
    shop.faults.add({ effect: { kind: 'delay', ms: 50 }, resource: 'customers' })
    await expect(open().check()).rejects.toMatchObject({ details: { resource: 'customers' } })
  })

  it.each([
    ['disabled-key', 'ERR_PRESTASHOP_KEY_REFUSED'],
    ['key-without-orders', 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'],
  ] as const)('asks once and no more with a %s', async (key, code) => {
    await expect(open(shop.keys[key]).check()).rejects.toMatchObject({ code })
    expect(shop.requests.list()).toHaveLength(1)
  })
})
