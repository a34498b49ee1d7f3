import { Decimal } from 'decimal.js'
import type { StoreOrder } from './order.ts'

/**
 * PrestaShop 8.2's own arithmetic, for tests: what it makes of a cart when an order is placed. Written from its Cart, Calculator,
 * CartRow, CartRuleCalculator and PaymentModule, without any of this package's code; cart.fixture.test.ts holds it to recorded orders.
 */
const D = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP })
const cents = (value: Decimal): Decimal => value.toDecimalPlaces(2)
/** Columns of the database keep six decimals, and know no negative zero. */
const stored = (value: Decimal): string => value.toFixed(6).replace(/^-(?=[0.]*$)/, '')

export interface CartProduct {
  /** Net price of a piece, six decimals, as the shop keeps it. */
  net: string
  taxRate: string
  quantity: number
}

/** A cart rule. One rule may do several of these at once; `on` names products by their place in the cart, absent = all. */
export interface CartVoucher {
  freeShipping?: boolean
  gift?: number
  percent?: string
  amount?: string
  amountWithTax?: boolean
  on?: readonly number[]
  /** What an amount is worth beyond the cart becomes a new voucher. */
  partialUse?: boolean
}

export interface CartCharge {
  net: string
  taxRate: string
}

export interface Cart {
  rounding: 'item' | 'line' | 'total'
  products: readonly CartProduct[]
  vouchers: readonly CartVoucher[]
  shipping?: CartCharge
  wrapping?: CartCharge
}

export interface PlacedOrder {
  order: StoreOrder
  /** What the customer pays at each VAT rate, before any rounding of the sum. */
  paidByRate: ReadonlyMap<string, Decimal>
  totalProducts: { net: string; gross: string }
  totalPaidNet: string
}

interface Amounts {
  gross: Decimal
  net: Decimal
}

const nothing: Amounts = { gross: new D(0), net: new D(0) }
const plus = (a: Amounts, b: Amounts): Amounts => ({ gross: a.gross.plus(b.gross), net: a.net.plus(b.net) })
const minus = (a: Amounts, b: Amounts): Amounts => ({ gross: a.gross.minus(b.gross), net: a.net.minus(b.net) })
const times = (a: Amounts, factor: Decimal.Value): Amounts => ({
  gross: a.gross.times(factor),
  net: a.net.times(factor),
})
const round = (a: Amounts): Amounts => ({ gross: cents(a.gross), net: cents(a.net) })
const sumOf = (values: readonly Amounts[]): Amounts => values.reduce(plus, nothing)

const withTax = ({ net, taxRate }: CartCharge): Amounts => ({
  net: new D(net),
  gross: new D(net).times(new D(taxRate).div(100).plus(1)),
})

interface Row {
  taxRate: string
  quantity: number
  /** Six decimals. */
  exactUnit: Amounts
  /** Whole cents when each piece is rounded. */
  unit: Amounts
  /** What the total adds up. */
  initial: Amounts
  /** What order_details keeps, and vouchers reduce. */
  final: Amounts
}

const toRow = ({ net, taxRate, quantity }: CartProduct, rounding: Cart['rounding']): Row => {
  const exactUnit = { net: new D(net), gross: withTax({ net, taxRate }).gross.toDecimalPlaces(6) }
  const unit = rounding === 'item' ? round(exactUnit) : exactUnit
  const initial = times(unit, quantity)
  return { taxRate, quantity, exactUnit, unit, initial, final: rounding === 'line' ? round(initial) : initial }
}

const reduce = (row: Row, by: Amounts): void => {
  const left = minus(row.final, by)
  row.final = { gross: D.max(left.gross, 0), net: D.max(left.net, 0) }
}

interface Applied {
  voucher: CartVoucher
  value: Amounts
  byRate: Map<string, Decimal>
}

const applyVoucher = (voucher: CartVoucher, rows: Row[], shipping: Amounts & { taxRate: string }): Applied => {
  const applied: Applied = { voucher, value: nothing, byRate: new Map() }
  const give = (rate: string, by: Amounts, row?: Row): void => {
    applied.value = plus(applied.value, by)
    applied.byRate.set(rate, by.gross.plus(applied.byRate.get(rate) ?? 0))
    if (row) reduce(row, by)
  }
  if (voucher.freeShipping) give(shipping.taxRate, shipping)
  const gift = voucher.gift === undefined ? undefined : rows[voucher.gift]
  if (gift) give(gift.taxRate, gift.unit, gift)
  const concerned = rows.filter((_, index) => voucher.on?.includes(index) ?? true)
  if (voucher.percent !== undefined) {
    for (const row of concerned) give(row.taxRate, times(row.final, new D(voucher.percent).div(100)), row)
  }
  if (voucher.amount !== undefined) {
    const basis = voucher.amountWithTax ? 'gross' : 'net'
    const whole = sumOf(concerned.map(({ final }) => final))[basis]
    const value = D.min(voucher.amount, whole)
    for (const row of concerned) {
      if (row.final[basis].isZero()) continue
      const factor = row.final.net.isZero() ? new D(1) : row.final.gross.div(row.final.net)
      const part = value.times(row.final[basis]).div(whole)
      give(
        row.taxRate,
        voucher.amountWithTax ? { gross: part, net: part.div(factor) } : { gross: part.times(factor), net: part },
        row,
      )
    }
  }
  return applied
}

const isMore = (a: Amounts, b: Amounts): boolean => a.gross.gt(b.gross) || (a.gross.eq(b.gross) && a.net.gt(b.net))

/** order_cart_rules. A voucher that leaves a rest is written down with what was left to pay instead of what it took off. */
const storedVouchers = (applied: readonly Applied[], products: Amounts, shipping: Amounts): StoreOrder['vouchers'] => {
  let reduced = nothing
  const kept: StoreOrder['vouchers'] = []
  for (const { voucher, value: taken } of applied) {
    if (taken.net.isZero()) continue
    const rest = cents(new D(voucher.amount ?? 0).minus(voucher.amountWithTax ? taken.gross : taken.net))
    const leavesRest = voucher.partialUse === true && voucher.amount !== undefined && rest.gt(0)
    const left = plus(minus(products, reduced), voucher.freeShipping ? shipping : nothing)
    const value = leavesRest ? left : taken
    reduced = plus(reduced, value)
    kept.push({
      name: `voucher ${kept.length + 1}`,
      gross: stored(value.gross),
      net: stored(value.net),
      freeShipping: voucher.freeShipping ?? false,
    })
  }
  return kept
}

const party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Slovenska cesta 1',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
  email: 'ana@example.com',
}

const toStoreOrder = (
  cart: Cart,
  amounts: Pick<StoreOrder, 'lines' | 'vouchers' | 'discounts' | 'shipping' | 'wrapping' | 'totalPaid'>,
): StoreOrder => ({
  storeOrderId: '6',
  reference: 'KHWLILZLL',
  referenceIsShared: false,
  placedAt: '2026-11-23T07:47:18Z',
  changedAt: '2026-11-23T07:47:18Z',
  currency: 'EUR',
  language: 'sl',
  state: { id: '2', name: 'Plačilo sprejeto', meaning: 'open', paid: true },
  payment: { module: 'ps_checkout', label: 'Kartica', payments: [] },
  payer: party,
  recipient: party,
  rounding: cart.rounding,
  messages: [],
  ...amounts,
})

const toCharged = (charge: CartCharge = { net: '0', taxRate: '0' }): Amounts & { taxRate: string } => ({
  ...round(withTax(charge)),
  taxRate: charge.taxRate,
})

interface Priced {
  rows: readonly Row[]
  shipping: Amounts & { taxRate: string }
  wrapping: Amounts & { taxRate: string }
  applied: readonly Applied[]
}

const freeShippings = (applied: readonly Applied[]): number =>
  applied.filter(({ voucher }) => voucher.freeShipping).length

/** All vouchers together: free shipping counts once, and nobody is paid for buying. */
const discountTotal = ({ rows, shipping, applied }: Priced): { discounts: Amounts; takesAll: boolean } => {
  const free = freeShippings(applied)
  const given = minus(sumOf(applied.map(({ value }) => value)), times(shipping, Math.max(0, free - 1)))
  const most = plus(sumOf(rows.map(({ initial }) => initial)), free > 0 ? shipping : nothing)
  return isMore(given, most) ? { discounts: most, takesAll: true } : { discounts: given, takesAll: false }
}

const payByRate = ({ rows, shipping, wrapping, applied }: Priced, takesAll: boolean): Map<string, Decimal> => {
  const free = freeShippings(applied)
  const charges: [string, Decimal][] = [
    [wrapping.taxRate, wrapping.gross],
    [shipping.taxRate, shipping.gross.times(takesAll && free > 0 ? 0 : Math.max(1, free))],
  ]
  const products: [string, Decimal][] = [
    ...rows.map(({ taxRate, initial }): [string, Decimal] => [taxRate, initial.gross]),
    ...applied.flatMap(({ byRate }) => [...byRate].map(([rate, gross]): [string, Decimal] => [rate, gross.negated()])),
  ]
  const paid = new Map<string, Decimal>()
  for (const [rate, gross] of [...charges, ...(takesAll ? [] : products)]) {
    paid.set(rate, gross.plus(paid.get(rate) ?? 0))
  }
  return paid
}

const toCharge = ({ net, gross, taxRate }: Amounts & { taxRate: string }) => ({
  net: stored(net),
  gross: stored(gross),
  ...(gross.isZero() ? {} : { taxRate }),
})

const toLine = ({ taxRate, quantity, exactUnit, final }: Row, index: number): StoreOrder['lines'][number] => ({
  storeLineId: String(index + 1),
  storeProductId: String(index + 1),
  reference: `SKU-${index + 1}`,
  name: `Product ${index + 1}`,
  quantity,
  unitGross: stored(exactUnit.gross),
  totalNet: stored(final.net),
  totalGross: stored(final.gross),
  taxRate,
})

/** Places the order: what the web service would answer about it, in the words of this package. */
export const placeOrder = (cart: Cart): PlacedOrder => {
  const rows = cart.products.map((product) => toRow(product, cart.rounding))
  const lines = rows.map(toLine)
  const products = round(sumOf(rows.map(({ final }) => final)))
  const [shipping, wrapping] = [toCharged(cart.shipping), toCharged(cart.wrapping)]
  const applied = cart.vouchers.map((voucher) => applyVoucher(voucher, rows, shipping))
  const priced = { rows, shipping, wrapping, applied }
  const { discounts, takesAll } = discountTotal(priced)
  const charged = plus(sumOf(rows.map(({ initial }) => initial)), plus(shipping, wrapping))
  const paid = round(minus(charged, round(discounts)))
  const order = toStoreOrder(cart, {
    lines,
    vouchers: storedVouchers(applied, products, shipping),
    discounts: { net: stored(cents(discounts.net)), gross: stored(cents(discounts.gross)) },
    shipping: toCharge(shipping),
    wrapping: { ...toCharge(wrapping), wanted: cart.wrapping !== undefined },
    totalPaid: stored(paid.gross),
  })
  const totalProducts = { net: stored(products.net), gross: stored(products.gross) }
  return { order, paidByRate: payByRate(priced, takesAll), totalProducts, totalPaidNet: stored(paid.net) }
}
