import type { Party } from './party.ts'
import { homeCountry, vatCountry } from './vat-area.ts'

/** A VAT number as far as its form tells; whether it was ever given to anybody, only VIES knows. */
export interface VatNumber {
  /** `unknown`: of a country outside the EU, whose numbers are taken as they are. */
  form: 'valid' | 'invalid' | 'unknown'
  /** Whose number it is, as VAT names countries; absent when it is invalid. */
  country?: string
  /** Upper case, without blanks and signs, with its country's prefix. A Slovenian one has its prefix if it was written: only payers of VAT have it. */
  text: string
}

/** What follows the prefix. Source: VIES, structure of the numbers of each member state. */
const forms: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z\d]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[A-Z\d+*]{10}\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^[1-9]\d{7}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
}

/** The last of eight digits checks the others: weights 8 to 2, modulo 11. A remainder of 1 is 0; no number leaves a remainder of 0. */
const isSlovenian = (digits: string): boolean => {
  const weighed = [...digits.slice(0, 7)].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0)
  const check = 11 - (weighed % 11)
  return check !== 11 && check % 10 === Number(digits[7])
}

const fits = (country: string, rest: string): boolean =>
  forms[country]?.test(rest) === true && (country !== homeCountry || isSlovenian(rest))

/** @param place the address on which it stands: whose number it is when it has no prefix */
export const readVatNumber = (written: string, place: Pick<Party, 'countryCode' | 'postcode'>): VatNumber => {
  const plain = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z\d+*]/g, '')
  const [prefix, rest] = [plain.slice(0, 2).replace('GR', 'EL'), plain.slice(2)]
  if (fits(prefix, rest)) return { form: 'valid', country: prefix, text: `${prefix}${rest}` }
  const country = vatCountry(place)
  if (fits(country, plain)) {
    return { form: 'valid', country, text: country === homeCountry ? plain : `${country}${plain}` }
  }
  if (forms[country] || forms[prefix]) return { form: 'invalid', text: plain }
  return { form: 'unknown', country, text: plain }
}
