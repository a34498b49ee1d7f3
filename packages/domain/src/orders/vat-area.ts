import type { Party } from './party.ts'

/** Where the companies that keep their books in MetaKocka pay VAT. */
export const homeCountry = 'SI'

type Place = Pick<Party, 'countryCode' | 'postcode'>

/** Member states by ISO code. VAT knows Greece as `EL`; Northern Ireland (`XI`) belongs to them for goods. */
const memberStates = new Set(
  'AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI'.split(' '),
)

/** Parts of member states that their VAT does not reach, by the beginning of the postcode: sales to them are exports. */
const outside: Readonly<Record<string, RegExp>> = {
  DE: /^(27498|78266)/,
  EL: /^63086/,
  ES: /^(35|38|51|52)/,
  FI: /^22/,
  FR: /^(97|98[678])/,
  IT: /^(23041|22061)/,
}

const digits = (postcode: string): string => postcode.replace(/\D/g, '')

/** In Northern Ireland every postcode begins with `BT`, and no other in the United Kingdom does. */
export const isNorthernIreland = ({ countryCode, postcode }: Place): boolean =>
  countryCode === 'GB' && /^\s*BT\d/i.test(postcode)

/** The country whose VAT an address is under, as VAT names it: `EL`, `XI`; Monaco is under that of France. */
export const vatCountry = (place: Place): string => {
  if (isNorthernIreland(place)) return 'XI'
  return { GR: 'EL', MC: 'FR' }[place.countryCode] ?? place.countryCode
}

/** Whether goods that go there stay within the VAT area of the EU. */
export const isInVatArea = (place: Place): boolean => {
  const country = vatCountry(place)
  return memberStates.has(country) && !outside[country]?.test(digits(place.postcode))
}
