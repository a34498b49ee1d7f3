import {
  dismissDifference,
  findProblem,
  listOrderDifferences,
  listProblems,
  recordEvent,
  retryProblems,
} from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const patience = { timeout: 60_000 }
const actor = { kind: 'user', id: 'a', name: 'Operator' } as const

let hub: TestHub
beforeEach(async () => {
  hub = await startTestHub({
    settings: { orders: { paymentRules: { ps_wirepayment: 'always' } } },
    writeCeilingMs: 1_500,
    erpWriteTimeoutMs: 1_000,
  })
  await hub.startWorker()
})
afterEach(() => hub.close())

const poll = async () => {
  await hub.ask()
  await hub.settled()
}
/** Books some orders of the store, and leaves it with them alone. */
const book = async (...ids: number[]) => {
  hub.keepOrders(...ids)
  await poll()
  for (const id of ids) expect(await hub.order(id)).toMatchObject({ state: 'booked' })
}
const differences = async (id: number) => listOrderDifferences(hub.db, (await hub.order(id)).id)
const open = async (id: number) => (await differences(id)).filter(({ state }) => state === 'open')
const kinds = async (id: number) => (await open(id)).map(({ kind }) => kind).sort()
const paid = () => hub.documents().map((document) => (document as { sum_paid?: string }).sum_paid)
const calls = (name: string) => hub.erp.requests.list().filter(({ call }) => call === name).length
const linesOf = (id: number) => hub.store.shop.resource('order_details').findBy('id_order', [String(id)])

describe('a payment that arrives after the booking', () => {
  it('is entered once, and so is the rest', patience, async () => {
    await book(7)
    expect(paid()).toEqual([undefined])
    hub.store.backOffice.addPayment(7, { amount: '20.00', method: 'Cash' })
    await poll()
    expect(paid()).toEqual(['20'])
    hub.store.backOffice.changeState(7, 2)
    await poll()
    expect(paid()).toEqual(['90.23'])
    await poll()
    expect(calls('put_transaction')).toBe(2)
    expect(await differences(7)).toEqual([])
    expect(await hub.order(7)).toMatchObject({ paidInAll: '90.230000', payingSince: null })
  })

  it.each(['hang-up-before', 'hang-up-after'] as const)(
    'is entered once when the ERP does %s',
    patience,
    async (kind) => {
      await book(7)
      hub.erp.faults.add({ kind, call: 'put_transaction', times: 1 })
      hub.store.backOffice.changeState(7, 2)
      await poll()
      expect(paid()).toEqual(['90.23'])
      expect(await hub.order(7)).toMatchObject({ payingSince: null })
      expect(await differences(7)).toEqual([])
    },
  )

  it('never goes beyond the total, and less is a difference, never a negative booking', patience, async () => {
    await book(7)
    hub.store.backOffice.addPayment(7, { amount: '100.00', method: 'Cash' })
    await poll()
    expect(paid()).toEqual(['90.23'])
    const [payment] = hub.store.shop.resource('order_payments').findBy('order_reference', ['SJBHJUNPN'])
    hub.store.shop.update('order_payments', payment?.id ?? 0, { amount: '50.000000' })
    hub.store.shop.update('orders', 7, { date_upd: '2027-01-01 10:00:00' })
    await poll()
    expect(await open(7)).toMatchObject([
      { kind: 'payments', reason: { details: { things: [{ booked: '90.23 EUR', now: '50.00 EUR' }] } } },
    ])
    expect(calls('put_transaction')).toBe(1)
    hub.store.backOffice.addPayment(7, { amount: '40.23', method: 'Cash' })
    await poll()
    expect(await kinds(7)).toEqual([])
    expect(calls('put_transaction')).toBe(1)
  })

  it('that the store entered because we set a state is for a person to judge', patience, async () => {
    await book(7)
    await recordEvent(hub.db, (await hub.order(7)).id, 'store-state-set', { from: '10', to: '4' })
    hub.store.backOffice.changeState(7, 4)
    await poll()
    expect(await kinds(7)).toEqual(['payments'])
    expect(paid()).toEqual([undefined])
    expect(calls('put_transaction')).toBe(0)
  })

  it('that is refused is told with the words of the ERP', patience, async () => {
    await book(7)
    hub.erp.company.changeSettings({ paymentTypes: [{ name: 'Gotovina', fiscal: true }] })
    hub.store.backOffice.changeState(7, 2)
    await poll()
    const [difference] = await open(7)
    expect(difference).toMatchObject({ kind: 'payments', reason: { code: 'ERR_ORDER_PAYMENT_DIFFERS' } })
    expect(difference?.reason.message).toContain('MetaKocka refused')
    expect(await hub.order(7)).toMatchObject({ payingSince: null })
  })
})

describe('a booked order that is cancelled in the store', () => {
  it('is a problem with its remedy, and none any more when the document is gone as well', patience, async () => {
    await book(6)
    hub.store.backOffice.changeState(6, 6)
    await poll()
    const [problem] = await listProblems(hub.db, { kind: 'difference' }, { limit: 5 })
    expect(problem).toMatchObject({ order: { storeOrderId: '6' }, reason: { code: 'ERR_ORDER_CANCELLED_LATER' } })
    expect(await hub.order(6)).toMatchObject({ state: 'booked' })

    const { mk_id } = hub.documents()[0] as { mk_id: string }
    hub.erp.company.amendDocument(mk_id, { status: 'canceled' })
    await hub.db.transaction((tx) => retryProblems(tx, [problem?.id ?? '']))
    await hub.settled()
    expect(await findProblem(hub.db, problem?.id ?? '')).toBeUndefined()
    expect(await differences(6)).toMatchObject([{ kind: 'cancelled', state: 'resolved' }])

    hub.store.backOffice.changeState(6, 2)
    await poll()
    expect(await kinds(6)).toEqual(['document'])
  })

  it('agrees again when its state is set back', patience, async () => {
    await book(6)
    hub.store.backOffice.changeState(6, 6)
    await poll()
    expect(await kinds(6)).toEqual(['cancelled'])
    hub.store.backOffice.changeState(6, 2)
    await poll()
    expect(await kinds(6)).toEqual([])
  })
})

describe('a booked order that is edited in the store', () => {
  it('differs with both sides although the total is the same, until it is edited back', patience, async () => {
    hub.keepOrders(42)
    hub.store.backOffice.changeState(42, 2)
    await book(42)
    const before = linesOf(42).find(({ id }) => id === 62)
    const price = Number(before?.['unit_price_tax_incl'])
    const quantity = Number(before?.['product_quantity'])
    const total = (await hub.order(42)).totalPaid
    hub.store.backOffice.changeLine(42, 62, { quantity: quantity * 2, unitPriceTaxIncl: String(price / 2) })
    await poll()
    const [difference] = await open(42)
    expect(await hub.order(42)).toMatchObject({ totalPaid: total })
    expect(difference).toMatchObject({ kind: 'lines', reason: { code: 'ERR_ORDER_LINES_CHANGED' } })
    const [thing] = (difference?.reason.details['things'] ?? []) as { booked: string; now: string }[]
    expect(thing?.booked).toMatch(new RegExp(`^${quantity} x`))
    expect(thing?.now).toMatch(new RegExp(`^${quantity * 2} x`))
    expect(difference?.reason.messageSl).toContain('namesto')

    hub.store.backOffice.changeLine(42, 62, { quantity, unitPriceTaxIncl: String(price) })
    await poll()
    expect(await differences(42)).toMatchObject([{ kind: 'lines', state: 'resolved' }])
  })

  it(
    'agrees when a person has brought the document in line, and differs when the store then goes back',
    patience,
    async () => {
      await book(6)
      const [line] = linesOf(6)
      const quantity = Number(line?.['product_quantity'])
      hub.store.backOffice.changeLine(6, line?.id ?? 0, { quantity: quantity + 1 })
      await poll()
      expect(await kinds(6)).toEqual(['lines', 'total'])

      const { id, buyerOrder, snapshot, erpMkId } = await hub.order(6)
      const order = snapshot as {
        lines: { reference: string; quantity: number; totalGross: string; taxRate: string }[]
      } & {
        shipping: { gross: string; taxRate: string }
      }
      const booked = order.lines.map((one) => ({
        code: one.reference,
        quantity: String(one.quantity),
        price: String(Number(one.totalGross) / one.quantity),
        taxFactor: String(Number(one.taxRate) / 100),
      }))
      const delivery = { code: 'DOSTAVA', quantity: '1', price: order.shipping.gross, taxFactor: '0.22' }
      await hub.bookElsewhere(buyerOrder ?? '', [...booked, delivery], erpMkId ?? '')
      const [problem] = await listProblems(hub.db, { kind: 'difference' }, { limit: 1 })
      await hub.db.transaction((tx) => retryProblems(tx, [problem?.id ?? '']))
      await hub.settled()
      expect(await kinds(6)).toEqual([])

      hub.store.backOffice.changeLine(6, line?.id ?? 0, { quantity })
      await poll()
      expect(await kinds(6)).toEqual(['lines', 'total'])
      expect(id).toBe((await hub.order(6)).id)
    },
  )

  it(
    'differs in an address without telling what stands there, and not again once that is dismissed',
    patience,
    async () => {
      await book(6)
      hub.store.backOffice.editOrderAddress(6, 'delivery', { address1: 'Nova ulica 17' })
      await poll()
      const [difference] = await open(6)
      expect(difference).toMatchObject({ kind: 'recipient', reason: { details: { things: [{ what: 'street' }] } } })
      expect(JSON.stringify(difference)).not.toContain('Nova ulica')

      await hub.db.transaction((tx) => dismissDifference(tx, difference?.id ?? '', actor))
      hub.store.backOffice.changeState(6, 4)
      await poll()
      expect(await kinds(6)).toEqual([])
      hub.store.backOffice.editOrderAddress(6, 'delivery', { address1: 'Stara ulica 3' })
      await poll()
      expect(await kinds(6)).toEqual(['recipient'])
    },
  )
})

describe('a refund', () => {
  it('is found though the order shows no change, at the rates of the sale', patience, async () => {
    await book(60)
    const date_upd = hub.store.shop.row('orders', 60)?.['date_upd']
    hub.store.backOffice.refund(60, { lines: [{ detailId: 114, quantity: 1, amount: '10.00' }] })
    expect(hub.store.shop.row('orders', 60)).toMatchObject({ date_upd })
    await poll()
    const [difference] = await open(60)
    expect(difference).toMatchObject({
      kind: 'refunded',
      reason: { details: { things: [{ taxRate: '22', now: '10.00 (8.20) EUR' }] } },
    })
  })

  it('of shipping alone is found, and stays when the order is read with others', patience, async () => {
    await book(60)
    hub.store.backOffice.refund(60, { lines: [], shipping: '2.00' })
    await poll()
    expect(await kinds(60)).toEqual(['refunded'])
    hub.store.backOffice.changeState(60, 4)
    hub.store.shop.update('orders', 60, { date_upd: '2027-01-01 10:00:00' })
    await poll()
    expect(await kinds(60)).toEqual(['refunded'])
  })
})

it('costs three small reads a poll while nothing changes, and nothing in the ERP', patience, async () => {
  await book(6, 7)
  await poll()
  await poll()
  hub.store.requests.clear()
  hub.erp.requests.clear()
  await poll()
  const touched = ['order_slip', 'order_histories', 'order_payments']
  const asked = hub.store.requests.list().filter(({ query }) => !query.includes('display=full'))
  expect(
    asked
      .map(({ resource }) => resource)
      .filter((one) => touched.includes(one ?? ''))
      .sort(),
  ).toEqual(touched.toSorted())
  expect(hub.store.requests.list().length).toBeLessThanOrEqual(10 + 3)
  expect(hub.erp.requests.list()).toEqual([])
})
