import type { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount, DecimalText, formatCents, netOf, roundToTotal, sum, toCents } from './money.ts'

const amounts = fc.array(
  fc.integer({ min: -5_000_000, max: 500_000_000 }).map((millionths) => amount(millionths).div(1_000_000)),
  { minLength: 1, maxLength: 40 },
)

describe('toCents and formatCents', () => {
  it.each([
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['1.004999', '1.00'],
    ['1e-9', '0.00'],
    ['-0.001', '0.00'],
    ['123456789012345.675', '123456789012345.68'],
  ])('rounds halves away from zero: %s is %s', (value, text) => {
    expect(formatCents(value)).toBe(text)
    expect(toCents(value).toFixed(2).replace('-0.00', '0.00')).toBe(text)
  })

  it('is always a decimal text', () => {
    fc.assert(fc.property(amounts, ([value]) => DecimalText.safeParse(formatCents(value ?? 0)).success))
  })
})

describe('netOf', () => {
  it.each([
    ['12.20', '22', '10'],
    ['21.90', '9.5', '20'],
    ['100', '0', '100'],
  ])('is what VAT comes upon: %s at %s %% holds %s', (gross, rate, net) => {
    expect(netOf(gross, rate).toFixed()).toBe(net)
  })
})

describe('roundToTotal', () => {
  const rounded = (values: readonly Decimal[], total: Decimal): Decimal[] => {
    const result = roundToTotal(values, total)
    if (!result) throw new Error('cannot be met')
    return result
  }

  it('makes the total of the amounts themselves, in whole cents, none a whole cent away', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const total = toCents(sum(values))
        const result = rounded(values, total)
        expect(sum(result).toFixed(2)).toBe(total.toFixed(2))
        for (const [index, cents] of result.entries()) {
          expect(cents.decimalPlaces()).toBeLessThanOrEqual(2)
          expect(
            cents
              .minus(values[index] ?? 0)
              .abs()
              .lt('0.01'),
          ).toBe(true)
        }
      }),
    )
  })

  it('raises the largest remainders, and of equal ones the larger amount', () => {
    expect(rounded([amount('1.004'), amount('2.006'), amount('3.005')], amount('6.02')).map(String)).toEqual([
      '1',
      '2.01',
      '3.01',
    ])
    expect(rounded([amount('1.005'), amount('2.005')], amount('3.01')).map(String)).toEqual(['1', '2.01'])
  })

  it('leaves whole cents alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1 }), (cents) => {
        const values = cents.map((value) => amount(value).div(100))
        expect(rounded(values, sum(values)).map(String)).toEqual(values.map(String))
      }),
    )
  })

  it.each([
    ['too high', '0.03'],
    ['too low', '-0.01'],
    ['not in cents', '0.015'],
  ])('cannot meet a total that is %s', (_, total) => {
    expect(roundToTotal([amount('0.004'), amount('0.004')], amount(total))).toBeUndefined()
  })
})
