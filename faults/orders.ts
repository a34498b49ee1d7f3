import type { OrderState } from '@pretok/domain'
import { createDice } from './dice.ts'

/** How an order must end. */
export interface Expectation {
  /** One of these: an order that the customer takes back may have been booked before. */
  states: readonly OrderState[]
  /** The code of the reason it then has, by state. Booked orders have none. */
  reasons: Partial<Record<OrderState, string>>
}

/** What the merchant or the customer does to an order some time after it was placed. */
export type Change = 'paid' | 'cancelled' | 'touched'

/** Orders of the firm among the recorded customers. */
const ofTheFirm = [44, 47]

/** Recorded orders that new ones are copies of, and what becomes of them under the settings of `shops.ts`. */
interface OrderKind {
  models: readonly number[]
  /** How many of a hundred orders. */
  share: number
  ends: Expectation
  change?: Change
}

const booked: Expectation = { states: ['booked'], reasons: {} }
const ends = (state: OrderState, reason: string): Expectation => ({ states: [state], reasons: { [state]: reason } })

/** Two VAT rates, three customers: what an ordinary shop is full of. */
const bulk = [44, 45, 46, 47, 48, 49]
/** Vouchers, gifts, wrapping, customizations, a firm, addresses abroad, all ways of rounding. */
const special = [6, 10, 11, 12, 14, 15, 16, 17, 22, 23, 33, 36, 38, 39, 40, 43]

export const orderKinds = {
  ordinary: { models: bulk, share: 48, ends: booked },
  special: { models: special, share: 24, ends: booked },
  /** The firm orders for its second place of business: one partner in the ERP, with two addresses. */
  ofBranch: { models: ofTheFirm, share: 4, ends: booked },
  /** Something about it changes while it is on its way. */
  touched: { models: bulk, share: 4, ends: booked, change: 'touched' },
  /** Cancelled in the store while it is on its way: whoever is first wins, but never both. */
  takenBack: {
    models: bulk,
    share: 4,
    ends: { states: ['booked', 'cancelled'], reasons: { cancelled: 'ERR_ORDER_CANCELLED' } },
    change: 'cancelled',
  },
  paidLater: { models: [29], share: 4, ends: booked, change: 'paid' },
  unpaid: { models: [7, 29], share: 2, ends: ends('waiting', 'ERR_ORDER_PAYMENT_AWAITED') },
  cancelled: { models: [19, 20], share: 1, ends: ends('cancelled', 'ERR_ORDER_CANCELLED') },
  refunded: { models: [18], share: 1, ends: ends('cancelled', 'ERR_ORDER_REFUNDED') },
  withoutReference: { models: [21], share: 2, ends: ends('held', 'ERR_ORDER_REFERENCE_MISSING') },
  contradictory: { models: [1], share: 2, ends: ends('held', 'ERR_ORDER_SUMS_CONTRADICT') },
  /** Paid in a way that the ERP does not know. */
  strangePayment: { models: [9], share: 2, ends: ends('held', 'ERR_ORDER_PAYMENT_TYPE_UNKNOWN') },
  /** Paid in a way that the ERP refuses, as the company has no fiscal register. */
  refused: { models: [8], share: 2, ends: ends('rejected', 'ERR_ORDER_ERP_REFUSED') },
} as const satisfies Record<string, OrderKind>
export type OrderKindName = keyof typeof orderKinds

export interface PlannedOrder {
  shop: number
  kind: OrderKindName
  /** The recorded order it is a copy of. */
  model: number
  /** Since the beginning of the trouble; 0: it stood in the shop before. */
  atMs: number
  /** How often the shop tells of it; 0: it must be found. */
  announcements: number
  change?: { what: Change; atMs: number }
}

export interface PlanOptions {
  seed: string
  orders: number
  shops: number
  /** Over which time they are placed. */
  overMs: number
}

const kindAt = (hundredth: number): OrderKindName => {
  let passed = 0
  for (const [name, { share }] of Object.entries(orderKinds)) {
    passed += share
    if (hundredth < passed) return name as OrderKindName
  }
  throw new Error('the shares of the kinds of orders do not add up to a hundred')
}

/**
 * Which orders are placed where and when. Half of them stand in the shops before anything begins. Every kind comes up in its share;
 * chance only decides where and when.
 */
export const planOrders = ({ seed, orders, shops, overMs }: PlanOptions): PlannedOrder[] => {
  const dice = createDice(`${seed}/orders`)
  const hundredths = dice.shuffle(Array.from({ length: orders }, (_, place) => Math.floor((place * 100) / orders)))
  return hundredths.map((hundredth, place) => {
    const kind = kindAt(hundredth)
    const { models, change }: OrderKind = { ...orderKinds[kind] }
    const atMs = dice.throw() < 0.5 ? 0 : dice.between(0, Math.floor(overMs * 0.8))
    return {
      shop: place % shops,
      kind,
      model: dice.pick(models),
      atMs,
      announcements: atMs === 0 ? 0 : dice.between(0, 3),
      ...(change ? { change: { what: change, atMs: dice.between(atMs, overMs) } } : {}),
    }
  })
}
