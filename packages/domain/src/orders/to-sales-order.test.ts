import { describe, expect, it } from 'vitest'
import { type Cart, placeOrder } from './cart.fixture.ts'
import { decide } from './decision.ts'
import type { StoreOrder } from './order.ts'
import { OrderSettings } from './order-settings.ts'
import { proveOrder } from './proof.ts'
import { SalesOrder } from './sales-order.ts'
import { lineCode, ljubljanaDay, toBuyerOrder, toSalesOrder } from './to-sales-order.ts'

const mug = { net: '11.900000', taxRate: '22', quantity: 2 }
const shipping = { net: '7.00', taxRate: '22' }

const orderOf = (cart: Partial<Cart> = {}, changes: Partial<StoreOrder> = {}): StoreOrder => ({
  ...placeOrder({ rounding: 'line', products: [mug], vouchers: [], shipping, ...cart }).order,
  ...changes,
})

const toDocument = (order: StoreOrder, settings: Parameters<typeof OrderSettings.parse>[0] = {}): SalesOrder => {
  const proven = proveOrder(order)
  if (!proven.ok) throw new Error(proven.reason.message)
  const parsed = OrderSettings.parse(settings)
  return SalesOrder.parse(toSalesOrder(order, proven.proof, parsed, toBuyerOrder(order, parsed)))
}

const paid = (...payments: [amount: string, paidAt: string][]): Pick<StoreOrder, 'payment'> => ({
  payment: {
    module: 'ps_wirepayment',
    label: 'Bančno nakazilo',
    payments: payments.map(([amount, paidAt]) => ({ method: 'Bančno nakazilo', amount, paidAt })),
  },
})

describe('the lines of the document', () => {
  it('are the products under their references, then services under the codes of the settings', () => {
    const cart = { vouchers: [{ percent: '10' }], wrapping: { net: '2.00', taxRate: '22' } }
    const order = orderOf(cart)
    const wrapping = { ...order.wrapping, message: 'Vse najboljše' }
    const shipping = { ...order.shipping, carrierName: 'Pošta Slovenije' }
    const { lines } = toDocument({ ...order, wrapping, shipping })
    expect(lines).toEqual([
      { kind: 'product', code: 'SKU-1', name: 'Product 1', quantity: 2, unitPrice: '14.52', taxRate: '22' },
      {
        kind: 'delivery',
        code: 'DOSTAVA',
        name: 'Dostava',
        quantity: 1,
        unitPrice: '8.54',
        taxRate: '22',
        note: 'Pošta Slovenije',
      },
      {
        kind: 'wrapping',
        code: 'DARILNO-ZAVIJANJE',
        name: 'Darilno zavijanje',
        quantity: 1,
        unitPrice: '2.44',
        taxRate: '22',
        note: 'Vse najboljše',
      },
      {
        kind: 'discount',
        code: 'POPUST',
        name: 'Popust',
        quantity: -1,
        unitPrice: '2.90',
        taxRate: '22',
        note: 'voucher 1',
      },
    ])
  })

  it('hold the cents of a rounding line under its own code', () => {
    const products = [
      { net: '0.624949', taxRate: '22', quantity: 3 },
      { net: '37.242515', taxRate: '22', quantity: 3 },
    ]
    const settings = OrderSettings.parse({ roundingLine: true })
    const order = orderOf({ products, vouchers: [] })
    const decision = decide(order, settings, new Date(order.placedAt))
    if (decision.state !== 'ready') throw new Error(decision.reason.message)
    const { lines } = toSalesOrder(order, decision.proof, settings, 'A')
    expect(lines.at(-1)).toEqual({
      kind: 'rounding',
      code: 'IZRAVNAVA',
      name: 'Izravnava',
      quantity: -1,
      unitPrice: '0.01',
      taxRate: '22',
    })
  })

  it('keep what the customer had written on a product', () => {
    const order = orderOf()
    const lines = order.lines.map((line) => ({ ...line, customization: 'Za Ano' }))
    expect(toDocument({ ...order, lines }).lines[0]?.note).toBe('Za Ano')
  })

  it('repeat the product where its price is split', () => {
    const { lines } = toDocument(orderOf({ products: [{ net: '0.123456', taxRate: '22', quantity: 1_500 }] }))
    expect(lines.filter(({ code }) => code === 'SKU-1').map(({ quantity }) => quantity)).toEqual([1_408, 92])
  })

  it('take the carrier, the delivery type and the warehouse of the settings', () => {
    const { shipping: charge, ...order } = orderOf()
    const delivered = { ...order, shipping: { ...charge, carrierReference: '4', carrierName: 'Pošta Slovenije' } }
    const document = toDocument(delivered, { deliveryTypes: { '4': 'Pošta' }, warehouse: 'glavno' })
    expect(document).toMatchObject({ deliveryType: 'Pošta', warehouse: 'glavno' })
    expect(document.lines[1]).toMatchObject({ kind: 'delivery', note: 'Pošta Slovenije' })
    expect(toDocument(delivered)).not.toHaveProperty('deliveryType')
  })
})

describe('lineCode', () => {
  const line = {
    storeLineId: '1',
    storeProductId: '7',
    name: 'Mug',
    quantity: 1,
    unitGross: '1',
    totalNet: '1',
    totalGross: '1',
  }

  it.each([
    [{ reference: 'demo_11' }, 'demo_11'],
    [{ reference: 'demo_11', storeCombinationId: '31' }, 'demo_11'],
    [{}, 'PS-7'],
    [{ storeCombinationId: '31' }, 'PS-7-31'],
  ])('trap 32: of %j is %s', (more, code) => {
    expect(lineCode({ ...line, ...more })).toBe(code)
  })
})

describe('toBuyerOrder', () => {
  const shared = { reference: 'XKBKNABJK', referenceIsShared: true }

  it.each([
    [{}, '', 'KHWLILZLL'],
    [{}, 'A-', 'A-KHWLILZLL'],
    [{ ...shared, storeOrderId: '31' }, '', 'XKBKNABJK-31'],
    [{ ...shared, storeOrderId: '32' }, 'A-', 'A-XKBKNABJK-32'],
  ])('trap 23: tells orders apart: %j with prefix "%s" is %s', (changes, buyerOrderPrefix, expected) => {
    expect(toBuyerOrder(orderOf({}, changes), OrderSettings.parse({ buyerOrderPrefix }))).toBe(expected)
  })
})

describe('the payments of the document', () => {
  /** The order comes to 37.58. */
  const payments = (...made: [amount: string, paidAt: string][]) => toDocument(orderOf({}, paid(...made))).payments

  const morning = '2026-11-23T08:00:00Z'

  it('are the payments made, by the ERP type of their module, on their days', () => {
    expect(payments(['20.00', morning], ['17.58', '2026-11-25T08:00:00Z'])).toEqual([
      { paymentType: 'Transakcijski račun', amount: '20.00', day: '2026-11-23' },
      { paymentType: 'Transakcijski račun', amount: '17.58', day: '2026-11-25' },
    ])
  })

  it.each([
    ['nothing', [], []],
    ['a part', ['10.00'], ['10.00']],
    ['too much', ['50.00'], ['37.58']],
    ['too much at the second time', ['30.00', '10.00'], ['30.00', '7.58']],
    ['all twice', ['37.58', '37.58'], ['37.58']],
    ['nothing at first', ['0.000000', '37.58'], ['37.58']],
    ['all, and got it back', ['37.58', '-37.58'], []],
    ['all, and got a part back', ['37.58', '-7.58'], ['30.00']],
  ])('never exceed the total: paid %s', (_, made, counted) => {
    const documented = payments(...made.map((amount): [string, string] => [amount, morning]))
    expect(documented.map(({ amount }) => amount)).toEqual(counted)
  })

  it('go by the type for other modules where none is set', () => {
    const order = orderOf({}, paid(['37.58', morning]))
    const byCard = { ...order, payment: { ...order.payment, module: 'ps_checkout' } }
    expect(toDocument(byCard).payments[0]?.paymentType).toBe('Kartica')
    expect(toDocument(byCard, { paymentTypes: { ps_checkout: 'PayPal' } }).payments[0]?.paymentType).toBe('PayPal')
  })
})

describe('ljubljanaDay', () => {
  it.each([
    ['in winter, a minute before midnight', '2026-11-23T22:59:59Z', '2026-11-23'],
    ['in winter, at midnight', '2026-11-23T23:00:00Z', '2026-11-24'],
    ['in summer, a minute before midnight', '2026-07-01T21:59:59Z', '2026-07-01'],
    ['in summer, at midnight', '2026-07-01T22:00:00Z', '2026-07-02'],
    ['at midnight before summer time', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['at midnight after summer time began', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['at midnight before winter time', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['an hour before midnight after it ended', '2026-10-25T22:00:00Z', '2026-10-25'],
    ['at midnight after it ended', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['at the turn of the year', '2026-12-31T23:00:00Z', '2027-01-01'],
    ['in a leap year', '2028-02-28T23:30:00Z', '2028-02-29'],
  ])('%s: %s is %s', (_, moment, day) => {
    expect(ljubljanaDay(moment)).toBe(day)
  })

  it('is the day of the document, while the moment stays as it was', () => {
    const placedAt = '2026-11-23T23:30:00Z'
    expect(toDocument(orderOf({}, { placedAt }))).toMatchObject({ day: '2026-11-24', placedAt })
  })
})

describe('the notes of the document', () => {
  it('are what the customer wrote, and the wish for a gift', () => {
    const order = orderOf({ wrapping: { net: '2.00', taxRate: '22' } }, { messages: ['Pozvonite dvakrat.'] })
    expect(toDocument(order).notes).toBe('Pozvonite dvakrat.\nDarilo / gift')
    const withMessage = { ...order, wrapping: { ...order.wrapping, message: 'Vse najboljše' } }
    expect(toDocument(withMessage).notes).toBe('Pozvonite dvakrat.\nDarilo / gift: Vse najboljše')
  })

  it('trap 26: hold a VAT number that is none, which makes nobody a taxpayer', () => {
    const order = orderOf()
    const firm = { ...order.payer, company: 'Podjetje d.o.o.' }
    const document = (vatNumber: string) =>
      toDocument({ ...order, payer: { ...firm, vatNumber }, recipient: { ...firm, vatNumber } })
    expect(document('SI12345678')).toMatchObject({
      payer: firm,
      recipient: firm,
      notes: 'Neveljavna davčna številka / invalid VAT number: SI12345678',
    })
    expect(document('SI12345678').payer).not.toHaveProperty('vatNumber')
    expect(document('SI12345679')).toMatchObject({ payer: { ...firm, vatNumber: 'SI12345679' } })
    expect(document('SI12345679')).not.toHaveProperty('notes')
  })

  it('trap 26: keep the number of another country as it is, whatever the address says', () => {
    const { payer, ...order } = orderOf()
    const document = toDocument({ ...order, payer: { ...payer, company: 'Firma', vatNumber: 'atu 123 45678' } })
    expect(document.payer.vatNumber).toBe('ATU12345678')
    expect(document.recipient).not.toHaveProperty('vatNumber')
  })

  it('are left out when there is nothing to note', () => {
    expect(toDocument(orderOf())).not.toHaveProperty('notes')
  })
})

it('makes the same document of the same order', () => {
  expect(toDocument(orderOf())).toEqual(toDocument(orderOf()))
})
