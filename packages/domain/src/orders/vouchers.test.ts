import { describe, expect, it } from 'vitest'
import { type Cart, placeOrder } from './cart.fixture.ts'
import { findReductions } from './vouchers.ts'

const products = [
  { net: '11.900000', taxRate: '22', quantity: 1 },
  { net: '18.264840', taxRate: '9.5', quantity: 2 },
]
const shipping = { net: '7.00', taxRate: '22' }

const reductions = (vouchers: Cart['vouchers']) => {
  const { order } = placeOrder({ rounding: 'line', products, vouchers, shipping })
  return { written: order.vouchers.map(({ gross }) => Number(gross)), found: findReductions(order) }
}

const values = (vouchers: Cart['vouchers']) => {
  const { written, found } = reductions(vouchers)
  return { written, found: found?.map(({ gross }) => Number(gross)) }
}

const rest = { amount: '1000', amountWithTax: true, partialUse: true }

describe('findReductions', () => {
  it('believes vouchers that add up to what the order was reduced by', () => {
    expect(values([{ percent: '10' }, { freeShipping: true }])).toEqual({
      written: [5.452, 8.54],
      found: [5.452, 8.54],
    })
  })

  it('trap 6: counts free shipping once', () => {
    expect(values([{ freeShipping: true }, { percent: '10' }, { freeShipping: true }])).toEqual({
      written: [8.54, 5.452, 8.54],
      found: [8.54, 5.452, 0],
    })
  })

  it('corrects a voucher that leaves a rest, beside free shipping', () => {
    expect(values([{ freeShipping: true }, rest])).toEqual({ written: [8.54, 45.98], found: [8.54, 54.52] })
  })

  it('corrects a voucher for one product that leaves a rest', () => {
    expect(values([{ percent: '10' }, { ...rest, on: [0] }])).toEqual({
      written: [5.452, 49.068],
      found: [5.452, 13.068],
    })
  })

  it('knows which values are true to the cent only', () => {
    expect(reductions([{ percent: '10' }, { ...rest, on: [0] }]).found?.map(({ inCents }) => inCents)).toEqual([
      false,
      true,
    ])
    expect(reductions([{ amount: '5', amountWithTax: true }]).found?.map(({ inCents }) => inCents)).toEqual([false])
  })

  it('makes one of the sum where the store keeps no vouchers, and does not guess whether shipping is in it', () => {
    const { order } = placeOrder({ rounding: 'line', products, vouchers: [{ percent: '10' }], shipping })
    expect(findReductions({ ...order, vouchers: [] })).toEqual([
      { name: 'discount', gross: '5.450000', net: '4.840000', inCents: true },
    ])
  })

  it('finds nothing when they do not add up', () => {
    const { order } = placeOrder({ rounding: 'line', products, vouchers: [{ percent: '10' }], shipping })
    const [voucher] = order.vouchers
    if (!voucher) throw new Error('the cart has a voucher')
    expect(findReductions({ ...order, vouchers: [voucher, voucher] })).toBeUndefined()
  })
})
