import { createMetakockaClient } from '@pretok/client-metakocka'
import { type Erp, ErpProduct, type ErpProductFields, type NewErpProduct } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDryRun } from './dry-run.ts'
import { createMetakockaErp } from './erp.ts'

let sandbox: MetakockaSandbox
let transport: Transport
let erp: Erp

const gross = { countCode: 'WEB', title: 'Splet', priceType: 'gross', currency: 'EUR' } as const
const net = { countCode: 'VP', title: 'Veleprodaja', priceType: 'net', currency: 'EUR' } as const

beforeEach(async () => {
  sandbox = await startMetakockaSandbox({ settings: { pricelists: [gross, net] } })
  transport = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  erp = createMetakockaErp(connect(transport))
})
afterEach(async () => {
  await transport.close()
  await sandbox.close()
})

const connect = (lane: Transport) => {
  const { url: baseUrl, companyId, secretKey } = sandbox
  return createMetakockaClient({ baseUrl, companyId, secretKey, transport: lane })
}

/** A call as a person's own program would make it. */
const call = async (name: string, body: object): Promise<Record<string, unknown>> => {
  const { url, companyId: company_id, secretKey: secret_key } = sandbox
  const response = await fetch(`${url}/rest/eshop/v1/json/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ company_id, secret_key, ...body }),
  })
  return (await response.json()) as Record<string, unknown>
}

const read = async (): Promise<ErpProduct[]> => {
  const products: ErpProduct[] = []
  for await (const page of erp.readProducts()) products.push(...page)
  return products
}
const calls = () => sandbox.requests.list().map(({ call: name }) => name)

const plain = (code: string): NewErpProduct => ({
  code,
  unit: 'kos',
  isService: false,
  fields: { name: `Ime ${code}` },
})
const getOnly = async (code: string): Promise<ErpProduct> => {
  const [product, another] = await erp.findProducts(code)
  if (!product || another) throw new Error(`not one product with the code ${code}`)
  return product
}

const tiers = [
  { amountFrom: '0', priceWithTax: '12.2', taxRate: '22' },
  { amountFrom: '10', priceWithTax: '11', taxRate: '22' },
]

const honey: NewErpProduct = {
  code: 'MED-900',
  unit: 'kos',
  isService: false,
  priceList: 'WEB',
  fields: {
    name: 'Čebelji med, 900 g',
    description: '<p>Žlahten</p>',
    translations: { names: { en: 'Honey', sl: 'Med' }, descriptions: { en: 'Noble' } },
    barcode: '3831234567890',
    weight: '0.95',
    size: { width: '8.5', height: '14', depth: '8.5' },
    minimalQuantity: '2',
    prices: tiers,
    categories: [['Hrana', 'Med'], ['Darila']],
    extraColumns: { znamka: 'Čebelar' },
    images: ['https://shop.example/12-large/med.jpg', 'https://shop.example/13-large/med.jpg'],
  },
}

/** What reading tells of what was written. */
const toTold = ({ prices: _, images: __, ...told }: ErpProductFields): ErpProductFields => ({ ...told, active: true })

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: 'grapheme' })
const word = fc.stringMatching(/^[A-Za-zČčŠšŽž]{1,12}$/)
const decimal = fc
  .tuple(fc.nat(99_999), fc.nat(999))
  .map(([whole, part]) => `${whole}.${String(part).padStart(3, '0')}`.replace(/\.?0+$/, ''))
const language = fc.constantFrom('sl', 'en', 'de', 'hr')
const price = fc.record({ priceWithTax: decimal, taxRate: fc.constantFrom('22', '9.5', '5', '0') })

const fieldsOf = fc.record(
  {
    name: text(100),
    description: text(300),
    translations: fc
      .record({ names: fc.dictionary(language, text(50)), descriptions: fc.dictionary(language, text(50)) })
      .filter(({ names, descriptions }) => Object.keys({ ...names, ...descriptions }).length > 0),
    barcode: text(20),
    weight: decimal,
    size: fc.record({ width: decimal, height: decimal, depth: decimal }),
    minimalQuantity: decimal,
    prices: fc
      .uniqueArray(fc.nat(500), { minLength: 1, maxLength: 4 })
      .chain((amounts) =>
        fc.tuple(
          ...amounts.toSorted((a, b) => a - b).map((from) => price.map((rest) => ({ amountFrom: `${from}`, ...rest }))),
        ),
      ),
    categories: fc.uniqueArray(fc.array(word, { minLength: 2, maxLength: 2 }), {
      minLength: 1,
      maxLength: 3,
      selector: ([root]) => root,
    }),
    extraColumns: fc.dictionary(word, text(50), { minKeys: 1 }),
  },
  { requiredKeys: ['name'] },
)

describe('a product that is created', () => {
  it('is read as it was written', async () => {
    const mkId = await erp.createProduct(honey)
    const product = await getOnly('MED-900')
    expect(ErpProduct.parse(product)).toEqual({
      mkId,
      countCode: 'MED-900',
      code: 'MED-900',
      isService: false,
      isActive: true,
      unit: 'kos',
      fields: toTold(honey.fields),
      priceLists: { WEB: tiers },
    })
    expect(await read()).toEqual([product])
    expect(sandbox.company.products()).toMatchObject([
      {
        sales: 'true',
        pricelist: [{ price_def: [{ amount_from: '0', amount_to: '10' }, { amount_from: '10' }] }],
        attachment_list: [
          { file_name: '12-large-med.jpg', source_url: 'https://shop.example/12-large/med.jpg' },
          { file_name: '13-large-med.jpg', source_url: 'https://shop.example/13-large/med.jpg' },
        ],
      },
    ])
  })

  it('is read as it was written, whatever it is', async () => {
    let created = 0
    await fc.assert(
      fc.asyncProperty(fieldsOf, async (fields) => {
        created += 1
        const code = `Šifra ${created}`
        await erp.createProduct({ code, unit: 'kos', isService: false, priceList: 'WEB', fields })
        const product = await getOnly(code)
        expect(product.fields).toEqual(toTold(fields))
        expect(product.priceLists).toEqual(fields.prices ? { WEB: fields.prices } : {})
      }),
      { numRuns: 60 },
    )
  })

  it('is refused a second time under the same code, however the first answer was lost', async () => {
    sandbox.faults.add({ kind: 'hang-up-after', call: 'product_add', times: 1 })
    await expect(erp.createProduct(plain('A'))).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
    await expect(erp.createProduct(plain('A'))).rejects.toMatchObject({
      code: 'ERR_ERP_REFUSED',
      message: "Product with count_code 'A' already exists.",
    })
    expect(await read()).toHaveLength(1)
  })

  it('may hold others', async () => {
    const [a = '', b = '', c = ''] = [
      await erp.createProduct(plain('A')),
      await erp.createProduct(plain('B')),
      await erp.createProduct(plain('C')),
    ]
    const contents = [
      { mkId: a, amount: '2' },
      { mkId: b, amount: '1' },
    ]
    const mkId = await erp.createProduct({ ...plain('PAKET'), fields: { name: 'Paket', contents } })
    expect((await getOnly('PAKET')).fields.contents).toEqual(contents)

    const others = [
      { mkId: a, amount: '3' },
      { mkId: c, amount: '5' },
    ]
    for (const _ of ['once', 'and again']) {
      await erp.changeProduct({ mkId, fields: { contents: others } })
      expect((await getOnly('PAKET')).fields.contents).toEqual(others)
    }
    await erp.changeProduct({ mkId: a, fields: { contents: [{ mkId: b, amount: '1' }] } })
    expect((await getOnly('A')).fields.contents).toEqual([{ mkId: b, amount: '1' }])
  })

  it.each<[string, Partial<NewErpProduct>, object]>([
    ['a code that is too long', { code: 'x'.repeat(21) }, { code: 'ERR_ERP_REFUSED', message: /too long/ }],
    ['a unit that is not there', { unit: 'palet' }, { code: 'ERR_ERP_REFUSED', message: /'unit' has invalid value/ }],
    [
      'an extra column that is not declared',
      { fields: { name: 'A', extraColumns: { okus: 'slan' } } },
      { code: 'ERR_ERP_REFUSED', message: /'extra_column' has invalid value : okus/ },
    ],
    [
      'a price list that is not there',
      { priceList: 'NI', fields: { name: 'A', prices: tiers } },
      { code: 'ERR_ERP_PRICE_LIST_UNKNOWN', priceList: 'NI' },
    ],
    [
      'prices with VAT for a list without',
      { priceList: 'VP', fields: { name: 'A', prices: tiers } },
      { code: 'ERR_ERP_PRICE_LIST_NET', priceList: 'VP', message: /^Pricelist 'VP' has 'net' price type\./ },
    ],
  ])('is not stored with %s', async (_what, change, { message = /./, ...error }: { message?: RegExp }) => {
    sandbox.company.changeSettings({ extraColumns: ['barva'] })
    await expect(erp.createProduct({ ...plain('A'), ...change })).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(message),
    })
    expect(await read()).toEqual([])
  })
})

describe('a change', () => {
  const changes: [string, ErpProductFields][] = Object.entries({
    name: 'Novo ime',
    description: 'Nov opis',
    barcode: '3830000000000',
    weight: '1.25',
    size: { width: '1', height: '2', depth: '3' },
    minimalQuantity: '6',
    categories: [['Novo']],
    active: false,
  }).map(([field, value]) => [field, { [field]: value }])

  it.each(changes)('of %s leaves the rest', async (_field, fields) => {
    const mkId = await erp.createProduct(honey)
    const before = await getOnly('MED-900')
    await erp.changeProduct({ mkId, fields })
    const after = await getOnly('MED-900')
    expect(after).toEqual({
      ...before,
      isActive: fields.active ?? true,
      fields: { ...before.fields, ...fields },
    })
  })

  it('of texts to nothing clears them', async () => {
    const mkId = await erp.createProduct(honey)
    await erp.changeProduct({ mkId, fields: { description: '', barcode: '' } })
    const { fields } = await getOnly('MED-900')
    expect(fields).not.toHaveProperty('description')
    expect(fields).not.toHaveProperty('barcode')
    expect(fields.name).toBe(honey.fields.name)
  })

  it('of a language or a column leaves the others', async () => {
    const mkId = await erp.createProduct(honey)
    const translations = { names: { de: 'Honig', en: 'Our honey' }, descriptions: {} }
    await erp.changeProduct({ mkId, fields: { translations, extraColumns: { barva: 'zlata' } } })
    expect((await getOnly('MED-900')).fields).toMatchObject({
      translations: { names: { en: 'Our honey', sl: 'Med', de: 'Honig' }, descriptions: { en: 'Noble' } },
      extraColumns: { znamka: 'Čebelar', barva: 'zlata' },
    })
  })

  it('of prices changes what stands in that list, and takes away what is not wanted any more', async () => {
    const mkId = await erp.createProduct(honey)
    const wholesale = [{ amountFrom: '0', price: '9', taxRate: '22' }]
    await erp.changeProduct({ mkId, priceList: 'VP', fields: { prices: wholesale } })
    expect((await getOnly('MED-900')).priceLists).toEqual({ WEB: tiers, VP: wholesale })

    for (const prices of [tiers.map((tier) => ({ ...tier, priceWithTax: '7.5' })), tiers.slice(0, 1), tiers, []]) {
      await erp.changeProduct({ mkId, priceList: 'WEB', fields: { prices } })
      expect((await getOnly('MED-900')).priceLists).toEqual({
        ...(prices.length > 0 && { WEB: prices }),
        VP: wholesale,
      })
    }
  })

  it('replaces a picture of the same name', async () => {
    const mkId = await erp.createProduct(honey)
    const again = 'https://cdn.example/12-large/med.jpg'
    await erp.changeProduct({ mkId, fields: { images: [again] } })
    expect(sandbox.company.products()).toMatchObject([
      { attachment_list: [{ file_name: '12-large-med.jpg', source_url: again }, { file_name: '13-large-med.jpg' }] },
    ])
  })

  it('without an answer may have been made, and is made once more without harm', async () => {
    const mkId = await erp.createProduct(honey)
    sandbox.faults.add({ kind: 'hang-up-after', call: 'product_update', times: 1 })
    const change = { mkId, priceList: 'WEB', fields: { name: 'Novo', prices: tiers.slice(0, 1) } }
    await expect(erp.changeProduct(change)).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
    await erp.changeProduct(change)
    expect(await getOnly('MED-900')).toMatchObject({ fields: { name: 'Novo' }, priceLists: { WEB: tiers.slice(0, 1) } })
  })

  it('of a product that is gone, or of its prices, is refused', async () => {
    const gone = { mkId: '1699999999999', priceList: 'WEB' }
    await expect(erp.changeProduct({ ...gone, fields: { name: 'A' } })).rejects.toMatchObject({
      code: 'ERR_ERP_PRODUCT_UNKNOWN',
    })
    await expect(erp.changeProduct({ ...gone, fields: { prices: tiers } })).rejects.toMatchObject({
      code: 'ERR_ERP_PRODUCT_UNKNOWN',
    })
  })

  it('of prices with VAT in a list without is refused', async () => {
    const mkId = await erp.createProduct(plain('A'))
    await expect(erp.changeProduct({ mkId, priceList: 'VP', fields: { prices: tiers } })).rejects.toMatchObject({
      code: 'ERR_ERP_PRICE_LIST_NET',
      priceList: 'VP',
    })
    expect((await getOnly('A')).priceLists).toEqual({})
  })

  it('is only planned on a dry run', async () => {
    const mkId = await erp.createProduct(honey)
    const { transport: lane, planned } = createDryRun(transport)
    const pretending = createMetakockaErp(connect(lane))
    await pretending.changeProduct({
      mkId,
      priceList: 'WEB',
      fields: { name: 'Novo', categories: [['A', 'B']], prices: [] },
    })
    expect(planned).toMatchObject([
      { name: 'product_update', redacted: { mk_id: mkId, name: 'Novo', categories: [{ category: ['A', 'B'] }] } },
    ])
    expect((await getOnly('MED-900')).fields.name).toBe(honey.fields.name)
  })
})

describe('reading', () => {
  it('finds exactly this code, all that have it, and inactive ones too', async () => {
    const mkId = await erp.createProduct(plain('A-1'))
    await call('product_add', { code: 'A-1', name: 'Dvojnik', unit: 'kos' })
    for (const code of ['a-1', 'A-1 ', 'A-10']) await call('product_add', { code, name: 'Drug', unit: 'kos' })
    await erp.changeProduct({ mkId, fields: { active: false } })
    const found = await erp.findProducts('A-1')
    expect(found.map(({ countCode, isActive }) => [countCode, isActive])).toEqual([
      ['A-1', false],
      ['PA-1', true],
    ])
    expect(await erp.findProducts('')).toEqual([])
    await expect(erp.findProduct('A-1')).rejects.toMatchObject({ code: 'ERR_ERP_PRODUCT_AMBIGUOUS' })
    expect(await read()).toHaveLength(5)
  })

  it('goes on until a page is empty, as one that is short need not be the last', async () => {
    sandbox.company.addProducts(
      Array.from({ length: 1_203 }, (_, index) => ({
        code: `K-${index}`,
        name: 'K',
        taxFactor: '0.22',
        priceWithTax: '1',
      })),
    )
    sandbox.faults.add({ kind: 'short-list', rows: 700, call: 'product_list', times: 1 })
    sandbox.requests.clear()
    const codes = (await read()).map(({ code }) => code)
    expect(new Set(codes).size).toBe(1_203)
    expect(calls()).toEqual(['product_list', 'product_list', 'product_list'])
  })

  it('fails as a whole when a page does', async () => {
    await erp.createProduct(plain('A'))
    sandbox.faults.add({ kind: 'cut-answer', call: 'product_list' })
    await expect(read()).rejects.toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })

  it('understands decimal commas, single elements without a list, and foreign spellings of languages', async () => {
    const localization = [{ language: 'EN-us', name: 'Honey' }]
    await call('product_add', { code: 'A', name: 'A', unit: 'kos', weight: '0,25', localization })
    const pricelist = { count_code: 'WEB', price_def: { price_with_tax: '12,5', tax: 'EX3' } }
    await call('product_update', { count_code: 'PA-1', pricelist })
    const { fields, priceLists } = await getOnly('A')
    expect(fields).toMatchObject({ weight: '0.25', translations: { names: { en: 'Honey' } } })
    expect(priceLists).toEqual({ WEB: [{ amountFrom: '0', priceWithTax: '12.5', taxRate: '9.5' }] })
  })
})
