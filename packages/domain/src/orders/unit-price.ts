import { Amount, amount, toCents } from '../money.ts'

export interface PricedPart {
  quantity: number
  /** With VAT; at most six decimals, the most that MetaKocka keeps. */
  unitPrice: Amount
}

/** Beyond this many pieces, half of the sixth decimal times the quantity could move a cent. */
const mostPiecesAtSixDecimals = 1_000

/**
 * Unit prices at which an ERP that multiplies price and quantity arrives at `total`: the shortest exact price, else one with six
 * decimals, else two prices a cent apart.
 *
 * @param total whole cents
 */
export const priceParts = (total: Amount, quantity: number): PricedPart[] => {
  const price = total.div(quantity)
  for (let places = 2; places <= 6; places += 1) {
    const short = price.toDecimalPlaces(places)
    if (short.times(quantity).eq(total)) return [{ quantity, unitPrice: short }]
  }
  if (quantity <= mostPiecesAtSixDecimals) return [{ quantity, unitPrice: price.toDecimalPlaces(6) }]
  const low = price.toDecimalPlaces(2, Amount.ROUND_FLOOR)
  const dearer = toCents(total.minus(low.times(quantity)))
    .times(100)
    .toNumber()
  return [
    { quantity: quantity - dearer, unitPrice: low },
    { quantity: dearer, unitPrice: low.plus(amount('0.01')) },
  ]
}
