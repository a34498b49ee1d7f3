import { Decimal } from './decimals.ts'

/** Names MetaKocka gives to rates. Percent 22, 9.5 and 5 are documented; 25 stands in a vendor sample. */
const namedFactors: Readonly<Record<string, string>> = { EX4: '0.22', EX3: '0.095', EX2: '0.05', EX1: '0.25' }

/** Any other rate is named by its percent times ten, as the older codes are: 085, 200, 000. */
const numericCode = (factor: Decimal): string => factor.times(1000).toFixed().replace('.', '_').padStart(3, '0')

/**
 * The code under which a rate is booked and printed: `EX4` for 0.22, `190` for 0.19.
 *
 * @param factor the rate as a fraction
 */
export const toTaxCode = (factor: Decimal): string =>
  Object.entries(namedFactors).find(([, value]) => factor.equals(value))?.[0] ?? numericCode(factor)

/** The rate a tax code stands for: `EX4` or the older `220` for 0.22. Unknown codes are `undefined`. */
export const findTaxFactor = (code: string): Decimal | undefined => {
  const named = namedFactors[code.toUpperCase()]
  if (named !== undefined) return new Decimal(named)
  return /^\d{3,4}(?:_\d+)?$/.test(code) ? new Decimal(code.replace('_', '.')).dividedBy(1000) : undefined
}

/** `22`, `9.5`: the rate in percent, as `tax_desc` prints it. */
export const toTaxPercent = (factor: Decimal): string => factor.times(100).toFixed()
