import { z } from 'zod'

/** When an order of a payment module goes to the ERP. */
export const PaymentRule = z.enum(['always', 'when-paid', 'never'])
export type PaymentRule = z.output<typeof PaymentRule>

const code = z.string().trim().min(1).max(20)

export const OrderSettings = z.object({
  /** How often the store is asked for changed orders; 0 = only when somebody asks for it. */
  pollSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .refine((seconds) => seconds === 0 || seconds >= 15, 'is 0 (never) or 15 to 86400')
    .default(60)
    .meta({
      description:
        'Seconds between two readings of changed orders: 15 to 86400, or 0 for readings on request only. ' +
        'Sekunde med dvema branjema spremenjenih naročil: 15 do 86400 ali 0 za branje samo na zahtevo.',
    }),
  /** Stands before the store's order number in the ERP; tells several stores of one company apart. */
  buyerOrderPrefix: z
    .string()
    .regex(/^[\w./-]{0,12}$/, 'at most 12 letters, digits or ./-_')
    .default(''),
  /** Orders placed before this moment stay in the store. */
  startAt: z.iso.datetime().optional(),
  /** By payment module; others go by `otherPaymentRule`. */
  paymentRules: z
    .record(z.string(), PaymentRule)
    .default({ ps_wirepayment: 'when-paid', bankwire: 'when-paid', ps_checkpayment: 'when-paid', cheque: 'when-paid' }),
  otherPaymentRule: PaymentRule.default('always'),
  /** The ERP's payment type (register "Vrsta plačila") by payment module; others go by `otherPaymentType`. */
  paymentTypes: z.record(z.string(), z.string().min(1).max(100)).default({
    ps_wirepayment: 'Transakcijski račun',
    bankwire: 'Transakcijski račun',
    ps_checkpayment: 'Transakcijski račun',
    cheque: 'Transakcijski račun',
    ps_cashondelivery: 'Transakcijski račun',
    cashondelivery: 'Transakcijski račun',
  }),
  otherPaymentType: z.string().min(1).max(100).default('Kartica'),
  /** The ERP's delivery type by carrier (`id_reference`). Without an entry none is sent. */
  deliveryTypes: z.record(z.string(), z.string().min(1).max(100)).default({}),
  /** Mark of the ERP warehouse; absent = the company's main one. */
  warehouse: z.string().min(1).max(30).optional(),
  /** A reference the ERP does not know: create the product there, or hold the order. */
  unknownProducts: z.enum(['create', 'hold']).default('create'),
  /** A line without reference: hold the order, or create a product under a code made of the store's ids (`PS-<product>[-<combination>]`). */
  linesWithoutReference: z.enum(['create', 'hold']).default('hold'),
  /** Unit of products created in the ERP. */
  unit: z.string().min(1).max(20).default('kos'),
  /** Service products under which charges and vouchers are booked. Created once when they are missing, if `create`. */
  services: z
    .object({
      create: z.boolean().default(true),
      delivery: code.default('DOSTAVA'),
      wrapping: code.default('DARILNO-ZAVIJANJE'),
      discount: code.default('POPUST'),
    })
    .prefault({}),
})
export type OrderSettings = z.output<typeof OrderSettings>

/** What flows over a connection: `statuses` is the way back, shipment news to the store. */
export const Flow = z.enum(['orders', 'products', 'stock', 'statuses', 'invoices'])
export type Flow = z.output<typeof Flow>

/** Which flows are switched on. A test of the connection asks for the rights of these. */
export const FlowSettings = z.object({
  orders: z.boolean().default(true),
  products: z.boolean().default(false),
  stock: z.boolean().default(false),
  statuses: z.boolean().default(false),
  invoices: z.boolean().default(false),
}) satisfies z.ZodType<Record<Flow, boolean>>
export type FlowSettings = z.output<typeof FlowSettings>

/** What an operator may decide about a connection. Every field has a default that works untouched. */
export const ConnectionSettings = z.object({
  flows: FlowSettings.prefault({}),
  orders: OrderSettings.prefault({}),
})
export type ConnectionSettings = z.output<typeof ConnectionSettings>
