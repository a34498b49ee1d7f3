import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount, formatCents, sum } from '../money.ts'
import { compareDocument } from './compare-document.ts'
import { type CreditNoteResult, toCreditNotes } from './credit-note.ts'
import type { Refund } from './order.ts'
import type { Proof, ProofLine } from './proof.ts'

type Sold = Pick<ProofLine, 'kind' | 'taxRate' | 'quantity' | 'erpGross'> & { code: string; storeLineId?: string }

const bookedAs = (...sold: Sold[]): Proof => {
  const lines = sold.map((line) => ({ label: line.code, unitPrice: '0', storeGross: line.erpGross, ...line }))
  const rates = [...Map.groupBy(lines, ({ taxRate }) => taxRate)].map(([taxRate, group]) => {
    const gross = formatCents(sum(group.map(({ erpGross }) => erpGross)))
    return { taxRate, gross, base: '0', tax: '0', storeBase: '0', allowance: '0.01' }
  })
  const total = formatCents(sum(lines.map(({ erpGross }) => erpGross)))
  return { currency: 'EUR', totalPaid: total, erpTotal: total, lines, rates }
}
const shirt: Sold = { kind: 'product', storeLineId: '1', code: 'SHIRT', taxRate: '22', quantity: 3, erpGross: '36.60' }
const book: Sold = { kind: 'product', storeLineId: '2', code: 'BOOK', taxRate: '9.5', quantity: 2, erpGross: '40.00' }
const delivery: Sold = { kind: 'delivery', code: 'POST', taxRate: '22', quantity: 1, erpGross: '4.88' }
const voucher = (taxRate: string, gross: string): Sold => ({
  kind: 'discount',
  code: 'POPUST',
  taxRate,
  quantity: -1,
  erpGross: `-${gross}`,
})

const refundOf = (lines: [line: string, quantity: number, gross: string][], rest: Partial<Refund> = {}): Refund => {
  const gross = formatCents(sum([...lines.map(([, , one]) => one), rest.shipping?.gross ?? 0]))
  // At whatever rate the shop has today.
  const of = lines.map(([storeLineId, quantity, one]) => ({ storeLineId, quantity, gross: one, net: one }))
  return { id: '7', at: '2026-12-01T10:00:00Z', net: gross, gross, lines: of, ...rest }
}
const only = (refund: Refund, ...sold: Sold[]): CreditNoteResult | undefined =>
  toCreditNotes([refund], bookedAs(...sold), 'POPUST').get(refund.id)
const shown = (result: CreditNoteResult | undefined) =>
  result?.ok
    ? [
        result.note.type,
        ...result.note.lines.map((one) => `${one.quantity} ${one.code} ${one.unitPrice} ${one.taxRate}`),
      ]
    : result

describe('a refund is credited', () => {
  it('trap 53: at the rates of the sale, whatever the slip has for net', () => {
    const refund = refundOf([
      ['1', 1, '12.20'],
      ['2', 2, '40.00'],
    ])
    const result = only(refund, shirt, book, delivery)
    expect(shown(result)).toEqual(['goods', '1 SHIRT 12.2 22', '2 BOOK 20 9.5'])
    expect(result?.ok && result.note.proof.rates).toMatchObject([
      { taxRate: '22', base: '10.00', tax: '2.20' },
      { taxRate: '9.5', base: '36.53', tax: '3.47' },
    ])
  })

  it('of shipping alone: as a service', () => {
    const shipping = { gross: '4.88', net: '4.00' }
    expect(shown(only(refundOf([], { shipping }), shirt, delivery))).toEqual(['financial', '1 POST 4.88 22'])
  })

  it('of a sum for nothing in particular: only if all was sold at one rate', () => {
    expect(shown(only(refundOf([], { given: '5.00' }), shirt, delivery))).toEqual(['financial', '1 POPUST 5 22'])
    expect(only(refundOf([], { given: '5.00' }), shirt, book)).toMatchObject({
      ok: false,
      given: '5.00',
      proven: '0.00',
    })
  })

  it('trap 53: less the voucher that the slip takes off again, at its rate', () => {
    const refund = refundOf([['1', 3, '36.60']], { given: '31.60' })
    expect(shown(only(refund, shirt, voucher('22', '5.00')))).toEqual(['goods', '3 SHIRT 12.2 22', '-1 POPUST 5 22'])
  })

  it('trap 53: less a voucher over several rates only if it comes back whole', () => {
    const sold = [shirt, book, voucher('22', '3.00'), voucher('9.5', '4.00')] as const
    const lines: Parameters<typeof refundOf>[0] = [
      ['1', 3, '36.60'],
      ['2', 2, '40.00'],
    ]
    expect(shown(only(refundOf(lines, { given: '69.60' }), ...sold))).toEqual([
      'goods',
      '3 SHIRT 12.2 22',
      '2 BOOK 20 9.5',
      '-1 POPUST 3 22',
      '-1 POPUST 4 9.5',
    ])
    expect(only(refundOf(lines, { given: '71.60' }), ...sold)).toEqual({ ok: false, given: '71.60', proven: '76.60' })
  })

  it('not beyond what was paid at its rate, refunds before it counted', () => {
    const [first, second] = [refundOf([['1', 2, '30.00']], { id: '7' }), refundOf([['1', 1, '12.20']], { id: '8' })]
    const results = toCreditNotes([first, second], bookedAs(shirt, book), 'POPUST')
    expect(results.get('7')?.ok).toBe(true)
    expect(results.get('8')).toEqual({ ok: false, given: '12.20', proven: '6.60' })
  })

  it.each([
    ['a line that was not sold', refundOf([['9', 1, '1.00']])],
    ['more pieces than were sold', refundOf([['1', 4, '1.00']])],
    ['more than its parts', refundOf([['1', 1, '1.00']], { given: '2.00' })],
    ['shipping that was not sold', refundOf([], { shipping: { gross: '1.00', net: '1.00' } })],
    ['nothing at all', refundOf([])],
  ])('never for %s', (_what, refund) => {
    expect(only(refund, shirt, book)?.ok).toBe(false)
  })

  it('to the cent what was given back, by rounded lines and by the rounded sum', () => {
    const cents = fc.integer({ min: 0, max: 3_660 }).map((value) => formatCents(amount(value).div(100)))
    const story = fc.record({
      shirts: fc.integer({ min: 1, max: 3 }),
      shirtGross: cents,
      bookGross: cents,
      off: fc.integer({ min: 0, max: 500 }),
    })
    fc.assert(
      fc.property(story, ({ shirts, shirtGross, bookGross, off }) => {
        const whole = sum([shirtGross, bookGross])
        const given = formatCents(whole.minus(amount(off).div(100)))
        const refund = refundOf(
          [
            ['1', shirts, shirtGross],
            ['2', 1, bookGross],
          ],
          { given },
        )
        const result = only(refund, shirt, book, voucher('22', '5.00'))
        if (!result?.ok) return
        const { lines, proof } = result.note
        const bySum = sum(lines.map(({ unitPrice, quantity }) => amount(unitPrice).times(quantity)))
        expect(formatCents(bySum)).toBe(given)
        expect(formatCents(sum(proof.rates.map(({ base, tax }) => amount(base).plus(tax))))).toBe(given)
        const shownLines = proof.lines.map(({ code = '', taxRate, quantity, erpGross: gross }) => {
          return { code, taxRate, quantity: String(quantity), gross }
        })
        const document = { mkId: '1', countCode: 'DOB-1', total: given, currency: 'EUR', lines: shownLines }
        expect(compareDocument(document, proof)).toEqual([])
      }),
    )
  })
})
