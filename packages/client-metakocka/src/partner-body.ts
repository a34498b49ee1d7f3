import type { FlagText } from './fields.ts'

export interface ContactBody {
  name?: string
  email?: string
  gsm?: string
  phone?: string
  fax?: string
  useCustomerAsContact?: FlagText
}

/**
 * A buyer, payer or receiver in full. On a document it makes a new partner each time: find or add the partner first and send its ids.
 *
 * `foreign_county` is their spelling. `country` is a name or ISO 3166 alpha-2; Northern Ireland is `XI`.
 */
export interface PartnerBody {
  customer: string
  street: string
  street_number?: string
  post_number: string
  place: string
  province?: string
  country: string
  business_entity: FlagText
  taxpayer: FlagText
  foreign_county: FlagText
  tax_id_number?: string
  count_code?: string
  partner_contact?: ContactBody
}

/** An existing partner on a document: `mk_id` alone is refused. For a receiver send the other fields too. */
export type PartnerReference = Partial<PartnerBody> & { mk_id: string } & (
    | { mk_address_id: string }
    | { customer: string; street: string }
  )

/** A delivery address or branch; `address_type` is `Račun`, `Dobava` or `Poslovna enota`. */
export interface AddressBody {
  address_type?: string
  street?: string
  post_number?: string
  city?: string
  province?: string
  country?: string
}

export interface AddPartnerBody {
  partner: PartnerBody & {
    buyer?: FlagText
    supplier?: FlagText
    registration_number?: string
    partner_delivery_address?: AddressBody
  }
}

/** Contacts and addresses with `mk_id` are changed, those without are added; a new contact needs the `mk_address_id` it belongs to. */
export interface UpdatePartnerBody {
  partner: Partial<PartnerBody> &
    ({ mk_id: string } | { count_code: string }) & {
      partner_contact_list?: (ContactBody & ({ mk_id: string } | { mk_address_id: string }))[]
      partner_delivery_address_list?: (AddressBody & { mk_id?: string })[]
    }
}

/** Which partners to find; `partner_name` matches parts of names. */
export type GetPartnerBody = (
  | { partner_id: string }
  | { partner_name: string }
  | { partner_tax_number: string }
  | { partner_email: string }
  | { partner_phone_number: string }
) & { show_partner_discount?: FlagText }
