import type { PartnerBody } from '@pretok/client-metakocka'
import { type Party, partyName, personName } from '@pretok/domain'
import { cut, streetOf } from './address.ts'

const home = 'SI'

/**
 * A party in MetaKocka's words, within its lengths. Only who has a tax number counts as a business: MetaKocka wants the number of
 * every business, and a company name that a private buyer typed is no reason to refuse an order.
 */
export const toPartnerBody = (party: Party): PartnerBody => {
  const business = party.company !== undefined && party.vatNumber !== undefined
  const { vatNumber, region, phone, mobile, email } = party
  return {
    customer: cut(partyName(party), 100),
    street: cut(streetOf(party), 150),
    post_number: cut(party.postcode, 20),
    place: cut(party.city, 100),
    country: party.countryCode,
    ...(region === undefined ? {} : { province: cut(region, 50) }),
    business_entity: business ? 'true' : 'false',
    taxpayer: business ? 'true' : 'false',
    foreign_county: party.countryCode === home ? 'false' : 'true',
    ...(vatNumber === undefined ? {} : { tax_id_number: cut(vatNumber, 50) }),
    partner_contact: {
      name: cut(personName(party), 100),
      ...(email === undefined ? {} : { email }),
      ...(mobile === undefined ? {} : { gsm: mobile }),
      ...(phone === undefined ? {} : { phone }),
    },
  }
}
