import { readFileSync } from 'node:fs'
import type { Store } from '@pretok/domain'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openShop, type ShopStoreOptions } from './testing/shop-client.ts'

/** Later than everything in the shop, and standing still, so that two shops can be compared. */
const clock = () => new Date('2026-11-24T10:00:00Z')

const startShop = async (): Promise<PrestashopSandbox> => {
  const shop = await startPrestashopSandbox({ clock })
  onTestFinished(() => shop.close())
  return shop
}

let shop: PrestashopSandbox
beforeEach(async () => {
  shop = await startShop()
})

/** Reads, changes, mends. */
const change = async (store: Store, orderId: number | string, to: number | string) => {
  const storeOrderId = String(orderId)
  const read = await store.readOrderStates(storeOrderId)
  if (!read) throw new Error(`the shop has no order ${orderId}`)
  const written = await store.setOrderState({ storeOrderId, from: read.current.id, to: String(to), mark: read.mark })
  return { written, ...(await store.mendOrder(storeOrderId, read.mark)) }
}

const touched = ['orders', 'order_histories', 'order_invoices', 'order_payments', 'order_carriers', 'order_details']

/** All that a change of state may move, without who did it. */
const rowsOf = ({ shop: rows }: PrestashopSandbox) =>
  Object.fromEntries(
    [...touched, 'stock_availables'].map((resource) => [
      resource,
      rows.rows(resource).map(({ id_employee: _, ...row }) => row),
    ]),
  )

const historyOf = (orderId: number) =>
  shop.shop
    .rows('order_histories')
    .filter((row) => row['id_order'] === String(orderId))
    .map((row) => Number(row['id_order_state']))

const puts = () => shop.requests.list().filter(({ method }) => method === 'PUT')
const order = (id: number) => shop.shop.row('orders', id)

/** One order of each state, module and invoice. */
const differentOrders = () => [
  ...new Map(
    shop.shop
      .rows('orders')
      .filter((row) => Number(row['id']) > 5)
      .map((row) => [[row['current_state'], row['module'], Number(row['invoice_number']) > 0].join(), row.id]),
  ).values(),
]

describe('an order whose state was changed', () => {
  it.each([2, 3, 4, 5, 6, 7])('to %i is what an employee would have left, field by field', async (state) => {
    const other = await startShop()
    const store = openShop(shop)
    const ids = differentOrders().filter((id) => Number(order(id)?.['current_state']) !== state)
    expect(ids.length).toBeGreaterThan(5)
    for (const id of ids) {
      other.backOffice.changeState(id, state)
      expect(await change(store, id, state)).toMatchObject({ written: { done: true }, left: [] })
    }
    expect(rowsOf(shop)).toEqual(rowsOf(other))
  })

  it('is what the recorded repair left, and what PATCH leaves at once', async () => {
    const recorded = (name: string): Record<string, string> => {
      const file = new URL(`../../sandbox/contract/prestashop/${name}.json`, import.meta.url)
      return JSON.parse(JSON.parse(readFileSync(file, 'utf8')).response.body).orders[0]
    }
    // Numbers and times go on with the shop.
    const moving = ['invoice_number', 'invoice_date', 'date_upd', 'shipping_number', 'associations', 'id']
    const still = (row: object) => Object.fromEntries(Object.entries(row).filter(([field]) => !moving.includes(field)))
    for (const [id, name] of [
      [7, 'put-order-state-5-repaired-order'],
      [29, 'patch-order-state-2-after-order'],
    ] as const) {
      if (Number(order(id)?.['current_state']) === 2) throw new Error(`order ${id} is paid already`)
      await change(openShop(shop), id, 2)
      expect(still(order(id) ?? {})).toEqual(still(recorded(name)))
      const [invoice] = shop.shop.rows('order_invoices').filter((row) => row['id_order'] === String(id))
      expect(order(id)).toMatchObject({ invoice_number: invoice?.['number'], invoice_date: invoice?.['date_add'] })
    }
  })

  it('trap 50: has one row of history more, however often it is told', async () => {
    const before = historyOf(6)
    const store = openShop(shop)
    await change(store, 6, 4)
    shop.requests.clear()
    await change(store, 6, 4)
    await change(store, 6, 4)
    expect(historyOf(6)).toEqual([...before, 4])
    expect(puts()).toEqual([])
  })

  it('trap 51: has the payment that came with its invoice, once', async () => {
    const paymentsOf = () => shop.shop.rows('order_payments').filter((row) => row['order_reference'] === 'SJBHJUNPN')
    expect(paymentsOf()).toEqual([])
    const { mended } = await change(openShop(shop), 7, 4)
    expect(mended).toEqual(expect.arrayContaining(['valid', 'invoice_number', 'delivery_number', 'total_paid_real']))
    expect(paymentsOf()).toMatchObject([{ amount: '90.230000' }])
    expect(order(7)).toMatchObject({ total_paid_real: '90.230000', valid: '1' })
  })

  it('says how long somebody else could have come in between', async () => {
    const { written } = await change(openShop(shop), 6, 4)
    expect(written.windowMs).toBeGreaterThan(0)
    expect(written.windowMs).toBeLessThan(5_000)
  })
})

describe('when somebody else changes the order', () => {
  const stage = async (meanwhile: () => void) => {
    const store = openShop(shop)
    const read = await store.readOrderStates('6')
    if (!read) throw new Error('the shop has no order 6')
    meanwhile()
    return store.setOrderState({ storeOrderId: '6', from: '2', to: '4', mark: read.mark })
  }

  it.each<[string, () => void]>([
    ['its state', () => shop.backOffice.changeState(6, 6)],
    ['its payments', () => shop.backOffice.addPayment(6, { amount: '1.00', method: 'Cash' })],
  ])('after it was read, %s, nothing is written', async (_what, meanwhile) => {
    expect(await stage(meanwhile)).toEqual({ done: false })
    expect(puts()).toEqual([])
  })

  it('to the same state, that is done', async () => {
    expect(await stage(() => void shop.backOffice.changeState(6, 4))).toEqual({ done: true })
    expect(puts()).toEqual([])
  })

  it('by deleting it, nothing is written', async () => {
    expect(await stage(() => shop.shop.remove('orders', 6))).toEqual({ done: false })
  })

  it('in the very moment of the write, it is seen afterwards, with what was paid', async () => {
    let times = 0
    const before: ShopStoreOptions['before'] = ({ method, url }) => {
      if (method !== 'PUT' || !url.pathname.endsWith('/orders/6') || times++ > 0) return
      shop.backOffice.changeState(6, 5)
      shop.backOffice.addPayment(6, { amount: '3.00', method: 'Cash' })
    }
    const done = await change(openShop(shop, { before }), 6, 4)
    expect(done).toMatchObject({ overwritten: '5', left: [] })
    expect(order(6)).toMatchObject({ current_state: '4', total_paid_real: '50.060000' })
  })
})

describe('when the write goes wrong', () => {
  const faultOf = { method: 'PUT', resource: 'orders', times: 1 }

  it.each([
    ['the connection breaks after it was done', { kind: 'hang-up', when: 'after' }],
    ['the answer is cut in half', { kind: 'cut-body' }],
  ] as const)('because %s, the state is looked up, and not set again', async (_why, effect) => {
    shop.faults.add({ ...faultOf, effect })
    expect(await change(openShop(shop), 7, 4)).toMatchObject({ written: { done: true }, left: [] })
    expect(historyOf(7)).toEqual([10, 4])
    expect(order(7)).toMatchObject({ valid: '1', total_paid_real: '90.230000' })
  })

  it.each([
    ['breaks before it was done', { kind: 'hang-up', when: 'before' }],
    ['answers 500', { kind: 'status', status: 500 }],
  ] as const)('because the connection %s, the outcome is open', async (_why, effect) => {
    shop.faults.add({ ...faultOf, effect })
    await expect(change(openShop(shop), 7, 4)).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
    expect(historyOf(7)).toEqual([10])
  })

  it('because a field behind the state is refused, the state stands and the order is right', async () => {
    const other = await startShop()
    // A name that PrestaShop takes from nobody, though a module may have written it.
    for (const one of [shop, other]) one.shop.update('orders', 7, { payment: 'Bank {transfer}' })
    other.backOffice.changeState(7, 4)
    expect(await change(openShop(shop), 7, 4)).toMatchObject({ written: { done: true }, mended: [], left: [] })
    expect(rowsOf(shop)).toEqual(rowsOf(other))
  })

  it('because the second write fails, a later one puts the order right', async () => {
    const store = openShop(shop)
    const read = await store.readOrderStates('7')
    if (!read) throw new Error('the shop has no order 7')
    await store.setOrderState({ storeOrderId: '7', from: '10', to: '4', mark: read.mark })
    expect(order(7)).toMatchObject({ valid: '0', invoice_number: '0' })
    shop.faults.add({ ...faultOf, effect: { kind: 'hang-up', when: 'before' } })
    await expect(store.mendOrder('7', read.mark)).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
    expect(await store.mendOrder('7', read.mark)).toMatchObject({ left: [] })
    expect(await store.mendOrder('7', read.mark)).toEqual({ mended: [], left: [] })
    expect(order(7)).toMatchObject({ valid: '1', total_paid_real: '90.230000' })
    expect(historyOf(7)).toEqual([10, 4])
  })
})

describe('the orders of one reference', () => {
  it('are each paid what is theirs', async () => {
    const other = await startShop()
    const store = openShop(shop)
    const halves = [31, 32]
    for (const one of [shop, other]) {
      for (const id of halves) one.shop.update('orders', id, { total_paid_real: '0.000000', valid: '0' })
      for (const { id, order_reference } of one.shop.rows('order_payments')) {
        if (order_reference === one.shop.row('orders', 31)?.['reference']) one.shop.remove('order_payments', id)
      }
    }
    for (const id of halves) {
      other.backOffice.changeState(id, 4)
      await change(store, id, 4)
    }
    expect(rowsOf(shop)).toEqual(rowsOf(other))
  })
})

describe('a state', () => {
  it('trap 35: is known by its flags and the configuration, whatever its id and name', async () => {
    const { shop: rows } = shop
    const copyState = (stateId: number): number => {
      const { id: _, ...state } = rows.row('order_states', stateId) ?? {}
      return rows.insert('order_states', state).id
    }
    const renumbered = new Map([4, 5, 6].map((id) => [id, copyState(id)]))
    for (const [name, id] of [
      ['PS_OS_SHIPPING', 4],
      ['PS_OS_DELIVERED', 5],
      ['PS_OS_CANCELED', 6],
    ] as const) {
      const setting = rows.rows('configurations').find((row) => row['name'] === name)
      rows.update('configurations', setting?.id ?? 0, { value: String(renumbered.get(id)) })
    }
    const idOf = (id: number) => String(renumbered.get(id))
    const read = await openShop(shop).readOrderStates('6')
    expect(read?.shippingStateId).toBe(idOf(4))
    expect(read?.states.get(idOf(5))).toMatchObject({ stage: 'delivered' })
    expect(read?.states.get(idOf(6))).toMatchObject({ stage: 'open', end: 'cancelled' })
    expect(read?.states.get('5')).toMatchObject({ stage: 'shipped' })
    expect(read?.states.get('6')).not.toHaveProperty('end')
    expect(read?.current).toMatchObject({ id: '2', stage: 'paid' })
  })
})

describe('PrestaShop until 1.7.7', () => {
  it('runs the state again with every write, so what is wrong is told and left', async () => {
    const done = await change(openShop(shop, { version: '1.7.7.8' }), 7, 4)
    expect(done.mended).toEqual([])
    expect(done.left).toContain('invoice_number')
    expect(puts()).toHaveLength(1)
  })
})

describe('a key that may not write', () => {
  it('stops this, and not the connection', async () => {
    const store = openShop(shop, { key: shop.keys['get-only-key'] })
    await expect(change(store, 6, 4)).rejects.toMatchObject({ code: 'ERR_STORE_WRITE_FORBIDDEN', retry: 'never' })
  })
})
