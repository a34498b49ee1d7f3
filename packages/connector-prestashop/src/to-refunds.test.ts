import { type Order, OrderSlip } from '@pretok/client-prestashop'
import { describe, expect, it } from 'vitest'
import type { Related } from './related.ts'
import { toRefunds } from './to-refunds.ts'

const given = (change: Record<string, string>) => {
  const slip = OrderSlip.parse({
    id: 7,
    id_order: '1',
    id_customer: '3',
    conversion_rate: '1.000000',
    total_products_tax_excl: '20.000000',
    total_products_tax_incl: '24.400000',
    total_shipping_tax_excl: '1.640000',
    total_shipping_tax_incl: '2.000000',
    amount: '24.400000',
    shipping_cost: '1',
    shipping_cost_amount: '2.000000',
    partial: '0',
    order_slip_type: '2',
    date_add: '2026-11-23 08:47:25',
    date_upd: '2026-11-23 08:47:25',
    associations: {
      order_slip_details: [
        {
          id: '7',
          id_order_detail: '29',
          product_quantity: '2',
          amount_tax_excl: '20.000000',
          amount_tax_incl: '24.400000',
        },
      ],
    },
    ...change,
  })
  const related = { slips: new Map([['1', [{ id: '7', row: slip }]]]) } as unknown as Related
  const [refund] = toRefunds({ id: '1' } as Order, related, 'Europe/Ljubljana').refunds ?? []
  return [refund?.gross, refund?.given]
}

describe('what a slip says was given back', () => {
  it.each([
    ['is what its lines and shipping come to', {}, undefined],
    ['trap 53: holds a voucher in its amount', { amount: '20.400000' }, '22.40'],
    ['trap 53: holds a voucher in the total of its products', { total_products_tax_incl: '20.400000' }, '22.40'],
    ['is told without VAT by shops that show such prices', { amount: '20.000000' }, undefined],
    ['was chosen by a person, and is less', { amount: '5.000000' }, '7.00'],
  ])('%s', (_what, change, expected) => {
    expect(given(change)).toEqual(['26.40', expected])
  })
})
