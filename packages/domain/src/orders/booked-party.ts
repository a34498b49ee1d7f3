import type { Party } from './party.ts'
import { readVatNumber } from './vat-number.ts'

/** A party as it is to stand in the ERP. */
export interface BookedParty {
  party: Party
  /** A VAT number that is none: it stands in the notes only, so that nobody is taken for a taxpayer by it. */
  unfitVatNumber?: string
}

export const toBookedParty = ({ vatNumber, ...party }: Party): BookedParty => {
  if (vatNumber === undefined) return { party }
  const { form, text } = readVatNumber(vatNumber, party)
  return form === 'invalid' ? { party, unfitVatNumber: vatNumber } : { party: { ...party, vatNumber: text } }
}
