import { Amount, amount, netOf, roundToTotal, sum } from './money.ts'
import type { Voucher } from './order.ts'

/** Gross amounts by VAT rate in percent. */
export type ByRate = ReadonlyMap<string, Amount>

/** An amount at one VAT rate, as the store counts it. */
export interface TaxedAmount {
  taxRate: string
  gross: Amount
  net: Amount
}

export interface DiscountInput {
  /** In the order in which the store applied them. */
  vouchers: readonly Voucher[]
  /** What the order was reduced by, in whole cents. */
  total: Amount
  lines: readonly TaxedAmount[]
  shipping: TaxedAmount | undefined
}

export type DiscountResult = { ok: true; byRate: ByRate } | { ok: false; voucher: Voucher }

/** Something that vouchers make cheaper: its price, and what earlier vouchers left of it. */
interface Target extends TaxedAmount {
  open: { gross: Amount; net: Amount }
}

interface Share extends TaxedAmount {
  target: Target
}

/** The store keeps six decimals of a voucher's two values; orders changed in its back office keep cents. */
const exactly = amount('0.00001')
const toTheCent = amount('0.006')

const spread = (gross: Amount, targets: readonly Target[]): Share[] => {
  const whole = sum(targets.map(({ open }) => open.gross))
  return targets.map((target) => {
    const { taxRate, open } = target
    const part = targets.length === 1 ? gross : whole.isZero() ? whole : gross.times(open.gross).div(whole)
    const net = open.gross.isZero() ? netOf(part, taxRate) : part.times(open.net).div(open.gross)
    return { target, taxRate, gross: part, net }
  })
}

/**
 * What a voucher may have reduced, most usual first: all lines by their price, then one line (a gift, a voucher for a product),
 * then the lines of one rate. One that makes shipping free reduces shipping first; old ones do not say that they do.
 */
const waysToSpread = (voucher: Voucher, lines: readonly Target[], shipping: Target | undefined): Share[][] => {
  const gross = amount(voucher.gross)
  const free = voucher.freeShipping && shipping ? spread(Amount.min(gross, shipping.open.gross), [shipping]) : []
  const rest = gross.minus(sum(free.map((share) => share.gross)))
  const ofOneRate = Map.groupBy(lines, ({ taxRate }) => taxRate)
  return [
    ...[lines, ...lines.map((line) => [line]), ...ofOneRate.values()].map((some) => [...free, ...spread(rest, some)]),
    ...(shipping ? [spread(gross, [shipping])] : []),
  ].filter(
    (way) =>
      sum(way.map((share) => share.gross)).minus(gross).abs().lt(exactly) &&
      way.every((share) => share.gross.lte(share.target.gross.plus('0.01'))),
  )
}

/** The store taxes a share at the ratio of its line's rounded prices, a gift at that of its exact price. */
const errorOf = (way: readonly Share[], net: string): Amount =>
  Amount.min(
    ...[way.map((share) => share.net), way.map((share) => netOf(share.gross, share.taxRate))].map((nets) =>
      sum(nets).minus(net).abs(),
    ),
  )

const attribute = (voucher: Voucher, lines: readonly Target[], shipping: Target | undefined): Share[] | undefined => {
  const judged = waysToSpread(voucher, lines, shipping).map((way) => ({ way, error: errorOf(way, voucher.net) }))
  const fit = judged.find(({ error }) => error.lte(exactly)) ?? judged.find(({ error }) => error.lte(toTheCent))
  return fit?.way
}

const reduce = ({ target, gross, net }: Share): void => {
  target.open = {
    gross: Amount.max(target.open.gross.minus(gross), 0),
    net: Amount.max(target.open.net.minus(net), 0),
  }
}

/**
 * Divides an order's vouchers over its VAT rates. The store keeps only a gross and a net value per voucher, so the division is the
 * one whose net value agrees. Cents left over by rounding go to the largest remainders.
 *
 * @returns gross amounts in whole cents that add up to `total`, or the voucher that fits no division
 */
export const divideDiscounts = ({ vouchers, total, lines, shipping }: DiscountInput): DiscountResult => {
  const toTarget = (part: TaxedAmount): Target => ({ ...part, open: part })
  const targets = lines.map(toTarget)
  const shippingTarget = shipping && toTarget(shipping)
  const exact = new Map<string, Amount>()
  for (const voucher of vouchers) {
    const way = attribute(voucher, targets, shippingTarget)
    if (!way) return { ok: false, voucher }
    for (const share of way) {
      reduce(share)
      exact.set(share.taxRate, share.gross.plus(exact.get(share.taxRate) ?? 0))
    }
  }
  const worth = sum(exact.values())
  const scaled = [...exact.values()].map((gross) => (worth.isZero() ? worth : gross.times(total).div(worth)))
  const cents = roundToTotal(
    scaled.map((value) => value.toDecimalPlaces(9)),
    total,
  )
  const [first] = vouchers
  if (!cents) return first ? { ok: false, voucher: first } : { ok: true, byRate: new Map() }
  return { ok: true, byRate: new Map([...exact.keys()].map((rate, index) => [rate, cents[index] ?? amount(0)])) }
}
