import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readAnswer } from './read-answer.ts'
import { readRows } from './read-rows.ts'
import * as catalogue from './rows/catalogue.ts'
import * as customer from './rows/customer.ts'
import * as order from './rows/order.ts'
import * as product from './rows/product.ts'
import * as shop from './rows/shop.ts'
import { asksForJson, type Recording, recordingOf, recordings, toAnswer, toCall } from './testing/recordings.ts'

const schemas: Readonly<Record<string, z.ZodType>> = {
  addresses: customer.Address,
  carriers: shop.Carrier,
  categories: catalogue.Category,
  combinations: product.Combination,
  configurations: shop.Configuration,
  countries: shop.Country,
  currencies: shop.Currency,
  customers: customer.Customer,
  customizations: customer.Customization,
  languages: shop.Language,
  messages: customer.Message,
  order_carriers: order.OrderCarrier,
  order_cart_rules: order.OrderCartRule,
  order_details: order.OrderDetail,
  order_histories: order.OrderHistory,
  order_invoices: order.OrderInvoice,
  order_payments: order.OrderPayment,
  order_slip: order.OrderSlip,
  order_states: order.OrderState,
  orders: order.Order,
  product_feature_values: catalogue.ProductFeatureValue,
  product_features: catalogue.ProductFeature,
  product_option_values: catalogue.ProductOptionValue,
  product_options: catalogue.ProductOption,
  product_suppliers: product.ProductSupplier,
  products: product.Product,
  shops: shop.Shop,
  specific_prices: product.SpecificPrice,
  states: shop.State,
  stock_availables: product.StockAvailable,
  tax_rule_groups: shop.TaxRuleGroup,
  tax_rules: shop.TaxRule,
  taxes: shop.Tax,
}

const Anything = z.looseObject({})
const read = <Row>(recording: Recording, row: z.ZodType<Row>): Row[] => {
  const call = toCall(recording)
  return readRows(readAnswer(toAnswer(recording), call, 'json').value, call, row)
}

const lists = recordings.filter((recording) => {
  const { request, response, name } = recording
  const isRead = request.method === 'GET' && response.status === 200 && asksForJson(recording)
  return isRead && request.query.includes('display=full') && !name.startsWith('url-no-rewrite')
})

describe('a recorded list of full rows', () => {
  it.each(lists.map((recording) => [recording.name, recording] as const))('%s parses', (_name, recording) => {
    const { resource } = toCall(recording)
    const rows = read(recording, schemas[resource] ?? Anything)
    expect(rows).toHaveLength((recording.response.body.match(/(?<=[[,])\{"id":\d+,/g) ?? []).length)
  })

  it('was recorded with rows for every schema', () => {
    const filled = lists.filter((recording) => read(recording, Anything).length > 0)
    expect(
      Object.keys(schemas).filter((name) => !filled.some((recording) => toCall(recording).resource === name)),
    ).toEqual([])
  })
})

describe('rows', () => {
  it('come under another key where PrestaShop names the list differently', () => {
    expect(read(recordingOf('orders-order-slip'), order.OrderSlip)).toHaveLength(2)
    expect(read(recordingOf('res-stock-movements'), Anything)).toHaveLength(5)
    expect(read(recordingOf('res-product-customization-fields'), Anything)).toHaveLength(1)
  })

  it('may be none', () => {
    expect(read(recordingOf('list-reference-unknown'), order.Order)).toEqual([])
  })

  it('keep amounts as they were written', () => {
    const [row] = read(recordingOf('orders-06-detail-json-with-display'), order.Order)
    expect(row).toMatchObject({
      id: '6',
      total_paid: '47.060000',
      carrier_tax_rate: '22.000',
      valid: true,
      id_carrier: '2',
    })
    expect(row?.delivery_date).toBeUndefined()
  })

  it('hold no password and no secure key', () => {
    const recording = recordingOf('res-customers')
    const secrets = read(recording, z.object({ passwd: z.string(), secure_key: z.string() })).flatMap(Object.values)
    expect(secrets.length).toBeGreaterThan(0)
    const rows = JSON.stringify(read(recording, customer.Customer))
    for (const secret of secrets) expect(rows).not.toContain(secret)
    expect(JSON.stringify(read(recordingOf('orders-all-handmade'), order.Order))).not.toContain('secure_key')
  })

  it('read a shop with one language and one with two', () => {
    const [one] = read(recordingOf('res-product-single-language-shop'), product.Product)
    expect(one?.name).toEqual({ byId: {}, any: 'Slovenian cookbook' })
    const two = read(recordingOf('res-products-kinds'), product.Product).find(({ id }) => id === '20')
    expect(two?.name).toEqual({ byId: { 1: 'Slovenian cookbook', 2: 'Slovenska kuharica' }, any: 'Slovenian cookbook' })
  })

  it('read the taxes of a line, and none where the line has none', () => {
    const taxes = (name: string) => read(recordingOf(name), order.OrderDetail).map((row) => row.associations.taxes)
    expect(taxes('order-06-card-two-vat-rates-details').flat()).toContainEqual({ id: '1' })
    expect(taxes('order-23-norway-no-vat-details').flat()).toEqual([])
  })
})

describe('an answer that is no list', () => {
  const call = { method: 'GET', resource: 'orders' } as const

  it.each([
    ['one record', { order: { id: 1 } }],
    ['an empty list of errors', { errors: [] }],
    ['two lists', { products: [], categories: [] }],
    ['text', 'orders'],
    ['null', null],
  ])('%s is refused', (_name, value) => {
    expect(() => readRows(value, call, Anything)).toThrow(
      expect.objectContaining({ code: 'ERR_PRESTASHOP_UNREADABLE' }),
    )
  })

  it('takes the list of that name among several', () => {
    expect(readRows({ orders: [{ id: 1 }], others: [] }, call, Anything)).toEqual([{ id: 1 }])
  })

  it('names the field and the record of a row that is not as promised, but no value', () => {
    const row = { id: 7, id_order: '5', order_reference: 'X', id_order_state: 'Ana', date_add: '2026-01-01 00:00:00' }
    expect(() => readRows({ orders: [row] }, call, order.OrderHistory)).toThrow(
      expect.objectContaining({
        code: 'ERR_REMOTE_SHAPE',
        details: { call: 'GET orders', field: 'id_order_state', id: 7 },
        message: expect.not.stringContaining('Ana'),
      }),
    )
  })
})
