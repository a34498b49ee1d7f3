import { formatCents, type OrderState } from '@pretok/domain'
import type { PlacedOrder } from './shops.ts'

/** Why something does not flow, as the API tells it. */
export interface TellingReason {
  code: string
  message: string
  messageSl: string
  remedy: string
  remedySl: string
}

/** An order as Pretok has it. */
export interface HubOrder {
  id: string
  storeOrderId: string
  state: OrderState
  reason?: TellingReason | undefined
  totalPaid: string
  erp?: { mkId: string; buyerOrder: string; total: string } | undefined
}

/** An order as the ERP has it. */
export interface ErpOrder {
  mkId: string
  buyerOrder: string
  total: string
}

export interface ErpPartner {
  name: string
  taxNumber: string
  addresses: readonly string[]
}

export interface HubSync {
  id: string
  state: string
  reason?: TellingReason | undefined
}

/** One shop, its connection and its company, when all is quiet. */
export interface ShopFacts {
  name: string
  /** Begins the numbers of its orders in the ERP. */
  prefix: string
  placed: readonly PlacedOrder[]
  /** All connections of this shop. */
  connections: readonly { id: string; state: string; pausedReason?: TellingReason | undefined }[]
  orders: readonly HubOrder[]
  syncs: readonly HubSync[]
  syncsAsked: number
  documents: readonly ErpOrder[]
  partners: readonly ErpPartner[]
  productCodes: readonly string[]
}

export interface WorkFacts {
  connectionId: string
  job: string
  state: string
  /** Whether it is due at some later time, as work is that recurs. */
  isLater: boolean
  /** Whether somebody has it, and has given a sign of life of late. */
  isHeld: boolean
  lastError?: string | undefined
}

export interface HookFacts {
  /** By a webhook's id: how often it was accepted as new. */
  accepted: ReadonlyMap<string, number>
  /** Accepted, and nobody has acted upon them. */
  unhandled: number
  /** Ids of those that were accepted and are not stored. */
  lost: readonly string[]
}

export interface Facts {
  shops: readonly ShopFacts[]
  work: readonly WorkFacts[]
  hooks: HookFacts
  /** Processes that ended without being asked to. */
  deaths: readonly string[]
  /** What stands in the logs and must not, named without repeating it. */
  leaks: readonly string[]
}

/** Work that waits for its next turn for ever. */
const recurringJobs = ['import-orders']

const statesWithReason: readonly OrderState[] = ['waiting', 'held', 'rejected', 'cancelled', 'in_doubt']

const isTelling = (reason: TellingReason): boolean =>
  [reason.code, reason.message, reason.messageSl, reason.remedy, reason.remedySl].every((text) => text.trim() !== '')

const duplicatesIn = (values: readonly string[]): string[] => {
  const seen = new Set<string>()
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))]
}

const judgeReason = (what: string, state: OrderState, reason: TellingReason | undefined, wanted?: string): string[] => {
  if (!statesWithReason.includes(state)) return []
  if (!reason) return [`${what} is ${state} without a reason`]
  return [
    ...(isTelling(reason)
      ? []
      : [`${what} is ${state} for a reason that is not told in both languages: ${reason.code}`]),
    ...(wanted === undefined || reason.code === wanted
      ? []
      : [`${what} is ${state} because of ${reason.code}, not ${wanted}`]),
  ]
}

/** One order of a shop: where it ended, and what the ERP holds of it. */
const judgeOrder = (shop: ShopFacts, placed: PlacedOrder): string[] => {
  const { storeOrderId, reference, kind, ends } = placed
  const what = `${shop.name}: order ${storeOrderId} (${kind})`
  const mine = shop.orders.filter((order) => order.storeOrderId === storeOrderId)
  const buyerOrder = `${shop.prefix}${reference}`
  const documents = shop.documents.filter((document) => document.buyerOrder === buyerOrder)
  const [order, another] = mine
  if (!order) return [`${what} was lost: Pretok does not have it, the ERP has ${documents.length} of it`]
  if (another) return [`${what} stands in Pretok ${mine.length} times`]

  const totalPaid = formatCents(placed.totalPaid)
  const told = order.erp
  const wrong = (field: string, is: string | undefined, wanted: string): string[] =>
    is === wanted ? [] : [`${what}: ${field} is ${is}, not ${wanted}`]
  const wanted = order.state === 'booked' ? 1 : 0
  return [
    ...(ends.states.includes(order.state)
      ? judgeReason(what, order.state, order.reason, ends.reasons[order.state])
      : [`${what} is ${order.state}, not ${ends.states.join(' or ')} (${order.reason?.code ?? 'no reason'})`]),
    ...(documents.length === wanted
      ? []
      : [`${what} is ${order.state}, and the ERP has ${documents.length} documents of it`]),
    ...documents.flatMap(({ mkId, total }) => wrong(`the total of document ${mkId}`, formatCents(total), totalPaid)),
    ...wrong('what was paid, in Pretok,', formatCents(order.totalPaid), totalPaid),
    ...(order.state === 'booked'
      ? [
          ...wrong('its document', told?.mkId, documents[0]?.mkId ?? 'none'),
          ...wrong('its number', told?.buyerOrder, buyerOrder),
          ...wrong('its total in Pretok', told && formatCents(told.total), totalPaid),
        ]
      : []),
  ]
}

const judgeConnection = ({ name, connections, syncs, syncsAsked }: ShopFacts): string[] => [
  ...(connections.length === 1 ? [] : [`${name} has ${connections.length} connections`]),
  ...connections.flatMap(({ state, pausedReason }) => [
    ...(state === 'active' ? [] : [`${name}: its connection is ${state} (${pausedReason?.code})`]),
    ...(state === 'active' || (pausedReason && isTelling(pausedReason))
      ? []
      : [`${name}: nobody says why it is ${state}`]),
  ]),
  ...(syncs.length === syncsAsked ? [] : [`${name}: ${syncsAsked} syncs were asked for, there are ${syncs.length}`]),
  ...syncs.flatMap(({ id, state, reason }) =>
    state === 'done' ? [] : [`${name}: sync ${id} is ${state} (${reason?.code ?? 'no reason'})`],
  ),
]

const judgeErp = ({ name, prefix, placed, documents, partners, productCodes }: ShopFacts): string[] => {
  const known = new Set(placed.map(({ reference }) => `${prefix}${reference}`))
  const places = partners.flatMap((partner) => partner.addresses.map((address) => `${partner.name}, ${address}`))
  const taxNumbers = partners.map(({ taxNumber }) => taxNumber).filter(Boolean)
  return [
    ...documents
      .filter(({ buyerOrder }) => !known.has(buyerOrder))
      .map(({ mkId, buyerOrder }) => `${name}: document ${mkId} (${buyerOrder}) belongs to no order`),
    ...duplicatesIn(places).map((place) => `${name}: the ERP has a partner twice: ${place}`),
    ...duplicatesIn(taxNumbers).map((number) => `${name}: the ERP has several partners with tax number ${number}`),
    ...duplicatesIn(productCodes).map((code) => `${name}: the ERP has product ${code} twice`),
  ]
}

const judgeShop = (shop: ShopFacts): string[] => {
  const placed = new Set(shop.placed.map(({ storeOrderId }) => storeOrderId))
  const strange = shop.orders.filter(({ storeOrderId }) => !placed.has(storeOrderId))
  return [
    ...judgeConnection(shop),
    ...shop.placed.flatMap((order) => judgeOrder(shop, order)),
    ...strange.map(({ storeOrderId }) => `${shop.name}: order ${storeOrderId} was never placed`),
    ...judgeErp(shop),
  ]
}

/** Work that is over or only waits for its next turn is quiet; also work that was given up, which is another matter. */
export const isQuiet = ({ job, state, isLater, lastError }: WorkFacts): boolean =>
  state === 'failed' || (state === 'waiting' && isLater && lastError === undefined && recurringJobs.includes(job))

/** Work that recurs may be at it at any moment; it is stuck when nobody has it, or when it fails. */
const isLeftOver = ({ job, state, isHeld, lastError }: WorkFacts): boolean =>
  state === 'failed' || !recurringJobs.includes(job) || lastError !== undefined || (state !== 'waiting' && !isHeld)

/** What does not hold, a sentence each, given what is found when all is quiet. */
export const judge = ({ shops, work, hooks, deaths, leaks }: Facts): string[] => [
  ...shops.flatMap(judgeShop),
  ...work
    .filter(isLeftOver)
    .map(({ job, state, lastError }) => `work is left over: ${job}, ${state} (${lastError ?? 'no error'})`),
  ...[...hooks.accepted].flatMap(([id, times]) =>
    times > 1 ? [`webhook ${id} was accepted as new ${times} times`] : [],
  ),
  ...hooks.lost.map((id) => `webhook ${id} was accepted and lost`),
  ...(hooks.unhandled > 0 ? [`${hooks.unhandled} webhooks were accepted and not acted upon`] : []),
  ...deaths,
  ...leaks.map((leak) => `the logs hold ${leak}`),
]
