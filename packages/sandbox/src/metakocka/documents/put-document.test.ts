import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addTestCompany,
  bill,
  grossLine,
  order,
  partner,
  put,
  startTestCompany,
  type TestCompany,
  v1,
} from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

const putRaw = (body: Fields, on = company) => on.call(`${v1}put_document`, body)
const read = (body: Fields, on = company) => on.call(`${v1}get_document`, { doc_type: 'sales_order', ...body })
const withLine = (line: Fields) => order({ product_list: [{ ...grossLine('art1', '1', '1'), ...line }] })
const withPartner = (changes: Fields) => order({ partner: { ...partner, ...changes } })

describe('what put_document refuses', () => {
  test.each<[string, Fields, string, string]>([
    ['no date', order({ doc_date: '' }), '2', 'Value is require for doc_date'],
    ['a bare date', order({ doc_date: '2026-11-23' }), '6', 'Not valid date for doc_date'],
    ['another offset', order({ doc_date: '2026-01-23+01:00' }), '6', 'Not valid date for doc_date'],
    ['a timestamp as date', order({ doc_date: '2026-01-23T00:00:00+02:00' }), '6', 'Not valid date for doc_date'],
    ['a day that does not exist', order({ doc_date: '31.02.2026' }), '6', 'Not valid date for doc_date'],
    ['another date that is wrong', order({ delivery_deadline: 'soon' }), '6', 'Not valid date for delivery_deadline'],
    ['no partner', order({ partner: null }), '2', 'Partner data are missing'],
    ['a partner without street', withPartner({ street: '' }), '2', "Paramether 'street' is required paramether"],
    [
      'a partner without its flags',
      withPartner({ taxpayer: undefined }),
      '2',
      "Paramether 'taxpayer' is required paramether",
    ],
    [
      'a firm without VAT number',
      withPartner({ business_entity: 'true' }),
      '2',
      "Paramether 'tax_id_number' is required paramether",
    ],
    [
      'a country nobody knows',
      withPartner({ country: 'Atlantis' }),
      '2',
      "Paramether 'country' has invalid value : Atlantis",
    ],
    [
      'a partner that is not there',
      order({ partner: { mk_id: '1', mk_address_id: '2' } }),
      '2',
      'Cannot find partner with mk_id = 1',
    ],
    [
      'a name too long',
      withPartner({ customer: 'x'.repeat(101) }),
      '2',
      "Paramether 'customer' is too long. Max length : 100",
    ],
    [
      'a street too long',
      withPartner({ street: 'x'.repeat(151) }),
      '2',
      "Paramether 'street' is too long. Max length : 150",
    ],
    [
      'a post number too long',
      withPartner({ post_number: 'x'.repeat(21) }),
      '2',
      "Paramether 'post_number' is too long. Max length : 20",
    ],
    [
      'an order number too long',
      order({ buyer_order: 'x'.repeat(31) }),
      '2',
      "Paramether 'buyer_order' is too long. Max length : 30",
    ],
    [
      'a number too long',
      order({ count_code: 'x'.repeat(31) }),
      '2',
      "Paramether 'count_code' is too long. Max length : 30",
    ],
    [
      'a note too long',
      order({ document_change_log_notes: 'x'.repeat(51) }),
      '2',
      "Paramether 'document_change_log_notes' is too long. Max length : 50",
    ],
    ['no lines', order({ product_list: [] }), '6', 'Narocila ni mogoce shraniti, ker ne vsebuje artiklov'],
    ['a line of nothing', withLine({ amount: '0' }), '2', "Paramether 'amount' has invalid value : 0"],
    ['goods that come back', withLine({ amount: '-1' }), '2', "Paramether 'amount' has invalid value : -1"],
    ['a line without price', withLine({ price_with_tax: null }), '2', "Paramether 'price' is required paramether"],
    ['a tax nobody knows', withLine({ tax_factor: null, tax: 'EX9' }), '2', "Paramether 'tax' has invalid value : EX9"],
    ['a discount that is none', withLine({ discount: '10;x' }), '2', "Paramether 'discount' has invalid value : 10;x"],
    [
      'a discount with a sign',
      order({ discount_value: '10%' }),
      '2',
      "Paramether 'discount_value' has invalid value : 10%",
    ],
    [
      'two discounts',
      order({ discount_value: '1', discount_percent: '1' }),
      '2',
      "Only one of paramethers 'discount_value' and 'discount_percent' can be set",
    ],
    [
      'a currency that is none',
      order({ currency_code: 'euro' }),
      '2',
      "Paramether 'currency_code' has invalid value : euro",
    ],
    ['a replacement of nothing', order({ mk_id: '77' }), '2', 'Cannot find document type sales_order with id = 77'],
    [
      'a payment without date',
      order({ mark_paid: [{ payment_type: 'PayPal' }] }),
      '2',
      "Paramether 'date' is required paramether",
    ],
    [
      'a payment with another kind of date',
      order({ mark_paid: [{ payment_type: 'PayPal', date: '2026-11-23+02:00' }] }),
      '6',
      'Not valid date for date',
    ],
    ['a bill without due date', bill({ duo_payment: undefined }), '2', 'Value is require for duo_payment'],
    ['an attachment without name', order({ attachment_list: [{ data_b64: 'AA==' }] }), '6', 'file_name is required'],
    [
      'an order list that names nothing known',
      { ...order({ sales_order_list: [{ count_code: 'X' }] }), doc_type: 'warehouse_packing_list' },
      '2',
      'Cannot find document type sales_order with count_code = X',
    ],
    [
      'a type the stand-in does not keep',
      order({ doc_type: 'workorder' }),
      '1',
      'The sandbox does not keep documents of type workorder',
    ],
  ])('%s', async (_what, body, oprCode, oprDesc) => {
    const before = company.view.documents().length
    expect(await putRaw(body)).toMatchObject({ opr_code: oprCode, opr_desc: oprDesc })
    expect(company.view.documents()).toHaveLength(before)
  })

  test('a refused payment type leaves no partner behind', async () => {
    const before = company.view.partners().length
    await putRaw(order({ mark_paid: [{ payment_type: 'X', date: '23.11.2026' }] }))
    expect(company.view.partners()).toHaveLength(before)
  })
})

describe('what put_document lets pass', () => {
  test('values outside a register are dropped, an unknown warehouse means the main one', async () => {
    const { mk_id } = await put(
      company,
      order({ delivery_type: 'Rocket', method_of_payment: 'Shells', warehouse: 'nowhere', customer_order: 'C-1' }),
    )
    const document = await read({ doc_id: mk_id })
    expect(document['warehouse']).toBe('glavno')
    for (const name of ['delivery_type', 'method_of_payment', 'buyer_order', 'status_code', 'sum_paid']) {
      expect(document).not.toHaveProperty(name)
    }
  })

  test('dates are printed as days at +02:00 whichever form they came in', async () => {
    const dotted = await put(company, order({ doc_date: '3.1.2026' }))
    const offset = await put(company, order({ doc_date: '2026-01-03+02:00', duo_payment_days: '30' }))
    expect((await read({ doc_id: dotted.mk_id }))['doc_date']).toBe('2026-01-03+02:00')
    expect(await read({ doc_id: offset.mk_id })).toMatchObject({ duo_payment: '2026-02-02+02:00' })
  })

  test('a service may have a negative amount, a decimal comma is read, a seventh decimal is rounded', async () => {
    const { mk_id } = await put(
      company,
      order({ product_list: [grossLine('art1', '1', '20,1234565'), grossLine('POST', '-1', '5')] }),
    )
    const document = await read({ doc_id: mk_id })
    expect(document).toMatchObject({
      sum_all: '15.12',
      product_list: [{ price_with_tax: '20.123457' }, { amount: '-1' }],
    })
  })

  test('zero per cent is booked without a tax sum', async () => {
    const { mk_id } = await put(company, order({ product_list: [grossLine('art1', '1', '10', '0')] }))
    const document = await read({ doc_id: mk_id })
    expect(document).toMatchObject({ sum_basic: '10', sum_all: '10' })
    expect(Object.keys(document).filter((name) => name.startsWith('sum_tax'))).toEqual([])
  })

  test('the catalogue name wins over one sent', async () => {
    const { mk_id } = await put(company, withLine({ name: 'Another' }))
    expect(await read({ doc_id: mk_id })).toMatchObject({ product_list: [{ name: 'art1' }] })
  })

  test('with a unit an unknown product is created', async () => {
    await put(company, order({ product_list: [{ ...grossLine('NEW-1', '1', '5'), unit: 'kos', name: 'New' }] }))
    expect(company.view.products()).toContainEqual(expect.objectContaining({ code: 'NEW-1', name: 'New' }))
  })

  test('a tax factor is named by the code of its rate', async () => {
    const factors = ['0.22', '0.095', '0.05', '0.25', '0.19', '0.085', '0']
    const { mk_id } = await put(
      company,
      order({ product_list: factors.map((factor) => grossLine('art1', '1', '10', factor)) }),
    )
    const document = await read({ doc_id: mk_id })
    const lines = document['product_list'] as Fields[]
    expect(lines.map(({ tax }) => tax)).toEqual(['EX4', 'EX3', 'EX2', 'EX1', '190', '085', '000'])
    expect(document).toMatchObject({ sum_tax_190: '1.6', sum_tax_085: '0.78' })
  })
})

describe('numbers of documents', () => {
  test('a number already taken makes a second document under another', async () => {
    const first = await put(company, order({ count_code: 'N-1' }))
    const second = await put(company, order({ count_code: 'N-1' }))
    expect(first.count_code).toBe('N-1')
    expect(second.count_code).toMatch(/^PP-\d+$/)
  })

  test('a series is chosen by its prefix', async () => {
    const body = bill({ count_code: 'COUNT_CODE_SELECT#WEB-' })
    expect([await put(company, body), await put(company, body)].map(({ count_code }) => count_code)).toEqual([
      'WEB-1',
      'WEB-2',
    ])
  })
})

describe('a repeated buyer_order', () => {
  test('makes a second document while the check is off; get_document gives the newest', async () => {
    await put(company, order({ buyer_order: 'TWICE' }))
    const second = await put(company, order({ buyer_order: 'TWICE' }))
    expect(await read({ buyer_order: 'TWICE' })).toMatchObject({ mk_id: second.mk_id })
    const query_advance = [{ type: 'customer_order', value: 'TWICE' }]
    expect(await company.call(`${v1}search`, { doc_type: 'sales_order', query_advance })).toMatchObject({
      result_count: '2',
    })
  })

  test('is refused with the ids of what is there while the check is on', async () => {
    const strict = addTestCompany(company.sandbox, { settings: { uniqueBuyerOrder: true } })
    const first = await put(strict, order({ buyer_order: 'ONCE' }))
    expect(await putRaw(order({ buyer_order: 'ONCE' }), strict)).toMatchObject({
      opr_code: '6',
      opr_code_app: '7',
      opr_desc_app: 'Documents with some buyer order already exist',
      duplicate_doc_list: [first],
    })
    expect(strict.view.documents()).toHaveLength(1)
    await put(strict, order({ buyer_order: 'ONCE', mk_id: first.mk_id }))
    await put(strict, order({ buyer_order: '' }))
    await put(strict, order({ buyer_order: '' }))
    await put(strict, bill({ buyer_order: 'ONCE' }))
  })
})

describe('a replacement by mk_id', () => {
  test('keeps number and payments, and drops the lines that are not sent', async () => {
    const paid = [{ payment_type: 'PayPal', date: '23.11.2026', amount: '10' }]
    const first = await put(
      company,
      order({
        title: 'old',
        product_list: [grossLine('art1', '1', '1'), grossLine('POST', '1', '1')],
        mark_paid: paid,
      }),
    )
    const second = await put(
      company,
      order({ mk_id: first.mk_id, count_code: 'other', product_list: [grossLine('POST', '2', '3')] }),
    )
    expect(second).toEqual(first)
    const document = await read({ doc_id: first.mk_id })
    expect(document).toMatchObject({ sum_all: '6', sum_paid: '10', product_list: [{ code: 'POST' }] })
    expect(document).not.toHaveProperty('title')
  })

  test('moves an order to another buyer_order', async () => {
    const { mk_id } = await put(company, order({ buyer_order: 'OLD' }))
    await put(company, order({ mk_id, buyer_order: 'NEW' }))
    expect(await read({ buyer_order: 'OLD' })).toMatchObject({ opr_code: '2' })
    expect(await read({ buyer_order: 'NEW' })).toMatchObject({ mk_id })
  })

  test('may empty an order once', async () => {
    const { mk_id } = await put(company, order())
    expect(await putRaw(order({ mk_id, product_list: [] }))).toMatchObject({ opr_code: '0', total_price: '0.00' })
    expect(await read({ doc_id: mk_id })).not.toHaveProperty('sum_all')
    expect(await putRaw(order({ mk_id, product_list: [] }))).toMatchObject({ opr_code: '6' })
  })
})

describe('partners of documents', () => {
  test('inline data make a new partner each time', async () => {
    const before = company.view.partners().length
    await put(company, order())
    await put(company, order())
    expect(company.view.partners()).toHaveLength(before + 2)
  })

  test('or the one with exactly that name and address, where the company matches', async () => {
    const matching = addTestCompany(company.sandbox, { settings: { matchInlinePartners: true } })
    await put(matching, order())
    await put(matching, order())
    await put(matching, order({ partner: { ...partner, street: 'Slovenska cesta 2' } }))
    await put(matching, order({ partner: { ...partner, customer: 'Bine Novak' } }))
    expect(matching.view.partners()).toHaveLength(3)
  })

  test('an id takes an address by id or street, and a new street becomes a further address', async () => {
    const own = addTestCompany(company.sandbox)
    const added = await own.call(`${v1}add_partner`, { partner })
    const [address] = added['mk_address_id_list'] as Fields[]
    const reference = { mk_id: added['mk_id'], customer: 'Ana Novak' }
    await put(own, order({ partner: { mk_id: added['mk_id'], mk_address_id: address?.['mk_id'] } }))
    await put(own, order({ partner: { ...reference, street: partner['street'] } }))
    await put(own, order({ partner: { ...partner, ...reference, street: 'Nova ulica 7' } }))
    expect(own.view.partners()).toMatchObject([
      { partner_delivery_address_list: [{ street: 'Slovenska cesta 1' }, { street: 'Nova ulica 7' }] },
    ])
    expect(own.view.documents().at(-1)).toMatchObject({ partner: { street: 'Nova ulica 7', country_iso_2: 'SI' } })
  })
})
