import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount, sum } from '../money.ts'
import { priceParts } from './unit-price.ts'

const totals = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => amount(cents).div(100))
const quantities = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5_000 }))

const texts = (total: string, quantity: number): [number, string][] =>
  priceParts(amount(total), quantity).map((part) => [part.quantity, part.unitPrice.toFixed()])

describe('priceParts', () => {
  it.each([
    ['24.00', 2, [[2, '12']]],
    ['10.00', 8, [[8, '1.25']]],
    ['1.00', 16, [[16, '0.0625']]],
    ['10.00', 3, [[3, '3.333333']]],
    ['0.00', 5, [[5, '0']]],
    [
      '20.00',
      1_999,
      [
        [1_998, '0.01'],
        [1, '0.02'],
      ],
    ],
  ] as const)('%s for %i pieces', (total, quantity, parts) => {
    expect(texts(total, quantity)).toEqual(parts)
  })

  it('keeps the quantity, in whole pieces', () => {
    fc.assert(
      fc.property(totals, quantities, (total, quantity) => {
        const parts = priceParts(total, quantity)
        expect(parts.reduce((pieces, part) => pieces + part.quantity, 0)).toBe(quantity)
        expect(parts.every((part) => Number.isInteger(part.quantity) && part.quantity > 0)).toBe(true)
      }),
    )
  })

  it('comes to the total when each line is rounded, and so near it that many lines do not move a cent of the sum', () => {
    fc.assert(
      fc.property(totals, quantities, (total, quantity) => {
        const lines = priceParts(total, quantity).map((part) => part.unitPrice.times(part.quantity))
        expect(sum(lines.map((line) => line.toDecimalPlaces(2))).toFixed(2)).toBe(total.toFixed(2))
        expect(sum(lines).minus(total).abs().lte('0.0005')).toBe(true)
      }),
    )
  })

  it('asks for no more than six decimals, and no more than needed', () => {
    fc.assert(
      fc.property(totals, quantities, (total, quantity) => {
        for (const { unitPrice } of priceParts(total, quantity)) {
          expect(unitPrice.decimalPlaces()).toBeLessThanOrEqual(6)
          expect(unitPrice.gte(0)).toBe(true)
        }
        if (total.times(100).mod(quantity).isZero())
          expect(priceParts(total, quantity)[0]?.unitPrice.decimalPlaces()).toBeLessThanOrEqual(2)
      }),
    )
  })
})
