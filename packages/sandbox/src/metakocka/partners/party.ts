import type { Company } from '../company.ts'
import { type Fields, objectOf, textOf } from '../wire/fields.ts'
import { refusal } from '../wire/refusal.ts'
import { createPartner, type PartnerRules, readBillingAddress, readContact, readPartner } from './create-partner.ts'
import type { Address, Partner, Party } from './partner.ts'

const addAddress = (company: Company, partner: Partner, address: Omit<Address, 'mkId'>): string => {
  const mkId = company.newId()
  company.partners.put(partner.mkId, { ...partner, addresses: [...partner.addresses, { ...address, mkId }] })
  return mkId
}

/** The address a reference names, by id or by street; an unknown street becomes one more address of the partner. */
const findAddressId = (company: Company, partner: Partner, fields: Fields): string => {
  const id = textOf(fields, 'mk_address_id')
  if (id !== undefined) {
    if (!partner.addresses.some(({ mkId }) => mkId === id)) {
      throw refusal('2', `Cannot find partner address with mk_id = ${id}`)
    }
    return id
  }
  const street = textOf(fields, 'street', 150)
  if (street === undefined || textOf(fields, 'customer', 100) === undefined) {
    throw refusal('2', 'Partner must have mk_address_id or customer and street for address identification.')
  }
  const known = partner.addresses.find((address) => address.street === street)
  return known?.mkId ?? addAddress(company, partner, readBillingAddress(fields))
}

const findReferenced = (company: Company, fields: Fields): Partner | undefined => {
  const mkId = textOf(fields, 'mk_id')
  if (mkId !== undefined) {
    const partner = company.partners.get(mkId)
    if (!partner) throw refusal('2', `Cannot find partner with mk_id = ${mkId}`)
    return partner
  }
  const countCode = textOf(fields, 'count_code', 30)
  return countCode === undefined ? undefined : company.findPartnersByCountCode(countCode)[0]
}

const sameAddress = (one: Omit<Address, 'mkId'>, other: Omit<Address, 'mkId'>): boolean =>
  (['street', 'streetNumber', 'postNumber', 'city', 'country'] as const).every((name) => one[name] === other[name])

const resolveInline = (
  company: Company,
  fields: Fields,
  rules: PartnerRules,
): Pick<Party, 'partnerId' | 'addressId'> => {
  const draft = readPartner(fields, rules)
  if (company.settings().matchInlinePartners) {
    for (const partner of company.partners.all()) {
      const address = partner.addresses.find((known) => sameAddress(known, draft.billingAddress))
      if (address && partner.customer === draft.customer) {
        return { partnerId: partner.mkId, addressId: address.mkId }
      }
    }
  }
  const partner = createPartner(company, draft)
  return { partnerId: partner.mkId, addressId: partner.addresses[0]?.mkId ?? partner.mkId }
}

/**
 * The partner a document names: by id with an address, by its number, or by inline data, which make a new partner
 * each time unless the company matches them.
 */
export const resolveParty = (company: Company, fields: Fields, rules: PartnerRules): Party => {
  const known = findReferenced(company, fields)
  const ids = known
    ? { partnerId: known.mkId, addressId: findAddressId(company, known, fields) }
    : resolveInline(company, fields, rules)
  const contact = readContact(objectOf(fields, 'partner_contact')) ?? company.partners.get(ids.partnerId)?.contacts[0]
  return contact ? { ...ids, contact: readContact({ ...contact }) } : ids
}
