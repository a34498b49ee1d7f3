import { describe, expect, it } from 'vitest'
import { type Cart, placeOrder } from './cart.fixture.ts'
import type { StoreOrder } from './order.ts'
import { type Proof, proveOrder } from './proof.ts'

const mug = { net: '11.900000', taxRate: '22', quantity: 1 }
const book = { net: '18.264840', taxRate: '9.5', quantity: 2 }
const untaxed = { net: '100.000000', taxRate: '0', quantity: 1 }
const shipping = { net: '7.00', taxRate: '22' }

const orderOf = (cart: Partial<Cart>, changes: Partial<StoreOrder> = {}): StoreOrder => ({
  ...placeOrder({ rounding: 'line', products: [mug], vouchers: [], shipping, ...cart }).order,
  ...changes,
})

const prove = (order: StoreOrder): Proof => {
  const result = proveOrder(order)
  if (!result.ok) throw new Error(result.reason.message)
  return result.proof
}

const reasonOf = (order: StoreOrder) => {
  const result = proveOrder(order)
  return result.ok ? 'proven' : { code: result.reason.code, details: result.reason.details }
}

const amounts = (proof: Proof) =>
  proof.lines.map(({ kind, taxRate, quantity, erpGross }) => [kind, taxRate, quantity, erpGross])
const rates = (proof: Proof) => proof.rates.map(({ taxRate, gross, base, tax }) => [taxRate, gross, base, tax])

describe('proveOrder', () => {
  it('writes down each line as the store has it and as the ERP will compute it', () => {
    const proof = prove(orderOf({ products: [mug, { net: '10.958900', taxRate: '9.5', quantity: 2 }] }))
    expect(proof).toEqual({
      currency: 'EUR',
      totalPaid: '47.06',
      erpTotal: '47.06',
      taxCase: 'domestic',
      lines: [
        expect.objectContaining({ kind: 'product', storeLineId: '1', label: 'Product 1', unitPrice: '14.52' }),
        expect.objectContaining({ kind: 'product', storeLineId: '2', unitPrice: '12.00', storeGross: '24.00' }),
        expect.objectContaining({ kind: 'delivery', label: 'Delivery', taxRate: '22', erpGross: '8.54' }),
      ],
      rates: [
        { taxRate: '22', gross: '23.06', base: '18.90', tax: '4.16', storeBase: '18.90', allowance: '0.03' },
        { taxRate: '9.5', gross: '24.00', base: '21.92', tax: '2.08', storeBase: '21.92', allowance: '0.02' },
      ],
    })
  })

  it('trap 4: spreads a voucher over the VAT rates as the store did', () => {
    const proof = prove(orderOf({ products: [mug, book, untaxed], vouchers: [{ amount: '5', amountWithTax: true }] }))
    expect(amounts(proof).slice(-3)).toEqual([
      ['discount', '22', -1, '-0.47'],
      ['discount', '9.5', -1, '-1.29'],
      ['discount', '0', -1, '-3.24'],
    ])
    expect(rates(proof)).toEqual([
      ['22', '22.59', '18.52', '4.07'],
      ['9.5', '38.71', '35.35', '3.36'],
      ['0', '96.76', '96.76', '0.00'],
    ])
  })

  it('trap 5: takes free shipping off at the rate of shipping', () => {
    const proof = prove(orderOf({ products: [book], vouchers: [{ freeShipping: true }] }))
    expect(rates(proof)).toEqual([
      ['9.5', '40.00', '36.53', '3.47'],
      ['22', '0.00', '0.00', '0.00'],
    ])
  })

  it('proves an order that costs nothing', () => {
    const proof = prove(orderOf({ vouchers: [{ percent: '100', freeShipping: true }] }))
    expect(proof.totalPaid).toBe('0.00')
    expect(amounts(proof)).toContainEqual(['discount', '22', -1, '-23.06'])
  })

  it('writes one rate in one way, however the store does', () => {
    const { lines, ...order } = orderOf({ products: [mug, mug] })
    const spelled = lines.map((line, index) => ({ ...line, taxRate: index ? '22.000' : '22.0' }))
    expect(prove({ ...order, lines: spelled }).rates.map(({ taxRate }) => taxRate)).toEqual(['22'])
  })

  it('moves the cents by which rounded lines miss the total to the lines that rounding changed most', () => {
    const third = { net: '0.333333', taxRate: '22', quantity: 1 }
    const proof = prove(orderOf({ rounding: 'total', products: [third, third, third] }))
    expect(proof.totalPaid).toBe('9.76')
    expect(proof.lines.map(({ storeGross, erpGross }) => [storeGross, erpGross])).toEqual([
      ['0.41', '0.41'],
      ['0.41', '0.41'],
      ['0.41', '0.40'],
      ['8.54', '8.54'],
    ])
  })

  it('splits a line whose pieces cannot all have one price', () => {
    const proof = prove(orderOf({ products: [{ net: '0.123456', taxRate: '22', quantity: 1_500 }] }))
    expect(
      proof.lines.filter(({ kind }) => kind === 'product').map(({ quantity, unitPrice }) => [quantity, unitPrice]),
    ).toEqual([
      [1_408, '0.15'],
      [92, '0.16'],
    ])
  })
})

describe('vouchers that stores before or beside this version write down', () => {
  it('fall on the side of half a cent that the total says', () => {
    // 10 % of 14.55 is 1.455: rounded alone 1.46, but 14.55 - 1.455 = 13.095 is rounded to 13.10.
    const order = orderOf({ products: [{ ...mug, net: '11.926230' }], vouchers: [{ percent: '10' }] })
    expect([order.vouchers[0]?.gross, order.discounts.gross]).toEqual(['1.455000', '1.460000'])
    expect(amounts(prove({ ...order, totalPaid: '21.64' }))).toContainEqual(['discount', '22', -1, '-1.45'])
    expect(amounts(prove({ ...order, totalPaid: '21.63' }))).toContainEqual(['discount', '22', -1, '-1.46'])
  })

  it('may be missing, with and without shipping in their sum', () => {
    const cart = { products: [book, mug], shipping: { net: '7.00', taxRate: '0' } }
    const percent = orderOf({ ...cart, vouchers: [{ percent: '10' }] }, { vouchers: [] })
    const freeShipping = orderOf({ ...cart, vouchers: [{ percent: '10', freeShipping: true }] }, { vouchers: [] })
    const discounts = (order: StoreOrder) => amounts(prove(order)).filter(([kind]) => kind === 'discount')
    expect(discounts(percent)).toEqual([
      ['discount', '9.5', -1, '-4.00'],
      ['discount', '22', -1, '-1.45'],
    ])
    expect(discounts(freeShipping)).toEqual([
      ['discount', '0', -1, '-7.00'],
      ['discount', '9.5', -1, '-4.00'],
      ['discount', '22', -1, '-1.45'],
    ])
  })

  it('may be rounded to cents, when the back office added them', () => {
    const order = orderOf({
      products: [mug, { net: '10.958904', taxRate: '9.5', quantity: 1 }],
      vouchers: [{ amount: '2', amountWithTax: true }],
    })
    const vouchers = order.vouchers.map((voucher) => ({ ...voucher, net: '1.72' }))
    expect(amounts(prove({ ...order, vouchers })).slice(-2)).toEqual([
      ['discount', '22', -1, '-1.10'],
      ['discount', '9.5', -1, '-0.90'],
    ])
  })
})

describe('an order is held', () => {
  it('when its sums contradict each other, with both of them', () => {
    expect(reasonOf(orderOf({}, { totalPaid: '14.90' }))).toEqual({
      code: 'ERR_ORDER_SUMS_CONTRADICT',
      details: { parts: '23.06', totalPaid: '14.90', difference: '8.16', currency: 'EUR' },
    })
  })

  it('when one cent is missing that no rounding explains', () => {
    expect(reasonOf(orderOf({}, { totalPaid: '23.05' }))).toMatchObject({ code: 'ERR_ORDER_SUMS_CONTRADICT' })
  })

  it('when it does not say how it was rounded', () => {
    const { rounding: _, ...order } = orderOf({})
    expect(reasonOf(order)).toMatchObject({
      code: 'ERR_ORDER_ROUNDING_UNKNOWN',
      details: { parts: '23.06', totalPaid: '23.06' },
    })
  })

  it('when it has no lines', () => {
    expect(reasonOf(orderOf({}, { lines: [] }))).toMatchObject({ code: 'ERR_ORDER_EMPTY' })
  })

  it('when a taxed line has no rate; an untaxed one needs none', () => {
    const withoutRates = ({ lines, ...order }: StoreOrder): StoreOrder => ({
      ...order,
      lines: lines.map(({ taxRate: _, ...line }) => line),
    })
    expect(reasonOf(withoutRates(orderOf({})))).toEqual({
      code: 'ERR_ORDER_VAT_UNKNOWN',
      details: { what: 'Product 1', net: '11.90', gross: '14.52' },
    })
    expect(reasonOf(withoutRates(orderOf({ products: [untaxed] })))).toBe('proven')
  })

  it('when the pieces of a line do not make its total', () => {
    const { lines, ...order } = orderOf({ products: [{ ...mug, quantity: 2 }] })
    expect(reasonOf({ ...order, lines: lines.map((line) => ({ ...line, quantity: 3 })) })).toEqual({
      code: 'ERR_ORDER_LINE_CONTRADICTS',
      details: { line: 'Product 1', quantity: 3, price: '14.52', gross: '29.04', currency: 'EUR' },
    })
  })

  it('when shipping is taxed at another rate than it says', () => {
    const order = orderOf({})
    expect(reasonOf({ ...order, shipping: { ...order.shipping, taxRate: '9.5' } })).toEqual({
      code: 'ERR_ORDER_VAT_CONTRADICTS',
      details: { rate: '9.5', gross: '8.54', storeNet: '7.00', netAtRate: '7.80', currency: 'EUR' },
    })
  })

  it('when one of many lines has a wrong rate, however little it costs', () => {
    const pens = Array.from({ length: 30 }, () => ({ net: '1.500000', taxRate: '22', quantity: 1 }))
    const { lines, ...order } = orderOf({ products: pens })
    const mistaken = lines.map((line, index) => (index === 7 ? { ...line, taxRate: '9.5' } : line))
    expect(reasonOf({ ...order, lines: mistaken })).toMatchObject({ code: 'ERR_ORDER_VAT_CONTRADICTS' })
  })

  it('when its vouchers make another sum than its discount', () => {
    const order = orderOf({ vouchers: [{ amount: '5', amountWithTax: true }] })
    const vouchers = [...order.vouchers, { name: 'another', gross: '3.00', net: '2.46', freeShipping: false }]
    expect(reasonOf({ ...order, vouchers })).toEqual({
      code: 'ERR_ORDER_VOUCHERS_CONTRADICT',
      details: { vouchers: '8.00', discounts: '5.00', currency: 'EUR' },
    })
  })

  it('when a voucher fits no division over the VAT rates', () => {
    const order = orderOf({ products: [mug, book], vouchers: [{ amount: '5', amountWithTax: true }] })
    const vouchers = order.vouchers.map((voucher) => ({ ...voucher, net: '4.987654' }))
    expect(reasonOf({ ...order, vouchers })).toEqual({
      code: 'ERR_ORDER_VOUCHER_VAT_UNKNOWN',
      details: { voucher: 'voucher 1', gross: '5.00', net: '4.99' },
    })
  })
})
