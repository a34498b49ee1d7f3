import type { Language } from '@pretok/client-prestashop'

/** PrestaShop's code of Slovene is that of the country. */
const codes: Readonly<Record<string, string>> = { si: 'sl' }

/** ISO 639-1. */
export const languageCodeOf = ({ iso_code }: Language): string => codes[iso_code] ?? iso_code
