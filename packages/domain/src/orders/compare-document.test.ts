import { describe, expect, it } from 'vitest'
import type { ErpDocument } from '../ports/erp-orders.ts'
import { compareDocument } from './compare-document.ts'
import type { Proof } from './proof.ts'

const line = { kind: 'product' as const, label: '', unitPrice: '0', storeGross: '0' }

/** Two jars of honey at 9.5 %, a mug and the delivery at 22 %. */
const proof: Proof = {
  currency: 'EUR',
  totalPaid: '47.06',
  erpTotal: '47.06',
  lines: [
    { ...line, code: 'MED', taxRate: '9.5', quantity: 2, erpGross: '24.00' },
    { ...line, code: 'MUG', taxRate: '22', quantity: 1, erpGross: '14.52' },
    { ...line, code: 'DOSTAVA', taxRate: '22', quantity: 1, erpGross: '8.54' },
  ],
  rates: [
    { taxRate: '9.5', gross: '24.00', base: '21.92', tax: '2.08', storeBase: '21.92', allowance: '0.02' },
    { taxRate: '22', gross: '23.06', base: '18.90', tax: '4.16', storeBase: '18.90', allowance: '0.03' },
  ],
}

const lines = [
  { code: 'MED', quantity: '2', gross: '24.00', taxRate: '9.5' },
  { code: 'MUG', quantity: '1', gross: '14.52', taxRate: '22' },
  { code: 'DOSTAVA', quantity: '1', gross: '8.54', taxRate: '22' },
] as const

const document: ErpDocument = {
  mkId: '1',
  countCode: 'PP-1',
  total: '47.06',
  currency: 'EUR',
  lines,
  base: '40.82',
  taxes: [
    { taxRate: '9.5', tax: '2.08' },
    { taxRate: '22', tax: '4.16' },
  ],
}

const compare = (change: Partial<ErpDocument>) => compareDocument({ ...document, ...change }, proof)
const [med, mug, delivery] = lines

describe('a document', () => {
  it('that is the proven one has no differences, however its numbers are written', () => {
    expect(compare({})).toEqual([])
    const written = lines.map((one) => ({ ...one, quantity: `${one.quantity}.000`, taxRate: `${one.taxRate}0` }))
    const odd = written.map((one, index) => (index > 0 ? { ...one, taxRate: '22.0' } : one))
    expect(compare({ total: '47.060000', lines: odd })).toEqual([])
  })

  it('that tells nothing but its total is judged by that', () => {
    const bare = { mkId: '1', countCode: 'PP-1' }
    expect(compareDocument({ ...bare, total: '47.06' }, proof)).toEqual([])
    expect(compareDocument({ ...bare, total: '47.05' }, proof)).toEqual([
      { what: 'total', erp: '47.05', proven: '47.06' },
    ])
  })

  it('in another currency differs, though the sum is the same', () => {
    expect(compare({ currency: 'USD' })).toEqual([{ what: 'currency', erp: 'USD', proven: 'EUR' }])
  })
})

describe('lines', () => {
  it.each([
    ['is missing', [med, delivery], { what: 'quantity', code: 'MUG', taxRate: '22', erp: '0', proven: '1' }],
    [
      'is one too many',
      [...lines, { ...mug, code: 'HAT' }],
      { what: 'quantity', code: 'HAT', taxRate: '22', erp: '1', proven: '0' },
    ],
    [
      'has another quantity',
      [{ ...med, quantity: '3' }, mug, delivery],
      { what: 'quantity', code: 'MED', taxRate: '9.5', erp: '3', proven: '2' },
    ],
    [
      'has another price',
      [{ ...med, gross: '24.01' }, mug, delivery],
      { what: 'amount', code: 'MED', taxRate: '9.5', erp: '24.01', proven: '24.00' },
    ],
  ] as const)('one of which %s', (_what, changed, difference) => {
    expect(compare({ lines: changed })).toEqual([difference])
  })

  it('for rounding count as any other', () => {
    const cent = {
      ...line,
      kind: 'rounding' as const,
      code: 'IZRAVNAVA',
      taxRate: '22',
      quantity: -1,
      erpGross: '-0.01',
    }
    const rounded = { ...proof, lines: [...proof.lines, cent] }
    const shown = { code: 'IZRAVNAVA', quantity: '-1', gross: '-0.01', taxRate: '22' }
    expect(compareDocument({ ...document, lines: [...lines, shown] }, rounded)).toEqual([])
    expect(compareDocument(document, rounded)).toEqual([
      { what: 'quantity', code: 'IZRAVNAVA', taxRate: '22', erp: '0', proven: '-1' },
    ])
  })

  it('at another VAT rate are other lines', () => {
    expect(compare({ lines: [{ ...med, taxRate: '22' }, mug, delivery] })).toEqual([
      { what: 'quantity', code: 'MED', taxRate: '22', erp: '2', proven: '0' },
      { what: 'quantity', code: 'MED', taxRate: '9.5', erp: '0', proven: '2' },
    ])
  })

  it('may be split, and stand in another order', () => {
    const half = { ...med, quantity: '1', gross: '12.00' }
    expect(compare({ lines: [half, delivery, mug, half] })).toEqual([])
  })

  it('that do not tell their rates or prices are matched by what they tell', () => {
    const bare = lines.map(({ code, quantity }) => ({ code, quantity }))
    expect(compare({ lines: bare })).toEqual([])
    expect(compare({ lines: bare.slice(1) })).toEqual([{ what: 'quantity', code: 'MED', erp: '0', proven: '2' }])
  })

  it('of a proof without codes are matched by rate', () => {
    const old = { ...proof, lines: proof.lines.map(({ code: _, ...rest }) => rest) }
    expect(compareDocument(document, old)).toEqual([])
    const fewer = { ...document, lines: [med, mug] }
    expect(compareDocument(fewer, old)).toEqual([{ what: 'quantity', taxRate: '22', erp: '1', proven: '2' }])
  })
})

describe('VAT', () => {
  it('may be off by what the proof allows for rounding, and by no cent more', () => {
    const taxes = (tax: string) => [{ taxRate: '22', tax }]
    expect(compare({ taxes: taxes('4.19'), base: '40.77' })).toEqual([])
    expect(compare({ taxes: taxes('4.20') })).toEqual([{ what: 'tax', taxRate: '22', erp: '4.20', proven: '4.16' }])
    expect(compare({ base: '40.76' })).toEqual([{ what: 'base', erp: '40.76', proven: '40.82' }])
  })

  it('of a rate that was not sold differs from the first cent on', () => {
    expect(compare({ taxes: [{ taxRate: '5', tax: '0.01' }] })).toEqual([
      { what: 'tax', taxRate: '5', erp: '0.01', proven: '0.00' },
    ])
  })

  it('under several codes of one rate is added up', () => {
    const halves = [
      { taxRate: '22', tax: '2.00' },
      { taxRate: '22.0', tax: '2.16' },
    ]
    expect(compare({ taxes: halves })).toEqual([])
  })
})
