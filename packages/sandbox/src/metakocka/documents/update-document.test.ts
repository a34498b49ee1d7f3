import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTestCompany, bill, grossLine, order, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import { startMetakockaSandbox } from '../server.ts'
import type { Fields } from '../wire/fields.ts'

let now = new Date('2026-11-23T10:00:00Z')
let company: TestCompany
beforeAll(async () => {
  company = addTestCompany(await startMetakockaSandbox({ clock: () => now }))
})
afterAll(() => company.sandbox.close())

const update = (body: Fields) => company.call(`${v1}update_document`, { doc_type: 'sales_order', ...body })
const find = (mkId: string) => company.view.documents().find(({ mk_id }) => mk_id === mkId)
const twoLines = () =>
  put(company, order({ product_list: [grossLine('art1', '3', '10'), grossLine('POST', '1', '5')] }))

describe('lines', () => {
  test('product_add without row id adds, with one changes what is sent', async () => {
    const { mk_id } = await twoLines()
    await update({ mk_id, product_add: [grossLine('POST', '1', '2')] })
    const row = find(mk_id)?.product_list[0]?.mk_row_id
    await update({ mk_id, product_add: [{ mk_row_id: row, amount: '2' }] })
    expect(find(mk_id)).toMatchObject({
      sum_all: '27',
      product_list: [{ code: 'art1', amount: '2', price_with_tax: '10' }, { code: 'POST' }, { code: 'POST' }],
    })
  })

  test('mark_delete removes a line, product_remove reduces or removes one', async () => {
    const { mk_id } = await twoLines()
    await update({ mk_id, product_remove: [{ code: 'art1', amount: '1' }] })
    expect(find(mk_id)?.product_list).toMatchObject([{ amount: '2' }, { amount: '1' }])
    await update({ mk_id, product_remove: [{ code: 'art1' }] })
    expect(find(mk_id)?.product_list).toMatchObject([{ code: 'POST' }])
    const row = find(mk_id)?.product_list[0]?.mk_row_id
    expect(await update({ mk_id, product_list: [{ mk_row_id: row, mark_delete: 'true' }] })).toMatchObject({
      opr_code: '6',
    })
  })

  test('an unknown product stays unknown', async () => {
    const { mk_id } = await twoLines()
    expect(await update({ mk_id, product_add: [grossLine('NONE', '1', '1')] })).toMatchObject({ opr_code: '8' })
    expect(await update({ mk_id, product_remove: [{ code: 'NONE' }] })).toMatchObject({ opr_code: '8' })
  })
})

describe('head', () => {
  test('a status is changed and logged with both its names', async () => {
    const { mk_id } = await put(company, order({ status_code: 'created', buyer_order: 'U-1' }))
    await update({
      buyer_order: 'U-1',
      status_code: 'shipped',
      shipped_date: '24.11.2026',
      document_change_log_notes: 'hub 7',
    })
    expect(find(mk_id)).toMatchObject({
      status_code: 'Odpremljen',
      status_desc: 'shipped',
      shipped_date: '2026-11-24+02:00',
      document_info: [
        { operation_type: 'NEW' },
        { operation_type: 'CHANGE' },
        { operation_type: 'DOCUMENT_STATUS_CHANGE', value_previous: 'Novo', value_new: 'Odpremljen' },
        { operation_type: 'CUSTOM', notes: 'hub 7' },
      ],
    })
  })

  test('what does not differ is no change', async () => {
    const { mk_id } = await put(company, order({ status_code: 'created', notes: 'n' }))
    now = new Date('2026-11-23T11:00:00Z')
    await update({ mk_id, status_code: 'created', notes: 'n' })
    const query_advance = [{ type: 'last_change_from', value: '2026-11-23T13:00:00+02:00' }]
    const search = () => company.call(`${v1}search`, { doc_type: 'sales_order', query_advance })
    expect(await search()).toMatchObject({ result_count: '0' })
    await update({ mk_id, notes: 'other' })
    expect(await search()).toMatchObject({ result_count: '1' })
  })

  test('notes are cleared, a new number is taken, columns are merged', async () => {
    const { mk_id } = await put(
      company,
      order({ notes: 'n', notes_header: 'h', extra_column: [{ name: 'a', value: '1' }] }),
    )
    await update({
      mk_id,
      clear: ['notes', 'notes_header'],
      count_code_new: 'N-77',
      extra_column: [
        { name: 'a', value: '2' },
        { name: 'b', value: '3' },
      ],
    })
    const document = find(mk_id)
    expect(document).toMatchObject({
      count_code: 'N-77',
      extra_column: [
        { name: 'a', value: '2' },
        { name: 'b', value: '3' },
      ],
    })
    expect(document).not.toHaveProperty('notes')
    expect(document).not.toHaveProperty('notes_header')
  })

  test('an order is not named by a number or not at all', async () => {
    expect(await update({ count_code: 'PP-1', notes: 'x' })).toMatchObject({
      opr_code: '2',
      opr_desc: 'Paramether mk_id must be set',
    })
    expect(await update({ buyer_order: 'nobody', notes: 'x' })).toMatchObject({
      opr_code: '2',
      opr_desc: 'Cannot find document type sales_order with buyer_order = nobody',
    })
  })

  test('a bill takes a status alone, and an empty one clears it', async () => {
    const { mk_id } = await put(company, bill())
    await update({ doc_type: 'sales_bill_domestic', mk_id, status_code: 'draft', notes: 'ignored' })
    expect(find(mk_id)).toMatchObject({ status_desc: 'draft' })
    expect(find(mk_id)).not.toHaveProperty('notes')
    await update({ doc_type: 'sales_bill_domestic', mk_id, status_code: '' })
    expect(find(mk_id)).not.toHaveProperty('status_desc')
  })
})

describe('invoices of orders', () => {
  test('create_invoice makes a linked bill once, and tracking codes need it', async () => {
    const { mk_id } = await put(company, order({ mark_paid: [{ payment_type: 'PayPal', date: '23.11.2026' }] }))
    expect(await update({ mk_id, tracking_code: 'T-1' })).toMatchObject({ opr_code: '6' })
    expect(await update({ mk_id, create_invoice: 'true', tracking_code: 'T-1' })).toMatchObject({ opr_code: '0' })
    const [bill] = company.view.documents('sales_bill_domestic').slice(-1)
    expect(bill).toMatchObject({
      sum_all: '122',
      sum_paid: '122',
      doc_link_list: [{ mk_id, doc_type: 'sales_order' }, {}],
    })
    expect(bill).not.toHaveProperty('publish_ts')
    expect(find(mk_id)).toMatchObject({ extra_column: [{ name: 'tracking_number', value: 'T-1' }] })
    expect(await update({ mk_id, create_invoice: 'true' })).toMatchObject({ opr_code: '6' })
    const read = { doc_type: 'sales_order', doc_id: mk_id, show_tracking_url: 'true' }
    const columns = (await company.call(`${v1}get_document`, read))['extra_column'] as Fields[]
    expect(columns.map(({ name }) => name)).toEqual(['tracking_number', 'tracking_url', 'tracking_page_url'])
    await update({ mk_id, clear: ['tracking_code'] })
    expect(find(mk_id)).not.toHaveProperty('extra_column')
  })

  test('type, packing list and issue follow the company, not the request', async () => {
    const foreign = addTestCompany(company.sandbox, {
      settings: { orderInvoice: { docType: 'sales_bill_foreign', packingList: false, issued: true } },
    })
    await put(foreign, order({ create_invoice: 'true' }))
    expect(foreign.view.documents().map(({ doc_type }) => doc_type)).toEqual(['sales_order', 'sales_bill_foreign'])
    expect(foreign.view.documents('sales_bill_foreign')[0]).toHaveProperty('publish_ts')
  })

  test('an invoiced order is not deleted; another one is, and its buyer_order is free again', async () => {
    const remove = (mk_id: string) => company.call(`${v1}delete_document`, { doc_type: 'sales_order', mk_id })
    const invoiced = await put(company, order({ create_invoice: 'true' }))
    const plain = await put(company, order({ buyer_order: 'GONE' }))
    expect(await remove(invoiced.mk_id)).toMatchObject({ opr_code: '6' })
    expect(await remove(plain.mk_id)).toMatchObject({ opr_code: '0' })
    expect(await company.call(`${v1}get_document`, { doc_type: 'sales_order', buyer_order: 'GONE' })).toMatchObject({
      opr_code: '2',
    })
  })

  test('credit notes hold only what their type allows', async () => {
    const credit = (body: Fields) =>
      company.call(`${v1}put_document`, bill({ doc_type: 'sales_bill_credit_note', partner: undefined, ...body }))
    await put(company, bill({ count_code: 'B-1' }))
    const own = { credit_note_bill: 'B-1' }
    expect(await credit({ ...own, credit_note_type: 'financial' })).toMatchObject({ opr_code: '6' })
    expect(
      await credit({ ...own, credit_note_type: 'goods', product_list: [grossLine('POST', '1', '1')] }),
    ).toMatchObject({ opr_code: '6' })
    expect(await credit({ credit_note_type: 'goods', credit_note_bill: 'B-2' })).toMatchObject({ opr_code: '2' })
    expect(await credit({ credit_note_type: 'standalone' })).toMatchObject({
      opr_code: '2',
      opr_desc: 'Partner data are missing',
    })
    expect(await credit({ ...own, credit_note_type: 'goods' })).toMatchObject({ opr_code: '0' })
  })
})
