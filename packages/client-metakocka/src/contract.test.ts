import { AppError } from '@pretok/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallKey, calls, toPath } from './calls.ts'
import { WarehouseStockAnswer } from './stock.ts'
import { contractExchanges, type Exchange, exchangeOf, isRefusal } from './testing/contract-exchanges.ts'
import { connect, type LocalServer, startLocalServer } from './testing/local-server.ts'

/** Documented calls that we do not make, by the start of their path. */
const notOurs = [
  '/rest/eshop/add_attachment',
  '/rest/eshop/update_complaint',
  '/rest/eshop/create_webshop',
  '/rest/eshop/import_inventory',
  '/rest/eshop/sync_stock',
  '/rest/eshop/v1/delete_document',
  '/rest/eshop/v1/generate_sticker',
  '/rest/eshop/v1/get_delivery_service_pricelist',
  '/rest/eshop/v1/get_order_change_warehouse',
  '/rest/eshop/v1/replace_order_change_warehouse',
  '/rest/eshop/v1/mark_orders_as_shipped',
  '/rest/eshop/v1/search_query_advance_discovery',
  '/rest/eshop/v1/search_tracking_code',
  '/rest/eshop/v1/source_stock',
  '/rest/eshop/v1/json/product_delete',
]

/** Files that are no answer to a call of ours for another reason. */
const notAnswers: Record<string, string> = {
  'observed.wrong-path-family.json': 'a path that does not exist; answer.test.ts provokes it',
  'report.bill-pdf.json': 'the file stands for bytes; client.test.ts answers some',
  'webhook.warehouse_product_stock_update.json': 'a call that MetaKocka makes; see below',
}

const keys = Object.keys(calls) as CallKey[]
const keyOf = ({ path }: Exchange): CallKey | undefined => keys.find((key) => toPath(key) === path)
const ours = contractExchanges.filter((exchange) => keyOf(exchange) && !notAnswers[exchange.file])

let current: Exchange
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer(() => ({ status: current.status, body: current.response }))
})
afterAll(() => server[Symbol.asyncDispose]())

/** Makes the documented call, against a server that gives the documented answer. */
const replay = (exchange: Exchange): Promise<unknown> => {
  current = exchange
  const key = keyOf(exchange)
  if (!key) throw new Error(`${exchange.path} is not a call of ours`)
  const { company_id, secret_key, ...body } = exchange.request
  const client = connect(server.url, { secretKey: String(secret_key) })
  const call = client[key] as (body: unknown) => Promise<unknown>
  return call(body)
}
const replayFile = (file: string) => replay(exchangeOf(file))

describe('the documented exchanges', () => {
  it('are all accounted for', () => {
    const open = contractExchanges.filter(
      (exchange) => !ours.includes(exchange) && !notOurs.includes(exchange.path) && !notAnswers[exchange.file],
    )
    expect(open.map(({ file }) => file)).toEqual([])
    expect(ours.length).toBeGreaterThan(140)
  })

  it.each(ours.map((exchange) => [exchange.file, exchange] as const))('%s', async (_file, exchange) => {
    const answer = replay(exchange)
    if (isRefusal(exchange)) await expect(answer).rejects.toBeInstanceOf(AppError)
    else {
      const { mk_id, count_code } = exchange.response as Record<string, unknown>
      const named = { ...(mk_id ? { mk_id } : {}), ...(count_code ? { count_code } : {}) }
      await expect(answer).resolves.toMatchObject(named)
    }
    const sent = server.received.at(-1)
    expect(sent).toMatchObject({
      method: 'POST',
      path: exchange.path,
      headers: { 'content-type': 'application/json' },
      body: exchange.request,
    })
  })

  it('cover every call', () => {
    expect(new Set(ours.map(keyOf))).toEqual(new Set(keys))
  })
})

describe('what is read', () => {
  it('an order: sums, tax sums by code, days, moments, links', async () => {
    expect(await replayFile('get_document.sales_order.json')).toMatchObject({
      doc_date: '2015-05-08',
      status_code: 'Novo naročilo',
      status_desc: 'new_order',
      sum_basic: '46.19',
      sum_tax: { EX4: '10.16' },
      sum_all: '56.35',
      sum_paid: '10',
      order_create_ts: '2015-05-08T10:13:15.000Z',
      partner: { mk_id: '180600025047', business_entity: true, foreign_county: false },
      product_list: [{ code: 'mkp1', price: '10' }, { price_with_tax: '15' }],
      doc_link_list: [{ doc_type: 'sales_bill_domestic' }, { count_code: 'SK1_4336' }, { mk_id: '400000000161' }],
      priority: '1-Nizka',
    })
  })

  it('a bill: when it was issued and that it is fiscally verified', async () => {
    expect(await replayFile('get_document.sales_bill_domestic.json')).toMatchObject({
      publish_ts: '2015-05-07T10:53:27.000Z',
      furs_zoi: '2048f0a369e37b4258e741fc8ae9ffc2',
      furs_eor: '34facd65-622b-745d-a541-30ab1f9d3ac1',
      service_to_date: '2015-05-07',
      product_list: [{}, { price_with_tax: '14.6754' }],
    })
  })

  it('payments in Slovene notation', async () => {
    expect(await replayFile('get_document.sales_bill_domestic.payment_detail.json')).toMatchObject({
      mark_paid: [{ amount: '1895.01', date: '2017-03-15' }, { amount: '53' }],
    })
  })

  it('trap 37: lists that came as one object', async () => {
    expect(await replayFile('product_list.pricelist.json')).toMatchObject({
      product_list: [{ pricelist: [{ price_def: [{ price: '2', amount_to: '10' }] }, {}, {}, {}, {}] }],
    })
    expect(await replayFile('get_document.sales_bill_domestic.installments.json')).toMatchObject({
      packlist_accform_list: [{ count_code: 'D_4984' }],
    })
  })

  it('stock as it comes: several rows a product, decimal commas, less than nothing', async () => {
    expect(await replayFile('warehouse_stock.by-product-codes.json')).toMatchObject({
      stock_list: [
        { amount: '1' },
        { amount: '10', microlocation: 'm1' },
        { free_amount: '-95' },
        { amount: '863.75' },
      ],
    })
  })

  it('what a stored order is called, and its invoice', async () => {
    expect(await replayFile('put_document.sales_order.create-invoice.json')).toMatchObject({
      mk_id: '400000000425',
      count_code: 'PP-26941',
      total_price: '122',
      partner: { mk_id: '1600129478' },
      attachment_list: [{ bill_mk_id: '1600376594' }],
    })
  })

  it('partners with their addresses', async () => {
    expect(await replayFile('add_partner.json')).toMatchObject({
      mk_id: '228000046627',
      mk_address_id_list: [{ mk_id: '228000046628' }, { mk_id: '228000046629' }],
    })
    expect(await replayFile('get_partner.by-name.json')).toMatchObject({
      partner_list: [{ partner_delivery_address_list: [{ address_type: 'Račun' }] }, { count_code: '140' }],
    })
  })

  it('products found by a search', async () => {
    expect(await replayFile('search.purchase_product.eshop_sync.json')).toMatchObject({
      result: [],
      result_product: [{ code: '547779-ODPRODAJA', sales: true }, { weight: '7.3' }],
    })
  })

  it('the stock that MetaKocka pushes', () => {
    const { request } = exchangeOf('webhook.warehouse_product_stock_update.json')
    expect(WarehouseStockAnswer.parse(request).stock_list).toMatchObject([{ amount: '0' }, { code: '150974832263' }])
  })
})
