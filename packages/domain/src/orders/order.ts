import { z } from 'zod'
import { DecimalText, formatCents, sum } from '../money.ts'
import { Party } from './party.ts'

/** Percent, e.g. `22` or `9.5`. */
const TaxRate = DecimalText

export const OrderLine = z.object({
  storeLineId: z.string(),
  storeProductId: z.string(),
  storeCombinationId: z.string().optional(),
  /** The reference as it stood when the order was placed; absent when the product had none. */
  reference: z.string().optional(),
  name: z.string(),
  quantity: z.int().positive(),
  /** Price of one piece with VAT, up to six decimals. Times the quantity it is not the line's total: the total is what counts. */
  unitGross: DecimalText,
  totalNet: DecimalText,
  totalGross: DecimalText,
  /** Absent when the store does not say. */
  taxRate: TaxRate.optional(),
  /** The product is taxable in the store, yet no tax was applied: the buyer is exempt, or the store has no rule for the country. */
  vatLeftOut: z.literal(true).optional(),
  /** What the customer had written on the product. */
  customization: z.string().optional(),
  /** Pieces that the customer has sent back, and pieces that went back to stock with a refund; absent = none. */
  returned: z.int().positive().optional(),
  restocked: z.int().positive().optional(),
})
export type OrderLine = z.output<typeof OrderLine>

export const Voucher = z.object({
  name: z.string(),
  gross: DecimalText,
  net: DecimalText,
  freeShipping: z.boolean(),
})
export type Voucher = z.output<typeof Voucher>

export const OrderPayment = z.object({
  /** As shown to people; `module` of the order is the stable key. */
  method: z.string(),
  /** The part of the payment that falls to this order, in the order's currency. */
  amount: DecimalText,
  paidAt: z.iso.datetime(),
  transactionId: z.string().optional(),
})
export type OrderPayment = z.output<typeof OrderPayment>

/** A charge of the whole order: shipping or gift wrapping. */
export const OrderCharge = z.object({ net: DecimalText, gross: DecimalText, taxRate: TaxRate.optional() })
export type OrderCharge = z.output<typeof OrderCharge>

/** Money that was given back for an order. Amounts at the rates at which it was sold. */
export const Refund = z.object({
  /** The store's own of its credit slip. */
  id: z.string(),
  at: z.iso.datetime(),
  /** Lines and shipping together, as far as the slip tells them. */
  net: DecimalText,
  gross: DecimalText,
  /** What the slip itself says was given back, where that is not what its lines and shipping come to. */
  given: DecimalText.optional(),
  shipping: z.object({ net: DecimalText, gross: DecimalText }).optional(),
  lines: z.array(z.object({ storeLineId: z.string(), quantity: z.int(), net: DecimalText, gross: DecimalText })),
})
export type Refund = z.output<typeof Refund>

/** One order as the store has it, in our words. Amounts in the order's currency; times in UTC. */
export const StoreOrder = z.object({
  storeOrderId: z.string(),
  reference: z.string(),
  /** Several orders of one cart share a reference. */
  referenceIsShared: z.boolean(),
  /** Reference of an order that was placed from the same cart seconds before, and still stands. */
  placedAlreadyAs: z.string().optional(),
  placedAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  currency: z.string().length(3),
  /** The customer's language, e.g. `sl`. */
  language: z.string().optional(),
  state: z.object({
    id: z.string(),
    name: z.string(),
    /** What the state means, by the shop's own configuration of its states. */
    meaning: z.enum(['open', 'cancelled', 'refunded', 'payment-error']),
    paid: z.boolean(),
    /** Flags of the state. Orders that were read before these were kept lack them. */
    shipped: z.boolean().optional(),
    valid: z.boolean().optional(),
    delivered: z.boolean().optional(),
  }),
  payment: z.object({
    /** The payment module, e.g. `ps_wirepayment`. */
    module: z.string(),
    label: z.string(),
    payments: z.array(OrderPayment),
  }),
  /** Id of the customer's default group, where the store tells it. */
  customerGroup: z.string().optional(),
  payer: Party,
  recipient: Party,
  lines: z.array(OrderLine),
  vouchers: z.array(Voucher),
  /** All vouchers together, as the order counts them. */
  discounts: z.object({ net: DecimalText, gross: DecimalText }),
  shipping: OrderCharge.extend({
    /** Survives edits of the carrier, unlike its id. Absent for orders that need no delivery. */
    carrierReference: z.string().optional(),
    carrierName: z.string().optional(),
  }),
  wrapping: OrderCharge.extend({ wanted: z.boolean(), message: z.string().optional() }),
  /** How the store rounded: each piece, each line, or the total. Absent when the order does not say. */
  rounding: z.enum(['item', 'line', 'total']).optional(),
  /** What the customer paid or is to pay. */
  totalPaid: DecimalText,
  /** Absent when nothing was given back. */
  refunds: z.array(Refund).optional(),
  /** What the customer wrote, oldest first. */
  messages: z.array(z.string()),
})
export type StoreOrder = z.output<typeof StoreOrder>

/** All that was paid for an order and not paid back, with two decimals. */
export const paidAmount = (order: StoreOrder): DecimalText =>
  formatCents(sum(order.payment.payments.map(({ amount }) => amount)))
