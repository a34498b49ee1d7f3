import { cut, type Party } from '@pretok/domain'

/** How MetaKocka keeps an address: one line of street. */
export const streetOf = (party: Party): string => [party.street, party.street2].filter(Boolean).join(', ')

const plain = (text: string | undefined): string =>
  (text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,.]+/g, ' ')
    .trim()

export const samePlain = (a: string | undefined, b: string | undefined): boolean => plain(a) === plain(b)

/** Countries are left out of the comparison: MetaKocka answers with names in the company's language. */
export const isSameAddress = (
  party: Party,
  address: { street?: string | undefined; post_number?: string | undefined; city?: string | undefined },
): boolean =>
  samePlain(address.street, cut(streetOf(party), 150)) &&
  samePlain(address.post_number, cut(party.postcode, 20)) &&
  samePlain(address.city, cut(party.city, 100))
