import { bill, json, order, partner, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'
import type { Scenario, Scenarios } from './scenario.fixture.ts'

const nothing = {}

const john = { ...partner, customer: 'John Dolg', tax_id_number: 'TAX123' }

const johnsBill: Scenario = {
  prepare: async (test) => {
    await put(
      test,
      bill({
        doc_date: '2018-11-10+02:00',
        partner: john,
        receiver: john,
        doc_created_email: 'user@example.com',
        location_of_service: '1komenda',
        product_list: [{ code: 'art1', amount: '2', price: '2', tax: 'EX4' }],
      }),
    )
    return nothing
  },
  exact: ['result_count', 'result_all_records', 'sum_basic', 'sum_tax_ex4', 'sum_all', 'price', 'tax'],
}

const shippedOrder = async (test: TestCompany, body: Fields): Promise<Record<string, string>> => {
  const { mk_id } = await put(
    test,
    order({
      partner: { ...partner, country: 'Croatia', foreign_county: 'true' },
      currency_code: 'HRK',
      doc_created_email: 'narocila@example.com',
      buyer_order: '2064269',
      delivery_type: 'GLS',
      method_of_payment: 'Po povzetju',
      status_code: 'created',
      product_list: [{ code: 'art1', amount: '1', price_with_tax: '299', tax: 'EX1' }],
      create_invoice: 'true',
      ...body,
    }),
  )
  await test.call(`${v1}update_document`, { doc_type: 'sales_order', mk_id, tracking_code: '65407745' })
  return { mk_id }
}

// The sample's line shows a net price beside the gross one; the stand-in prints the one that was sent.
const wholeOrder: Pick<Scenario, 'leftOut' | 'exact'> = {
  leftOut: ['price'],
  exact: ['result_count', 'result_all_records', 'offset', 'buyer_order', 'currency_code', 'tax', 'price_with_tax'],
}

const onlyOrder = (body: Fields = {}): Scenario => ({
  ...wholeOrder,
  prepare: async (test) => {
    await shippedOrder(test, body)
    return nothing
  },
})

const ids = (count: number): NonNullable<Scenario['prepare']> => {
  return async (test) => {
    for (let at = 0; at < count; at += 1) {
      await put(test, order({ doc_date: '2023-05-01+02:00', status_code: 'shipped' }))
    }
    return nothing
  }
}

/** `search` and its companions. */
export const searchScenarios: Scenarios = {
  'search.purchase_product.eshop_sync': { leftOut: ['weight'] },
  'search.sales_bill_domestic.documents': johnsBill,
  'search.sales_bill_domestic.ids': johnsBill,
  'search.sales_bill_domestic.unpaid-by-date': johnsBill,
  'search.sales_bill_domestic.without-status': { exact: ['result_count'] },
  'search.sales_order.last_change': { ...onlyOrder(), now: '2020-06-01T10:00:00Z' },
  'search.sales_order.order_direction': { prepare: ids(3) },
  'search.sales_order.partner-fields': { exact: ['result_count', 'limit'] },
  'search.sales_order.product_id_list': { exact: ['result_count', 'limit'] },
  'search.sales_order.show_status_code': { prepare: ids(2), exact: ['status_code'] },
  'search.sales_order.status_change': {
    ...wholeOrder,
    now: '2023-06-01T10:00:00Z',
    prepare: async (test) => {
      const { mk_id } = await shippedOrder(test, {})
      await test.call(`${v1}change_document_status`, { doc_type: 'sales_order', mk_id, status_code: 'canceled' })
      return nothing
    },
  },
  'search.sales_order.status_list': {
    ...onlyOrder({ doc_date: '17.12.2018', status_code: 'draft', partner, delivery_type: 'posta_slovenije' }),
    settings: { deliveryTypes: ['posta_slovenije'] },
  },
  'search.sales_order.tracking_last_event': { exact: ['result_count', 'limit'] },
  'search.sales_order.webshop-extra-fields': {
    ...onlyOrder(),
    // The sample names its time otherwise and counts all the company's orders.
    leftOut: ['price', 'opr_time'],
    expected: { result_all_records: '1', result_count: '1' },
  },
  'observed.search.complaint.none': {},
  search_query_advance_discovery: { leftOut: ['purchase_bill_domestic'] },
  'search_tracking_code.found': {
    prepare: async (test) => {
      const { mk_id } = await put(test, order({ buyer_order: 'PP-123456796', create_invoice: 'true' }))
      await test.call(`${v1}update_document`, { doc_type: 'sales_order', mk_id, tracking_code: '1234567891117' })
      return nothing
    },
    leftOut: ['return_tracking_code'],
    exact: ['tracking_code', 'buyer_order'],
  },
  'search_tracking_code.not-found': {},
}

const product = {
  code: 'art1',
  name: 'art1',
  unit: 'kos',
  sales: 'true',
  purchasing: 'true',
  weight: '4',
  gross_weight: '5',
}

const addProduct = (body: Fields, rest: Pick<Scenario, 'leftOut' | 'exact' | 'settings'> = {}): Scenario => ({
  ...rest,
  options: { seedProducts: [] },
  prepare: async (test) => {
    await test.call(`${json}product_add`, { ...product, ...body })
    return nothing
  },
})

const sized = { height: '1', width: '2', depth: '3' }

/** Stock with an order on it. */
const stocked: Scenario = {
  options: {
    seedProducts: [{ code: 'art1', name: 'art1', taxFactor: '0.22', priceWithTax: '122', stock: '10' }],
  },
  prepare: async (test) => {
    await test.call(`${json}product_update`, { count_code: 'art1', ...sized, weight: '4', gross_weight: '5' })
    test.view.setStock({ code: 'art1', amount: '863.75', microlocation: 'm1' })
    await put(test, order())
    const warehouse = await test.call(`${json}warehouse_list`, {})
    const [main] = warehouse['warehouse_list'] as Fields[]
    return { '1600000067,1600000042,1600430213': String(main?.['mk_id']), '1600194133': String(main?.['mk_id']) }
  },
}

const updated = (countCode: string): Scenario => ({
  ...addProduct({ count_code: countCode }, { settings: { pricelists: [gross] } }),
  exact: countCode === 'eshop_001' ? [] : ['count_code'],
})

const gross = { countCode: 'CENIK_001', title: 'CENIK_001', priceType: 'gross' as const, currency: 'EUR' }

const compoundTerms = {
  purchase_unit_factor: '0,5',
  supplier_id: '1600036997',
  n_of_workers: '2',
  row_order: '1',
  workplace_id: '1600567744',
}

/** Products, warehouses and stock. */
export const productScenarios: Scenarios = {
  'product_add.full': { settings: { pricelists: [gross] } },
  'product_add.partner-info': { exact: ['count_code'] },
  product_delete: addProduct({ count_code: 'eshop_003' }),
  'product_list.categories': addProduct(
    {
      count_code: 'PA_100_PA',
      barcode: 'bar123123123',
      name_desc: 'Opis',
      ...sized,
      customs_fee: '2710 19 29',
      country: 'DE',
      localization: [{ language: 'sl', name: 'art1', name_desc: 'Opis' }],
      categories: [{ category: ['Računalnik', 'Apple', 'MacBook'] }],
    },
    { leftOut: ['koli_package_amount', 'supplier_info'], exact: ['tree_node_label', 'tree_node_container'] },
  ),
  'product_list.compound': {
    options: { seedProducts: [] },
    prepare: async (test) => {
      const { mk_id } = await test.call(`${json}product_add`, { ...product, code: 't1', count_code: 'PA-4170' })
      const compounds = [{ product_mk_id: mk_id, amount: '1', ...compoundTerms }]
      const compound = { count_code: 'PA_115_PA', compound_type: 'compound', compounds }
      await test.call(`${json}product_add`, { ...product, ...compound })
      return nothing
    },
  },
  'product_list.extra_column': addProduct(
    { count_code: '26276', extra_column: [{ name: 'marketing', value: 'false' }], minimal_order_quantity: '10' },
    { leftOut: ['unit2', 'unit_factor'] },
  ),
  'product_list.free_amount': addProduct({ localization: [{ language: 'sl', name: 'artikel1' }] }),
  'product_list.like': addProduct({ count_code: 'PA_100_PA' }),
  'product_list.pricelist': addProduct(
    {
      count_code: 'PA_115_PA',
      pricelist: [{ count_code: 'CENIK_001', price_def: [{ price_with_tax: '20', tax: 'EX4' }] }],
    },
    { settings: { pricelists: [gross] } },
  ),
  'product_list.reservation': { ...stocked, leftOut: ['company_id', 'serial_number', 'exp_date'] },
  'product_list.stock': { ...stocked, leftOut: ['company_id', 'serial_number', 'exp_date'] },
  'product_update.attachments': updated('89693'),
  'product_update.clear-text-field': updated('eshop_001'),
  'product_update.compound-add': updated('30888'),
  'product_update.compound-delete': updated('30888'),
  'product_update.full': updated('eshop_001'),
  'product_update.norm-add': updated('30888'),
  'observed.product_update.net-pricelist-with-gross-price': {
    settings: { pricelists: [{ ...gross, countCode: '1', priceType: 'net' }] },
    prepare: async (test) => ({ '1600001744': String(test.view.products()[0]?.['mk_id']) }),
  },
  'observed.product_update.unknown-count_code': {},
  warehouse_list: { leftOut: ['default_microloc_id'], exact: ['warehouse_type', 'limit', 'offset'] },
  'warehouse_stock.by-product-codes': {
    ...stocked,
    leftOut: ['unit2', 'unit_factor'],
    exact: ['limit', 'offset', 'code'],
  },
  'warehouse_stock.by-warehouse-with-reservations': stocked,
  'warehouse_stock.no-reservations': { ...stocked, settings: { reservations: false }, exact: ['limit'] },
  'warehouse_stock.reservation-without-stock': stocked,
}
