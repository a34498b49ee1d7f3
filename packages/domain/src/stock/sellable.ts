import { Decimal } from 'decimal.js'
import { type Amount, amount, type DecimalText, sum } from '../money.ts'
import type { StockLimits } from './stock-limits.ts'
import type { StockTerm } from './stock-term.ts'

/** What a warehouse that is for sale has of a product. */
export interface SellableLevel {
  /** Its mark. */
  warehouse: string
  /** The share of it that counts. */
  percent: number
  amount: DecimalText
  /** Absent where the company keeps no reservations. */
  free?: DecimalText | undefined
}

/** Pieces of one item in orders. */
export interface InFlight {
  /** In orders that are not booked yet. */
  unbooked: number
  /** In booked orders that the ERP may not have counted when it was asked. */
  uncounted: number
  /** In booked orders whose goods have not left; they count where the ERP's number knows no reservations. */
  unissued: number
}

export interface SellableInput {
  levels: readonly SellableLevel[]
  inFlight: InFlight
  limits: StockLimits
  quantity: 'free' | 'amount'
}

export interface Sellable {
  /** Whole pieces, 0 at least. */
  quantity: number
  /** How it came about, in order. */
  terms: StockTerm[]
}

/** What a store's column holds at most. */
const most = 2 ** 31 - 1

const text = (value: Amount): DecimalText => (value.isZero() ? '0' : value.toFixed())

/**
 * What a store may sell: the stock of the chosen warehouses, less what was ordered and is not counted, less the buffer, of that the share,
 * at most the cap, in whole pieces. More in a warehouse never gives less to sell, and more orders never give more.
 */
export const sellable = ({ levels, inFlight, limits, quantity }: SellableInput): Sellable => {
  const terms: StockTerm[] = []
  const basis = quantity === 'free' && levels.every(({ free }) => free !== undefined) ? 'free' : 'amount'
  let left = amount(0)
  // Places and lots of a warehouse may come as rows of their own.
  const places = Map.groupBy(levels, ({ warehouse, percent }) => `${percent}/${warehouse}`)
  for (const [first, ...others] of places.values()) {
    if (!first) continue
    const { warehouse, percent } = first
    const has = sum([first, ...others].map((level) => (basis === 'free' ? level.free : undefined) ?? level.amount))
    // A warehouse that owes pieces owes all of them, whatever share of it is for sale.
    const counts = has.isNegative() ? has : has.times(percent).div(100)
    left = left.plus(counts)
    const value = text(counts)
    terms.push({ kind: 'warehouse', warehouse, basis, amount: text(has), percent, value, result: text(left) })
  }
  const { unbooked, uncounted, unissued } = inFlight
  const ordered = unbooked + (basis === 'free' ? uncounted : unissued)
  left = left.minus(ordered)
  terms.push({ kind: 'inFlight', value: String(ordered), result: text(left) })
  if (limits.buffer > 0) {
    left = left.minus(limits.buffer)
    terms.push({ kind: 'buffer', value: String(limits.buffer), result: text(left) })
  }
  if (limits.percent !== 100) {
    left = Decimal.max(left, 0).times(limits.percent).div(100)
    terms.push({ kind: 'percent', value: String(limits.percent), result: text(amount(left)) })
  }
  if (limits.cap !== undefined) {
    left = Decimal.min(left, limits.cap)
    terms.push({ kind: 'cap', value: String(limits.cap), result: text(amount(left)) })
  }
  const whole = Math.min(Decimal.max(left, 0).floor().toNumber(), most)
  terms.push({ kind: 'whole', value: String(whole), result: String(whole) })
  return { quantity: whole, terms }
}
