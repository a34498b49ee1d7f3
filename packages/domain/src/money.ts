import { Decimal } from 'decimal.js'
import { z } from 'zod'

/** A decimal number as text, dot as separator: how money, rates and quantities are stored and sent. */
export const DecimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'not a decimal number')
export type DecimalText = z.output<typeof DecimalText>

/** Exact arithmetic for money. Forty digits are far beyond any order; halves round away from zero, as invoices do. */
export const Amount = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP })
export type Amount = Decimal

export const amount = (value: Decimal.Value): Amount => new Amount(value)

export const sum = (values: Iterable<Decimal.Value>): Amount => {
  let total = amount(0)
  for (const value of values) total = total.plus(value)
  return total
}

/** Amounts by VAT rate in percent. */
export type ByRate = ReadonlyMap<string, Amount>

export const sumByRate = <Item extends { taxRate: string }>(
  items: Iterable<Item>,
  value: (item: Item) => Amount,
): ByRate => {
  const totals = new Map<string, Amount>()
  for (const item of items) totals.set(item.taxRate, value(item).plus(totals.get(item.taxRate) ?? 0))
  return totals
}

/** To whole cents. All currencies that PrestaShop and MetaKocka share here have two decimals. */
export const toCents = (value: Decimal.Value): Amount => amount(value).toDecimalPlaces(2)

/** `47.06`; never an exponent, never a negative zero. */
export const formatCents = (value: Decimal.Value): DecimalText => {
  const cents = toCents(value)
  return cents.isZero() ? '0.00' : cents.toFixed(2)
}

/** The part without VAT of an amount that holds it. `rate` in percent. */
export const netOf = (gross: Decimal.Value, rate: Decimal.Value): Amount =>
  amount(gross).div(amount(rate).div(100).plus(1))

/**
 * Rounds each amount to cents so that they add up to `total`: every amount is first cut down to whole cents, and the cents that
 * are missing go to the largest remainders. Equal remainders: the larger amount, then the earlier one.
 *
 * No result is a whole cent or more away from its amount.
 *
 * @returns `undefined` when the total cannot be met that way
 */
export const roundToTotal = (amounts: readonly Amount[], total: Amount): Amount[] | undefined => {
  const floors = amounts.map((value) => value.toDecimalPlaces(2, Decimal.ROUND_FLOOR))
  const missing = total.minus(sum(floors)).times(100)
  const candidates = amounts
    .map((value, index) => ({ index, value, remainder: value.minus(floors[index] ?? 0) }))
    .filter(({ remainder }) => remainder.gt(0))
    .sort((a, b) => b.remainder.cmp(a.remainder) || b.value.abs().cmp(a.value.abs()) || a.index - b.index)
  if (!missing.isInteger() || missing.lt(0) || missing.gt(candidates.length)) return undefined
  const raised = new Set(candidates.slice(0, missing.toNumber()).map(({ index }) => index))
  return floors.map((floor, index) => (raised.has(index) ? floor.plus('0.01') : floor))
}
