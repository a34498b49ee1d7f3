import { amount, type OrderPayment, sum } from '@pretok/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paymentsOf } from './split-payments.ts'

const payment = (value: string): OrderPayment => ({ method: 'Card', amount: value, paidAt: '2026-11-23T08:00:00Z' })
const total = (payments: readonly OrderPayment[]) => sum(payments.map((one) => one.amount))

describe('paymentsOf', () => {
  it('leaves an order alone that shares its reference with nobody', () => {
    const payments = [payment('10.000000'), payment('-2.000000')]
    expect(paymentsOf('7', [{ storeOrderId: '7', totalPaid: '8.00' }], payments)).toEqual(payments)
  })

  it('fills the orders of a split cart up by their ids', () => {
    const siblings = [
      { storeOrderId: '32', totalPaid: '23.180000' },
      { storeOrderId: '31', totalPaid: '76.860000' },
    ]
    expect(paymentsOf('31', siblings, [payment('100.040000')]).map((one) => one.amount)).toEqual(['76.86'])
    expect(paymentsOf('32', siblings, [payment('100.040000')]).map((one) => one.amount)).toEqual(['23.18'])
  })

  it('orders by number, not by text', () => {
    const siblings = [
      { storeOrderId: '100', totalPaid: '5.00' },
      { storeOrderId: '99', totalPaid: '5.00' },
    ]
    expect(paymentsOf('99', siblings, [payment('6.00')]).map((one) => one.amount)).toEqual(['5.00'])
    expect(paymentsOf('100', siblings, [payment('6.00')]).map((one) => one.amount)).toEqual(['1.00'])
  })

  it('neither loses nor invents a cent, and no order but the last gets more than it costs', () => {
    const cents = fc.integer({ min: 1, max: 100_000 }).map((value) => amount(value).div(100).toFixed(2))
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 2, maxLength: 4 }),
        fc.array(cents, { maxLength: 4 }),
        (totals, paid) => {
          const siblings = totals.map((totalPaid, index) => ({ storeOrderId: String(index + 1), totalPaid }))
          const parts = siblings.map(({ storeOrderId }) => paymentsOf(storeOrderId, siblings, paid.map(payment)))
          expect(sum(parts.map(total)).toFixed(2)).toBe(sum(paid).toFixed(2))
          for (const [index, part] of parts.slice(0, -1).entries()) {
            expect(total(part).lte(totals[index] ?? 0)).toBe(true)
          }
        },
      ),
    )
  })
})
