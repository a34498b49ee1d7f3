import { describe, expect, it } from 'vitest'
import { amount, netOf } from '../money.ts'
import { divideDiscounts, type Reduction } from './discounts.ts'

const line = (taxRate: string, gross: string, net: string = netOf(gross, taxRate).toFixed(2), pieceGross = gross) => ({
  taxRate,
  gross: amount(gross),
  net: amount(net),
  pieceGross: amount(pieceGross),
})

const mug = line('22', '14.52')
const book = line('9.5', '40.00')
const bread = line('5', '2.10')
const shipping = { taxRate: '22', gross: amount('8.54'), net: amount('7.00') }

const voucher = (gross: string, net: string, more: Partial<Reduction> = {}): Reduction => ({
  name: 'voucher',
  gross,
  net,
  freeShipping: false,
  inCents: false,
  ...more,
})

const divide = (total: string, vouchers: Reduction[], lines = [mug, book, bread]) => {
  const result = divideDiscounts({ vouchers, total: amount(total), lines, shipping })
  return result.ok
    ? Object.fromEntries([...result.byRate].map(([rate, gross]) => [rate, gross.toFixed(2)]))
    : result.voucher
}

/** What a percentage of these lines comes to, with and without VAT, as a store keeps it. */
const percentOf = (percent: string, lines: readonly ReturnType<typeof line>[]): [string, string] => {
  const part = (key: 'gross' | 'net'): string =>
    lines.reduce((sum, some) => sum.plus(some[key].times(percent).div(100)), amount(0)).toFixed(6)
  return [part('gross'), part('net')]
}

describe('divideDiscounts', () => {
  it.each([
    ['all lines', percentOf('10', [mug, book, bread]), '5.66', { '22': '1.45', '9.5': '4.00', '5': '0.21' }],
    ['one line', percentOf('50', [book]), '20.00', { '9.5': '20.00' }],
    ['a selection of lines', percentOf('15', [mug, bread]), '2.49', { '22': '2.18', '5': '0.31' }],
  ] as const)('finds what a voucher was for by its net value: %s', (_, [gross, net], total, division) => {
    expect(divide(total, [voucher(gross, net)])).toEqual(division)
  })

  it('lets a voucher make shipping free before it reduces lines', () => {
    const [gross, net] = percentOf('50', [book])
    const both = voucher(amount(gross).plus('8.54').toFixed(6), amount(net).plus('7').toFixed(6), {
      freeShipping: true,
    })
    expect(divide('28.54', [both])).toEqual({ '22': '8.54', '9.5': '20.00' })
  })

  it('applies a later voucher to what earlier ones left', () => {
    const [gross, net] = percentOf('100', [book])
    const left = percentOf('10', [mug, bread])
    expect(divide('41.66', [voucher(gross, net), voucher(...left)])).toEqual({
      '9.5': '40.00',
      '22': '1.45',
      '5': '0.21',
    })
  })

  it('gives a gift at the full price of one piece', () => {
    const pens = line('22', '4.52', '3.70', '1.506172')
    const gift = voucher('1.506172', '1.234567')
    expect(divide('1.51', [gift], [book, pens])).toEqual({ '22': '1.51' })
  })

  it('has one answer when everything is taxed alike, whatever the net value', () => {
    expect(divide('5.00', [voucher('5.00', '4.30')], [mug, mug])).toEqual({ '22': '5.00' })
  })

  it('shares the cents so that they make the total', () => {
    const thirds = [line('22', '10.00'), line('9.5', '10.00'), line('5', '10.00')]
    const [gross, net] = percentOf('3.33', thirds)
    expect(divide('1.00', [voucher(gross, net)], thirds)).toEqual({ '22': '0.34', '9.5': '0.33', '5': '0.33' })
  })

  it('gives up when no net value agrees', () => {
    const odd = voucher('5.000000', '4.999000')
    expect(divide('5.00', [odd])).toBe(odd)
  })

  it('gives up when two divisions agree that are taxed differently', () => {
    // Rounded piece by piece, penny articles cost the same with and without VAT.
    const screws = line('9.5', '0.24', '0.24', '0.014466')
    const stamp = line('0', '39.41')
    const unclear = voucher('0.240000', '0.240000')
    expect(divide('0.24', [unclear], [screws, stamp])).toBe(unclear)
  })

  it('does not take more off a line than it costs', () => {
    const [, net] = percentOf('100', [book])
    const tooMuch = voucher('60.000000', amount(net).times('1.5').toFixed(6))
    expect(divide('60.00', [tooMuch])).toBe(tooMuch)
  })
})
