import { z } from 'zod'
import {
  associations,
  decimal,
  flag,
  id,
  integer,
  languages,
  localTime,
  optionalDecimal,
  optionalId,
  optionalLocalTime,
  text,
} from '../fields.ts'

/** What an order itself says of a line; `OrderDetail` says more. */
export const OrderRow = z.object({
  id,
  product_id: optionalId,
  product_attribute_id: optionalId,
  product_quantity: integer,
  product_name: text,
  product_reference: text,
  unit_price_tax_incl: decimal,
  unit_price_tax_excl: decimal,
})

/**
 * `orders`. Amounts are in the currency `id_currency`. `reference` is not unique: the orders of a split cart share it.
 * `total_paid` is what the customer owes; the other totals need not add up to it to the cent.
 */
export const Order = z.object({
  id,
  reference: text,
  id_shop: optionalId,
  id_shop_group: optionalId,
  id_lang: optionalId,
  id_currency: id,
  id_cart: optionalId,
  id_customer: optionalId,
  id_address_delivery: optionalId,
  id_address_invoice: optionalId,
  /** None for virtual goods. */
  id_carrier: optionalId,
  current_state: optionalId,
  /** The module paid with, e.g. `ps_wirepayment`; `payment` is only its display text. */
  module: text,
  payment: text,
  valid: flag,
  date_add: localTime,
  date_upd: localTime,
  invoice_number: text,
  invoice_date: optionalLocalTime,
  delivery_number: text,
  delivery_date: optionalLocalTime,
  shipping_number: text.optional(),
  note: text.optional(),
  gift: flag,
  gift_message: text,
  recyclable: flag,
  total_paid: decimal,
  total_paid_tax_incl: decimal,
  total_paid_tax_excl: decimal,
  total_paid_real: decimal,
  total_products: decimal,
  total_products_wt: decimal,
  total_discounts: decimal,
  total_discounts_tax_incl: decimal,
  total_discounts_tax_excl: decimal,
  total_shipping: decimal,
  total_shipping_tax_incl: decimal,
  total_shipping_tax_excl: decimal,
  total_wrapping: decimal,
  total_wrapping_tax_incl: decimal,
  total_wrapping_tax_excl: decimal,
  /** Percent. */
  carrier_tax_rate: decimal,
  round_mode: integer.optional(),
  /** 1 per item, 2 per line, 3 on the total. */
  round_type: integer.optional(),
  conversion_rate: decimal,
  associations: associations({ order_rows: OrderRow }),
})
export type Order = z.output<typeof Order>

/** `order_details`: one line. Its total is `total_price_*`; the unit price times the quantity is something else. */
export const OrderDetail = z.object({
  id,
  id_order: id,
  id_order_invoice: optionalId,
  id_shop: optionalId,
  product_id: optionalId,
  product_attribute_id: optionalId,
  id_customization: optionalId,
  product_name: text,
  product_reference: text,
  product_supplier_reference: text.optional(),
  product_ean13: text,
  product_isbn: text.optional(),
  product_upc: text.optional(),
  product_mpn: text.optional(),
  product_quantity: integer,
  product_quantity_in_stock: integer,
  product_quantity_refunded: integer,
  product_quantity_return: integer,
  product_quantity_reinjected: integer,
  product_weight: optionalDecimal,
  /** Net, after specific prices; the reductions below are already in it. */
  product_price: decimal,
  reduction_percent: decimal,
  reduction_amount: decimal,
  reduction_amount_tax_incl: decimal,
  reduction_amount_tax_excl: decimal,
  group_reduction: optionalDecimal,
  original_product_price: optionalDecimal,
  unit_price_tax_incl: decimal,
  unit_price_tax_excl: decimal,
  total_price_tax_incl: decimal,
  total_price_tax_excl: decimal,
  total_refunded_tax_excl: optionalDecimal,
  total_refunded_tax_incl: optionalDecimal,
  ecotax: decimal,
  ecotax_tax_rate: decimal,
  id_tax_rules_group: optionalId,
  /** A module that exempts buyers from VAT leaves a tax 0. */
  associations: associations({ taxes: z.object({ id: optionalId }) }),
})
export type OrderDetail = z.output<typeof OrderDetail>

/** `order_cart_rules`: a voucher used on an order; since 1.7.8. `value` is gross and not rounded. */
export const OrderCartRule = z.object({
  id,
  id_order: id,
  id_cart_rule: optionalId,
  id_order_invoice: optionalId,
  name: text,
  value: decimal,
  value_tax_excl: decimal,
  free_shipping: flag,
  deleted: flag.optional(),
})
export type OrderCartRule = z.output<typeof OrderCartRule>

/** `order_payments`. It hangs on the order's reference, so one covers all orders of a split cart. Card data is left out. */
export const OrderPayment = z.object({
  id,
  order_reference: text,
  id_currency: id,
  amount: decimal,
  /** A display text, as is `Order.payment`. */
  payment_method: text,
  transaction_id: text,
  date_add: localTime,
})
export type OrderPayment = z.output<typeof OrderPayment>

/** `order_carriers`: a parcel and its tracking number. It has no `date_upd`. */
export const OrderCarrier = z.object({
  id,
  id_order: id,
  id_carrier: optionalId,
  id_order_invoice: optionalId,
  weight: optionalDecimal,
  shipping_cost_tax_excl: optionalDecimal,
  shipping_cost_tax_incl: optionalDecimal,
  tracking_number: text,
  date_add: localTime,
})
export type OrderCarrier = z.output<typeof OrderCarrier>

/** `order_states`. The ids differ from shop to shop; the flags say what a state means. */
export const OrderState = z.object({
  id,
  name: languages,
  module_name: text,
  invoice: flag,
  /** Orders in this state count as valid. */
  logable: flag,
  paid: flag,
  shipped: flag,
  delivery: flag,
  hidden: flag,
  deleted: flag,
})
export type OrderState = z.output<typeof OrderState>

/** `order_histories`: one change of state. Only ever added to, so it can be followed by id. */
export const OrderHistory = z.object({
  id,
  id_order: id,
  id_order_state: optionalId,
  id_employee: optionalId,
  date_add: localTime,
})
export type OrderHistory = z.output<typeof OrderHistory>

/** `order_slip`: a refund. The `id` of its lines is its own. */
export const OrderSlip = z.object({
  id,
  id_order: id,
  id_customer: optionalId,
  conversion_rate: decimal,
  total_products_tax_excl: optionalDecimal,
  total_products_tax_incl: optionalDecimal,
  total_shipping_tax_excl: optionalDecimal,
  total_shipping_tax_incl: optionalDecimal,
  amount: decimal,
  shipping_cost: flag,
  shipping_cost_amount: decimal,
  partial: flag,
  order_slip_type: integer.optional(),
  date_add: localTime,
  date_upd: localTime,
  associations: associations({
    order_slip_details: z.object({
      id_order_detail: id,
      product_quantity: integer,
      amount_tax_excl: decimal,
      amount_tax_incl: decimal,
    }),
  }),
})
export type OrderSlip = z.output<typeof OrderSlip>

/** `order_invoices`. An edited order has several; their totals need not add up to the order's. */
export const OrderInvoice = z.object({
  id,
  id_order: id,
  number: integer,
  delivery_number: text,
  delivery_date: optionalLocalTime,
  total_discount_tax_excl: decimal,
  total_discount_tax_incl: decimal,
  total_paid_tax_excl: decimal,
  total_paid_tax_incl: decimal,
  total_products: decimal,
  total_products_wt: decimal,
  total_shipping_tax_excl: decimal,
  total_shipping_tax_incl: decimal,
  total_wrapping_tax_excl: decimal,
  total_wrapping_tax_incl: decimal,
  date_add: localTime,
})
export type OrderInvoice = z.output<typeof OrderInvoice>
