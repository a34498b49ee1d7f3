import type { Permissions } from '@pretok/client-prestashop'
import { Flow, type FlowSettings } from '@pretok/domain'
import { isBefore } from './version.ts'

/** Reading and changing, the only things Pretok ever does in a store. */
export type Verb = 'GET' | 'PUT'

/** What a flow needs of one resource of the webservice. */
export interface Right {
  resource: string
  verbs: readonly Verb[]
  /** The first version of PrestaShop that has it; older stores are read without. */
  since?: string
  /** The flow goes without it, only poorer. */
  optional?: true
}

const view = (...resources: string[]): Right[] => resources.map((resource) => ({ resource, verbs: ['GET'] }))
const change = (...resources: string[]): Right[] => resources.map((resource) => ({ resource, verbs: ['GET', 'PUT'] }))

const orders: readonly Right[] = [
  ...view('orders', 'order_details'),
  { resource: 'order_cart_rules', verbs: ['GET'], since: '1.7.8' },
  ...view(
    'order_payments',
    'customers',
    'addresses',
    'configurations',
    'order_states',
    'currencies',
    'countries',
    'states',
    'carriers',
    'taxes',
    'languages',
  ),
  { resource: 'messages', verbs: ['GET'], since: '1.7', optional: true },
  { resource: 'customizations', verbs: ['GET'], optional: true },
  // What happens to an order that is booked already.
  { resource: 'order_slip', verbs: ['GET'], optional: true },
  { resource: 'order_histories', verbs: ['GET'], optional: true },
]

const catalogue: readonly Right[] = [
  ...view(
    'products',
    'combinations',
    'categories',
    'product_features',
    'product_feature_values',
    'product_options',
    'product_option_values',
    'tax_rule_groups',
    'tax_rules',
    'taxes',
    'languages',
    'configurations',
  ),
  { resource: 'specific_prices', verbs: ['GET'], optional: true },
  { resource: 'product_suppliers', verbs: ['GET'], optional: true },
]

/** Which boxes the webservice key needs for which flow: the one table of it. */
export const rightsOf: Readonly<Record<Flow, readonly Right[]>> = {
  orders,
  products: catalogue,
  stock: [
    ...change('stock_availables'),
    // Which row is which product,
    ...catalogue,
    // and what orders took that the ERP does not know yet.
    ...view('orders', 'order_states'),
  ],
  statuses: [
    ...change('orders', 'order_carriers'),
    ...view('order_histories', 'order_invoices', 'order_payments', 'order_states', 'configurations'),
  ],
  invoices: [...orders, ...view('order_slip')],
}

/** A right with the flows that want it; it is optional if it is for each of them. */
export interface NeededRight extends Right {
  flows: Flow[]
}

/** What the flows that are switched on need together, each resource once. */
export const neededRights = (flows: FlowSettings, version: string | undefined): NeededRight[] => {
  const byResource = new Map<string, NeededRight>()
  for (const flow of Flow.options.filter((one) => flows[one])) {
    for (const right of rightsOf[flow]) {
      if (right.since && version && isBefore(version, right.since)) continue
      const known = byResource.get(right.resource)
      const { optional, ...needed } = { ...right, flows: [...(known?.flows ?? []), flow] }
      const verbs = [...new Set([...(known?.verbs ?? []), ...right.verbs])]
      const canDoWithout = optional && (known === undefined || known.optional)
      byResource.set(right.resource, { ...needed, verbs, ...(canDoWithout && { optional }) })
    }
  }
  return [...byResource.values()]
}

const wants = (flow: Flow, resource: string, verbs: readonly Verb[]): boolean =>
  rightsOf[flow].some((right) => right.resource === resource && right.verbs.some((verb) => verbs.includes(verb)))

/** What of it the key lacks: the verbs that are missing, and the flows that want those. */
export const missingRights = (needed: readonly NeededRight[], { resources }: Permissions): NeededRight[] =>
  needed.flatMap((right) => {
    const { resource } = right
    const verbs = right.verbs.filter((verb) => !resources.get(resource)?.has(verb))
    const flows = right.flows.filter((flow) => wants(flow, resource, verbs))
    return verbs.length === 0 ? [] : [{ ...right, verbs, flows }]
  })
