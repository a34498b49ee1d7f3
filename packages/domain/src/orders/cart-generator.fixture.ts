import fc from 'fast-check'
import type { Cart, CartCharge, CartProduct, CartVoucher } from './cart.fixture.ts'

const decimal = (min: number, max: number, places: number): fc.Arbitrary<string> =>
  fc
    .integer({ min: min * 10 ** places, max: max * 10 ** places })
    .map((value) => (value / 10 ** places).toFixed(places))

const rates = fc.oneof(
  { weight: 5, arbitrary: fc.constant('22') },
  { weight: 4, arbitrary: fc.constant('9.5') },
  { weight: 1, arbitrary: fc.constantFrom('5', '0') },
)

const quantities = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(1_000, 1_001, 1_500) },
)

/** Net prices as merchants have them: whole cents, made from a round price with VAT, or whatever an import left behind. */
const prices = (rate: string): fc.Arbitrary<string> => {
  const gross = fc.oneof(decimal(1, 200, 0), decimal(1, 200, 1), decimal(0, 60, 2))
  return fc.oneof(
    decimal(0, 60, 2),
    gross.map((value) => (Number(value) / (1 + Number(rate) / 100)).toFixed(6)),
    decimal(0, 60, 6),
    decimal(0, 1, 6),
  )
}

const products: fc.Arbitrary<CartProduct> = rates.chain((taxRate) =>
  fc.record({ net: prices(taxRate), taxRate: fc.constant(taxRate), quantity: quantities }),
)

const percents = fc.oneof(fc.constantFrom('5', '10', '15', '20', '25', '50', '100'), decimal(0, 100, 2))
const amounts = fc.oneof(fc.constantFrom('1', '2', '3', '5', '10', '20', '50', '1000'), decimal(0, 40, 2))

const vouchers = (count: number): fc.Arbitrary<CartVoucher> => {
  const product = fc.nat({ max: count - 1 })
  const one = product.map((index) => [index])
  const several = fc.subarray(
    Array.from({ length: count }, (_, index) => index),
    { minLength: 1 },
  )
  const amountOff = { amount: amounts, amountWithTax: fc.boolean(), partialUse: fc.boolean() }
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ percent: percents }) },
    { weight: 4, arbitrary: fc.record(amountOff) },
    { weight: 3, arbitrary: fc.constant({ freeShipping: true }) },
    { weight: 1, arbitrary: fc.record({ percent: percents, freeShipping: fc.constant(true) }) },
    { weight: 2, arbitrary: fc.record({ gift: product }) },
    { weight: 2, arbitrary: fc.record({ percent: percents, on: one }) },
    { weight: 2, arbitrary: fc.record({ percent: percents, on: several }) },
    { weight: 2, arbitrary: fc.record({ ...amountOff, on: one }) },
  )
}

const charges = (nets: fc.Arbitrary<string>): fc.Arbitrary<CartCharge | undefined> =>
  fc.option(fc.record({ net: nets, taxRate: fc.constantFrom('22', '22', '9.5', '0') }), { nil: undefined, freq: 4 })

/** Carts of a Slovenian shop, from the everyday to the odd: VAT rates mixed, vouchers one upon the other, every way of rounding. */
export const carts = (
  rounding: fc.Arbitrary<Cart['rounding']> = fc.constantFrom('item', 'line', 'total'),
): fc.Arbitrary<Cart> =>
  fc.array(products, { minLength: 1, maxLength: 8, size: 'max' }).chain((chosen) =>
    fc
      .tuple(
        rounding,
        fc.oneof(
          { weight: 1, arbitrary: fc.constant<CartVoucher[]>([]) },
          { weight: 3, arbitrary: vouchers(chosen.length).map((voucher) => [voucher]) },
          { weight: 2, arbitrary: fc.array(vouchers(chosen.length), { minLength: 2, maxLength: 3 }) },
        ),
        charges(fc.oneof(fc.constantFrom('7.00', '4.00', '3.278689'), decimal(0, 20, 6))),
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: charges(fc.constant('2.00')) },
        ),
      )
      .map(([rounded, given, shipping, wrapping]) => ({
        rounding: rounded,
        products: chosen,
        // Vouchers of one priority are applied gifts first.
        vouchers: given.toSorted((a, b) => Number(b.gift !== undefined) - Number(a.gift !== undefined)),
        ...(shipping ? { shipping } : {}),
        ...(wrapping ? { wrapping } : {}),
      })),
  )
