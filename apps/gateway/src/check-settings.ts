import type { ConnectionFacts } from '@pretok/db'
import { ConnectionSettings } from '@pretok/domain'
import { z } from 'zod'
import type { FieldErrors } from './errors.ts'

export const SettingsWarning = z.object({ field: z.string(), message: z.string(), messageSl: z.string() })
export type SettingsWarning = z.output<typeof SettingsWarning>

/** What settings refer to over there. */
type Kind = 'warehouse' | 'priceList' | 'unit' | 'paymentType' | 'deliveryType' | 'module' | 'carrier' | 'state'

interface Mention {
  kind: Kind
  /** E.g. `settings.orders.deliveryTypes.4`. */
  field: string
  /** What is referred to there: the value, or the name of the entry. */
  name: string
}

const values = (kind: Kind, field: string, record: Readonly<Record<string, string>> = {}): Mention[] =>
  Object.entries(record).map(([key, name]) => ({ kind, field: `${field}.${key}`, name }))

const keys = (kind: Kind, field: string, record: Readonly<Record<string, string>> = {}): Mention[] =>
  Object.keys(record).map((name) => ({ kind, field: `${field}.${name}`, name }))

const one = (kind: Kind, field: string, name: string | undefined): Mention[] =>
  name === undefined ? [] : [{ kind, field, name }]

type Mapping = ConnectionSettings['orders']['overrides'][number]['use']

const inMapping = (path: string, mapping: Mapping): Mention[] => [
  ...one('warehouse', `${path}.warehouse`, mapping.warehouse),
  ...one('priceList', `${path}.priceList`, mapping.priceList),
  ...one('paymentType', `${path}.otherPaymentType`, mapping.otherPaymentType),
  ...values('paymentType', `${path}.paymentTypes`, mapping.paymentTypes),
  ...keys('module', `${path}.paymentTypes`, mapping.paymentTypes),
  ...keys('module', `${path}.methodsOfPayment`, mapping.methodsOfPayment),
  ...values('deliveryType', `${path}.deliveryTypes`, mapping.deliveryTypes),
  ...keys('carrier', `${path}.deliveryTypes`, mapping.deliveryTypes),
  ...keys('carrier', `${path}.deliveryServices`, mapping.deliveryServices),
]

const mentionsIn = ({ orders, products }: ConnectionSettings): Mention[] => {
  const path = 'settings.orders'
  const { always, never } = orders.states
  return [
    ...inMapping(path, orders),
    ...orders.overrides.flatMap(({ use }, index) => inMapping(`${path}.overrides.${index}.use`, use)),
    ...one('unit', `${path}.unit`, orders.unit),
    ...one('priceList', 'settings.products.priceList', products.priceList),
    ...one('unit', 'settings.products.unit', products.unit),
    ...keys('module', `${path}.paymentRules`, orders.paymentRules),
    ...always.map((name): Mention => ({ kind: 'state', field: `${path}.states.always`, name })),
    ...never.map((name): Mention => ({ kind: 'state', field: `${path}.states.never`, name })),
  ]
}

/** What is there, as far as it is known. Of what was only seen, an empty list says nothing. */
const knownNames = ({ store, erp }: ConnectionFacts): Partial<Record<Kind, readonly string[] | undefined>> => {
  const seen = (names: readonly string[] | undefined) => (names?.length ? names : undefined)
  return {
    warehouse: erp?.facts.warehouses?.filter(({ active }) => active).map(({ mark }) => mark),
    priceList: seen(erp?.facts.priceListsSeen),
    unit: seen(erp?.facts.unitsSeen),
    paymentType: seen(erp?.facts.paymentTypesSeen),
    deliveryType: seen(erp?.facts.deliveryTypesSeen),
    module: seen(store?.facts.paymentModules?.map(({ module }) => module)),
    carrier: store?.facts.carriers?.map(({ reference }) => reference),
    state: store?.facts.orderStates?.map(({ id }) => id),
  }
}

/** What to say of a name that is not among those that are known. */
const unknown: Record<Kind, (name: string) => readonly [message: string, messageSl: string]> = {
  warehouse: (name) => [
    `MetaKocka has no active warehouse with the mark "${name}".`,
    `MetaKocka nima aktivnega skladišča z oznako "${name}".`,
  ],
  priceList: (name) => [
    `No product that was looked at has a price in the price list "${name}". See that MetaKocka has it.`,
    `Noben pregledani izdelek nima cene v ceniku "${name}". Preverite, ali ga MetaKocka ima.`,
  ],
  unit: (name) => [
    `No product that was looked at has the unit "${name}". See that MetaKocka has it.`,
    `Noben pregledani izdelek nima enote "${name}". Preverite, ali jo MetaKocka ima.`,
  ],
  paymentType: (name) => [
    `The payment type "${name}" stands on no recent document. See that it is in MetaKocka's register "Vrsta plačila".`,
    `Vrste plačila "${name}" ni na nobenem novejšem dokumentu. Preverite, ali je v MetaKockinem šifrantu "Vrsta plačila".`,
  ],
  deliveryType: (name) => [
    `The delivery type "${name}" stands on no recent document. MetaKocka leaves out one that is not in its register.`,
    `Načina dostave "${name}" ni na nobenem novejšem dokumentu. MetaKocka izpusti takega, ki ga ni v njenem šifrantu.`,
  ],
  module: (name) => [
    `No recent order of the store was paid by the module "${name}". Modules are named as in the store's list, e.g. ps_wirepayment.`,
    `Nobeno novejše naročilo v trgovini ni bilo plačano z modulom "${name}". Moduli se imenujejo kot v seznamu trgovine, npr. ps_wirepayment.`,
  ],
  carrier: (name) => [
    `The store has no carrier with the id_reference ${name}.`,
    `Trgovina nima dostavljavca z id_reference ${name}.`,
  ],
  state: (name) => [
    `The store has no order state with the id ${name}.`,
    `Trgovina nima stanja naročila z id-jem ${name}.`,
  ],
}

/** What is wrong whatever either side says. */
const contradictionsIn = ({ changes }: ConnectionSettings): FieldErrors =>
  changes.returns === 'complaint' && changes.apiUserEmail === undefined
    ? [{ path: 'settings.changes.apiUserEmail', message: 'is required while `returns` is `complaint`' }]
    : []

/**
 * Holds settings against what both sides said of themselves last. What is certainly wrong is refused, unless it stood there before;
 * what only looks wrong is told. Defaults are not looked at: the test of the connection is.
 *
 * @param before the settings as they were
 */
export const checkSettings = (
  settings: ConnectionSettings,
  before: ConnectionSettings,
  facts: ConnectionFacts,
): { errors: FieldErrors; warnings: SettingsWarning[] } => {
  const known = knownNames(facts)
  const isIn = (list: readonly Mention[], { kind, name }: Mention) =>
    list.some((mention) => mention.kind === kind && mention.name === name)
  const usual = mentionsIn(ConnectionSettings.parse({}))
  const [had, odd] = [
    mentionsIn(before),
    mentionsIn(settings).filter(
      (mention) => !isIn(usual, mention) && known[mention.kind]?.includes(mention.name) === false,
    ),
  ]
  const isRefused = (mention: Mention) => mention.kind === 'warehouse' && !isIn(had, mention)
  const marks = known.warehouse?.map((mark) => `"${mark}"`).join(', ')
  return {
    errors: [
      ...contradictionsIn(settings),
      ...odd.filter(isRefused).map(({ field, name }) => ({
        path: field,
        message: `${unknown.warehouse(name)[0]} These are: ${marks}. A test of the connection reads the list anew.`,
      })),
    ],
    warnings: odd
      .filter((mention) => !isRefused(mention))
      .map(({ kind, field, name }) => {
        const [message, messageSl] = unknown[kind](name)
        return { field, message, messageSl }
      }),
  }
}
