import { bill, grossLine, order, put, type TestCompany } from '../sandbox.fixture.ts'
import type { Scenario, Scenarios } from './scenario.fixture.ts'

const toStatuses = (...descriptions: string[]) =>
  descriptions.map((description) => ({ value: description, description }))

const total: Scenario = { exact: ['total_price'] }

const orderLinked: Scenario = {
  settings: { statuses: { warehouse: toStatuses('delno_aktiven') } },
  prepare: async (company) => {
    await put(company, order({ count_code: '232' }))
    await put(company, order({ buyer_order: 'border' }))
    return {}
  },
}

const credited = (service: boolean): Scenario => ({
  options: { seedProducts: [{ code: 'art1', name: 'art1', taxFactor: '0.22', priceWithTax: '122', service }] },
  prepare: async (company) => {
    await put(company, bill({ count_code: '1-MK-1830' }))
    return {}
  },
})

const twoProducts: Scenario = {
  options: {
    seedProducts: [
      { code: 'two', countCode: '2', name: 'Two', taxFactor: '0.085', priceWithTax: '11' },
      { code: 'eshop_artikel_1', name: 'eshop_artikel_1', taxFactor: '0.2', priceWithTax: '21' },
    ],
  },
}

const emptied = async (company: TestCompany): Promise<Record<string, string>> => {
  const { mk_id } = await put(company, order())
  await put(company, order({ mk_id, product_list: [] }))
  return { '1600000012': mk_id }
}

/** `put_document` and `put_sales_bill`. */
export const putScenarios: Scenarios = {
  'put_document.sales_order.attachments': total,
  'put_document.sales_order.change-log-notes': total,
  'put_document.sales_order.create-invoice': total,
  'put_document.sales_order.duplicate-buyer_order': {
    settings: { uniqueBuyerOrder: true },
    prepare: async (company) => {
      await put(company, order({ buyer_order: 'border' }))
      return {}
    },
  },
  'put_document.sales_order.expected-ship-date': total,
  'put_document.sales_order.fulfilment': {
    settings: { profitCenters: [{ name: 'ProfitCenter1', description: 'ProfitCenter1 description' }] },
  },
  'put_document.sales_order.full': {
    settings: { profitCenters: [{ name: 'ProfitCenter1', description: 'ProfitCenter1 description' }] },
  },
  'put_document.sales_order.mark-paid': total,
  'put_document.sales_order.meta-data': total,
  'put_document.sales_order.minimal-gross-price': { expected: { total_price: '19.99' }, exact: ['total_price'] },
  'put_document.sales_order.minimal': { exact: ['total_price', 'count_code'] },
  'put_document.sales_order.product-webshop-data': { expected: { total_price: '100.00' }, exact: ['total_price'] },
  'put_document.sales_order.replace-by-mk_id': {
    prepare: async (company) => ({ '1600000012': (await put(company, order({ count_code: 'resttest2' }))).mk_id }),
    exact: ['total_price', 'count_code'],
  },
  'put_document.sales_order.tracking-type': { expected: { total_price: '1.22' }, exact: ['total_price'] },
  'put_document.sales_order.webshop-link': total,
  'put_document.error.invalid-status_code': {
    settings: { statuses: { order: toStatuses('active', 'finished', 'deleted') } },
  },
  'put_document.error.products-not-found': {},
  'put_document.error.unknown-doc-type': {},
  'put_document.sales_bill_credit_note.financial': { ...credited(true), exact: ['count_code'] },
  'put_document.sales_bill_credit_note.goods': credited(false),
  'put_document.sales_bill_credit_note.standalone': {},
  'put_document.sales_bill_domestic.bank-reference': {},
  'put_document.sales_bill_domestic.mark-paid': {},
  'put_document.sales_bill_domestic.minimum': {},
  'put_document.sales_bill_domestic.select-numbering': { exact: ['count_code'] },
  'put_document.sales_bill_domestic.serial-lot': {
    options: { seedProducts: [{ code: 'serial_full', name: 'serial', taxFactor: '0.22', priceWithTax: '12.2' }] },
    prepare: async (company) => {
      await put(company, bill({ product_list: [grossLine('serial_full', '1', '1')] }))
      return { '1600036997': String(company.view.partners()[0]?.['mk_id']) }
    },
  },
  'put_document.sales_bill_domestic.tax_factor': {},
  'put_document.sales_bill_foreign.full': {},
  'put_document.sales_bill_prepaid.offer-link': {
    options: {
      seedProducts: [{ code: 'x', countCode: '2729', name: 'x', taxFactor: '0.22', priceWithTax: '25.99' }],
    },
  },
  'put_document.sales_offer.full': {
    settings: { statuses: { offer: toStatuses('test') } },
    exact: ['count_code'],
  },
  'put_document.warehouse_acceptance_note.full': { ...orderLinked, exact: ['count_code'] },
  'put_document.warehouse_delivery_note.full': { ...orderLinked, exact: ['count_code'] },
  'put_document.warehouse_packing_list.by-buyer_order': orderLinked,
  'put_document.warehouse_packing_list.full': { ...orderLinked, exact: ['count_code'] },
  'put_sales_bill.discount_percent': { ...twoProducts, exact: ['count_code'] },
  'put_sales_bill.discount_value': { ...twoProducts, exact: ['count_code'] },
  'put_sales_bill.full': { ...twoProducts, exact: ['count_code'] },
  'put_sales_bill.error.furs-4001': { settings: { fiscalRegister: false } },
  'put_sales_bill.error.furs-4002': { settings: { paymentTypes: [{ name: 'gotovina', fiscal: false }] } },
  'put_sales_bill.error.furs-4003': { settings: { paymentTypes: [{ name: 'gotovina', fiscal: true }] } },
  'put_sales_bill.error.furs-4004': {
    settings: { paymentTypes: [{ name: 'gotovina', fiscal: true }], fursError: '4004' },
  },
  'observed.put_document.empty-order-again': { prepare: emptied },
  'observed.put_document.invalid-doc_date': {},
  'observed.put_document.invalid-payment_type': {
    settings: {
      paymentTypes: ['Transakcijski račun', 'Gotovina', 'Prenos preplačila', 'Kartica BA'].map((name) => ({
        name,
        fiscal: false,
      })),
    },
  },
  'observed.put_document.missing-tax': {},
  'observed.put_document.partner-id-without-address': {
    prepare: async (company) => {
      await put(company, order())
      return { '1600129478': String(company.view.partners()[0]?.['mk_id']) }
    },
  },
  'observed.put_document.payment-needs-fiscal-register': { settings: { fiscalRegister: false } },
  'observed.put_document.unknown-product-code-without-unit': {},
  'observed.put_document.unknown-profit_center': {},
}
