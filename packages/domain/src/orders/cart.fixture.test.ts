import { describe, expect, it } from 'vitest'
import { type Cart, type CartProduct, placeOrder } from './cart.fixture.ts'

const mug: CartProduct = { net: '11.900000', taxRate: '22', quantity: 1 }
const honey: CartProduct = { net: '10.958900', taxRate: '9.5', quantity: 1 }
const book: CartProduct = { net: '18.264840', taxRate: '9.5', quantity: 1 }
const shoes: CartProduct = { net: '49.180000', taxRate: '22', quantity: 1 }
const third: CartProduct = { net: '0.333333', taxRate: '22', quantity: 7 }
const shipping = { net: '7.00', taxRate: '22' }

/** The three recorded orders that differ only in how the shop rounds. */
const rounded = (rounding: Cart['rounding']): Cart => ({
  rounding,
  products: [{ ...honey, quantity: 3 }, third],
  vouchers: [],
  shipping,
})

const line = (...products: CartProduct[]) => ({ rounding: 'line', products, shipping }) as const

interface Recorded {
  cart: Cart
  /** total_paid, total_paid_tax_excl. */
  paid: [string, string]
  /** total_products_wt, total_products. */
  products: [string, string]
  /** total_price_tax_incl, total_price_tax_excl of each line. */
  lines: [string, string][]
  /** total_discounts_tax_incl, total_discounts_tax_excl. */
  discounts?: [string, string]
  /** value, value_tax_excl of each voucher. */
  vouchers?: [string, string][]
}

const recorded: Record<string, Recorded> = {
  'two VAT rates': {
    cart: { ...line(mug, { ...honey, quantity: 2 }), vouchers: [] },
    paid: ['47.06', '40.82'],
    products: ['38.52', '33.82'],
    lines: [
      ['14.52', '11.90'],
      ['24.00', '21.92'],
    ],
  },
  'a percentage of everything': {
    cart: { ...line({ ...mug, quantity: 2 }), vouchers: [{ percent: '10' }] },
    paid: ['34.68', '28.42'],
    products: ['29.04', '23.80'],
    lines: [['29.04', '23.80']],
    discounts: ['2.90', '2.38'],
    vouchers: [['2.904', '2.38']],
  },
  'an amount and free shipping': {
    cart: { ...line(shoes), vouchers: [{ amount: '5', amountWithTax: true }, { freeShipping: true }] },
    paid: ['55.00', '45.08'],
    products: ['60.00', '49.18'],
    lines: [['60.00', '49.18']],
    discounts: ['13.54', '11.10'],
    vouchers: [
      ['5.00', '4.098333'],
      ['8.54', '7.00'],
    ],
  },
  'specific prices': {
    cart: {
      ...line(
        { net: '19.120000', taxRate: '22', quantity: 1 },
        { net: '10.260656', taxRate: '22', quantity: 1 },
        { net: '10.115000', taxRate: '22', quantity: 3 },
        { net: '9.500000', taxRate: '22', quantity: 1 },
      ),
      vouchers: [],
    },
    paid: ['93.00', '76.23'],
    products: ['84.46', '69.23'],
    lines: [
      ['23.33', '19.12'],
      ['12.52', '10.26'],
      ['37.02', '30.35'],
      ['11.59', '9.50'],
    ],
  },
  'an amount over three VAT rates': {
    cart: {
      ...line(mug, { ...book, quantity: 2 }, { net: '100.000000', taxRate: '0', quantity: 1 }),
      vouchers: [{ amount: '5', amountWithTax: true }],
    },
    paid: ['158.06', '150.63'],
    products: ['154.52', '148.43'],
    lines: [
      ['14.52', '11.90'],
      ['40.00', '36.53'],
      ['100.00', '100.00'],
    ],
    discounts: ['5.00', '4.80'],
    vouchers: [['5.00', '4.802938']],
  },
  'a voucher for everything and more': {
    cart: { ...line(mug), vouchers: [{ percent: '100', freeShipping: true }] },
    paid: ['0.00', '0.00'],
    products: ['14.52', '11.90'],
    lines: [['14.52', '11.90']],
    discounts: ['23.06', '18.90'],
    vouchers: [['23.06', '18.90']],
  },
  'a gift and a net amount': {
    cart: {
      ...line({ net: '9.500000', taxRate: '22', quantity: 1 }, { net: '1.500000', taxRate: '22', quantity: 1 }),
      vouchers: [{ gift: 1 }, { amount: '3' }],
    },
    paid: ['16.47', '13.50'],
    products: ['13.42', '11.00'],
    lines: [
      ['11.59', '9.50'],
      ['1.83', '1.50'],
    ],
    discounts: ['5.49', '4.50'],
    vouchers: [
      ['1.83', '1.50'],
      ['3.66', '3.00'],
    ],
  },
  'gift wrapping': {
    cart: { ...line(book, shoes), vouchers: [], wrapping: { net: '2.00', taxRate: '22' } },
    paid: ['90.98', '76.44'],
    products: ['80.00', '67.44'],
    lines: [
      ['20.00', '18.26'],
      ['60.00', '49.18'],
    ],
  },
  'each piece rounded': {
    cart: rounded('item'),
    paid: ['47.41', '42.19'],
    products: ['38.87', '35.19'],
    lines: [
      ['36.00', '32.88'],
      ['2.87', '2.31'],
    ],
  },
  'each line rounded': {
    cart: rounded('line'),
    paid: ['47.39', '42.21'],
    products: ['38.85', '35.21'],
    lines: [
      ['36.00', '32.88'],
      ['2.85', '2.33'],
    ],
  },
  'only the total rounded': {
    cart: rounded('total'),
    paid: ['47.39', '42.21'],
    products: ['38.85', '35.21'],
    lines: [
      ['35.999988', '32.876700'],
      ['2.846662', '2.333331'],
    ],
  },
  'lines that lose half a cent net': {
    cart: { ...line({ net: '10.115000', taxRate: '22', quantity: 3 }, honey), vouchers: [] },
    paid: ['57.56', '48.30'],
    products: ['49.02', '41.31'],
    lines: [
      ['37.02', '30.35'],
      ['12.00', '10.96'],
    ],
  },
}

const decimals = (values: readonly string[]): number[] => values.map(Number)

describe('placeOrder gives the amounts of recorded orders', () => {
  it.each(Object.entries(recorded))('%s', (_, { cart, paid, products, lines, discounts, vouchers }) => {
    const { order, totalProducts, totalPaidNet } = placeOrder(cart)
    expect(decimals([order.totalPaid, totalPaidNet])).toEqual(decimals(paid))
    expect(decimals([totalProducts.gross, totalProducts.net])).toEqual(decimals(products))
    expect(order.lines.map(({ totalGross, totalNet }) => decimals([totalGross, totalNet]))).toEqual(lines.map(decimals))
    expect(decimals([order.discounts.gross, order.discounts.net])).toEqual(decimals(discounts ?? ['0', '0']))
    expect(order.vouchers.map(({ gross, net }) => decimals([gross, net]))).toEqual((vouchers ?? []).map(decimals))
  })
})
