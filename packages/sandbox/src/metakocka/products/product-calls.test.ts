import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTestCompany, json, order, put, startTestCompany, type TestCompany } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

const add = (body: Fields) => company.call(`${json}product_add`, { name: 'N', unit: 'kos', ...body })
const update = (body: Fields) => company.call(`${json}product_update`, body)
const list = (body: Fields, on = company) => on.call(`${json}product_list`, body)
const find = (code: string) => company.view.products().find((product) => product['code'] === code)

describe('product_add', () => {
  test.each<[Fields, string]>([
    [{ code: 'X', name: '' }, "Paramether 'name' is required paramether"],
    [{ code: '' }, "Paramether 'code' is required paramether"],
    [{ code: 'x'.repeat(21) }, "Paramether 'code' is too long. Max length : 20"],
    [{ code: 'X', name: 'x'.repeat(201) }, "Paramether 'name' is too long. Max length : 200"],
    [{ code: 'X', name_desc: 'x'.repeat(701) }, "Paramether 'name_desc' is too long. Max length : 700"],
    [{ code: 'X', weight: 'heavy' }, "Paramether 'weight' has invalid value : heavy"],
    [{ code: 'X', sales: 'yes' }, "Paramether 'sales' has invalid value : yes. Valid values : true,false"],
    [{ code: 'X', pricelist: [{ count_code: 'NONE' }] }, "Pricelist 'NONE' does not exist."],
    [{ code: 'X', count_code: 'art1' }, "Product with count_code 'art1' already exists."],
  ])('%j is refused', async (body, oprDesc) => {
    expect(await add(body)).toMatchObject({ opr_desc: oprDesc })
    expect(find('X')).toBeUndefined()
  })

  test('an unknown unit is refused with the list of those there are', async () => {
    expect((await add({ code: 'X', unit: 'palet' }))['opr_desc']).toMatch(
      /^Paramether 'unit' has invalid value : palet\. Valid values : kos,/,
    )
  })

  test('a product not for sale and without number gets both from MetaKocka', async () => {
    expect(await add({ code: 'AUTO' })).toMatchObject({ opr_code: '0', count_code: expect.stringMatching(/^PA-\d+$/) })
    expect(find('AUTO')).toMatchObject({ sales: 'false', eshop_sync: 'false', activated: 'true' })
    const strict = addTestCompany(company.sandbox, { settings: { automaticProductNumbers: false } })
    expect(await strict.call(`${json}product_add`, { code: 'A', name: 'A', unit: 'kos' })).toMatchObject({
      opr_desc: "Paramether 'count_code' is required paramether",
    })
  })
})

describe('product_update', () => {
  test('changes what is sent; empty is unchanged, the marker clears', async () => {
    await add({ code: 'U', count_code: 'U', barcode: '383', name_desc: 'd', weight: '0,25' })
    await update({ count_code: 'U', name: 'New', barcode: '', name_desc: '$REMOVE_STRING_VALUE$', eshop_sync: 'true' })
    expect(find('U')).toMatchObject({ name: 'New', barcode: '383', weight: '0,25', eshop_sync: 'false' })
    expect(find('U')).not.toHaveProperty('name_desc')
  })

  test('an internal number is not the code', async () => {
    await add({ code: 'SKU-9' })
    expect(await update({ count_code: 'SKU-9', name: 'x' })).toMatchObject({
      opr_desc: "Product with count_code 'SKU-9' does not exist.",
    })
    expect(await update({ mk_id: find('SKU-9')?.['mk_id'], name: 'x' })).toMatchObject({ opr_code: '0' })
  })

  test('a price is changed where it stands, or the list is written anew; a single one is collapsed', async () => {
    await add({
      code: 'P',
      count_code: 'P',
      pricelist: [
        {
          count_code: 'WEB',
          price_def: [
            { price_with_tax: '10', tax: 'EX4' },
            { amount_from: '5', price_with_tax: '9', tax: 'EX4' },
          ],
        },
      ],
    })
    expect(find('P')).toMatchObject({ pricelist: [{ price_def: [{}, { price_with_tax: '9' }] }] })
    const changed = {
      count_code: 'P',
      pricelist: [{ count_code: 'WEB', price_def: { price_with_tax: '11', tax_factor: '0.095' } }],
    }
    await update(changed)
    expect(find('P')).toMatchObject({ pricelist: [{ price_def: [{ amount_from: '5' }, { price_with_tax: '11' }] }] })
    await update({ ...changed, pricelist_remove_product_before_add: 'true' })
    expect(find('P')).toMatchObject({
      pricelist: [
        { count_code: 'WEB', price_def: { price_with_tax: '11', tax: 'EX3', tax_factor: '0.095', tax_desc: '9.5' } },
      ],
    })
  })

  test('a used product changes to a service, or goes, only with consent', async () => {
    await add({ code: 'USED', count_code: 'USED' })
    await put(company, order({ product_list: [{ code: 'USED', amount: '1', price: '1', tax: 'EX4' }] }))
    expect(await update({ count_code: 'USED', service: 'true' })).toMatchObject({ opr_code: '6' })
    expect(
      await update({ count_code: 'USED', service: 'true', confirm_save_change_product_service: 'true' }),
    ).toMatchObject({ opr_code: '0' })
    expect(await company.call(`${json}product_delete`, { count_code: 'USED' })).toMatchObject({ opr_code: '6' })
  })
})

describe('lists of a product', () => {
  test('change by the name of a row', async () => {
    await add({
      code: 'L',
      count_code: 'L',
      localization: [
        { language: 'en', name: 'Honey', name_desc: 'Sweet' },
        { language: 'de', name: 'Honig' },
      ],
      extra_column: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    })
    await update({
      count_code: 'L',
      localization: [{ language: 'en', name: 'Our honey' }],
      extra_column: [{ name: 'b', value: '3' }],
    })
    expect(find('L')).toMatchObject({
      localization: [
        { language: 'en', name: 'Our honey', name_desc: 'Sweet' },
        { language: 'de', name: 'Honig' },
      ],
      extra_column: [
        { name: 'a', value: '1' },
        { name: 'b', value: '3' },
      ],
    })
  })

  test('categories are printed as a tree, on demand', async () => {
    const categories = [{ category: 'Sadje' }, { category: ['Sadje', 'Hruška'] }, { category: ['Novo'] }]
    await add({ code: 'T', count_code: 'T', categories })
    const [plain] = (await list({ code: 'T' }))['product_list'] as Fields[]
    expect(plain).not.toHaveProperty('category_tree_list')
    const [shown] = (await list({ code: 'T', return_category: 'true' }))['product_list'] as Fields[]
    expect(shown).toMatchObject({
      category_tree_list: [
        { tree_node_label: 'Sadje', tree_node_list: [{ tree_node_label: 'Hruška' }] },
        { tree_node_label: 'Novo' },
      ],
    })
  })

  test('an extra column that is not declared is refused', async () => {
    const own = addTestCompany(company.sandbox, { settings: { extraColumns: ['barva', 'znamka'] } })
    const body = { code: 'X', name: 'X', unit: 'kos', extra_column: [{ name: 'okus', value: 'slan' }] }
    expect(await own.call(`${json}product_add`, body)).toMatchObject({
      opr_desc: "Paramether 'extra_column' has invalid value : okus. Valid values : barva,znamka",
    })
    expect(
      await own.call(`${json}product_add`, { ...body, extra_column: { name: 'barva', value: 'x' } }),
    ).toMatchObject({ opr_code: '0' })
  })
})

describe('product_list', () => {
  test('pages through all products in a stable order', async () => {
    const many = addTestCompany(company.sandbox, {
      seedProducts: Array.from({ length: 1203 }, (_, at) => ({
        code: `C-${at}`,
        name: `Name ${at}`,
        taxFactor: '0.22',
        priceWithTax: '1',
      })),
    })
    const pages = [await list({}, many), await list({ offset: '1000' }, many), await list({ offset: '2000' }, many)]
    expect(pages.map((page) => page['product_list_count'])).toEqual(['1000', '203', '0'])
    const codes = pages.flatMap((page) => (page['product_list'] as Fields[]).map(({ code }) => code))
    expect(new Set(codes).size).toBe(1203)
    expect(await list({ limit: '5000' }, many)).toMatchObject({ limit: '1000', product_list_count: '1000' })
    expect(await list({ code: 'C-12', search_with_like: true }, many)).toMatchObject({ product_list_count: '14' })
    expect(await list({ title: 'name 1202' }, many)).toMatchObject({ product_list_count: '1' })
  })

  test('a code is matched exactly, prices come only when asked for', async () => {
    expect(await list({ code: 'ART1' })).toMatchObject({ product_list_count: '0', product_list: [] })
    const [plain] = (await list({ code: 'art1' }))['product_list'] as Fields[]
    expect(plain).toMatchObject({ code: 'art1' })
    expect(plain).not.toHaveProperty('pricelist')
  })

  test('one product asked for by its number comes as an object, unless lists are never collapsed', async () => {
    expect((await list({ count_code: 'art1' }))['product_list']).toMatchObject({ code: 'art1' })
    const plain = addTestCompany(company.sandbox, { settings: { collapseLists: false } })
    expect((await list({ count_code: 'art1' }, plain))['product_list']).toMatchObject([{ code: 'art1' }])
  })

  test('flags filter', async () => {
    const own = addTestCompany(company.sandbox)
    expect(await list({ service: 'true' }, own)).toMatchObject({
      product_list_count: '1',
      product_list: [{ code: 'POST' }],
    })
    expect(await list({ sales: 'true', active: 'true', eshop_sync: 'true' }, own)).toMatchObject({
      product_list_count: '2',
    })
    expect(await list({ purchase: 'true' }, own)).toMatchObject({ product_list_count: '0' })
  })
})
