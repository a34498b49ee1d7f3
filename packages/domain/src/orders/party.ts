import { z } from 'zod'

/** Somebody with an address: who pays, or who receives. Texts as entered in the store, trimmed; absent when empty. */
export const Party = z.object({
  firstName: z.string(),
  lastName: z.string(),
  company: z.string().optional(),
  /** As entered, blanks removed; vat-number.ts tells what it is. */
  vatNumber: z.string().optional(),
  street: z.string(),
  street2: z.string().optional(),
  postcode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  /** ISO 3166-1 alpha-2. */
  countryCode: z.string().length(2),
  phone: z.string().optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
})
export type Party = z.output<typeof Party>

export const personName = (party: Party): string => `${party.firstName} ${party.lastName}`.trim()

/** What stands on the document: the company where there is one, else the person. */
export const partyName = (party: Party): string => party.company ?? personName(party)

const plain = (text: string | undefined): string =>
  (text ?? '').normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** Where a party is, for comparing: two parties at one place give the same text. */
export const addressKey = (party: Party): string =>
  [party.street, party.street2, party.postcode, party.city, party.countryCode].map(plain).join('|')

/**
 * Who a party is, for finding it again: the VAT number, else e-mail and name; and the address in any case, since a booked
 * document must keep the address it was booked with.
 */
export const partyKey = (party: Party): string => {
  const who = party.vatNumber
    ? `vat:${plain(party.vatNumber)}`
    : `mail:${plain(party.email)}|${plain(partyName(party))}`
  return `${who}|${addressKey(party)}`
}
