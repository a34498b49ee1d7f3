import type { Company } from '../company.ts'
import { findCountryCode, toCountryName } from '../wire/country.ts'
import { type Fields, flagOf, objectOf, oneOf, requiredText, textOf, textsOf } from '../wire/fields.ts'
import { invalidValue, missingParameter } from '../wire/refusal.ts'
import { type Address, addressTypes, type ContactDetails, type Partner } from './partner.ts'

export interface PartnerRules {
  /** `business_entity`, `taxpayer` and `foreign_county` must be sent. */
  flagsRequired: boolean
}

const readCountry = (fields: Fields, required: boolean): string | undefined => {
  const country = required ? requiredText(fields, 'country', 50) : textOf(fields, 'country', 50)
  if (country === undefined) return undefined
  if (findCountryCode(country) === undefined) throw invalidValue('country', country)
  return toCountryName(country)
}

export const readContact = (fields: Fields | undefined): ContactDetails | undefined =>
  fields && textsOf(fields, ['name', 'phone', 'fax', 'gsm', 'email'])

/** The billing address among inline partner data: all of it must be there. */
export const readBillingAddress = (fields: Fields): Omit<Address, 'mkId'> => ({
  addressType: 'Račun',
  street: requiredText(fields, 'street', 150),
  streetNumber: textOf(fields, 'street_number'),
  postNumber: requiredText(fields, 'post_number', 20),
  city: requiredText(fields, 'place', 100),
  province: textOf(fields, 'province', 50),
  country: readCountry(fields, true),
})

/** An address of the list a partner keeps, where the place is called `city`. */
export const readListedAddress = (fields: Fields): Omit<Address, 'mkId'> => ({
  addressType: oneOf(fields, 'address_type', addressTypes) ?? 'Dobava',
  street: requiredText(fields, 'street', 150),
  streetNumber: textOf(fields, 'street_number'),
  postNumber: textOf(fields, 'post_number', 20),
  city: textOf(fields, 'city', 100),
  province: textOf(fields, 'province', 50),
  country: readCountry(fields, false),
})

const readFlag = (fields: Fields, name: string, required: boolean): boolean => {
  const flag = flagOf(fields, name)
  if (flag === undefined && required) throw missingParameter(name)
  return flag ?? false
}

export type PartnerDraft = Omit<Partner, 'mkId' | 'countCode' | 'addresses' | 'contacts'> & {
  countCode?: string | undefined
  billingAddress: Omit<Address, 'mkId'>
  deliveryAddress?: Omit<Address, 'mkId'> | undefined
  contact?: ContactDetails | undefined
}

/** Reads and checks inline partner data. */
export const readPartner = (fields: Fields, { flagsRequired }: PartnerRules): PartnerDraft => {
  const customer = requiredText(fields, 'customer', 100)
  const billingAddress = readBillingAddress(fields)
  const businessEntity = readFlag(fields, 'business_entity', flagsRequired)
  const delivery = objectOf(fields, 'partner_delivery_address')
  return {
    customer,
    billingAddress,
    businessEntity,
    taxpayer: readFlag(fields, 'taxpayer', flagsRequired),
    foreignCountry: readFlag(fields, 'foreign_county', flagsRequired),
    buyer: flagOf(fields, 'buyer') ?? true,
    supplier: flagOf(fields, 'supplier') ?? false,
    taxIdNumber: businessEntity ? requiredText(fields, 'tax_id_number', 50) : textOf(fields, 'tax_id_number', 50),
    registrationNumber: textOf(fields, 'registration_number'),
    countCode: textOf(fields, 'count_code', 30),
    deliveryAddress: delivery && readListedAddress(delivery),
    contact: readContact(objectOf(fields, 'partner_contact')),
  }
}

/** Stores a new partner; a contact belongs to its billing address. */
export const createPartner = (company: Company, draft: PartnerDraft): Partner => {
  const { billingAddress, deliveryAddress, contact, countCode, ...rest } = draft
  const mkId = company.newId()
  const addresses = [billingAddress, ...(deliveryAddress ? [deliveryAddress] : [])].map((address) => ({
    ...address,
    mkId: company.newId(),
  }))
  const addressId = addresses[0]?.mkId ?? mkId
  const partner: Partner = {
    ...rest,
    mkId,
    countCode: countCode ?? String(company.newNumber('partner')),
    addresses,
    contacts: contact ? [{ ...contact, mkId: company.newId(), addressId }] : [],
  }
  company.partners.put(mkId, partner)
  return partner
}
