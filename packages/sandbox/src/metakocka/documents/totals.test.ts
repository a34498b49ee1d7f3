import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal, sumOf, toCents } from '../wire/decimals.ts'
import { computeTotals, type PricedLine, totalBase, totalGross } from './totals.ts'

const line = (amount: string, price: string, taxFactor: string, rest: Partial<PricedLine> = {}): PricedLine => ({
  amount,
  price,
  basis: 'gross',
  taxFactor,
  ...rest,
})

describe('totals of a document', () => {
  test('a gross price keeps its gross; the base follows', () => {
    expect(computeTotals([line('1', '209', '0.22')], {}, 'document').rates).toEqual([
      { taxCode: 'EX4', base: '171.31', tax: '37.69', gross: '209.00' },
    ])
  })

  test('each rate stands by itself, the highest first', () => {
    const lines = [line('1', '10.95', '0.095'), line('2', '24.40', '0.22'), line('1', '1.05', '0.05')]
    expect(computeTotals(lines, {}, 'document').rates).toEqual([
      { taxCode: 'EX4', base: '40.00', tax: '8.80', gross: '48.80' },
      { taxCode: 'EX3', base: '10.00', tax: '0.95', gross: '10.95' },
      { taxCode: 'EX2', base: '1.00', tax: '0.05', gross: '1.05' },
    ])
  })

  test('the two arithmetics part where cents of lines add up', () => {
    const lines = [line('1', '0.334', '0.22'), line('1', '0.334', '0.22'), line('1', '0.334', '0.22')]
    expect(totalGross(computeTotals(lines, {}, 'document')).toFixed(2)).toBe('1.00')
    expect(totalGross(computeTotals(lines, {}, 'line')).toFixed(2)).toBe('0.99')
  })

  test('the base of a rate is rounded once, or line by line', () => {
    const lines = [line('1', '0.03', '0.22'), line('1', '0.03', '0.22'), line('1', '0.03', '0.22')]
    expect(totalBase(computeTotals(lines, {}, 'document')).toFixed(2)).toBe('0.07')
    expect(totalBase(computeTotals(lines, {}, 'line')).toFixed(2)).toBe('0.06')
  })

  test('discounts of a line apply one after another', () => {
    const totals = computeTotals([line('1', '100', '0', { discount: '22;23' })], {}, 'document')
    expect(totalGross(totals).toFixed(2)).toBe('60.06')
    expect(totals.discount).toBe('39.94')
  })

  test('an absolute discount comes off the total with tax', () => {
    const totals = computeTotals([line('1', '200', '0.22')], { value: new Decimal(10) }, 'document')
    expect(totalGross(totals).toFixed(2)).toBe('190.00')
    expect(totals.discount).toBe('10.00')
  })

  test('an absolute discount is shared by the rates to the cent', () => {
    const lines = [line('1', '10.10', '0.22'), line('1', '10.10', '0.095')]
    const totals = computeTotals(lines, { value: new Decimal('0.01') }, 'document')
    expect(totals.rates.map(({ gross }) => gross)).toEqual(['10.10', '10.09'])
  })

  test('a discount in percent applies to every line', () => {
    const totals = computeTotals([line('1', '100', '0.22', { basis: 'net' })], { percent: new Decimal(20) }, 'document')
    expect(totals).toEqual({
      rates: [{ taxCode: 'EX4', base: '80.00', tax: '17.60', gross: '97.60' }],
      discount: '20.00',
    })
  })

  test('half a cent goes up, away from zero', () => {
    expect(totalGross(computeTotals([line('1', '0.005', '0')], {}, 'document')).toFixed(2)).toBe('0.01')
    expect(totalGross(computeTotals([line('-1', '0.005', '0')], {}, 'document')).toFixed(2)).toBe('-0.01')
  })
})

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => new Decimal(value).dividedBy(100).toFixed())

const anyLine: fc.Arbitrary<PricedLine> = fc.record({
  amount: fc.integer({ min: 1, max: 50 }).map(String),
  price: fc.integer({ min: 0, max: 100_000_000 }).map((value) => new Decimal(value).dividedBy(1_000_000).toFixed()),
  basis: fc.constantFrom('net', 'gross'),
  discount: fc.option(
    fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 2 }).map((list) => list.join(';')),
    { nil: undefined },
  ),
  taxFactor: fc.constantFrom('0', '0.05', '0.095', '0.22', '0.19', '0.25'),
})

describe.each(['document', 'line'] as const)('%s arithmetic, for any document', (arithmetic) => {
  const anyTotals = fc
    .tuple(fc.array(anyLine, { minLength: 1, maxLength: 8 }), fc.option(cents(1000), { nil: undefined }))
    .map(([lines, discount]) => ({
      lines,
      discount,
      totals: computeTotals(lines, { value: discount === undefined ? undefined : new Decimal(discount) }, arithmetic),
    }))

  test('base and tax of a rate make its gross, and the rates make the total, in whole cents', () => {
    fc.assert(
      fc.property(anyTotals, ({ totals }) => {
        for (const { base, tax, gross } of totals.rates) {
          expect(new Decimal(base).plus(tax).toFixed(2)).toBe(gross)
          expect(toCents(new Decimal(gross)).toFixed(2)).toBe(gross)
        }
        const sum = sumOf(totals.rates.map(({ gross }) => new Decimal(gross)))
        expect(totalGross(totals).toFixed(2)).toBe(sum.toFixed(2))
      }),
    )
  })

  test('an absolute discount lowers the total by exactly its amount', () => {
    fc.assert(
      fc.property(anyTotals, ({ lines, discount, totals }) => {
        const before = totalGross(computeTotals(lines, {}, arithmetic))
        expect(totalGross(totals).toFixed(2)).toBe(before.minus(discount ?? 0).toFixed(2))
      }),
    )
  })

  test('the total is at most half a cent per rounding away from the exact one', () => {
    fc.assert(
      fc.property(anyTotals, ({ lines, discount, totals }) => {
        const exact = sumOf(
          lines.map(({ amount, price, basis, discount: percents, taxFactor }) => {
            const left = (percents?.split(';') ?? []).reduce(
              (share, percent) => share.times(new Decimal(100).minus(percent)).dividedBy(100),
              new Decimal(1),
            )
            const paid = new Decimal(amount).times(price).times(left)
            return basis === 'gross' ? paid : paid.times(new Decimal(taxFactor).plus(1))
          }),
        ).minus(discount ?? 0)
        const roundings = arithmetic === 'line' ? lines.length : totals.rates.length
        const away = totalGross(totals).minus(exact).abs()
        expect(away.lessThanOrEqualTo(new Decimal('0.005').times(roundings))).toBe(true)
      }),
    )
  })
})
