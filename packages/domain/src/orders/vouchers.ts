import { amount, sum, toCents } from '../money.ts'
import type { Reduction } from './discounts.ts'
import type { StoreOrder, Voucher } from './order.ts'

const less = (voucher: Voucher, by: { gross: string; net: string }): Voucher => ({
  ...voucher,
  gross: amount(voucher.gross).minus(by.gross).toFixed(),
  net: amount(voucher.net).minus(by.net).toFixed(),
})

const together = (vouchers: readonly Voucher[]): { gross: string; net: string } => ({
  gross: sum(vouchers.map(({ gross }) => gross)).toFixed(),
  net: sum(vouchers.map(({ net }) => net)).toFixed(),
})

/**
 * The voucher that was worth more than what it might reduce and left a rest for another order, if there is one. It is written down
 * with all that was left to pay for products.
 */
const indexOfRest = ({ vouchers, lines, shipping }: StoreOrder): number => {
  const products = toCents(sum(lines.map(({ totalGross }) => totalGross)))
  return vouchers.findIndex(({ freeShipping }, index) => {
    const given = amount(together(vouchers.slice(0, index + 1)).gross)
    return given
      .minus(freeShipping ? shipping.gross : 0)
      .minus(products)
      .abs()
      .lt('0.00001')
  })
}

/** What a voucher that left a rest took off is what the others leave of the order's sum. */
const withoutRest = ({ vouchers, discounts }: StoreOrder, rest: number): Voucher[] =>
  vouchers.map((voucher, index) =>
    index === rest ? less({ ...voucher, ...discounts }, together(vouchers.toSpliced(rest, 1))) : voucher,
  )

/** Shipping is free once, however many vouchers say so; each is written down with it. */
const withShippingOnce = ({ vouchers, shipping }: StoreOrder): Voucher[] =>
  vouchers.map((voucher, index) =>
    voucher.freeShipping && vouchers.slice(0, index).some(({ freeShipping }) => freeShipping)
      ? less(voucher, shipping)
      : voucher,
  )

/**
 * The vouchers of an order with what each of them took off. Older stores keep only the sum, and not whether shipping was in it.
 *
 * @returns `undefined` when they do not add up to the order's sum
 */
export const findReductions = (order: StoreOrder): Reduction[] | undefined => {
  const { vouchers, discounts, lines } = order
  if (vouchers.length === 0) {
    // Some 1.7 write the gross sum down as the net one too.
    const netIsDoubtful = amount(discounts.net).eq(discounts.gross)
    return [{ name: 'discount', ...discounts, inCents: true, ...(netIsDoubtful ? { netIsDoubtful } : {}) }]
  }
  const rest = indexOfRest(order)
  // The store lets nothing cost less than nothing: the sum is cut to the unrounded lines, the vouchers are not.
  const rounding = amount('0.005').times(lines.length + 1)
  const reductions = [vouchers, withShippingOnce(order), withoutRest(order, rest)].find(
    (some) =>
      amount(together(some).gross).minus(discounts.gross).abs().lte(rounding) &&
      some.every(({ gross }) => amount(gross).gt('-0.01')),
  )
  // What the back office adds to an order is kept in whole cents.
  return reductions?.map((voucher, index) => ({
    ...voucher,
    inCents: index === rest || toCents(voucher.net).eq(voucher.net),
  }))
}
