import { Decimal } from 'decimal.js'

/** Digits with one decimal mark, dot or comma. An exponent is how Java prints a long zero: `0E-10`. */
const plain = /^-?(?:\d+|\d*[.,]\d+)(?:E[+-]?\d{1,2})?$/i
const dotThousands = /^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/
const commaThousands = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** A double keeps this many digits of what the JSON said; beyond, the digits would be invented. */
const exactDigits = 15

const toPlain = (text: string): string => {
  if (plain.test(text)) return text.replace(',', '.')
  if (dotThousands.test(text)) return text.replaceAll('.', '').replace(',', '.')
  if (commaThousands.test(text)) return text.replaceAll(',', '')
  throw new RangeError('not a decimal number')
}

/**
 * A number as MetaKocka writes it, as a plain decimal string: `863,75` -> `863.75`, `1.895,01` -> `1895.01`, `4.0000000000` -> `4`.
 *
 * The later of two different separators is the decimal one, and so is a lone one: `1,895` is a little less than two.
 *
 * @throws {RangeError} anything else; the message does not hold the value
 * @see MetaKocka API, "search_examples", "warehouse_stock", "documents_get_document_bill": three notations side by side
 */
export const parseDecimal = (value: unknown): string => {
  if (typeof value !== 'string' && typeof value !== 'number') throw new RangeError('not a decimal number')
  const decimal = new Decimal(toPlain(String(value).trim()))
  if (typeof value === 'number' && decimal.precision() > exactDigits)
    throw new RangeError('a number too long to be exact')
  return decimal.isZero() ? '0' : decimal.toFixed()
}
