import type { Company } from '../company.ts'
import { type Fields, flagOf, listOf, objectOf, textOf } from '../wire/fields.ts'
import { missingParameter, refusal } from '../wire/refusal.ts'
import { createPartner, readContact, readListedAddress, readPartner } from './create-partner.ts'
import { type Contact, type Partner, printPartner } from './partner.ts'

const noSuchPartner = () => refusal('2', 'No partner with such properties.')

const contains = (text: string | undefined, part: string): boolean =>
  text?.toLowerCase().includes(part.toLowerCase()) ?? false

const filters: Record<string, (partner: Partner, value: string) => boolean> = {
  partner_id: (partner, value) => partner.mkId === value,
  partner_name: (partner, value) => contains(partner.customer, value),
  partner_tax_number: (partner, value) => partner.taxIdNumber === value,
  partner_email: (partner, value) => partner.contacts.some(({ email }) => email?.toLowerCase() === value.toLowerCase()),
  partner_phone_number: (partner, value) => partner.contacts.some(({ phone, gsm }) => phone === value || gsm === value),
}

const printList = (partners: Partner[]): Fields => ({
  partner_list_count: String(partners.length),
  partner_list: partners.map(printPartner),
})

export const getPartner = (company: Company, fields: Fields): Fields => {
  const asked = Object.entries(filters).flatMap(([name, matches]) => {
    const value = textOf(fields, name)
    return value === undefined ? [] : [(partner: Partner) => matches(partner, value)]
  })
  if (asked.length === 0) throw missingParameter('partner_id')
  const found = company.partners.all().filter((partner) => asked.every((matches) => matches(partner)))
  if (found.length === 0) throw noSuchPartner()
  return printList(found)
}

export const addPartner = (company: Company, fields: Fields): Fields => {
  const given = objectOf(fields, 'partner')
  if (!given) throw missingParameter('partner')
  const partner = createPartner(company, readPartner(given, { flagsRequired: true }))
  return {
    mk_id: partner.mkId,
    ...(partner.contacts[0] ? { mk_contact_id: partner.contacts[0].mkId } : {}),
    mk_address_id_list: partner.addresses.map(({ mkId, street }) => ({ mk_id: mkId, street })),
  }
}

const mergeAddresses = (company: Company, partner: Partner, rows: Fields[]): Partner['addresses'] => {
  let addresses = partner.addresses
  for (const row of rows) {
    const mkId = textOf(row, 'mk_id')
    const address = { ...readListedAddress(row), mkId: mkId ?? company.newId() }
    if (mkId === undefined) addresses = [...addresses, address]
    else if (addresses.some((known) => known.mkId === mkId)) {
      addresses = addresses.map((known) => (known.mkId === mkId ? address : known))
    } else throw refusal('2', `Cannot find partner address with mk_id = ${mkId}`)
  }
  return addresses
}

const mergeContacts = (company: Company, partner: Partner, rows: Fields[]): Contact[] => {
  let contacts = partner.contacts
  for (const row of rows) {
    const mkId = textOf(row, 'mk_id')
    if (mkId !== undefined) {
      if (!contacts.some((known) => known.mkId === mkId)) {
        throw refusal('2', `Cannot find partner contact with mk_id = ${mkId}`)
      }
      contacts = contacts.map((known) => (known.mkId === mkId ? { ...known, ...readContact(row) } : known))
    } else {
      const addressId = textOf(row, 'mk_address_id')
      if (addressId === undefined) throw missingParameter('mk_address_id')
      contacts = [...contacts, { ...readContact(row), mkId: company.newId(), addressId }]
    }
  }
  return contacts
}

/** The billing address stays as it is: in the vendor's sample a `street` beside the lists changes nothing. */
export const updatePartner = (company: Company, fields: Fields): Fields => {
  const given = objectOf(fields, 'partner')
  if (!given) throw missingParameter('partner')
  const mkId = textOf(given, 'mk_id')
  const countCode = textOf(given, 'count_code', 30)
  const partner = mkId === undefined ? company.findPartnersByCountCode(countCode ?? '')[0] : company.partners.get(mkId)
  if (!partner) throw noSuchPartner()
  const addresses = mergeAddresses(company, partner, listOf(given, 'partner_delivery_address_list') ?? [])
  const updated: Partner = {
    ...partner,
    addresses,
    contacts: mergeContacts(company, partner, listOf(given, 'partner_contact_list') ?? []),
    customer: textOf(given, 'customer', 100) ?? partner.customer,
    businessEntity: flagOf(given, 'business_entity') ?? partner.businessEntity,
    taxpayer: flagOf(given, 'taxpayer') ?? partner.taxpayer,
    foreignCountry: flagOf(given, 'foreign_county') ?? partner.foreignCountry,
    buyer: flagOf(given, 'buyer') ?? partner.buyer,
    supplier: flagOf(given, 'supplier') ?? partner.supplier,
    taxIdNumber: textOf(given, 'tax_id_number', 50) ?? partner.taxIdNumber,
    registrationNumber: textOf(given, 'registration_number') ?? partner.registrationNumber,
  }
  company.partners.put(partner.mkId, updated)
  return printList([updated])
}
