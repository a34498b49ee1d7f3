import { amount, formatCents, toCents } from '../money.ts'
import { paidAmount, type StoreOrder } from './order.ts'
import type { OrderSettings } from './order-settings.ts'
import type { OrderState, Reason } from './order-state.ts'
import { type Party, partyName } from './party.ts'
import { type Proof, proveOrder } from './proof.ts'
import { orderReasons } from './reasons.ts'
import { settingsFor } from './settings-for-order.ts'
import { findUntaxedSale } from './tax-case.ts'
import { lineCode, toBuyerOrder } from './to-sales-order.ts'

/** What is to become of an order that is not in the ERP yet. */
export type Decision =
  | { state: 'ready'; proof: Proof }
  | { state: Extract<OrderState, 'waiting' | 'held' | 'cancelled'>; reason: Reason; proof?: Proof }

/** The longest product code and customer order number that MetaKocka takes: a cut one would be another's. */
const [longestCode, longestBuyerOrder] = [20, 30]

const dayMs = 86_400_000

const missingInAddress = (party: Party): string[] =>
  [
    partyName(party) ? '' : 'name',
    party.street ? '' : 'street',
    party.postcode ? '' : 'postcode',
    party.city ? '' : 'city',
  ].filter(Boolean)

const unmappedIn = (order: StoreOrder, settings: OrderSettings): Reason | undefined => {
  const { whenUnmapped, paymentTypes, deliveryTypes } = settings
  const { module, label } = order.payment
  const { carrierReference, carrierName } = order.shipping
  if (whenUnmapped.paymentType === 'hold' && amount(order.totalPaid).gt(0) && !Object.hasOwn(paymentTypes, module)) {
    return orderReasons.paymentTypeUnmapped({ module, label })
  }
  if (whenUnmapped.deliveryType === 'hold' && carrierReference && !Object.hasOwn(deliveryTypes, carrierReference)) {
    return orderReasons.deliveryTypeUnmapped({ carrierReference, carrier: carrierName ?? carrierReference })
  }
  return undefined
}

/** Why an order that may go by its state and payments cannot be booked as it is. */
export const heldBecauseOf = (order: StoreOrder, settings: OrderSettings): Reason | undefined => {
  const { reference, placedAlreadyAs } = order
  if (placedAlreadyAs !== undefined) return orderReasons.placedTwice({ reference, placedAlreadyAs })
  for (const who of ['payer', 'recipient'] as const) {
    const missing = missingInAddress(order[who])
    if (missing.length > 0) return orderReasons.addressIncomplete({ who, missing })
  }
  for (const line of order.lines) {
    if (line.reference === undefined && settings.linesWithoutReference === 'hold') {
      return orderReasons.noReference({ line: line.name, storeProductId: line.storeProductId })
    }
    const reference = lineCode(line)
    if (reference.length > longestCode) return orderReasons.referenceTooLong({ reference })
  }
  const buyerOrder = toBuyerOrder(order, settings)
  if (buyerOrder.length > longestBuyerOrder) return orderReasons.buyerOrderTooLong({ buyerOrder })
  const untaxed = settings.taxCheck === 'hold' ? findUntaxedSale(order) : undefined
  return untaxed ?? unmappedIn(order, settings)
}

interface Waits {
  reason: Reason
  /** A payment would end it. */
  forPayment?: boolean
}

/** What the state itself says against the order, apart from its end. A flag that was never read is not there. */
const stateSaysNo = ({ state }: StoreOrder, { states }: OrderSettings): Waits | undefined => {
  const told = { state: state.name, stateId: state.id }
  const { requires } = states
  if (states.never.includes(state.id)) return { reason: orderReasons.stateExcluded(told) }
  if (requires === 'any' || states.always.includes(state.id) || state[requires]) return undefined
  return { reason: orderReasons.stateAwaited({ ...told, requires }), forPayment: requires === 'paid' }
}

const waitsBecauseOf = (order: StoreOrder, settings: OrderSettings): Waits | undefined => {
  const { module, label } = order.payment
  const paid = paidAmount(order)
  const total = formatCents(order.totalPaid)
  const { currency } = order
  const { startAt } = settings
  if (startAt !== undefined && Date.parse(order.placedAt) < Date.parse(startAt)) {
    return { reason: orderReasons.beforeStart({ placedAt: order.placedAt, startAt }) }
  }
  const rule = settings.paymentRules[module] ?? settings.otherPaymentRule
  if (rule === 'never') return { reason: orderReasons.paymentNever({ module }) }
  const no = stateSaysNo(order, settings)
  if (no) return no
  if (toCents(paid).gte(total)) return undefined
  if (order.state.meaning === 'payment-error') {
    return { reason: orderReasons.paymentError({ paid, total, currency }), forPayment: true }
  }
  if (rule !== 'when-paid') return undefined
  return { reason: orderReasons.paymentAwaited({ paid, total, currency, method: label }), forPayment: true }
}

/** Nobody pays any more for what was ordered so long ago. */
const givenUpBecauseOf = (order: StoreOrder, settings: OrderSettings, now: Date): Reason | undefined => {
  const days = settings.giveUpUnpaidAfterDays
  const [paid, total] = [paidAmount(order), formatCents(order.totalPaid)]
  if (days === 0 || toCents(paid).gte(total)) return undefined
  if (now.getTime() < Date.parse(order.placedAt) + days * dayMs) return undefined
  return orderReasons.paymentGivenUp({ paid, total, currency: order.currency, days })
}

/**
 * Decides about an order as the store has it now. An order that contradicts itself is held whatever its state, since nothing that
 * it says can be trusted; then the store's own end of an order counts, then the rules of the connection.
 *
 * @param now only ends the wait for a payment; what may go, may go at any time
 */
export const decide = (order: StoreOrder, orderSettings: OrderSettings, now: Date): Decision => {
  const settings = settingsFor(order, orderSettings)
  const proven = proveOrder(order, settings)
  if (!proven.ok) return { state: 'held', reason: proven.reason }
  const { proof } = proven
  const { meaning, name } = order.state
  if (meaning === 'cancelled')
    return { state: 'cancelled', reason: orderReasons.cancelledInStore({ state: name }), proof }
  if (meaning === 'refunded')
    return { state: 'cancelled', reason: orderReasons.refundedInStore({ state: name }), proof }
  const waits = waitsBecauseOf(order, settings)
  if (waits) {
    const givenUp = waits.forPayment ? givenUpBecauseOf(order, settings, now) : undefined
    return givenUp ? { state: 'cancelled', reason: givenUp, proof } : { state: 'waiting', reason: waits.reason, proof }
  }
  const held = heldBecauseOf(order, settings)
  if (held) return { state: 'held', reason: held, proof }
  return { state: 'ready', proof }
}
