import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from './decimal.ts'

const group = (digits: string, mark: string): string => digits.replace(/\B(?=(\d{3})+$)/g, mark)

/** A number as sign, digits before and digits after the decimal mark. */
const parts = fc.record({
  sign: fc.constantFrom('', '-'),
  whole: fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String),
  fraction: fc
    .string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 6 })
    .filter((digits) => /[1-9]/.test(digits)),
})

describe('parseDecimal', () => {
  it('trap 37: reads the same number in each notation', () => {
    fc.assert(
      fc.property(parts, ({ sign, whole, fraction }) => {
        const expected = `${sign}${whole}.${fraction.replace(/0+$/, '')}`
        expect(parseDecimal(`${sign}${whole}.${fraction}`)).toBe(expected)
        expect(parseDecimal(`${sign}${whole},${fraction}`)).toBe(expected)
        expect(parseDecimal(`${sign}${group(whole, '.')},${fraction}`)).toBe(expected)
        expect(parseDecimal(`${sign}${group(whole, ',')}.${fraction}`)).toBe(expected)
        expect(parseDecimal(expected)).toBe(expected)
      }),
    )
  })

  it('reads whole numbers, grouped from a million on', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 6n, max: 10n ** 18n }), (whole) => {
        for (const mark of ['', '.', ',']) expect(parseDecimal(group(String(whole), mark))).toBe(String(whole))
      }),
    )
  })

  it.each([
    ['1.895,01', '1895.01'],
    ['863,75', '863.75'],
    ['0,125', '0.125'],
    ['1,895', '1.895'],
    ['1.895', '1.895'],
    ['4.0000000000', '4'],
    ['0E-10', '0'],
    ['-0.00', '0'],
    ['-41', '-41'],
    [' 12 ', '12'],
    ['.5', '0.5'],
    [10, '10'],
    [0.22, '0.22'],
  ])('reads %j as %s', (given, expected) => {
    expect(parseDecimal(given)).toBe(expected)
  })

  it.each([
    '',
    'NaN',
    '10%',
    '1.2.3',
    '1.895,0,1',
    '12.34.567,8',
    '1 895,01',
    '0x10',
    '1E999',
    '--1',
    true,
    null,
    {},
    0.1 + 0.2,
  ])('refuses %j', (given) => {
    expect(() => parseDecimal(given)).toThrow(RangeError)
  })
})
