import { z } from 'zod'
import { DecimalText } from '../money.ts'
import { Party } from './party.ts'

/** One line of the ERP document, priced with VAT. Products have positive quantities; a voucher is a service with quantity -1. */
export const SalesOrderLine = z.object({
  kind: z.enum(['product', 'delivery', 'wrapping', 'discount', 'rounding']),
  /** The ERP's product code: the store's reference, or the code of a service product. */
  code: z.string(),
  name: z.string(),
  quantity: z.int(),
  /** With VAT, up to six decimals. */
  unitPrice: DecimalText,
  /** Percent. */
  taxRate: DecimalText,
  /** Printed under this line of this document only. */
  note: z.string().optional(),
})
export type SalesOrderLine = z.output<typeof SalesOrderLine>

/** What is to stand in the ERP, in our words; the connector puts it into theirs. */
export const SalesOrder = z.object({
  buyerOrder: z.string(),
  /** Calendar day in Europe/Ljubljana. */
  day: z.iso.date(),
  placedAt: z.iso.datetime(),
  currency: z.string().length(3),
  payer: Party,
  recipient: Party,
  lines: z.array(SalesOrderLine).min(1),
  payments: z.array(z.object({ paymentType: z.string(), amount: DecimalText, day: z.iso.date() })),
  methodOfPayment: z.string().optional(),
  deliveryType: z.string().optional(),
  warehouse: z.string().optional(),
  statusCode: z.string().optional(),
  priceList: z.string().optional(),
  profitCenter: z.string().optional(),
  notes: z.string().optional(),
})
export type SalesOrder = z.output<typeof SalesOrder>
