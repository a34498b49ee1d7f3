import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { netOf } from '../money.ts'
import { type ErpProduct, ProductField } from './erp-product.ts'
import { applied, item, now, settings, standing } from './item.fixture.ts'
import { planProduct } from './plan-product.ts'
import { FieldOwner } from './product-settings.ts'
import type { ProductSituation } from './product-situation.ts'
import type { StoreItem } from './store-item.ts'
import { toErpFields } from './to-erp-fields.ts'

const runs = { numRuns: 200 }

const word = fc.constantFrom('Majica', 'dolga beseda', '<b>', '&amp;', 'čšž', '😀', ' ', '\n', 'a < b', '')
const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '))
const local = fc.dictionary(fc.constantFrom('sl', 'en', 'de'), text, { maxKeys: 3 })
const html = local.map((texts) =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, `<p>${value}</p>`])),
)
const property = fc.record({ name: local, value: local })
const decimal = (max: number) => fc.integer({ min: 0, max }).map((value) => new Decimal(value).div(1_000_000).toFixed())
const picture = fc.integer({ min: 1, max: 5 }).map((number) => `https://shop.example/${number}.jpg`)
const moment = fc.option(
  fc.integer({ min: -2, max: 2 }).map((days) => new Date(now.getTime() + days * 86_400_000).toISOString()),
  { nil: undefined },
)

const items = fc
  .record({
    combinationId: fc.constantFrom(undefined, '34'),
    reference: fc.constantFrom('MAJ-L', 'MAJ-L', 'MAJ-L', '', 'x'.repeat(21)),
    ean13: fc.constantFrom('', '3830000000000', '3830000000001', '96385074'),
    kind: fc.constantFrom('goods' as const, 'virtual' as const, 'pack' as const),
    isActive: fc.boolean(),
    names: local,
    summaries: html,
    descriptions: html,
    attributes: fc.array(property, { maxLength: 3 }),
    features: fc.array(property, { maxLength: 3 }),
    categories: fc.array(fc.array(fc.constantFrom('A', 'B', 'C,D'), { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
    weight: decimal(9_000_000),
    width: decimal(9_000_000),
    height: decimal(9_000_000),
    depth: decimal(9_000_000),
    minimalQuantity: fc.integer({ min: 0, max: 5 }),
    priceNet: decimal(900_000_000),
    taxRate: fc.constantFrom('22', '9.5', '5', '0', undefined),
    specialPrices: fc.array(
      fc.record({
        fromQuantity: fc.integer({ min: 1, max: 10 }),
        priceNet: decimal(900_000_000),
        from: moment,
        to: moment,
      }),
      { maxLength: 5 },
    ),
    pack: fc.constantFrom<StoreItem['pack'][]>([], [{ productId: '1', quantity: 2 }]),
    images: fc.array(picture, { maxLength: 4 }),
  })
  .map(item)

const rules = fc
  .record({
    owners: fc.record(
      Object.fromEntries(ProductField.options.map((field) => [field, fc.constantFrom(...FieldOwner.options)])),
    ),
    matchBy: fc.constantFrom('reference', 'ean13'),
    priceList: fc.constant('WEB'),
    priceBasis: fc.constantFrom('gross', 'net'),
    specialPrices: fc.boolean(),
    attributes: fc.constantFrom('name', 'columns', 'both'),
    features: fc.constantFrom('none', 'columns', 'description'),
    packs: fc.constantFrom('product', 'compound'),
    images: fc.constantFrom('none', 'cover', 'all'),
    whenInactive: fc.constantFrom('leave', 'deactivate'),
  })
  .map(settings)

const products = (): fc.Arbitrary<ErpProduct[]> =>
  fc.array(
    fc
      .record({ mkId: fc.constantFrom('1', '2'), isActive: fc.boolean(), name: text, weight: decimal(9_000_000) })
      .map(({ name, weight, ...rest }) => standing({ ...rest, fields: { name, weight } })),
    { maxLength: 2 },
  )

const situations = fc.record<ProductSituation>({
  item: items,
  siblings: fc.constantFrom([], [], [{ name: 'Hlače', productId: '99', isActive: true }]),
  standing: products(),
  known: fc.constantFrom(undefined, undefined, '1'),
  settings: rules,
  now: fc.constant(now),
  contents: fc.constantFrom(undefined, [{ code: 'A', mkId: '7', amount: '2' }]),
})

it('what was planned and written leaves nothing to be written', () => {
  fc.assert(
    fc.property(situations, items, (before, later) => {
      const plan = planProduct(before)
      fc.pre(plan.action === 'create' || plan.action === 'change')
      const after = applied(plan, before)
      expect(planProduct(after)).toMatchObject({ action: 'leave', changes: [], fields: {} })
      // And once more after the store has changed, which may empty what was written.
      const edited = { ...after, item: { ...later, reference: before.item.reference, ean13: before.item.ean13 } }
      const next = planProduct(edited)
      fc.pre(next.action === 'change')
      expect(planProduct(applied(next, edited))).toMatchObject({ action: 'leave', changes: [], fields: {} })
    }),
    runs,
  )
})

it('only what the store owns is ever changed, and a field is changed or left, not both', () => {
  fc.assert(
    fc.property(situations, (given) => {
      const { action, changes, left, fields } = planProduct(given)
      const { owners, whenInactive } = given.settings
      const ownerOf = new Map<string, FieldOwner>(Object.entries(owners))
      const changed = changes.map(({ field }) => field)
      for (const field of changed)
        expect(field === 'active' ? whenInactive : ownerOf.get(field)).toMatch(/store|deactivate/)
      for (const { field } of left) expect(changed).not.toContain(field)
      if (action === 'change') expect(Object.keys(fields).toSorted()).toEqual(changed.toSorted())
      // Without a name nothing can be created.
      const sent = Object.keys(fields).filter((field) => action !== 'create' || field !== 'name')
      for (const field of sent) expect(ownerOf.get(field)).not.toBe('erp')
    }),
    runs,
  )
})

it('what is in doubt, left or skipped writes nothing; every doubt has a reason', () => {
  fc.assert(
    fc.property(situations, (given) => {
      const { action, changes, fields, reason } = planProduct(given)
      expect(reason !== undefined).toBe(action === 'quarantine')
      if (action !== 'create' && action !== 'change') expect([changes, fields]).toEqual([[], {}])
      if (action === 'create') expect(fields.name).toMatch(/./)
    }),
    runs,
  )
})

it('a gross price holds the net price of the store, but for the rounding to a cent', () => {
  fc.assert(
    fc.property(items, (given) => {
      const [price] = toErpFields(given, settings({ priceList: 'WEB' }), now).prices ?? []
      fc.pre(price !== undefined)
      const { priceWithTax = '', taxRate = '' } = price
      expect(priceWithTax).toMatch(/^\d+\.\d\d$/)
      expect(netOf(priceWithTax, taxRate).minus(given.priceNet).abs().lte('0.005')).toBe(true)
    }),
    runs,
  )
})

it('texts keep to the room they have, and hold no markup of their own', () => {
  fc.assert(
    fc.property(items, rules, (given, set) => {
      const { name = '', description = '', translations } = toErpFields(given, set, now)
      for (const one of [name, ...Object.values(translations?.names ?? {})])
        expect([...one].length).toBeLessThanOrEqual(200)
      for (const one of [description, ...Object.values(translations?.descriptions ?? {})]) {
        expect([...one].length).toBeLessThanOrEqual(700)
        expect(one).not.toContain('<p>')
      }
    }),
    runs,
  )
})
