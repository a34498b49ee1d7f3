import { bill, order, partner, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'
import type { Scenario, Scenarios } from './scenario.fixture.ts'

const putAs = (sampleId: string, body: Fields = {}): Scenario => ({
  prepare: async (test) => ({ [sampleId]: (await put(test, order(body))).mk_id }),
})

const severalOrders =
  (ids: string[], field?: string): NonNullable<Scenario['prepare']> =>
  async (test) => {
    const made: Record<string, string> = {}
    for (const id of ids) made[id] = (await put(test, order(field === undefined ? {} : { [field]: id }))).mk_id
    return field === undefined ? made : {}
  }

const invoiced = (sampleId: string, body: Fields = {}): Scenario => putAs(sampleId, { ...body, create_invoice: 'true' })

const twoLines = async (test: TestCompany, sampleId: string, sampleRowId: string): Promise<Record<string, string>> => {
  const { mk_id } = await put(
    test,
    order({
      product_list: [
        { code: 'art1', amount: '1', price: '1', tax: 'EX4' },
        { code: 'POST', amount: '1', price: '1', tax: 'EX4' },
      ],
    }),
  )
  return { [sampleId]: mk_id, [sampleRowId]: test.view.documents()[0]?.product_list[0]?.mk_row_id ?? '' }
}

const deliveryNote: Scenario = {
  settings: { statuses: { warehouse: [{ value: 'Delno aktiven', description: 'delno_aktiven' }] } },
  prepare: async (test) => {
    await put(test, order({ count_code: '232' }))
    return { '400000008986': (await put(test, { ...order(), doc_type: 'warehouse_delivery_note' })).mk_id }
  },
}

const transactionTypes = { paymentTypes: [{ name: 'Transaction bill', fiscal: false }] }

const knownPartner: Scenario = {
  prepare: async (test) => {
    const delivery = { address_type: 'Dobava', street: 'Tehnološki park 24', post_number: '1000', city: 'Ljubljana' }
    const given = { ...partner, partner_delivery_address: delivery }
    const added = await test.call(`${v1}add_partner`, { partner: given })
    const addresses = added['mk_address_id_list'] as Fields[]
    return { '228000046627': String(added['mk_id']), '228000046629': String(addresses[1]?.['mk_id']) }
  },
}

const startReport = async (test: TestCompany): Promise<Record<string, string>> => {
  const { token } = await test.call(`${v1}report`, { report_id: '149', async: 'true' })
  return { '09dfb619-388c-48ec-97c3-cd56eade5fb0': String(token) }
}

/** The samples name their product by a placeholder, and leave the pieces out. */
const complained: Scenario = {
  options: { seedProducts: [{ code: 'PRODUCT_ID', name: 'p', taxFactor: '0.22', priceWithTax: '1' }] },
  prepare: async (test) => {
    const sold = [{ code: 'PRODUCT_ID', amount: '1', price: '1', tax: 'EX4' }]
    await put(test, order({ count_code: 'SALES_ORDER_NUMBER', product_list: sold }))
    return { AMOUNT: '1' }
  },
}

/** Updates, statuses, deletions, payments, partners, reports and the errors of the system itself. */
export const writeScenarios: Scenarios = {
  'update_document.sales_bill_domestic.status': {
    prepare: async (test) => ({ '1600370614': (await put(test, bill())).mk_id }),
  },
  'update_document.sales_order.clear': invoiced('400000001190'),
  'update_document.sales_order.count_code_new': putAs('400000003293'),
  'update_document.sales_order.create-invoice': putAs('1600370614'),
  'update_document.sales_order.extra_column': putAs('1600024839384'),
  'update_document.sales_order.fields-by-buyer_order': invoiced('', { buyer_order: 'OR-100' }),
  'update_document.sales_order.fields-by-mk_id': invoiced('1600370614'),
  'update_document.sales_order.partner-receiver': putAs('1600370614'),
  'update_document.sales_order.product-change': { prepare: (test) => twoLines(test, '1600370614', '1600335835') },
  'update_document.sales_order.product-mark_delete': { prepare: (test) => twoLines(test, '1600370614', '1600331823') },
  'update_document.sales_order.product_add': putAs('1600370614'),
  'update_document.sales_order.product_remove': {
    options: { seedProducts: [{ code: 'product123', name: 'p', taxFactor: '0.22', priceWithTax: '1' }] },
    ...putAs('1600370614', { product_list: [{ code: 'product123', amount: '5', price: '1', tax: 'EX4' }] }),
  },
  'update_document.warehouse_delivery_note': { ...deliveryNote, exact: ['document_type_short'] },
  'observed.update_document.tracking_code-without-invoice': putAs('1600370614'),
  'create_complaint.error': complained,
  'create_complaint.ok': complained,
  'delete_document.sales_order': putAs('1600370614'),
  'delete_document.warehouse_acceptance_note': {
    prepare: async (test) => ({
      '400000006237': (await put(test, { ...order(), doc_type: 'warehouse_acceptance_note' })).mk_id,
    }),
  },
  'observed.delete_document.doc_id-instead-of-mk_id': {},
  'observed.delete_document.without-doc_type': {},
  'change_document_status.api_user_email': putAs('1600016978'),
  'change_document_status.buyer_order': putAs('', { buyer_order: '79473216' }),
  'change_document_status.mk_id': putAs('1600016978'),
  'change_document_status.mk_id_list': { prepare: severalOrders(['400000003364', '400000003363']) },
  'mark_orders_as_shipped.country-status': putAs('', { status_code: 'created' }),
  'mark_orders_as_shipped.customer-orders': {
    prepare: severalOrders(['CustomerOrder1', 'CustomerOrder2', 'CustomerOrder3'], 'buyer_order'),
  },
  'mark_orders_as_shipped.ids': { prepare: severalOrders(['400000001642', '400000001643', '400000001644']) },
  'put_transaction.bill': {
    settings: transactionTypes,
    prepare: async (test) => ({ '1600001744': (await put(test, bill())).mk_id }),
  },
  'put_transaction.sales_order.buyer_order': {
    settings: transactionTypes,
    ...putAs('', { buyer_order: 'eshopOrder1' }),
  },
  add_partner: { exact: ['street'] },
  update_partner: { ...knownPartner, exact: ['language'] },
  'report.async.start': {},
  'report.async.progress': { prepare: startReport },
  'report.async.done': {
    prepare: async (test) => {
      const ids = await startReport(test)
      await test.call(`${v1}report`, { token: Object.values(ids)[0] })
      return ids
    },
  },
  'report.async.error': {},
  'report.bill-pdf': { prepare: async (test) => ({ '1600204439': (await put(test, bill())).mk_id }) },
  'observed.wrong-path-family': {},
  'system-error.1-internal': {
    prepare: async (test) => {
      test.sandbox.faults.add({ kind: 'internal-error-before', times: 1 })
      return {}
    },
  },
  'system-error.2-required-parameter': {},
  'system-error.3-credentials': { request: { secret_key: 'another' } },
  'system-error.4-ip-not-allowed': {
    settings: { allowedIps: ['192.0.2.1'] },
    request: { company_id: '16' },
    expected: { opr_desc: "IP address '127.0.0.1' is not allowed for company_id = 16" },
  },
  'system-error.5-quota': { settings: { quota: { calls: 0, windowMs: 60_000 } } },
}
