import { describe, expect, it } from 'vitest'
import { ErpPriceListNetError, ErpPriceListUnknownError, ErpRefusedError } from '../ports/erp-errors.ts'
import type { ErpProductFields } from './erp-product.ts'
import { applied, item, now, ownedByStore, settings, situation, standing } from './item.fixture.ts'
import { planProduct } from './plan-product.ts'
import { ProductPlan } from './product-plan.ts'
import type { ProductSituation } from './product-situation.ts'
import { refusalReason } from './refusal-reason.ts'

const planOf = (given: Partial<ProductSituation> = {}) => ProductPlan.parse(planProduct(situation(given)))
const changesOf = (given: Partial<ProductSituation>) => planOf(given).changes.map(({ field }) => field)
const leftOf = (given: Partial<ProductSituation>) => planOf(given).left.map(({ field }) => field)
const codeOf = (given: Partial<ProductSituation>) => planOf(given).reason?.code
const sibling = (isActive = true) => ({ name: 'Hlače', productId: '99', isActive })
const store = (given: object = {}) => settings({ owners: ownedByStore, priceList: 'WEB', ...given })

describe('a product that MetaKocka lacks', () => {
  it('is created with everything but what is the ERP’s own', () => {
    const plan = planOf({ settings: settings({ owners: { weight: 'erp', name: 'erp' } }) })
    expect(plan).toMatchObject({ action: 'create', changes: [], left: [], fields: { barcode: '3830000000000' } })
    expect(plan.fields).toHaveProperty('name') // nothing is created without one
    expect(plan.fields).not.toHaveProperty('weight')
  })

  it('is not created while it is not active in the store', () => {
    expect(planOf({ item: item({ isActive: false }) })).toMatchObject({ action: 'skip', fields: {} })
  })
})

describe('a product that stands', () => {
  it('gets what the store owns and is different, and nothing else', () => {
    const owners = { name: 'store', weight: 'once', barcode: 'erp' }
    const fields = { name: 'Stara majica', weight: '0.3', barcode: '4006381333931' }
    const plan = planOf({ standing: [standing({ fields })], settings: settings({ owners }) })
    const name = 'Majica – Velikost: L, Barva: rdeča'
    expect(plan).toMatchObject({
      action: 'change',
      mkId: '1600001744',
      fields: { name },
      changes: [{ field: 'name', from: 'Stara majica', to: name }],
    })
    expect(Object.keys(plan.fields)).toEqual(['name'])
    expect(plan.left).toContainEqual({ field: 'weight', from: '0.3', to: '0.250' })
    expect(plan.left).toContainEqual({ field: 'barcode', from: '4006381333931', to: '3830000000000' })
  })

  it('is left alone with the settings as they come', () => {
    const plan = planOf({ standing: [standing()] })
    expect(plan).toMatchObject({ action: 'leave', changes: [], fields: {} })
    expect(plan.left.map(({ field }) => field)).toContain('name')
  })

  const same: ErpProductFields = {
    name: ' Majica  –  Velikost: L, Barva: rdeča ',
    description: '<div>Mehka &amp; lahka.</div><div>Iz bombaža.<br>- pranje 30 °C</div>',
    translations: { names: { en: 'T-shirt – Size: L, Colour: red', de: 'Leiberl' }, descriptions: { en: 'Cotton.' } },
    barcode: '3830000000000 ',
    weight: '0.25',
    size: { width: '0', height: '0', depth: '2.50' },
    minimalQuantity: '2.000',
    categories: [['Oblačila', 'Moška']],
  }

  it('is equal however MetaKocka writes it', () => {
    const priceLists = { WEB: [{ amountFrom: '1', priceWithTax: '20', taxRate: '22.0' }], VIP: [{ amountFrom: '0' }] }
    const product = standing({ fields: same, priceLists })
    expect(planOf({ standing: [product], settings: store() })).toMatchObject({ action: 'leave', changes: [], left: [] })
  })

  it.each<[keyof ErpProductFields, ErpProductFields]>([
    ['description', { description: 'Mehka in lahka.' }],
    ['translations', { translations: { names: { en: 'Shirt' }, descriptions: { en: 'Cotton.' } } }],
    ['weight', { weight: '0.26' }],
    ['size', { size: { width: '1', height: '0', depth: '2.5' } }],
    ['minimalQuantity', { minimalQuantity: '1' }],
    ['categories', { categories: [['Oblačila', 'Ženska']] }],
  ])('differs in %s', (field, fields) => {
    const priceLists = { WEB: [{ amountFrom: '0', priceWithTax: '20' }] }
    const product = standing({ fields: { ...same, ...fields }, priceLists })
    expect(changesOf({ standing: [product], settings: store() })).toEqual([field])
  })

  it('is compared with the price list of the settings only', () => {
    const price = (priceWithTax: string) => [{ amountFrom: '0', priceWithTax, taxRate: '22' }]
    const given = (priceLists: Record<string, ReturnType<typeof price>>) => ({
      standing: [standing({ fields: same, priceLists })],
      settings: store(),
    })
    expect(changesOf(given({ WEB: price('20.00'), VIP: price('1') }))).toEqual([])
    expect(changesOf(given({ WEB: price('20.01'), VIP: price('20.00') }))).toEqual(['prices'])
  })

  it('gets pictures again only when the store has other ones than were written', () => {
    const given = (lastWritten?: ErpProductFields): Partial<ProductSituation> => ({
      standing: [standing({ fields: same, priceLists: { WEB: [{ amountFrom: '0', priceWithTax: '20' }] } })],
      settings: store({ images: 'cover' }),
      lastWritten,
    })
    expect(changesOf(given())).toEqual(['images'])
    expect(changesOf(given({ images: ['https://shop.example/1/a.jpg'] }))).toEqual([])
    expect(changesOf(given({ images: ['https://shop.example/1/old.jpg'] }))).toEqual(['images'])
  })

  it('is emptied of what Pretok wrote and the store no longer has, and of nothing else', () => {
    const bare = item({ summaries: {}, descriptions: {}, ean13: '', weight: '0' })
    const product = standing({ fields: { ...same, minimalQuantity: '2' } })
    const written = { description: 'Mehka.', barcode: '3830000000000' }
    const plan = planOf({ item: bare, standing: [product], lastWritten: written, settings: store() })
    expect(plan.fields).toMatchObject({ description: '', barcode: '' })
    expect(plan.fields).not.toHaveProperty('weight')
    const broken = planOf({
      item: item({ ean13: '3830000000003' }),
      standing: [product],
      lastWritten: written,
      settings: store(),
    })
    expect(broken.fields).not.toHaveProperty('barcode')
  })
})

describe('a product that is switched off in the store', () => {
  const off = item({ isActive: false })
  const deactivate = settings({ whenInactive: 'deactivate' })

  it('stays, unless the rule says otherwise', () => {
    expect(planOf({ item: off, standing: [standing()] })).toMatchObject({ action: 'leave', mkId: '1600001744' })
    expect(planOf({ item: off, standing: [standing()], settings: deactivate })).toMatchObject({
      action: 'change',
      fields: { active: false },
      changes: [{ field: 'active', from: true, to: false }],
    })
    const inactive = standing({ isActive: false })
    expect(planOf({ item: off, standing: [inactive], settings: deactivate }).action).toBe('leave')
  })

  it('takes nothing from an active one with the same code', () => {
    const given = { item: off, standing: [standing()], settings: deactivate }
    expect(planOf({ ...given, siblings: [sibling()] })).toMatchObject({ action: 'skip', changes: [] })
    expect(planOf({ ...given, siblings: [sibling(false)] }).action).toBe('change')
  })

  it('is not guessed among several', () => {
    const products = [standing(), standing({ mkId: '2', countCode: 'PA-18' })]
    expect(codeOf({ item: off, standing: products, settings: deactivate })).toBe('ERR_PRODUCT_DUPLICATE_IN_ERP')
    expect(planOf({ item: off, standing: products }).action).toBe('leave')
  })

  it('comes back only if Pretok had deactivated it', () => {
    const inactive = [standing({ isActive: false })]
    const back = { standing: inactive, settings: deactivate, lastWritten: { active: false } }
    expect(planOf(back)).toMatchObject({ action: 'change', fields: { active: true } })
    for (const given of [
      { ...back, lastWritten: {} },
      { ...back, settings: settings() },
    ]) {
      expect(changesOf(given)).toEqual([])
      expect(leftOf(given)).toContain('active')
    }
  })
})

describe('what is doubtful', () => {
  it('trap 32: a combination without reference, whether its product has one or not', () => {
    const without = planOf({ item: item({ reference: '' }) })
    expect(without).toMatchObject({ action: 'quarantine', changes: [], fields: {} })
    expect(without.reason?.code).toBe('ERR_PRODUCT_COMBINATION_REFERENCE_MISSING')
    expect(without.reason?.message).toContain('combination 34')
    const { reason } = planOf({ item: item({ reference: '', productReference: 'MAJ' }) })
    expect([reason?.message, reason?.messageSl].every((text) => text?.includes('"MAJ"'))).toBe(true)
    // The reverse: the product has none, which a combination with its own does not need.
    expect(planOf({ item: item({ productReference: '' }) }).action).toBe('create')
  })

  it('a product without reference', () => {
    expect(codeOf({ item: item({ reference: '', combinationId: undefined }) })).toBe('ERR_PRODUCT_REFERENCE_MISSING')
  })

  it('trap 33: a code that several active items of the store have', () => {
    const { reason } = planOf({ siblings: [sibling(), sibling(false)] })
    expect(reason).toMatchObject({ code: 'ERR_PRODUCT_DUPLICATE_IN_STORE', details: { code: 'MAJ-L' } })
    expect(reason?.message).toContain('"Hlače" (product 99)')
    expect(reason?.details['others']).toHaveLength(1)
  })

  it('an inactive item with the same code is in nobody’s way', () => {
    expect(planOf({ siblings: [sibling(false)] }).action).toBe('create')
  })

  it('trap 33: a code that several products of MetaKocka have', () => {
    const { reason } = planOf({ standing: [standing(), standing({ mkId: '2', countCode: 'PA-18' })] })
    expect(reason?.code).toBe('ERR_PRODUCT_DUPLICATE_IN_ERP')
    for (const told of ['PA-17', '1600001744', 'PA-18', 'Majica']) expect(reason?.message).toContain(told)
  })

  it('a code that MetaKocka has no room for', () => {
    expect(codeOf({ item: item({ reference: 'x'.repeat(21) }) })).toBe('ERR_PRODUCT_CODE_TOO_LONG')
    expect(codeOf({ item: item({ reference: 'x'.repeat(20) }) })).toBeUndefined()
  })

  it('a code that was changed, so that nothing stands under it', () => {
    const { reason } = planOf({ known: '1600001744' })
    expect(reason?.code).toBe('ERR_PRODUCT_CODE_CHANGED')
    expect(reason?.message).toContain('1600001744')
    // One that stands as another product now is followed, and told.
    const plan = planOf({ known: '5', standing: [standing()] })
    expect(plan).toMatchObject({ action: 'leave', mkId: '1600001744' })
    expect(plan.notes.map(({ code }) => code)).toEqual(['ERR_PRODUCT_MATCH_CHANGED'])
    // What was written of the other one does not count for it.
    const images = ['https://shop.example/1/a.jpg']
    const given = { standing: [standing()], settings: store({ images: 'cover' }), lastWritten: { images } }
    expect(changesOf({ ...given, known: '1600001744' })).not.toContain('images')
    expect(changesOf({ ...given, known: '5' })).toContain('images')
  })

  it('an EAN-13 that is missing or wrong, where products are matched by it', () => {
    const byEan = settings({ matchBy: 'ean13' })
    expect(codeOf({ item: item({ ean13: '' }), settings: byEan })).toBe('ERR_PRODUCT_EAN_MISSING')
    expect(codeOf({ item: item({ ean13: '3830000000003' }), settings: byEan })).toBe('ERR_PRODUCT_EAN_INVALID')
    expect(codeOf({ item: item({ reference: '' }), settings: byEan })).toBeUndefined()
  })

  it('a VAT rate that is unknown, where prices are to be written', () => {
    const untold = item({ taxRate: undefined })
    expect(codeOf({ item: untold, settings: settings({ priceList: 'WEB' }) })).toBe('ERR_PRODUCT_VAT_UNKNOWN')
    expect(codeOf({ item: untold })).toBeUndefined()
    expect(codeOf({ item: untold, settings: settings({ priceList: 'WEB' }), standing: [standing()] })).toBeUndefined()
    const ofErp = settings({ priceList: 'WEB', owners: { prices: 'erp' } })
    expect(codeOf({ item: untold, settings: ofErp })).toBeUndefined()
  })

  it('a price list without VAT, where prices with it are to be written', () => {
    const net = (price: string) => [standing({ priceLists: { WEB: [{ amountFrom: '0', price, taxRate: '22' }] } })]
    expect(codeOf({ standing: net('16'), settings: store() })).toBe('ERR_PRODUCT_PRICE_LIST_NET')
    expect(codeOf({ standing: net('16.393443'), settings: store() })).toBeUndefined()
    expect(codeOf({ standing: net('16'), settings: store({ priceBasis: 'net' }) })).toBeUndefined()
  })

  it('a new product without a name', () => {
    expect(codeOf({ item: item({ names: {} }) })).toBe('ERR_PRODUCT_NAME_MISSING')
    expect(codeOf({ item: item({ names: {} }), standing: [standing()] })).toBeUndefined()
  })

  it('a pack that holds something unknown, where packs are compounds', () => {
    const given = (contents: ProductSituation['contents']): Partial<ProductSituation> => ({
      item: item({
        kind: 'pack',
        pack: [
          { productId: '1', quantity: 2 },
          { productId: '5', quantity: 1 },
        ],
      }),
      settings: settings({ packs: 'compound' }),
      contents,
    })
    const one = { code: 'A', mkId: '7', amount: '2' }
    const { reason } = planOf(given([one, { code: 'B', amount: '1' }]))
    expect(reason).toMatchObject({ code: 'ERR_PRODUCT_PACK_CONTENT_UNKNOWN', details: { missing: ['B'] } })
    expect(planOf(given(undefined)).reason?.details).toMatchObject({ missing: ['1', '5'] })
    expect(planOf(given([one, { code: 'B', mkId: '8', amount: '1' }])).fields.contents).toEqual([
      { mkId: '7', amount: '2' },
      { mkId: '8', amount: '1' },
    ])
    expect(codeOf({ ...given(undefined), settings: settings() })).toBeUndefined()
  })
})

it('what was left out or cut is noted, where it would have been written', () => {
  const odd = item({ ean13: '3830000000003', names: { sl: 'dolga beseda '.repeat(30) } })
  const notesOf = (given: Partial<ProductSituation>) => planOf({ item: odd, ...given }).notes.map(({ code }) => code)
  expect(notesOf({})).toEqual(['ERR_PRODUCT_BARCODE_LEFT_OUT', 'ERR_PRODUCT_NAME_CUT'])
  expect(notesOf({ standing: [standing()] })).toEqual([])
  expect(planOf({ item: odd }).fields).not.toHaveProperty('barcode')
})

it('a second look changes nothing, also after something was emptied', () => {
  const before = situation({ standing: [standing()], settings: store({ images: 'all' }) })
  const written = applied(planProduct(before), before)
  const bare = { ...written, item: item({ summaries: {}, descriptions: {}, ean13: '', weight: '0', depth: '0' }) }
  const plan = planProduct(bare)
  expect(plan.fields).toMatchObject({ description: '', barcode: '', weight: '0' })
  expect(planProduct(applied(plan, bare))).toMatchObject({ action: 'leave', changes: [] })
})

describe('refusalReason', () => {
  it.each([
    [new ErpPriceListUnknownError('no such list', 'WEB'), 'ERR_PRODUCT_PRICE_LIST_UNKNOWN', 'WEB'],
    [new ErpPriceListNetError('net', 'WEB'), 'ERR_PRODUCT_PRICE_LIST_NET', 'WEB'],
    [new ErpRefusedError('Unit is unknown.'), 'ERR_PRODUCT_ERP_REFUSED', 'Unit is unknown.'],
  ])('%s', (error, code, told) => {
    const reason = refusalReason(error, item())
    expect(reason.code).toBe(code)
    for (const text of [reason.message, reason.messageSl]) {
      expect(text).toContain(told)
      expect(text).toContain('Majica')
    }
  })
})

it('now is what special prices go by', () => {
  const sale = item({ specialPrices: [{ fromQuantity: 1, priceNet: '10', to: '2026-11-23T23:59:59Z' }] })
  const given = { item: sale, settings: store({ specialPrices: true }) }
  const first = applied(planProduct(situation(given)), situation(given))
  expect(planProduct(first).changes).toEqual([])
  expect(
    planProduct({ ...first, now: new Date(now.getTime() + 86_400_000) }).changes.map(({ field }) => field),
  ).toEqual(['prices'])
})
