import { z } from 'zod'
import { associations, flag, id, integer, localTime, optionalId, optionalLocalTime, text } from '../fields.ts'

/** `customers`. A guest is one too. The password hash and the secure key that come along are left out. */
export const Customer = z.object({
  id,
  id_lang: optionalId,
  id_default_group: optionalId,
  id_shop: optionalId,
  firstname: text,
  lastname: text,
  email: text,
  company: text,
  siret: text,
  active: flag,
  is_guest: flag,
  deleted: flag,
  date_add: localTime,
  date_upd: localTime,
  associations: associations({ groups: z.object({ id }) }),
})
export type Customer = z.output<typeof Customer>

/** `addresses`. An edited or deleted one stays readable under its id, with `deleted`. Company and VAT number stand here. */
export const Address = z.object({
  id,
  id_customer: optionalId,
  id_country: id,
  id_state: optionalId,
  alias: text,
  company: text,
  firstname: text,
  lastname: text,
  vat_number: text,
  dni: text,
  address1: text,
  address2: text,
  postcode: text,
  city: text,
  other: text,
  phone: text,
  phone_mobile: text,
  deleted: flag,
  date_add: optionalLocalTime,
  date_upd: optionalLocalTime,
})
export type Address = z.output<typeof Address>

/** `messages`: notes on orders, from the customer at checkout or from employees. Not in 1.6. */
export const Message = z.object({
  id,
  id_cart: optionalId,
  id_order: optionalId,
  id_customer: optionalId,
  id_employee: optionalId,
  message: text,
  private: flag,
  date_add: localTime,
})
export type Message = z.output<typeof Message>

/** `customizations`: what a customer had put on a product of a cart. */
export const Customization = z.object({
  id,
  id_cart: optionalId,
  id_address_delivery: optionalId,
  id_product: id,
  id_product_attribute: optionalId,
  quantity: integer,
  quantity_refunded: integer,
  quantity_returned: integer,
  in_cart: flag,
  associations: associations({
    customized_data_text_fields: z.object({ id_customization_field: id, value: text }),
    customized_data_images: z.object({ id_customization_field: id, value: text }),
  }),
})
export type Customization = z.output<typeof Customization>
