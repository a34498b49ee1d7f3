import type { MetakockaSettings } from '../settings.ts'
import { Decimal, sumOf, toCents, zero } from '../wire/decimals.ts'
import { toTaxCode } from '../wire/tax.ts'

/** What of a line counts for money. */
export interface PricedLine {
  amount: string
  price: string
  basis: 'net' | 'gross'
  discount?: string | undefined
  taxFactor: string
}

/** One of the two, taken off the whole document: an amount including tax, or percent. */
export interface DocumentDiscount {
  value?: Decimal | undefined
  percent?: Decimal | undefined
}

/** Amounts are decimal strings in cents precision; `base + tax = gross`. */
export interface RateTotals {
  taxCode: string
  base: string
  tax: string
  gross: string
}

export interface Totals {
  rates: RateTotals[]
  /** Discounts of lines, without tax, and of the document, as given. */
  discount: string
}

const one = new Decimal(1)

const percentOff = (percent: Decimal): Decimal => one.minus(percent.dividedBy(100))

/** The share of the price that is left after `22;23`: 0.78 x 0.77. */
const toPriceShare = (discount: string | undefined): Decimal =>
  (discount?.split(';') ?? []).reduce((share, percent) => share.times(percentOff(new Decimal(percent))), one)

const withTax = (factor: Decimal): Decimal => one.plus(factor)

/** Amounts of one line, not rounded. */
const priceLine = (line: PricedLine, documentShare: Decimal) => {
  const factor = new Decimal(line.taxFactor)
  const full = new Decimal(line.amount).times(line.price)
  const fullNet = line.basis === 'net' ? full : full.dividedBy(withTax(factor))
  const left = toPriceShare(line.discount).times(documentShare)
  const net = fullNet.times(left)
  return {
    factor,
    net,
    gross: line.basis === 'gross' ? full.times(left) : net.times(withTax(factor)),
    fullNet,
  }
}

type LineAmounts = ReturnType<typeof priceLine>

interface Arithmetic {
  gross(lines: LineAmounts[]): Decimal
  /** @param share what the document's discount took off the gross */
  base(lines: LineAmounts[], gross: Decimal, share: Decimal, factor: Decimal): Decimal
}

const arithmetics: Record<MetakockaSettings['arithmetic'], Arithmetic> = {
  document: {
    gross: (lines) => toCents(sumOf(lines.map((line) => line.gross))),
    base: (_lines, gross, share, factor) => toCents(gross.minus(share).dividedBy(withTax(factor))),
  },
  line: {
    gross: (lines) => sumOf(lines.map((line) => toCents(line.gross))),
    base: (lines, _gross, share, factor) =>
      sumOf(lines.map((line) => toCents(line.net))).minus(toCents(share.dividedBy(withTax(factor)))),
  },
}

/** Shares of an amount in proportion to the parts, in cents; what rounding leaves goes to the largest part. */
const splitAmount = (amount: Decimal, parts: Decimal[]): Decimal[] => {
  const total = sumOf(parts)
  const shares = parts.map((part) => (total.isZero() ? zero : toCents(amount.times(part).dividedBy(total))))
  const rest = amount.minus(sumOf(shares))
  const largest = parts.indexOf(Decimal.max(zero, ...parts))
  return shares.map((share, at) => (at === Math.max(largest, 0) ? share.plus(rest) : share))
}

/**
 * What the lines of a document come to, per VAT rate, highest rate first.
 *
 * @param arithmetic `document` rounds the gross of each rate once; `line` rounds gross and net of each line
 */
export const computeTotals = (
  lines: readonly PricedLine[],
  discount: DocumentDiscount,
  arithmetic: MetakockaSettings['arithmetic'],
): Totals => {
  const { gross: grossOf, base: baseOf } = arithmetics[arithmetic]
  const documentShare = discount.percent ? percentOff(discount.percent) : one
  const value = toCents(discount.value ?? zero)
  const priced = lines.map((line) => priceLine(line, documentShare))
  const groups = [...Map.groupBy(priced, ({ factor }) => factor.toFixed())]
    .map(([factor, members]) => ({ factor: new Decimal(factor), members, gross: grossOf(members) }))
    .sort((a, b) => b.factor.comparedTo(a.factor))
  const shares = splitAmount(
    value,
    groups.map(({ gross }) => gross),
  )
  const rates = groups.map(({ factor, members, gross }, at) => {
    const share = shares[at] ?? zero
    const base = baseOf(members, gross, share, factor)
    const left = gross.minus(share)
    return {
      taxCode: toTaxCode(factor),
      base: base.toFixed(2),
      tax: left.minus(base).toFixed(2),
      gross: left.toFixed(2),
    }
  })
  const given = sumOf(priced.map(({ fullNet, net }) => fullNet.minus(net)))
  return { rates, discount: toCents(given).plus(value).toFixed(2) }
}

const sumRates = (totals: Totals, name: 'base' | 'tax' | 'gross'): Decimal =>
  sumOf(totals.rates.map((rate) => new Decimal(rate[name])))

/** The document's `sum_all`. */
export const totalGross = (totals: Totals): Decimal => sumRates(totals, 'gross')

/** The document's `sum_basic`. */
export const totalBase = (totals: Totals): Decimal => sumRates(totals, 'base')
