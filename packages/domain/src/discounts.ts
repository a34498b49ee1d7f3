import { Amount, amount, netOf, roundToTotal, sum } from './money.ts'
import type { Voucher } from './order.ts'

/** Gross amounts by VAT rate in percent. */
export type ByRate = ReadonlyMap<string, Amount>

export interface DiscountInput {
  vouchers: readonly Voucher[]
  /** What the order was reduced by, in whole cents. */
  total: Amount
  /** Products by rate: what most vouchers are spread over. */
  products: ByRate
  shipping: { gross: Amount; rate: string } | undefined
}

export type DiscountResult = { ok: true; byRate: ByRate } | { ok: false; voucher: Voucher }

/** A voucher's net value is stored with six decimals, or rounded to cents by some versions. */
const closeEnough = amount('0.006')
const stillPlausible = amount('0.02')

const spread = (gross: Amount, weights: ByRate): ByRate => {
  const whole = sum(weights.values())
  if (whole.isZero()) return new Map()
  return new Map([...weights].map(([rate, weight]) => [rate, gross.times(weight).div(whole)]))
}

const add = (a: ByRate, b: ByRate): ByRate =>
  new Map(
    [...new Set([...a.keys(), ...b.keys()])].map((rate) => [rate, amount(a.get(rate) ?? 0).plus(b.get(rate) ?? 0)]),
  )

const netAll = (byRate: ByRate): Amount => sum([...byRate].map(([rate, gross]) => netOf(gross, rate)))

/**
 * How a voucher may have been spread, most usual first: shipping before the rest when it makes shipping free, then over all
 * products by their price, then on the products of one rate (a gift, a voucher for one product), then on shipping.
 */
const waysToSpread = (voucher: Voucher, { products, shipping }: DiscountInput): ByRate[] => {
  const gross = amount(voucher.gross)
  const ways: ByRate[] = []
  if (voucher.freeShipping && shipping) {
    const forShipping = Amount.min(gross, shipping.gross)
    ways.push(add(new Map([[shipping.rate, forShipping]]), spread(gross.minus(forShipping), products)))
  }
  ways.push(spread(gross, products))
  for (const rate of products.keys()) ways.push(new Map([[rate, gross]]))
  if (shipping) ways.push(new Map([[shipping.rate, gross]]))
  return ways.filter((way) => sum(way.values()).minus(gross).abs().lt('0.000001'))
}

const attribute = (voucher: Voucher, input: DiscountInput): ByRate | undefined => {
  if (amount(voucher.gross).isZero()) return new Map()
  const judged = waysToSpread(voucher, input).map((way) => ({ way, error: netAll(way).minus(voucher.net).abs() }))
  const exact = judged.find(({ error }) => error.lte(closeEnough))
  const best = exact ?? judged.filter(({ error }) => error.lte(stillPlausible)).sort((a, b) => a.error.cmp(b.error))[0]
  return best?.way
}

/**
 * Divides an order's vouchers over its VAT rates. The store keeps only a gross and a net value per voucher, so the division is the
 * one whose net value agrees. Cents left over by rounding go to the largest remainders.
 *
 * @returns gross amounts in whole cents that add up to `total`, or the voucher that fits no division
 */
export const divideDiscounts = (input: DiscountInput): DiscountResult => {
  let exact: ByRate = new Map()
  for (const voucher of input.vouchers) {
    const way = attribute(voucher, input)
    if (!way) return { ok: false, voucher }
    exact = add(exact, way)
  }
  const rates = [...exact.keys()]
  const worth = sum(exact.values())
  const scaled = rates.map((rate) =>
    worth.isZero()
      ? worth
      : amount(exact.get(rate) ?? 0)
          .times(input.total)
          .div(worth),
  )
  const cents = roundToTotal(
    scaled.map((value) => value.toDecimalPlaces(9)),
    input.total,
  )
  const [first] = input.vouchers
  if (!cents) return first ? { ok: false, voucher: first } : { ok: true, byRate: new Map() }
  return { ok: true, byRate: new Map(rates.map((rate, index) => [rate, cents[index] ?? amount(0)])) }
}
