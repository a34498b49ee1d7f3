import { z } from 'zod'

const named = z.object({ id: z.string(), name: z.string() })

/** What a store says of itself. Lists are complete or absent: absent = the key may not read it, or this version has none. */
export const StoreFacts = z.object({
  /** E.g. `8.2.1`. */
  version: z.string().optional(),
  name: z.string().optional(),
  /** IANA name, e.g. `Europe/Ljubljana`. */
  timeZone: z.string().optional(),
  /** ISO code. */
  defaultCurrency: z.string().optional(),
  currencies: z.array(z.object({ isoCode: z.string(), active: z.boolean() })).optional(),
  defaultLanguage: z.string().optional(),
  /** PrestaShop's own codes: Slovene is `si`. */
  languages: z.array(named.extend({ isoCode: z.string(), active: z.boolean() })).optional(),
  shops: z.array(named.extend({ active: z.boolean() })).optional(),
  rounding: z
    .object({
      /** How half a cent is rounded, e.g. `half-up`. */
      mode: z.string(),
      /** What is rounded. */
      type: z.enum(['item', 'line', 'total']),
    })
    .optional(),
  orderStates: z
    .array(named.extend({ paid: z.boolean(), shipped: z.boolean(), delivered: z.boolean(), valid: z.boolean() }))
    .optional(),
  /** By `id_reference`, which an edit of the carrier does not change. */
  carriers: z.array(named.extend({ reference: z.string(), active: z.boolean() })).optional(),
  /** Seen on recent orders: the module, the label it last had, and on how many of them. */
  paymentModules: z.array(z.object({ module: z.string(), label: z.string(), orders: z.int() })).optional(),
  /** Percent, decimal text. */
  taxRates: z.array(named.extend({ rate: z.string(), active: z.boolean() })).optional(),
})
export type StoreFacts = z.output<typeof StoreFacts>

/** What an ERP company says of itself. Lists are complete or absent, save those that say "seen". */
export const ErpFacts = z.object({
  warehouses: z.array(named.extend({ mark: z.string(), main: z.boolean(), active: z.boolean() })).optional(),
  /** Seen on recent documents: the register itself cannot be read. */
  paymentTypesSeen: z.array(z.string()).optional(),
  /** Seen on recent documents. */
  deliveryTypesSeen: z.array(z.string()).optional(),
  /** Price lists seen on products. */
  priceListsSeen: z.array(z.string()).optional(),
  /** Whether the prices seen in a sales price list hold VAT, by its number. */
  priceBasesSeen: z.record(z.string(), z.enum(['gross', 'net'])).optional(),
  /** Units seen on products. */
  unitsSeen: z.array(z.string()).optional(),
})
export type ErpFacts = z.output<typeof ErpFacts>
