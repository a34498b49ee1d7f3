import { z } from 'zod'

const Status = z.object({
  /** What `status_code` shows in answers, e.g. `Odpremljen`. */
  value: z.string(),
  /** What requests send and `status_desc` shows, e.g. `shipped`. */
  description: z.string(),
})
export type Status = z.output<typeof Status>

const toStatuses = (pairs: Record<string, string>): Status[] =>
  Object.entries(pairs).map(([description, value]) => ({ value, description }))

const orderStatuses = toStatuses({
  created: 'Novo',
  draft: 'Draft',
  paused: 'Pavziran',
  ready_to_ship: 'Pripravljen za odpremo',
  shipped: 'Odpremljen',
  completed: 'Zaključena',
  canceled: 'Preklican',
  manually_closed: 'Brisan',
  duplicate: 'Duplikat',
  package_returned: 'Vračilo paketa',
  problem: 'Problem',
  lost: 'Izgubljen',
  damaged: 'Poškodovan',
  group: 'Skupina',
})

const paymentTypes = [
  { name: 'Transakcijski račun', fiscal: false },
  { name: 'Gotovina', fiscal: true },
  { name: 'Kartica', fiscal: true },
  { name: 'Kartica BA', fiscal: true },
  { name: 'Prenos preplačila', fiscal: true },
  { name: 'PayPal', fiscal: false },
  { name: 'Po povzetju', fiscal: false },
  { name: 'Ček', fiscal: true },
]

const deliveryTypes = ['GLS', 'DHL', 'DPD', 'Pošta Slovenije', 'Lasten prevzem']
const methodsOfPayment = ['PayPal', 'on_delivery', 'bank_transfer', 'card', 'cash', 'Po povzetju']
const units = ['kos', 'kpl', 'kom', 'kg', 'g', 'm', 'm2', 'l', 'ura', 'dan', 'serv']

/** What a person sets up in MetaKocka's own administration, and what the stand-in assumes where nothing is documented. */
export const MetakockaSettings = z.strictObject({
  /** `document`: gross per VAT rate is rounded once. `line`: each line's gross and net are rounded first. */
  arithmetic: z.enum(['document', 'line']).default('document'),
  /** The check "unique customer order number": a repeated `buyer_order` is refused. Off: a second document. */
  uniqueBuyerOrder: z.boolean().default(false),
  /** Off: inline partner data make a new partner each time. On: one with exactly that name and address is taken. */
  matchInlinePartners: z.boolean().default(false),
  /** Off: payment types with `fiscal` are refused and `send_to_furs` answers 4001. */
  fiscalRegister: z.boolean().default(true),
  /** What `send_to_furs` answers where a verification would have been tried: there is no FURS behind the stand-in. */
  fursError: z.enum(['4003', '4004']).default('4003'),
  /** The register "Vrsta plačila"; `fiscal` ones must be verified at FURS. */
  paymentTypes: z.array(z.object({ name: z.string(), fiscal: z.boolean() })).default(paymentTypes),
  /** Status registers, one per kind of document. */
  statuses: z
    .object({
      order: z.array(Status).default(orderStatuses),
      offer: z.array(Status).default(toStatuses({ open: 'Odprta', closed: 'Zaprta' })),
      bill: z.array(Status).default(toStatuses({ draft: 'Osnutek', created: 'Izdelan' })),
      warehouse: z
        .array(Status)
        .default(toStatuses({ active: 'Aktiven', shipped: 'Odpremljen', finished: 'Zaključen', deleted: 'Brisan' })),
    })
    .prefault({}),
  deliveryTypes: z.array(z.string()).default(deliveryTypes),
  methodsOfPayment: z.array(z.string()).default(methodsOfPayment),
  units: z.array(z.string()).default(units),
  /** Names of the extra columns that products have; null: every name is one. */
  extraColumns: z.array(z.string()).nullable().default(null),
  /** The first is taken where a document names none. */
  profitCenters: z
    .array(z.object({ name: z.string(), description: z.string() }))
    .default([{ name: 'DEMO', description: 'DEMO description' }]),
  pricelists: z
    .array(
      z.object({ countCode: z.string(), title: z.string(), priceType: z.enum(['net', 'gross']), currency: z.string() }),
    )
    .default([{ countCode: 'WEB', title: 'Spletna trgovina', priceType: 'gross', currency: 'EUR' }]),
  /** Store links: `webshop_eshop_sync_id` and `eshop_name`. */
  webshops: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  /** E-mails known as users; empty: every one is accepted. */
  users: z.array(z.string()).default([]),
  currency: z.string().default('EUR'),
  /** Off: `warehouse_stock` prints neither `reserved_amount` nor `free_amount`. */
  reservations: z.boolean().default(true),
  /** Off: `warehouse_stock` leaves out rows where both stock and reservation are zero. */
  printZeroStock: z.boolean().default(false),
  /** On: lists of one arrive as a single object where the vendor's samples show it. */
  collapseLists: z.boolean().default(true),
  /** Product numbers are made where `product_add` sends none. */
  automaticProductNumbers: z.boolean().default(true),
  /** What `create_invoice` makes: it follows the company's settings, not the request. */
  orderInvoice: z
    .object({
      docType: z
        .enum(['sales_bill_domestic', 'sales_bill_foreign', 'sales_bill_retail'])
        .default('sales_bill_domestic'),
      packingList: z.boolean().default(true),
      issued: z.boolean().default(false),
    })
    .prefault({}),
  /** Calls beyond this number in a window answer code 5; null: no quota. */
  quota: z
    .object({ calls: z.int().min(0), windowMs: z.int().positive() })
    .nullable()
    .default(null),
  /** Where changes of stock are told, and what they are signed with; `pauseMs` between two attempts. Null: nowhere. */
  webhook: z
    .object({ url: z.url(), clientSecret: z.string().min(1), pauseMs: z.int().min(0).default(60_000) })
    .nullable()
    .default(null),
  /** Callers from elsewhere are answered code 4; null: all are allowed. */
  allowedIps: z.array(z.string()).nullable().default(null),
})
export type MetakockaSettings = z.output<typeof MetakockaSettings>
/** Some settings; what is left out stays as it is. */
export type MetakockaSettingsInput = z.input<typeof MetakockaSettings>
