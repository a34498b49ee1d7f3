import { z } from 'zod'
import { about } from '../about.ts'
import { productCode as code, documentFields, mappings, otherPaymentType } from './document-fields.ts'
import { OrderOverride, StateRules, UnmappedRules } from './order-rules.ts'

/** When an order of a payment module goes to the ERP. */
export const PaymentRule = z.enum(['always', 'when-paid', 'never'])
export type PaymentRule = z.output<typeof PaymentRule>

export const OrderSettings = z.object({
  pollSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .refine((seconds) => seconds === 0 || seconds >= 15, 'is 0 (never) or 15 to 86400')
    .default(60)
    .meta(
      about(
        'Seconds between two readings of changed orders: 15 to 86400, or 0 for readings on request only.',
        'Sekunde med dvema branjema spremenjenih naročil: 15 do 86400 ali 0 za branje samo na zahtevo.',
      ),
    ),
  buyerOrderPrefix: z
    .string()
    .regex(/^[\w./-]{0,12}$/, 'at most 12 letters, digits or ./-_')
    .default('')
    .meta(
      about(
        "Stands before the store's order number in MetaKocka; tells several stores of one company apart.",
        'Stoji pred številko naročila v MetaKocki; loči več trgovin istega podjetja.',
      ),
    ),
  startAt: z.iso
    .datetime()
    .optional()
    .meta(
      about(
        'Orders placed before this moment (UTC) stay in the store.',
        'Naročila, oddana pred tem trenutkom (UTC), ostanejo v trgovini.',
      ),
    ),
  states: StateRules.prefault({}).meta(
    about(
      'Which states in the store let an order go. Cancelled and refunded orders never do.',
      'Katera stanja v trgovini naročilo spustijo naprej. Preklicana in vrnjena naročila ne gredo nikoli.',
    ),
  ),
  paymentRules: z
    .record(z.string(), PaymentRule)
    .default({ ps_wirepayment: 'when-paid', bankwire: 'when-paid', ps_checkpayment: 'when-paid', cheque: 'when-paid' })
    .meta(
      about(
        'When an order goes to MetaKocka, by payment module; others go by `otherPaymentRule`.',
        'Kdaj gre naročilo v MetaKocko, po plačilnih modulih; za ostale velja `otherPaymentRule`.',
      ),
    ),
  otherPaymentRule: PaymentRule.default('always').meta(
    about('The rule of all other payment modules.', 'Pravilo za vse druge plačilne module.'),
  ),
  giveUpUnpaidAfterDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .meta(
      about(
        'Days after which an order that still waits for its payment is set aside; a payment brings it back. 0 = it waits for ever.',
        'Dnevi, po katerih se naročilo, ki še čaka na plačilo, opusti; plačilo ga vrne. 0 = čaka brez omejitve.',
      ),
    ),
  document: z
    .enum(['sales_order'])
    .default('sales_order')
    .meta(about('What an order becomes in MetaKocka.', 'Kaj naročilo postane v MetaKocki.')),
  paymentTypes: mappings.paymentTypes
    .default({
      ps_wirepayment: 'Transakcijski račun',
      bankwire: 'Transakcijski račun',
      ps_checkpayment: 'Transakcijski račun',
      cheque: 'Transakcijski račun',
      ps_cashondelivery: 'Transakcijski račun',
      cashondelivery: 'Transakcijski račun',
    })
    .meta(
      about(
        'MetaKocka\'s payment type (register "Vrsta plačila") by payment module; others go by `otherPaymentType`.',
        'Vrsta plačila v MetaKocki po plačilnih modulih; za ostale velja `otherPaymentType`.',
      ),
    ),
  otherPaymentType: otherPaymentType
    .default('Kartica')
    .meta(about('The payment type of all other payment modules.', 'Vrsta plačila za vse druge plačilne module.')),
  methodsOfPayment: mappings.methodsOfPayment
    .default({})
    .meta(
      about(
        "MetaKocka's method of payment by payment module; without an entry, what the store calls the payment.",
        'Način plačila v MetaKocki po plačilnih modulih; brez vnosa ime plačila iz trgovine.',
      ),
    ),
  deliveryTypes: mappings.deliveryTypes
    .default({})
    .meta(
      about(
        "MetaKocka's delivery type by the carrier's `id_reference`; without an entry none is sent.",
        'Način dostave v MetaKocki po `id_reference` dostavljavca; brez vnosa se ne pošlje nobeden.',
      ),
    ),
  deliveryServices: mappings.deliveryServices
    .default({})
    .meta(
      about(
        "Code of the service under which delivery is booked, by the carrier's `id_reference`; others go by `services.delivery`.",
        'Šifra storitve, pod katero se knjiži dostava, po `id_reference` dostavljavca; za ostale velja `services.delivery`.',
      ),
    ),
  whenUnmapped: UnmappedRules.prefault({}).meta(
    about(
      'What becomes of an order whose payment module or carrier has no entry of its own.',
      'Kaj se zgodi z naročilom, katerega plačilni modul ali dostavljavec nima svojega vnosa.',
    ),
  ),
  ...documentFields,
  overrides: z
    .array(OrderOverride)
    .max(100)
    .default([])
    .meta(
      about(
        "Other settings for some orders, by the recipient's country or the customer's group. The first that fits counts.",
        'Druge nastavitve za nekatera naročila, po državi prejemnika ali skupini kupca. Velja prva, ki ustreza.',
      ),
    ),
  unknownProducts: z
    .enum(['create', 'hold'])
    .default('create')
    .meta(
      about(
        'A reference that MetaKocka does not know: create the product there, or hold the order.',
        'Šifra, ki je MetaKocka ne pozna: tam ustvari izdelek ali pa zadrži naročilo.',
      ),
    ),
  linesWithoutReference: z
    .enum(['create', 'hold'])
    .default('hold')
    .meta(
      about(
        "A line without reference: hold the order, or create a product under a code made of the store's ids (`PS-<product>[-<combination>]`).",
        'Postavka brez šifre: zadrži naročilo ali pa ustvari izdelek s šifro iz številk trgovine (`PS-<izdelek>[-<kombinacija>]`).',
      ),
    ),
  unit: z
    .string()
    .min(1)
    .max(20)
    .default('kos')
    .meta(about('Unit of products created in MetaKocka.', 'Enota izdelkov, ustvarjenih v MetaKocki.')),
  roundingLine: z
    .boolean()
    .default(false)
    .meta(
      about(
        "Where the store's rounded lines miss its total, book the cents (0.05 at most) on a line of their own; else they are added to the lines that rounding changed most.",
        'Kjer se zaokrožene postavke ne ujemajo s skupnim zneskom trgovine, knjiži cente (največ 0,05) na svojo postavko; sicer se prištejejo postavkam, ki jih je zaokroževanje najbolj spremenilo.',
      ),
    ),
  taxCheck: z
    .enum(['hold', 'off'])
    .default('hold')
    .meta(
      about(
        'Taxable goods sent to another EU country without VAT, to a buyer without a VAT number there: hold the order, or do not look.',
        'Obdavčljivo blago, poslano v drugo državo EU brez DDV kupcu, ki tam nima številke za DDV: zadrži naročilo ali pa tega ne preverja.',
      ),
    ),
  services: z
    .object({
      create: z.boolean().default(true).meta(about('Create them when they are missing.', 'Ustvari jih, če manjkajo.')),
      delivery: code.default('DOSTAVA').meta(about('Code of the delivery service.', 'Šifra storitve dostave.')),
      wrapping: code
        .default('DARILNO-ZAVIJANJE')
        .meta(about('Code of the gift wrapping service.', 'Šifra storitve darilnega zavijanja.')),
      discount: code.default('POPUST').meta(about('Code of the discount service.', 'Šifra storitve popusta.')),
      rounding: code.default('IZRAVNAVA').meta(about('Code of the rounding service.', 'Šifra storitve izravnave.')),
    })
    .prefault({})
    .meta(
      about(
        'Service products under which charges and vouchers are booked.',
        'Storitve, pod katerimi se knjižijo stroški in kuponi.',
      ),
    ),
})
export type OrderSettings = z.output<typeof OrderSettings>
