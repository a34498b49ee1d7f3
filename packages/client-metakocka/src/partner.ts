import { z } from 'zod'
import { Count, Flag, Id, listOf, maybe, Text } from './fields.ts'

export const PartnerContact = z.looseObject({
  mk_id: maybe(Id),
  mk_address_id: maybe(Id),
  name: maybe(Text),
  email: maybe(Text),
  gsm: maybe(Text),
  phone: maybe(Text),
})
export type PartnerContact = z.output<typeof PartnerContact>

/** `address_type` is `Račun` (billing), `Dobava` (delivery) or `Poslovna enota` (branch). */
export const PartnerAddress = z.looseObject({
  mk_id: Id,
  address_type: maybe(Text),
  street: maybe(Text),
  post_number: maybe(Text),
  city: maybe(Text),
  country: maybe(Text),
})
export type PartnerAddress = z.output<typeof PartnerAddress>

export const Partner = z.looseObject({
  mk_id: Id,
  count_code: maybe(Text),
  customer: maybe(Text),
  business_entity: maybe(Flag),
  taxpayer: maybe(Flag),
  foreign_county: maybe(Flag),
  tax_id_number: maybe(Text),
  partner_contact_list: listOf(PartnerContact),
  partner_delivery_address_list: listOf(PartnerAddress),
})
export type Partner = z.output<typeof Partner>

/** The answer to `get_partner` and `update_partner`. It has no `opr_code`, so the counter must be there. */
export const PartnerListAnswer = z.looseObject({ partner_list_count: Count, partner_list: listOf(Partner) })
export type PartnerListAnswer = z.output<typeof PartnerListAnswer>

/** The answer to `add_partner`. It has no `opr_code`. */
export const AddPartnerAnswer = z.looseObject({
  mk_id: Id,
  mk_contact_id: maybe(Id),
  mk_address_id_list: listOf(z.looseObject({ mk_id: Id, street: maybe(Text) })),
})
export type AddPartnerAnswer = z.output<typeof AddPartnerAnswer>
