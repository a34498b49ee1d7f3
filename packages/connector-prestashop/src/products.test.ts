import type { ProductCursor, ProductQuery, StoreItem } from '@pretok/domain'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop } from './testing/shop-client.ts'

let shop: PrestashopSandbox

beforeEach(async () => {
  shop = await startPrestashopSandbox()
})
afterEach(() => shop.close())

const readAll = async (query: Partial<ProductQuery> = {}, store = openShop(shop)) => {
  const items: StoreItem[] = []
  const pages: string[][] = []
  let after: ProductCursor | undefined
  let end: ProductCursor | undefined
  do {
    const page = await store.readProducts({ by: 'id', limit: 10, ...query, ...(after ? { after } : {}) })
    expect(page.unreadable).toEqual([])
    items.push(...page.items)
    pages.push(page.productIds)
    after = page.next
    end = page.next ?? page.last ?? end
  } while (after)
  return { items, pages, productIds: pages.flat().map(Number), end }
}

const read = async (...ids: number[]) => openShop(shop).readProductsById(ids.map(String))

const items = async (productId: number) => {
  const { items, unreadable } = await read(productId)
  expect(unreadable).toEqual([])
  return items
}

const item = async (productId: number, combinationId?: number): Promise<StoreItem> => {
  const found = (await items(productId)).find((one) => one.combinationId === combinationId?.toString())
  if (!found) throw new Error(`no item ${productId}/${combinationId}`)
  return found
}

const row = (resource: string, id: number) => {
  const found = shop.shop.row(resource, id)
  if (!found) throw new Error(`the shop has no ${resource} ${id}`)
  return found
}

const copyOf = (resource: string, id: number) => {
  const { id: _, ...fields } = row(resource, id)
  return fields
}

const configure = (name: string, value: string) => {
  const setting = shop.shop.rows('configurations').find((one) => one['name'] === name)
  if (setting) shop.shop.update('configurations', setting.id, { value })
  else shop.shop.insert('configurations', { name, value })
}

const setUp = (resource: string, id: number, changes: Record<string, string>) => shop.shop.update(resource, id, changes)

const between = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('reading the catalogue', () => {
  it('gives every product once, by id, and says where to go on', async () => {
    const { items, pages, productIds, end } = await readAll()
    expect(productIds).toEqual(between(1, 33))
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 10, 3])
    expect(end).toEqual({ id: '33' })
    // 11 products with 39 combinations; of the 22 others one is a draft.
    expect(items).toHaveLength(39 + 21)
    expect(items.filter(({ combinationId }) => combinationId !== undefined)).toHaveLength(39)
  })

  it('gives every product once, in the order of its last change', async () => {
    const { productIds, end } = await readAll({ by: 'change' })
    expect(productIds).toHaveLength(33)
    expect(new Set(productIds).size).toBe(33)
    expect(productIds.slice(0, 13)).toEqual([3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    expect(end).toEqual({ changedAt: '2026-11-23 08:47:17' })
  })

  it('goes on with what has changed since', async () => {
    const store = openShop(shop)
    const { end } = await readAll({ by: 'change' }, store)
    const query = { by: 'change', limit: 100, ...(end && { after: end }) } as const
    expect((await store.readProducts(query)).productIds).toEqual([])
    setUp('products', 4, { date_upd: '2026-11-23 08:47:18' })
    expect(await store.readProducts(query)).toMatchObject({
      productIds: ['4'],
      last: { changedAt: '2026-11-23 08:47:18' },
    })
    expect((await store.readProducts({ ...query, overlapSeconds: 2 })).productIds).toHaveLength(18)
  })

  it('is empty of a shop without products', async () => {
    for (const { id } of shop.shop.rows('products')) shop.shop.remove('products', id)
    const empty = { productIds: [], items: [], unreadable: [] }
    expect(await openShop(shop).readProducts({ by: 'id', limit: 10 })).toEqual(empty)
    expect(await openShop(shop).readProducts({ by: 'change', limit: 10 })).toEqual(empty)
    expect(await openShop(shop).readProductsById([])).toEqual(empty)
  })

  it('costs less than 0.15 requests a product', async () => {
    const originals = [1, 20, 6, 15].map((id) => row('products', id))
    for (const index of between(34, 1_000)) {
      const { id: _, ...original } = originals[index % 4] ?? row('products', 20)
      const { associations, ...fields } = original
      const combinations = (associations?.['combinations'] ?? []).map((one) => {
        const { id: __, ...combination } = row('combinations', Number(one['id']))
        return { id: String(shop.shop.insert('combinations', { ...combination, id_product: String(index) }).id) }
      })
      const { combinations: ___, ...others } = associations ?? {}
      shop.shop.insert('products', {
        ...fields,
        associations: combinations.length === 0 ? others : { ...others, combinations },
      })
    }
    shop.requests.clear()
    const { productIds } = await readAll({ limit: 100 })
    expect(productIds).toHaveLength(1_000)
    // Five a page, one more to see that there is no further page, and the lists once.
    expect(shop.requests.list().length).toBe(10 * 5 + 1 + 9)
  })

  it('leaves out ids that the shop does not have', async () => {
    expect((await read(20, 999)).productIds).toEqual(['20'])
  })

  it.each([
    ['by id', { by: 'id' }],
    ['by change', { by: 'change', after: { changedAt: '2026-11-23 08:47:17' } }],
  ] as const)('refuses rows that were not asked for, %s', async (_, query) => {
    const stray = { ...row('products', 3), associations: {} }
    const body = JSON.stringify({ products: [stray] })
    shop.faults.add({ effect: { kind: 'status', status: 200, body }, resource: 'products' })
    const after = { id: '3', ...('after' in query ? query.after : {}) }
    await expect(
      openShop(shop).readProducts({ by: query.by, after, overlapSeconds: 1, limit: 10 }),
    ).rejects.toMatchObject({ code: 'ERR_REMOTE_SHAPE' })
  })
})

describe('an item', () => {
  it('of a product without combinations', async () => {
    expect(await items(20)).toEqual([
      {
        productId: '20',
        reference: 'BOOK-95-001',
        ean13: '9789610100003',
        supplierReference: 'SUP-KUH-1',
        kind: 'goods',
        isActive: true,
        changedAt: '2026-11-23T07:47:17Z',
        language: 'en',
        names: { en: 'Slovenian cookbook', sl: 'Slovenska kuharica' },
        summaries: { en: '<p>Cook like <em>babica</em></p>', sl: '<p>Kuhaj kot <em>babica</em></p>' },
        descriptions: {
          en: `<p>Potica, štruklji &amp; co. "quoted" 'single' 😀 <a href="https://shop.example/x?a=1&amp;b=2">link</a></p><ul><li>1</li></ul>`,
          sl: '<p>Potica, štruklji in žganci – “narekovaji” €</p>',
        },
        attributes: [],
        features: [],
        categories: [['Books']],
        manufacturer: 'Žičnica & Co. d.o.o.',
        weight: '0.3',
        width: '0',
        height: '0',
        depth: '0',
        minimalQuantity: 1,
        priceNet: '18.26484',
        taxRate: '9.5',
        specialPrices: [],
        pack: [],
        images: [],
      },
    ])
  })

  it('of a combination has its own reference, barcode, attributes, pictures, and adds to weight and price', async () => {
    expect(await item(1, 4)).toMatchObject({
      productId: '1',
      combinationId: '4',
      reference: 'DEMO-1-M-BLACK',
      ean13: '3830000000004',
      supplierReference: 'demo_1_49',
      kind: 'goods',
      names: { en: 'Hummingbird printed t-shirt' },
      attributes: [
        { name: { en: 'Size', sl: 'Size' }, value: { en: 'M', sl: 'M' } },
        { name: { en: 'Color', sl: 'Color' }, value: { en: 'Black', sl: 'Black' } },
      ],
      features: [
        { name: { en: 'Composition' }, value: { en: 'Cotton' } },
        { name: { en: 'Property' }, value: { en: 'Short sleeves' } },
      ],
      categories: [['Clothes', 'Men'], ['Clothes']],
      manufacturer: 'Studio Design',
      weight: '0.35',
      priceNet: '26.4',
      taxRate: '22',
      images: [`${shop.url}/img/p/1/1.jpg`, `${shop.url}/img/p/2/2.jpg`],
    })
    expect(await item(1, 1)).toMatchObject({
      weight: '0.3',
      priceNet: '23.9',
      images: [`${shop.url}/img/p/2/2.jpg`, `${shop.url}/img/p/1/1.jpg`],
    })
    expect(await items(1)).toHaveLength(8)
  })

  it('of a combination has its attributes in the order of their groups', async () => {
    setUp('product_options', 1, { position: '1' })
    setUp('product_options', 2, { position: '0' })
    expect((await item(1, 4)).attributes.map(({ name }) => name['en'])).toEqual(['Color', 'Size'])
  })

  it('is virtual, a pack with what it holds, inactive, or goods', async () => {
    expect(await item(12)).toMatchObject({ kind: 'virtual', reference: 'demo_18', pack: [] })
    expect(await item(15)).toMatchObject({
      kind: 'pack',
      pack: [
        { productId: '5', combinationId: '19', quantity: 5 },
        { productId: '7', quantity: 5 },
      ],
      images: [`${shop.url}/img/p/2/3/23.jpg`],
    })
    expect(await item(26)).toMatchObject({ kind: 'goods', isActive: false, reference: 'OLD-1' })
  })

  it('is none of a draft', async () => {
    const page = await read(27)
    expect(page).toEqual({ productIds: ['27'], items: [], unreadable: [] })
  })

  it('has the default category first, and none of home and root', async () => {
    expect((await item(25)).categories).toEqual([])
    expect((await item(6)).categories).toEqual([['Accessories', 'Home Accessories'], ['Accessories']])
    setUp('categories', 6, { active: '0' })
    expect((await item(15)).categories).toEqual([['Accessories', 'Home Accessories'], ['Accessories'], ['Art']])
  })

  it('has paths from below the home category of whichever shop', async () => {
    const home = shop.shop.insert('categories', { ...copyOf('categories', 2), name: [{ id: '1', value: 'Outlet' }] })
    setUp('categories', 9, { id_parent: String(home.id) })
    expect((await item(3, 13)).categories).toEqual([['Art']])
  })

  it('leaves out a category that hangs on itself or on nothing', async () => {
    setUp('categories', 6, { id_parent: '8' })
    setUp('categories', 9, { id_parent: '77' })
    expect((await item(15)).categories).toEqual([])
  })

  it('is told in the one language of a shop, under its name', async () => {
    configure('PS_LANG_DEFAULT', '2')
    setUp('languages', 1, { active: '0' })
    expect(await item(20)).toMatchObject({
      language: 'sl',
      names: { sl: 'Slovenska kuharica' },
      categories: [['Knjige']],
    })
  })

  it('tells its default language first', async () => {
    configure('PS_LANG_DEFAULT', '2')
    expect(Object.keys((await item(20)).names)).toEqual(['sl', 'en'])
  })

  it('has what the default supplier calls it, and of a combination what is said of that', async () => {
    expect((await item(12)).supplierReference).toBe('demo_18')
    expect((await item(3, 14)).supplierReference).toBe('demo_6_71')
    setUp('product_suppliers', 39, { product_supplier_reference: 'OF-SUPPLIER-2' })
    expect((await item(3, 14)).supplierReference).toBe('demo_6_71')
    setUp('products', 3, { id_supplier: '2' })
    expect((await item(3, 14)).supplierReference).toBe('OF-SUPPLIER-2')
  })
})

describe('the tax rate', () => {
  it('is that of the home country, none without a group', async () => {
    expect((await item(29)).taxRate).toBe('0')
    expect((await item(21)).taxRate).toBe('9.5')
    configure('PS_COUNTRY_DEFAULT', '3')
    expect((await item(12)).taxRate).toBe('22')
  })

  it.each([
    ['the group is switched off', () => setUp('tax_rule_groups', 4, { active: '0' })],
    ['the group is deleted', () => setUp('tax_rule_groups', 4, { deleted: '1' })],
    ['no rule is for home', () => shop.shop.remove('tax_rules', 112)],
    ['the rule is for a region of it only', () => setUp('tax_rules', 112, { id_state: '7' })],
    ['the tax is switched off', () => setUp('taxes', 2, { active: '0' })],
    ['the group is gone', () => shop.shop.remove('tax_rule_groups', 4)],
  ])('cannot be told where %s', async (_, happen) => {
    happen()
    expect(await item(20)).not.toHaveProperty('taxRate')
  })

  it('is 0 where the rule names no tax, or the shop taxes nothing', async () => {
    setUp('tax_rules', 112, { id_tax: '0' })
    expect((await item(20)).taxRate).toBe('0')
    configure('PS_TAX', '0')
    expect((await item(21)).taxRate).toBe('0')
  })

  it.each([
    ['0', '9.5'],
    ['1', '31.5'],
    ['2', '33.59'],
  ])('of two taxes goes by the behaviour %s of the first', async (behavior, rate) => {
    setUp('tax_rules', 112, { behavior })
    shop.shop.insert('tax_rules', { ...copyOf('tax_rules', 112), id_tax: '1' })
    expect((await item(20)).taxRate).toBe(rate)
  })
})

describe('the ecotax', () => {
  it('is part of the price; a combination has its own or its product’s', async () => {
    setUp('products', 1, { ecotax: '0.500000' })
    setUp('combinations', 4, { ecotax: '0.750000' })
    expect((await item(1, 4)).priceNet).toBe('27.15')
    expect((await item(1, 1)).priceNet).toBe('24.4')
  })

  it('leaves the rate open unless it is taxed like the product', async () => {
    setUp('products', 6, { ecotax: '0.500000' })
    expect(await item(6)).not.toHaveProperty('taxRate')
    configure('PS_ECOTAX_TAX_RULES_GROUP_ID', '1')
    expect((await item(6)).taxRate).toBe('22')
  })
})

describe('special prices', () => {
  it('are what the shop asks of everybody', async () => {
    expect((await item(1, 4)).specialPrices).toEqual([{ fromQuantity: 1, priceNet: '21.12' }])
    // 2.00 with VAT, for a time: 11.90 - 2.00 / 1.22
    expect((await item(6)).specialPrices).toEqual([
      { fromQuantity: 1, priceNet: '10.260656', from: '2026-10-31T23:00:00Z', to: '2027-01-31T22:59:59Z' },
    ])
    expect((await item(7)).specialPrices).toEqual([{ fromQuantity: 3, priceNet: '10.115' }])
    expect((await item(8)).specialPrices).toEqual([{ fromQuantity: 1, priceNet: '9.5' }])
    // For a group of customers.
    expect((await item(16, 28)).specialPrices).toEqual([])
  })

  it.each([
    ['id_customer', '4'],
    ['id_group', '3'],
    ['id_cart', '9'],
    ['id_currency', '2'],
    ['id_country', '3'],
    ['id_shop', '2'],
  ])('leave out one with %s %s', async (field, id) => {
    setUp('specific_prices', 5, { [field]: id })
    expect((await item(8)).specialPrices).toEqual([])
  })

  it('know home, the default currency and the default shop by their ids', async () => {
    setUp('specific_prices', 5, { id_currency: '1', id_country: '191', id_shop: '1' })
    expect((await item(8)).specialPrices).toHaveLength(1)
  })

  it('without VAT in the reduction are taken off the net price, and never go below nothing', async () => {
    setUp('specific_prices', 3, { reduction_tax: '0' })
    expect((await item(6)).specialPrices?.[0]?.priceNet).toBe('9.9')
    setUp('specific_prices', 3, { reduction: '20.000000' })
    expect((await item(6)).specialPrices?.[0]?.priceNet).toBe('0')
  })

  it('leave out a reduction with VAT where the rate is not known', async () => {
    shop.shop.remove('tax_rules', 25)
    expect((await item(6)).specialPrices).toEqual([])
    expect((await item(7)).specialPrices).toHaveLength(1)
  })

  it('stand in the order in which the shop looks', async () => {
    const copy = { ...copyOf('specific_prices', 1), reduction: '0.100000' }
    shop.shop.insert('specific_prices', { ...copy, from_quantity: '5', reduction: '0.300000' })
    shop.shop.insert('specific_prices', { ...copy, id_product: '0', id_specific_price_rule: '1' })
    shop.shop.insert('specific_prices', { ...copy, id_product_attribute: '4', price: '20.000000' })
    expect((await item(1, 4)).specialPrices).toEqual([
      { fromQuantity: 1, priceNet: '18' },
      { fromQuantity: 5, priceNet: '18.48' },
      { fromQuantity: 1, priceNet: '21.12' },
      { fromQuantity: 1, priceNet: '23.76' },
    ])
    expect((await item(1, 1)).specialPrices?.map(({ priceNet }) => priceNet)).toEqual(['16.73', '19.12', '21.51'])
    // The rule for all products.
    expect((await item(20)).specialPrices).toEqual([{ fromQuantity: 1, priceNet: '16.438356' }])
  })

  it('that take the place of the price leave what a combination adds', async () => {
    setUp('specific_prices', 1, { price: '10.000000' })
    expect((await item(1, 4)).specialPrices).toEqual([{ fromQuantity: 1, priceNet: '10' }])
  })
})

describe('the kept lists', () => {
  it('are read once, and anew when a product names something new', async () => {
    const store = openShop(shop)
    const category = async () => (await store.readProductsById(['25'])).items[0]?.categories
    expect(await category()).toEqual([])
    shop.requests.clear()
    expect(await category()).toEqual([])
    expect(shop.requests.list().map(({ resource }) => resource)).toEqual(
      expect.not.arrayContaining(['categories', 'configurations']),
    )
    const { id } = shop.shop.insert('categories', { ...copyOf('categories', 10), name: [{ id: '1', value: 'Čevlji' }] })
    setUp('products', 25, { id_category_default: String(id) })
    expect(await category()).toEqual([['Čevlji']])
  })

  it('are read once for something that is gone', async () => {
    const store = openShop(shop)
    setUp('products', 25, { id_category_default: '77' })
    await store.readProductsById(['25'])
    shop.requests.clear()
    expect((await store.readProductsById(['25'])).items[0]?.categories).toEqual([])
    expect(shop.requests.list().filter(({ resource }) => resource === 'categories')).toEqual([])
  })
})

describe('a key', () => {
  it('may lack the right to specific_prices: then special prices are not known', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'specific_prices' })
    const read = await item(6)
    expect(read).toMatchObject({ reference: 'demo_11', priceNet: '11.9' })
    expect(read).not.toHaveProperty('specialPrices')
  })

  it('may lack the right to product_suppliers', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'product_suppliers' })
    expect(await item(6)).toMatchObject({ reference: 'demo_11', supplierReference: '' })
  })

  it('may not lack the right to combinations, which is a matter of this flow alone', async () => {
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource: 'combinations' })
    await expect(items(1)).rejects.toMatchObject({ code: 'ERR_STORE_WRITE_FORBIDDEN', retry: 'never' })
  })
})

describe('what cannot be understood', () => {
  it.each([
    ['products.price', 'products', 20, { price: 'ni znana' }, '"xx xxxxx"'],
    ['products.date_upd', 'products', 20, { date_upd: '0000-00-00 00:00:00' }, undefined],
    ['specific_prices.reduction_type', 'specific_prices', 5, { reduction_type: 'gift' }, '"xxxx"'],
    ['combinations.weight', 'combinations', 30, { weight: '2,5' }, '"0,0"'],
  ])('stops that product alone, naming %s', async (field, resource, id, changes, seen) => {
    setUp(resource, id, changes)
    const { items, productIds, unreadable } = await read(8, 16, 20, 25)
    expect(productIds).toHaveLength(4)
    expect(new Set(items.map(({ productId }) => productId)).size).toBe(3)
    expect(unreadable).toMatchObject([{ reason: { code: 'ERR_PRODUCT_UNREADABLE' } }])
    expect(unreadable[0]?.reason.details).toEqual(seen === undefined ? { field } : { field, seen })
  })

  it('still has what can be said of it', async () => {
    setUp('products', 20, { price: '' })
    expect((await read(20)).unreadable).toMatchObject([
      { productId: '20', reference: 'BOOK-95-001', name: 'Slovenian cookbook' },
    ])
  })

  it('is a product whose combinations are not all there, or have an attribute that is not', async () => {
    shop.shop.remove('combinations', 4)
    shop.shop.remove('product_option_values', 22)
    const { items, unreadable } = await read(1, 16)
    expect(items).toEqual([])
    expect(unreadable.map(({ reason }) => reason.details['field'])).toEqual([
      'combinations',
      'combinations.product_option_values',
    ])
  })
})

describe('isProductGone', () => {
  it('needs the shop’s own word', async () => {
    const store = openShop(shop)
    expect(await store.isProductGone('20')).toBe(false)
    expect(await store.isProductGone('999')).toBe(true)
    shop.backOffice.deleteProduct(20)
    expect(await store.isProductGone('20')).toBe(true)
  })

  it.each([
    ['a 404 of the web server', { kind: 'no-rewriting' }],
    ['an empty 500', { kind: 'status', status: 500 }],
    ['a missing right', { kind: 'unauthorized', how: 'resource-missing' }],
  ] as const)('throws for %s', async (_, effect) => {
    shop.faults.add({ effect, resource: 'products' })
    await expect(openShop(shop).isProductGone('999')).rejects.toThrow()
  })
})
