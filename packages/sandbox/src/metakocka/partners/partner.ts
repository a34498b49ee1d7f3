import { findCountryCode } from '../wire/country.ts'
import { type Fields, present } from '../wire/fields.ts'

export const addressTypes = ['Račun', 'Dobava', 'Poslovna enota'] as const
export type AddressType = (typeof addressTypes)[number]

export interface Address {
  mkId: string
  addressType: AddressType
  street: string
  streetNumber?: string | undefined
  postNumber?: string | undefined
  city?: string | undefined
  province?: string | undefined
  country?: string | undefined
}

/** Name, numbers and e-mail of a person, spelled as on the wire. */
export interface ContactDetails {
  name?: string | undefined
  phone?: string | undefined
  fax?: string | undefined
  gsm?: string | undefined
  email?: string | undefined
}

export interface Contact extends ContactDetails {
  mkId: string
  addressId: string
}

export interface Partner {
  mkId: string
  countCode: string
  customer: string
  businessEntity: boolean
  taxpayer: boolean
  foreignCountry: boolean
  buyer: boolean
  supplier: boolean
  taxIdNumber?: string | undefined
  registrationNumber?: string | undefined
  addresses: Address[]
  contacts: Contact[]
}

/** A partner in a role on a document: which of its addresses, and the contact sent along. */
export interface Party {
  partnerId: string
  addressId: string
  contact?: ContactDetails | undefined
}

const printFlags = (partner: Partner): Fields => ({
  mk_id: partner.mkId,
  business_entity: String(partner.businessEntity),
  taxpayer: String(partner.taxpayer),
  foreign_county: String(partner.foreignCountry),
  tax_id_number: partner.taxIdNumber,
  customer: partner.customer,
})

const printContact = ({ addressId, mkId, ...details }: Contact, partner: Partner): Fields =>
  present({
    mk_id: mkId,
    mk_address_id: addressId,
    contact_address: partner.addresses.find((address) => address.mkId === addressId)?.street,
    ...details,
  })

const printAddress = (address: Address): Fields =>
  present({
    mk_id: address.mkId,
    address_type: address.addressType,
    street: address.street,
    street_number: address.streetNumber,
    post_number: address.postNumber,
    city: address.city,
    province: address.province,
    country: address.country,
    language: 'Slovenski',
  })

/** A partner as `get_partner` and `update_partner` print it. */
export const printPartner = (partner: Partner): Fields =>
  present({
    ...printFlags(partner),
    registration_number: partner.registrationNumber,
    count_code: partner.countCode,
    partner_contact_list: partner.contacts.length
      ? partner.contacts.map((contact) => printContact(contact, partner))
      : undefined,
    partner_delivery_address_list: partner.addresses.map(printAddress),
  })

/** A party as documents print it. */
export const printParty = (partner: Partner, party: Party): Fields => {
  const address = partner.addresses.find(({ mkId }) => mkId === party.addressId)
  return present({
    ...printFlags(partner),
    street: address?.street,
    street_number: address?.streetNumber,
    post_number: address?.postNumber,
    place: address?.city,
    province: address?.province,
    country: address?.country,
    country_iso_2: address?.country === undefined ? undefined : findCountryCode(address.country),
    count_code: partner.countCode,
    useCustomerAsContact: 'false',
    mk_address_id: party.addressId,
    partner_contact: party.contact,
  })
}
