import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SellableInput, sellable } from './sellable.ts'
import { limitsFor } from './stock-limits.ts'
import { StockSettings } from './stock-settings.ts'
import { tellTerm } from './stock-term.ts'

const decimal = fc
  .tuple(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: 0, max: 99 }))
  .map(([whole, part]) => {
    return `${whole}.${String(part).padStart(2, '0')}`
  })
const level = fc.record({
  warehouse: fc.constantFrom('a', 'b', 'c'),
  percent: fc.integer({ min: 0, max: 100 }),
  amount: decimal,
  free: fc.option(decimal, { nil: undefined }),
})
const pieces = fc.nat(1_000)
const input: fc.Arbitrary<SellableInput> = fc.record({
  levels: fc.array(level, { maxLength: 5 }),
  inFlight: fc.record({ unbooked: pieces, uncounted: pieces, unissued: pieces }),
  limits: fc.record({
    buffer: fc.nat(100),
    percent: fc.integer({ min: 0, max: 100 }),
    cap: fc.option(fc.nat(1_000), { nil: undefined }),
  }),
  quantity: fc.constantFrom('free', 'amount'),
})

const usual: SellableInput = {
  levels: [{ warehouse: 'main', percent: 100, amount: '12', free: '10' }],
  inFlight: { unbooked: 0, uncounted: 0, unissued: 0 },
  limits: { buffer: 0, percent: 100 },
  quantity: 'free',
}

describe('what may be sold', () => {
  it('is a whole number between none and the cap', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { quantity } = sellable(given)
        expect(Number.isSafeInteger(quantity) && quantity >= 0).toBe(true)
        expect(quantity).toBeLessThanOrEqual(given.limits.cap ?? Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('is never less with more in a warehouse, and never more with more orders or a larger buffer', () => {
    fc.assert(
      fc.property(input, fc.nat(500), (given, more) => {
        const { quantity } = sellable(given)
        const add = (value: string) => String(Number(value) + more)
        const levels = given.levels.map((one) => {
          return { ...one, amount: add(one.amount), free: one.free === undefined ? undefined : add(one.free) }
        })
        expect(sellable({ ...given, levels }).quantity).toBeGreaterThanOrEqual(quantity)
        for (const name of ['unbooked', 'uncounted', 'unissued'] as const) {
          const inFlight = { ...given.inFlight, [name]: given.inFlight[name] + more }
          expect(sellable({ ...given, inFlight }).quantity).toBeLessThanOrEqual(quantity)
        }
        const limits = { ...given.limits, buffer: given.limits.buffer + more }
        expect(sellable({ ...given, limits }).quantity).toBeLessThanOrEqual(quantity)
      }),
    )
  })

  it('does not depend on the order of the warehouses', () => {
    fc.assert(
      fc.property(input, (given) => {
        const other = { ...given, levels: given.levels.toReversed() }
        expect(sellable(other).quantity).toBe(sellable(given).quantity)
      }),
    )
  })

  it('is told step by step, in order, and the last step is what comes out', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { quantity, terms } = sellable(given)
        const order = ['warehouse', 'inFlight', 'buffer', 'percent', 'cap', 'whole']
        const places = terms.map(({ kind }) => order.indexOf(kind))
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        expect(terms.at(-1)).toMatchObject({ kind: 'whole', result: String(quantity) })
        for (const words of terms.map(tellTerm)) expect(words.en && words.sl).toBeTruthy()
      }),
    )
  })

  it('is what the docs tell in their example', () => {
    const { quantity, terms } = sellable({
      levels: [
        { warehouse: 'main', percent: 100, amount: '12', free: '10' },
        { warehouse: 'shop', percent: 50, amount: '5', free: '5' },
      ],
      inFlight: { unbooked: 2, uncounted: 1, unissued: 7 },
      limits: { buffer: 1, percent: 50, cap: 4 },
      quantity: 'free',
    })
    expect(quantity).toBe(4)
    expect(terms.map(({ result }) => result)).toEqual(['10', '12.5', '9.5', '8.5', '4.25', '4', '4'])
    expect(terms.map((term) => tellTerm(term).en)).toEqual([
      'Warehouse main: 10 free: 10',
      'Warehouse shop: 5 free, 50 %: 2.5',
      'In orders that MetaKocka does not count yet: 3; left: 9.5',
      'Kept back: 1; left: 8.5',
      'Of that, 50 %: 4.25',
      'At most 4: 4',
      'Whole pieces, not below 0: 4',
    ])
  })

  it.each([
    ['what is free', 'free', '10', 10 - 2 - 1],
    ['the amount less what has not left, where nothing is reserved', 'free', undefined, 12 - 2 - 5],
    ['the amount less what has not left, where the settings say so', 'amount', '10', 12 - 2 - 5],
  ] as const)('counts %s', (_what, quantity, free, expected) => {
    const levels = [{ warehouse: 'main', percent: 100, amount: '12', free }]
    const inFlight = { unbooked: 2, uncounted: 1, unissued: 5 }
    expect(sellable({ ...usual, levels, inFlight, quantity }).quantity).toBe(expected)
  })

  it.each([
    ['trap 47: rows of one warehouse are summed', ['3', '4'], 7],
    ['trap 47: a free amount below zero becomes none', ['-3'], 0],
    ['trap 47: a lot below zero is made up for by another', ['-3', '5'], 2],
  ])('%s', (_what, frees, expected) => {
    const levels = frees.map((free) => ({ warehouse: 'main', percent: 100, amount: '9', free }))
    expect(sellable({ ...usual, levels }).quantity).toBe(expected)
  })

  it('owes in full what a warehouse owes of which only a part is for sale', () => {
    const levels = [
      { warehouse: 'main', percent: 100, amount: '9', free: '9' },
      { warehouse: 'shop', percent: 10, amount: '0', free: '-4' },
    ]
    expect(sellable({ ...usual, levels }).quantity).toBe(5)
  })

  it('counts tenths exactly', () => {
    const levels = ['0.1', '0.2', '0.7'].map((free, at) => ({ warehouse: `w${at}`, percent: 100, amount: '9', free }))
    expect(sellable({ ...usual, levels }).quantity).toBe(1)
  })
})

describe('limits', () => {
  const settings = StockSettings.parse({
    buffer: 1,
    cap: 50,
    overrides: [
      { references: ['A'], buffer: 9 },
      { categories: ['Men'], percent: 10 },
      { manufacturers: ['Acme'], cap: 3 },
      { categories: ['Clothes'], percent: 77 },
    ],
  })
  const item = { reference: 'Z', categories: [['Home']] }
  it.each([
    ['those of all', item, { buffer: 1, percent: 100, cap: 50 }],
    ['by reference', { ...item, reference: 'A' }, { buffer: 9, percent: 100, cap: 50 }],
    [
      'by a category at the end of the path',
      { ...item, categories: [['Clothes', 'Men']] },
      { buffer: 1, percent: 10, cap: 50 },
    ],
    ['by a category on the path', { ...item, categories: [['Clothes', 'Women']] }, { buffer: 1, percent: 77, cap: 50 }],
    ['by manufacturer', { ...item, manufacturer: 'Acme' }, { buffer: 1, percent: 100, cap: 3 }],
    ['the first that fits', { ...item, manufacturer: 'Acme', reference: 'A' }, { buffer: 9, percent: 100, cap: 50 }],
  ])('are %s', (_what, given, expected) => {
    expect(limitsFor(given, settings)).toEqual(expected)
  })
})
