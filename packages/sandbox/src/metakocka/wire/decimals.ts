import { Decimal as BaseDecimal } from 'decimal.js'

/** Decimals of this stand-in: 40 digits, half up (away from zero), never in exponent notation. */
export const Decimal = BaseDecimal.clone({
  precision: 40,
  rounding: BaseDecimal.ROUND_HALF_UP,
  toExpNeg: -40,
  toExpPos: 40,
})
export type Decimal = BaseDecimal

export const zero = new Decimal(0)

/** `12.5`, `-3` or `12,5`; anything else is `undefined`. */
export const parseDecimal = (text: string): Decimal | undefined =>
  /^-?\d+(?:[.,]\d+)?$/.test(text) ? new Decimal(text.replace(',', '.')) : undefined

export const toCents = (value: Decimal): Decimal => value.toDecimalPlaces(2)

export const sumOf = (values: Iterable<Decimal>): Decimal => {
  let sum = zero
  for (const value of values) sum = sum.plus(value)
  return sum
}

/** `863,75`: how stock and product measures are printed. */
export const printWithComma = (value: Decimal): string => value.toFixed().replace('.', ',')

/** `1.895,01`: how payment details are printed. */
export const printSlovene = (value: Decimal): string => {
  const [whole = '0', fraction] = value.toFixed().split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '.')
  return fraction === undefined ? grouped : `${grouped},${fraction}`
}
