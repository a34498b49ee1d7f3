import { formatCents, toCents } from './money.ts'
import { paidAmount, type StoreOrder } from './order.ts'
import type { OrderState, Reason } from './order-state.ts'
import { type Party, partyName } from './party.ts'
import { type Proof, proveOrder } from './proof.ts'
import { orderReasons } from './reasons.ts'
import type { OrderSettings } from './settings.ts'

/** What is to become of an order that is not in the ERP yet. */
export type Decision =
  | { state: 'ready'; proof: Proof }
  | { state: Extract<OrderState, 'waiting' | 'held' | 'cancelled'>; reason: Reason; proof?: Proof }

/** The longest product code that MetaKocka takes. */
const longestCode = 20

const missingInAddress = (party: Party): string[] =>
  [
    partyName(party) ? '' : 'name',
    party.street ? '' : 'street',
    party.postcode ? '' : 'postcode',
    party.city ? '' : 'city',
  ].filter(Boolean)

const heldBecauseOf = (order: StoreOrder, settings: OrderSettings): Reason | undefined => {
  for (const who of ['payer', 'recipient'] as const) {
    const missing = missingInAddress(order[who])
    if (missing.length > 0) return orderReasons.addressIncomplete({ who, missing })
  }
  for (const line of order.lines) {
    if (line.reference === undefined && settings.linesWithoutReference === 'hold') {
      return orderReasons.noReference({ line: line.name, storeProductId: line.storeProductId })
    }
    if (line.reference !== undefined && line.reference.length > longestCode) {
      return orderReasons.referenceTooLong({ reference: line.reference })
    }
  }
  return undefined
}

const waitsBecauseOf = (order: StoreOrder, settings: OrderSettings): Reason | undefined => {
  const { module, label } = order.payment
  const paid = paidAmount(order)
  const total = formatCents(order.totalPaid)
  const { currency } = order
  const { startAt } = settings
  if (startAt !== undefined && Date.parse(order.placedAt) < Date.parse(startAt)) {
    return orderReasons.beforeStart({ placedAt: order.placedAt, startAt })
  }
  const rule = settings.paymentRules[module] ?? settings.otherPaymentRule
  if (rule === 'never') return orderReasons.paymentNever({ module })
  if (toCents(paid).gte(total)) return undefined
  if (order.state.meaning === 'payment-error') return orderReasons.paymentError({ paid, total, currency })
  return rule === 'when-paid' ? orderReasons.paymentAwaited({ paid, total, currency, method: label }) : undefined
}

/**
 * Decides about an order as the store has it now. An order that contradicts itself is held whatever its state, since nothing that
 * it says can be trusted; then the store's own end of an order counts, then the rules of the connection.
 */
export const decide = (order: StoreOrder, settings: OrderSettings): Decision => {
  const proven = proveOrder(order)
  if (!proven.ok) return { state: 'held', reason: proven.reason }
  const { proof } = proven
  const { meaning, name } = order.state
  if (meaning === 'cancelled')
    return { state: 'cancelled', reason: orderReasons.cancelledInStore({ state: name }), proof }
  if (meaning === 'refunded')
    return { state: 'cancelled', reason: orderReasons.refundedInStore({ state: name }), proof }
  const waits = waitsBecauseOf(order, settings)
  if (waits) return { state: 'waiting', reason: waits, proof }
  const held = heldBecauseOf(order, settings)
  if (held) return { state: 'held', reason: held, proof }
  return { state: 'ready', proof }
}
