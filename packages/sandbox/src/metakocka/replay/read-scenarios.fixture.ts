import { bill, grossLine, json, order, partner, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'
import type { Scenario, Scenarios } from './scenario.fixture.ts'

const company = { ...partner, business_entity: 'true', taxpayer: 'true', tax_id_number: 'SI11111111' }

const head = {
  partner: company,
  receiver: company,
  sales_pricelist_code: 'PC_115',
  discount_value: '20.12',
  duo_payment: '22.05.2015',
  title: 'Naziv1',
  pariteta: 'Dostava kupcu',
  doc_created_email: 'user@example.com',
  offer_list: [{ count_code: 'PP424' }],
  buyer_order: '79473216',
  delivery_type: 'Lasten prevzem',
  notes: 'Opis spodaj',
}

const describedProduct = { code: 'mkp1', name: 'MK prenos 1', name_desc: 'MK prenos 1 artikel opis', unit: 'kos' }

const bothPrices = [
  { code: 'mkp1', amount: '2', price: '10', tax: 'EX4', doc_desc: 'Opis', discount: '12' },
  { code: 'mkp1', amount: '3', price_with_tax: '15', tax: 'EX4', doc_desc: 'Opis', discount: '12' },
]

const richOrder: Scenario = {
  settings: {
    methodsOfPayment: ['paypal'],
    webshops: [{ id: '1600632725', name: 'Mimovrste' }],
    users: [],
  },
  prepare: async (test) => {
    await test.call(`${json}product_add`, describedProduct)
    const { mk_id } = await put(
      test,
      order({
        ...head,
        webshop_eshop_sync_id: '1600632725',
        prepayment_value: '10',
        status_code: 'created',
        commercialist_email: 'm@example.com',
        delivery_deadline: '2015-05-10+02:00',
        finish_date: '2015-05-10+02:00',
        priority: '1-Nizka',
        notes_header: 'Opis zgoraj',
        method_of_payment: 'paypal',
        order_create_ts: '2015-05-08T12:13:15+02:00',
        parcel_shop_id: 'P100',
        shipped_date_expected_seller: '2015-05-15+02:00',
        product_list: bothPrices,
        mark_paid: [{ payment_type: 'PayPal', date: '08.05.2015', amount: '10' }],
        extra_column: [{ name: 'ip', value: '182.68.322.24' }],
        meta_data: [{ key: 'meta_data_key1', value_string: 'meta_data_value1' }],
        create_invoice: 'true',
      }),
    )
    return { '1600203487': mk_id }
  },
}

const putAs = (sampleId: string, body: Fields): NonNullable<Scenario['prepare']> => {
  return async (test) => ({ [sampleId]: (await put(test, body)).mk_id })
}

const richBill = async (test: TestCompany): Promise<Record<string, string>> => {
  await test.call(`${json}product_add`, describedProduct)
  const { mk_id } = await put(
    test,
    bill({
      ...head,
      discount_value: '10',
      status_code: 'created',
      location_of_service: '1komenda',
      product_list: bothPrices,
      mark_paid: [{ payment_type: 'Transakcijski račun', date: '15.03.2017', amount: '1895.01', cashRegister: 'B1' }],
    }),
  )
  test.view.amendDocument(mk_id, {
    publishedAt: '2015-05-07T12:53:27+02:00',
    texts: { furs_zoi: '2048f0a369e37b4258e741fc8ae9ffc2', furs_eor: '34facd65-622b-745d-a541-30ab1f9d3ac1' },
  })
  return { '1600203257': mk_id }
}

const twoNet = { code: 'art1', amount: '2', price: '2', tax: 'EX4' }

const invoicedOrder = async (test: TestCompany, body: Fields = {}): Promise<string> => {
  const { mk_id } = await put(test, order({ ...body, create_invoice: 'true' }))
  return mk_id
}

/** `get_document` and `get_partner`. */
export const readScenarios: Scenarios = {
  'get_document.sales_order': richOrder,
  'get_document.sales_order.by-buyer_order': richOrder,
  'get_document.sales_bill_domestic': { prepare: richBill, leftOut: ['last_change_user'] },
  'get_document.sales_bill_domestic.payment_detail': {
    prepare: richBill,
    expected: { buyer_order: '79473216' },
  },
  'get_document.sales_bill_domestic.installments': {
    prepare: async (test) => {
      await test.call(`${json}product_add`, describedProduct)
      const { mk_id: invoice } = await put(
        test,
        bill({
          receiver: partner,
          doc_created_email: 'user@example.com',
          location_of_service: 'a1',
          notes: 'test opomba',
          product_list: [
            { code: 'mkp1', amount: '2', price: '89.9', discount: '15', tax: 'EX4' },
            { code: 'mkp1', amount: '6', price: '15.5', discount: '5', tax: 'EX4' },
          ],
        }),
      )
      test.view.amendDocument(invoice, { texts: { furs_zoi: '2048f0a369e37b42', furs_eor: '34facd65-622b' } })
      return { '1600552358': invoice }
    },
    leftOut: ['installment_list', 'packlist_accform_list'],
    exact: ['sum_basic', 'sum_discount', 'sum_tax_ex4', 'sum_all'],
  },
  'get_document.sales_bill_domestic.last_payment_date': {
    prepare: async (test) => {
      const paid = [{ payment_type: 'PayPal', date: '06.09.2015', amount: '3' }]
      const ids = await putAs('1600203257', bill({ product_list: [twoNet], mark_paid: paid }))(test)
      test.view.amendDocument(ids['1600203257'] ?? '', { texts: { furs_zoi: '2048f0a3', furs_eor: '34facd65' } })
      return ids
    },
    leftOut: ['sum_prepayment', 'sum_creditnote', 'sum_full_paid_when'],
    exact: ['sum_basic', 'sum_tax_ex4', 'sum_all', 'sum_paid', 'last_paid_date', 'last_paid_sum'],
  },
  'get_document.sales_bill_domestic.method_of_payment': {
    prepare: async (test) => {
      await invoicedOrder(test, { method_of_payment: 'PayPal' })
      return { '1600203257': test.view.documents('sales_bill_domestic')[0]?.mk_id ?? '' }
    },
    exact: ['method_of_payment'],
  },
  'get_document.sales_bill_domestic.product_detail': {
    prepare: putAs('1600203257', bill({ product_list: [{ ...twoNet, discount: '0' }] })),
    exact: ['type', 'discount', 'tax', 'amount'],
  },
  'get_document.sales_bill_domestic.tax_factor': {
    prepare: putAs('1600574102', bill({ product_list: [{ ...twoNet, discount: '0' }] })),
    exact: ['tax', 'tax_factor', 'tax_desc'],
  },
  'get_document.sales_offer': {
    settings: { statuses: { offer: [{ value: 'Odprta', description: 'open' }] } },
    prepare: async (test) => {
      await test.call(`${json}product_add`, describedProduct)
      return await putAs(
        '1600202487',
        order({
          ...head,
          doc_type: 'sales_offer',
          purchase_pricelist_code: 'cenik_nabava',
          prepayment_value: '5.42',
          status_code: 'open',
          valid_days: '30',
          valid_to: '2015-05-20+02:00',
          product_list: bothPrices,
        }),
      )(test)
    },
    exact: ['status_code', 'status_desc'],
  },
  'get_document.sales_order.attachments': {
    prepare: putAs('400000000725', order({ attachment_list: [{ file_name: 'a.pdf', source_url: 'PUBLIC_FILE_URL' }] })),
    exact: ['source_url'],
  },
  'get_document.sales_order.document_info': {
    prepare: async (test) => {
      const { mk_id } = await put(test, order({ doc_created_email: 'test@example.com', status_code: 'created' }))
      const change = { doc_type: 'sales_order', mk_id, status_code: 'paused', api_user_email: 'test@example.com' }
      await test.call(`${v1}change_document_status`, change)
      return { '400000000725': mk_id }
    },
    leftOut: ['name', 'surname'],
  },
  'get_document.sales_order.product_metadata': {
    prepare: async (test) => {
      const meta_data = [{ display_key: 'D', display_value: '8', key: 'D', value_string: '8' }]
      return await putAs('400000000725', order({ product_list: [{ ...twoNet, discount: '0', meta_data }] }))(test)
    },
  },
  'get_document.sales_order.sum_credit': {
    prepare: async (test) => {
      const mk_id = await invoicedOrder(test, {
        product_list: [grossLine('POST', '1', '202')],
        method_of_payment: 'PayPal',
        mark_paid: [{ payment_type: 'PayPal', date: '23.11.2026' }],
      })
      await put(
        test,
        bill({
          doc_type: 'sales_bill_credit_note',
          credit_note_type: 'financial',
          credit_note_bill: test.view.documents('sales_bill_domestic')[0]?.count_code,
          product_list: [grossLine('POST', '1', '50')],
        }),
      )
      return { '1600202487': mk_id }
    },
    exact: ['sum_basic', 'sum_tax_ex4', 'sum_all', 'sum_paid', 'sum_credit'],
  },
  'get_document.sales_order.tracking_url': {
    prepare: async (test) => {
      const mk_id = await invoicedOrder(test, { commercialist_email: 'mail@example.com' })
      await test.call(`${v1}update_document`, { doc_type: 'sales_order', mk_id, tracking_code: 'TS600511111' })
      return { '1600202487': mk_id }
    },
  },
  'get_document.warehouse_delivery_note': {
    prepare: putAs('1600204441', {
      ...order({ partner: company, receiver: company, doc_created_email: 'user@example.com' }),
      doc_type: 'warehouse_delivery_note',
      status_code: 'shipped',
      product_list: [{ code: 'art1', amount: '1', price: '8', tax: 'EX3' }],
    }),
    leftOut: ['notes', 'price_purchase', 'allocated_code_purchase', 'allocated_cost_sales'],
    exact: ['sum_basic', 'sum_tax_ex3', 'sum_all', 'status_code', 'status_desc'],
  },
  'observed.get_document.mk_id-instead-of-doc_id': {},
  'observed.get_document.not-found': {},
  'get_partner.by-name': {
    prepare: async (test) => {
      for (const customer of ['BAJEC JANEZ', 'TESTNI JANEZ', 'Ana Novak']) {
        await test.call(`${v1}add_partner`, { partner: { ...partner, customer } })
      }
      return {}
    },
    leftOut: ['payment_due_days'],
    exact: ['partner_list_count', 'address_type', 'language'],
  },
  'observed.get_partner.no-match': {},
}
