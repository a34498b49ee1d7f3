import { Amount, amount, type ByRate, netOf, roundToTotal, sum, sumByRate } from '../money.ts'
import type { Voucher } from './order.ts'

/** An amount at one VAT rate, as the store counts it. */
export interface TaxedAmount {
  taxRate: string
  gross: Amount
  net: Amount
}

/** A voucher with what it took off. */
export interface Reduction extends Omit<Voucher, 'freeShipping'> {
  /** Absent when the store does not say. */
  freeShipping?: boolean
  /** Its values are known to the cent only, not to six decimals as the store keeps most. */
  inCents: boolean
  /** Its net value may be the gross one once more. */
  netIsDoubtful?: boolean
}

export interface DiscountInput {
  /** In the order in which the store applied them. */
  vouchers: readonly Reduction[]
  /** What the order was reduced by, in whole cents. */
  total: Amount
  lines: readonly (TaxedAmount & { pieceGross: Amount })[]
  shipping: TaxedAmount | undefined
}

export type DiscountResult = { ok: true; byRate: ByRate } | { ok: false; voucher: Reduction }

/** Something that vouchers make cheaper: its price, and what earlier vouchers left of it. */
interface Target extends TaxedAmount {
  pieceGross: Amount
  open: { gross: Amount; net: Amount }
}

interface Share extends TaxedAmount {
  target: Target
}

const exactly = amount('0.00001')
const cent = amount('0.01')

const openGross = (targets: readonly Target[]): Amount => sum(targets.map(({ open }) => open.gross))

const spread = (gross: Amount, targets: readonly Target[]): Share[] => {
  const whole = openGross(targets)
  return targets.map((target) => {
    const { taxRate, open } = target
    if (whole.isZero()) return { target, taxRate, gross, net: netOf(gross, taxRate) }
    return { target, taxRate, gross: gross.times(open.gross).div(whole), net: gross.times(open.net).div(whole) }
  })
}

/** More lines than that have too many selections to try them all. */
const mostLinesToSelectFrom = 12

/** The selections of lines of which a percentage, to two decimals, is `gross`. */
const selections = (gross: Amount, lines: readonly Target[]): Target[][] => {
  if (lines.length > mostLinesToSelectFrom) return []
  const all: { some: Target[]; whole: Amount }[] = [{ some: [], whole: amount(0) }]
  for (const line of lines) {
    all.push(...all.map(({ some, whole }) => ({ some: [...some, line], whole: whole.plus(line.open.gross) })))
  }
  return all
    .filter(({ whole }) => {
      if (!whole.gt(0)) return false
      const share = gross.div(whole).toDecimalPlaces(4)
      return share.lte(1) && whole.times(share).minus(gross).abs().lte(exactly)
    })
    .map(({ some }) => some)
}

/** The usual ones first: all lines, one (a gift, a voucher for a product: the nearest in price), all of one rate. */
const usualTargets = (gross: Amount, lines: readonly Target[]): (readonly Target[])[] => {
  const distance = ({ open, pieceGross }: Target): Amount =>
    Amount.min(...[open.gross, pieceGross].map((price) => price.minus(gross).abs()))
  const single = lines.toSorted((a, b) => distance(a).cmp(distance(b))).map((line) => [line])
  return [lines, ...single, ...Map.groupBy(lines, ({ taxRate }) => taxRate).values()]
}

const overdraws = (way: readonly Share[]): boolean =>
  way.some(({ gross, target }) => gross.gt(target.open.gross.plus(cent)))

/**
 * How a voucher may have been spread over `targets`. The store taxes a share at the ratio of its line's rounded amounts, a gift at
 * its rate. No line costs less than nothing, except that a gift is given at its full price, whatever earlier vouchers took off it.
 */
const spreadOver = (gross: Amount, targets: readonly (readonly Target[])[]): Share[][] =>
  targets
    .filter((some) => some.length === 1 || openGross(some).gt(0))
    .map((some) => spread(gross, some))
    .filter((way) => way.every((share) => share.gross.lte(share.target.gross.plus(cent))))
    .flatMap((way) => [way, way.map((share) => ({ ...share, net: netOf(share.gross, share.taxRate) }))])
    .toSorted((a, b) => Number(overdraws(a)) - Number(overdraws(b)))

const taxByRate = (way: readonly Share[]): ByRate =>
  sumByRate(way, ({ gross, taxRate }) => gross.minus(netOf(gross, taxRate)))

/** As far as VAT goes it is all one how the voucher is divided: a tenth of a cent seldom moves one. */
const taxedAlike = (a: ByRate, b: ByRate): boolean =>
  [...a.keys(), ...b.keys()].every((rate) => {
    const difference = amount(a.get(rate) ?? 0).minus(b.get(rate) ?? 0)
    return difference.abs().lte('0.001')
  })

/**
 * What a voucher took off: shipping first when it makes it free, and of the ways to spread the rest the one whose net value agrees.
 * None when several agree that would be taxed differently.
 */
const attribute = (voucher: Reduction, lines: readonly Target[], shipping: Target | undefined): Share[] | undefined => {
  const { freeShipping } = voucher
  const gross = amount(voucher.gross)
  const mayBeFree = shipping ? Amount.min(gross, shipping.open.gross) : amount(0)
  const forShipping = [...(freeShipping ? [] : [amount(0)]), ...(freeShipping === false ? [] : [mayBeFree])]
  const ways = (targets: (rest: Amount) => (readonly Target[])[]): Share[][] =>
    forShipping.flatMap((free) => {
      const ofShipping = shipping && free.gt(0) ? spread(free, [shipping]) : []
      const rest = gross.minus(free)
      return spreadOver(rest, targets(rest)).map((way) => [...ofShipping, ...way])
    })
  const agreeing = (most: Amount, some: readonly Share[][]): Share[][] =>
    some.filter((way) => {
      if (voucher.netIsDoubtful) return false
      const net = sum(way.map((share) => share.net))
      return net.minus(voucher.net).abs().lte(most)
    })
  const usual = ways((rest) => usualTargets(rest, lines))
  const selected = (): Share[][] => ways((rest) => selections(rest, lines))
  const oneRate = [...lines, ...(shipping ? [shipping] : [])].every(({ taxRate }) => taxRate === lines[0]?.taxRate)
  const steps = [
    () => agreeing(exactly, usual),
    () => (oneRate ? usual : []),
    () => agreeing(exactly, selected()),
    () => (voucher.inCents ? agreeing(cent, usual) : []),
  ]
  for (const step of steps) {
    const [first, ...others] = step()
    if (!first) continue
    const taxes = taxByRate(first)
    return others.every((way) => taxedAlike(taxByRate(way), taxes)) ? first : undefined
  }
  return undefined
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
  const targets: Target[] = lines.map((line) => ({ ...line, open: line }))
  const shippingTarget = shipping && { ...shipping, pieceGross: shipping.gross, open: shipping }
  const shares: Share[] = []
  for (const voucher of vouchers) {
    const way = attribute(voucher, targets, shippingTarget)
    if (!way) return { ok: false, voucher }
    for (const share of way) reduce(share)
    shares.push(...way)
  }
  const exact = [...sumByRate(shares, ({ gross }) => gross)]
  const worth = sum(exact.map(([, gross]) => gross))
  const scaled = exact.map(([, gross]) => (worth.isZero() ? worth : gross.times(total).div(worth).toDecimalPlaces(9)))
  const cents = roundToTotal(scaled, total)
  const [first] = vouchers
  if (!cents) return first ? { ok: false, voucher: first } : { ok: true, byRate: new Map() }
  return { ok: true, byRate: new Map(exact.map(([rate], index) => [rate, cents[index] ?? amount(0)])) }
}
