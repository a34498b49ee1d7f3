import type { PartnerBody } from '@pretok/client-metakocka'
import { cut, homeCountry, isNorthernIreland, type Party, partyName, personName } from '@pretok/domain'
import { streetOf } from './address.ts'

/**
 * A party in MetaKocka's words, within its lengths. Only who has a tax number counts as a business: MetaKocka wants the number of
 * every business, and a company name that a private buyer typed is no reason to refuse an order. A number that names its country
 * makes its owner a taxpayer, company or not.
 */
export const toPartnerBody = (party: Party): PartnerBody => {
  const business = party.company !== undefined && party.vatNumber !== undefined
  const { vatNumber, region, phone, mobile, email } = party
  const taxpayer = business || /^[A-Z]{2}/.test(vatNumber ?? '')
  return {
    customer: cut(partyName(party), 100),
    street: cut(streetOf(party), 150),
    post_number: cut(party.postcode, 20),
    place: cut(party.city, 100),
    country: isNorthernIreland(party) ? 'XI' : party.countryCode,
    ...(region === undefined ? {} : { province: cut(region, 50) }),
    business_entity: business ? 'true' : 'false',
    taxpayer: taxpayer ? 'true' : 'false',
    foreign_county: party.countryCode === homeCountry ? 'false' : 'true',
    ...(vatNumber === undefined ? {} : { tax_id_number: cut(vatNumber, 50) }),
    partner_contact: {
      name: cut(personName(party), 100),
      ...(email === undefined ? {} : { email }),
      ...(mobile === undefined ? {} : { gsm: mobile }),
      ...(phone === undefined ? {} : { phone }),
    },
  }
}

/** The texts of a party that MetaKocka has no room for, whole. */
export const textsCutOff = (party: Party): string[] => {
  const { customer, street, post_number, place, province, tax_id_number, partner_contact } = toPartnerBody(party)
  const kept: [whole: string | undefined, kept: string | undefined][] = [
    [partyName(party), customer],
    [personName(party), partner_contact?.name],
    [streetOf(party), street],
    [party.postcode, post_number],
    [party.city, place],
    [party.region, province],
    [party.vatNumber, tax_id_number],
  ]
  return kept.flatMap(([whole, part]) => (whole === undefined || whole === part ? [] : whole))
}
