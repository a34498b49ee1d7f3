import { describe, expect, it } from 'vitest'
import { isBarcode } from './barcode.ts'
import { item, now, settings } from './item.fixture.ts'
import { itemName } from './item-name.ts'
import { toPlainText } from './plain-text.ts'
import type { StoreItem } from './store-item.ts'
import { isService, toErpFields } from './to-erp-fields.ts'

const fieldsOf = (given: Partial<StoreItem> = {}, set: object = {}) => toErpFields(item(given), settings(set), now)

describe('toErpFields', () => {
  it('tells everything that the ERP has a place for', () => {
    const all = {
      priceList: 'WEB',
      features: 'description',
      attributes: 'both',
      images: 'all',
      columns: { manufacturer: 'Proizvajalec', supplierReference: 'Dobavitelj' },
    }
    expect(fieldsOf({}, all)).toEqual({
      name: 'Majica – Velikost: L, Barva: rdeča',
      description: 'Mehka & lahka.\n\nIz bombaža.\n- pranje 30 °C\n\nMaterial: bombaž',
      translations: {
        names: { en: 'T-shirt – Size: L, Colour: red' },
        descriptions: { en: 'Cotton.\n\nMaterial: cotton' },
      },
      barcode: '3830000000000',
      weight: '0.250',
      size: { width: '0.00', height: '0', depth: '2.5' },
      minimalQuantity: '2',
      prices: [{ amountFrom: '0', priceWithTax: '20.00', taxRate: '22' }],
      categories: [['Oblačila'], ['Oblačila', 'Moška']],
      extraColumns: { Velikost: 'L', Barva: 'rdeča', Proizvajalec: 'Tekstil d.o.o.', Dobavitelj: 'TEX-77' },
      images: ['https://shop.example/1/a.jpg', 'https://shop.example/1/b.jpg'],
    })
  })

  it('leaves out what the store does not tell', () => {
    const bare = item({
      names: { sl: 'Majica' },
      summaries: {},
      descriptions: {},
      attributes: [],
      features: [],
      categories: [],
      ean13: '',
      weight: '0.000000',
      depth: '0',
      minimalQuantity: 1,
      images: [],
    })
    expect(toErpFields(bare, settings({ images: 'all', features: 'columns' }), now)).toEqual({ name: 'Majica' })
  })

  it('puts attributes and features where the settings say', () => {
    expect(fieldsOf({}, { attributes: 'columns', features: 'columns' })).toMatchObject({
      name: 'Majica',
      extraColumns: { Velikost: 'L', Barva: 'rdeča', Material: 'bombaž' },
    })
    expect(fieldsOf().extraColumns).toBeUndefined()
  })

  it('joins several values of one feature', () => {
    const feature = (value: string) => ({ name: { sl: 'Barva' }, value: { sl: value } })
    const features = [feature('rdeča'), feature('bela')]
    expect(fieldsOf({ features }, { features: 'columns' }).extraColumns).toEqual({ Barva: 'rdeča, bela' })
  })

  it('sends no pictures, the cover, or all', () => {
    const counts = ['none', 'cover', 'all'].map((images) => fieldsOf({}, { images }).images?.length ?? 0)
    expect(counts).toEqual([0, 1, 2])
  })

  it('holds the contents of a pack only where packs are compounds', () => {
    const pack = item({ kind: 'pack', pack: [{ productId: '1', quantity: 2 }] })
    const contents = [{ mkId: '7', amount: '2' }]
    expect(toErpFields(pack, settings({ packs: 'compound' }), now, contents).contents).toEqual(contents)
    expect(toErpFields(pack, settings(), now, contents).contents).toBeUndefined()
  })

  it('cuts the description at a word, with an ellipsis, and keeps the features below it', () => {
    const { description = '' } = fieldsOf(
      { descriptions: { sl: `<p>${'beseda '.repeat(200)}</p>` } },
      { features: 'description' },
    )
    expect([...description].length).toBeLessThanOrEqual(700)
    expect(description).toMatch(/beseda…\n\nMaterial: bombaž$/)
  })

  it('trap 39: keeps names to 200 characters, and what makes the combination to the last', () => {
    const names = { sl: 'dolga beseda '.repeat(40), en: '😀'.repeat(300) }
    const { name = '', translations } = fieldsOf({ names })
    expect(name).toMatch(/^dolga beseda .*(beseda|dolga) – Velikost: L, Barva: rdeča$/)
    for (const one of [name, translations?.names['en'] ?? '']) expect([...one].length).toBeLessThanOrEqual(200)
    expect(translations?.names['en']).toMatch(/😀 – Size: L, Colour: red$/u)
  })

  it('trap 39: keeps control characters out of names', () => {
    expect(fieldsOf({ names: { sl: 'Maj\u0000\u0008ica\t\n L ' }, attributes: [] }).name).toBe('Maj ica L')
  })
})

describe('prices', () => {
  const pricesOf = (given: Partial<StoreItem>, set: object = {}) => fieldsOf(given, { priceList: 'WEB', ...set }).prices

  it('are those that the shop shows with VAT, and the exact ones without', () => {
    expect(pricesOf({ priceNet: '8.192623', taxRate: '9.5' })).toEqual([
      { amountFrom: '0', priceWithTax: '8.97', taxRate: '9.5' },
    ])
    expect(pricesOf({ priceNet: '8.192620' }, { priceBasis: 'net' })).toEqual([
      { amountFrom: '0', price: '8.19262', taxRate: '22' },
    ])
  })

  it('are not told without a price list or a VAT rate', () => {
    expect(fieldsOf().prices).toBeUndefined()
    expect(pricesOf({ taxRate: undefined })).toBeUndefined()
  })

  it('hold 0 % VAT where the store says so', () => {
    expect(pricesOf({ priceNet: '10', taxRate: '0' })).toEqual([
      { amountFrom: '0', priceWithTax: '10.00', taxRate: '0' },
    ])
  })

  const specialPrices: StoreItem['specialPrices'] = [
    { fromQuantity: 10, priceNet: '5' },
    { fromQuantity: 1, priceNet: '8', from: '2026-11-20T00:00:00Z', to: '2026-11-23T12:00:00Z' },
    { fromQuantity: 5, priceNet: '7', from: '2026-12-01T00:00:00Z' },
    { fromQuantity: 3, priceNet: '1' },
  ]

  it('are the usual ones, unless special prices are wanted', () => {
    expect(pricesOf({ specialPrices, priceNet: '10' })?.map(({ priceWithTax }) => priceWithTax)).toEqual(['12.20'])
  })

  it('are what the store asks now for each quantity: the first special price that fits', () => {
    const asked = (at: Date) =>
      toErpFields(
        item({ specialPrices, priceNet: '10' }),
        settings({ priceList: 'WEB', priceBasis: 'net', specialPrices: true }),
        at,
      ).prices?.map(({ amountFrom, price }) => [amountFrom, price])
    expect(asked(now)).toEqual([
      ['0', '8'],
      ['10', '5'],
    ])
    expect(asked(new Date('2026-11-23T12:00:01Z'))).toEqual([
      ['0', '10'],
      ['3', '1'],
      ['10', '5'],
    ])
    expect(asked(new Date('2026-12-02T00:00:00Z'))).toEqual([
      ['0', '10'],
      ['3', '1'],
      ['5', '7'],
      ['10', '5'],
    ])
  })
})

describe('isBarcode', () => {
  it.each(['3830000000000', '4006381333931', '96385074', '036000291452'])('takes %s', (code) =>
    expect(isBarcode(code)).toBe(true),
  )
  it.each(['3830000000003', '4006381333932', '96385075', '036000291453', '', '0', '38300000000001', '383000000000a'])(
    'refuses %j',
    (code) => expect(isBarcode(code)).toBe(false),
  )
})

describe('toPlainText', () => {
  it.each([
    ['<h2>Naslov</h2><p>Prva<br>druga</p>', 'Naslov\nPrva\ndruga'],
    ['<ul><li>ena</li><li><p>dve</p></li></ul>', '- ena\n- dve'],
    ['a&nbsp;b &scaron;&#8364; &lt;b&gt; 3 < 5', 'a b š€ <b> 3 < 5'],
    ['<style>p { color: red }</style><script>alert("<p>")</script>vidno', 'vidno'],
    ['<table><tr><td>teža</td><td>2 kg</td></tr></table>', 'teža 2 kg'],
    ['<div><p> </p></div>', ''],
    ['nezaprto <b>krepko', 'nezaprto krepko'],
  ])('%s', (html, text) => expect(toPlainText(html)).toBe(text))
})

describe('itemName', () => {
  it('tells the combination', () => {
    expect(itemName(item())).toBe('Majica – Velikost: L, Barva: rdeča')
  })
  it('is empty where the store has no name', () => {
    expect(itemName(item({ names: {} }))).toBe('')
  })
})

it('what is virtual is a service', () => {
  expect(['goods', 'pack', 'virtual'].map((kind) => isService({ kind } as StoreItem))).toEqual([false, false, true])
})
