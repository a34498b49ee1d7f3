import type { Company } from './company.ts'
import { createComplaint } from './complaints/complaint-calls.ts'
import { deleteDocument } from './documents/delete-document.ts'
import { getDocument } from './documents/get-document.ts'
import { putDocument } from './documents/put-document.ts'
import { putSalesBill } from './documents/put-sales-bill.ts'
import { changeDocumentStatus, markOrdersAsShipped } from './documents/status-calls.ts'
import { searchTrackingCode } from './documents/tracking.ts'
import { updateDocument } from './documents/update-document.ts'
import { addPartner, getPartner, updatePartner } from './partners/partner-calls.ts'
import { putTransaction } from './payments/put-transaction.ts'
import { productAdd, productDelete, productUpdate } from './products/product-calls.ts'
import { productList } from './products/product-list.ts'
import type { FileAnswer, Reports } from './reports.ts'
import { discoverFilters, search } from './search/search.ts'
import { warehouseList, warehouseStock } from './stock/stock-calls.ts'
import type { Fields } from './wire/fields.ts'
import { refusal } from './wire/refusal.ts'

export interface Call {
  name: string
  run: (company: Company, fields: Fields) => Fields | FileAnswer
  /** Success is answered without `opr_code` and time. */
  bare?: boolean
}

type Handlers = Record<string, Call['run']>

const documentCalls: Handlers = {
  put_document: putDocument,
  update_document: updateDocument,
  get_document: getDocument,
  delete_document: deleteDocument,
  change_document_status: changeDocumentStatus,
  mark_orders_as_shipped: markOrdersAsShipped,
  put_transaction: putTransaction,
  search,
  search_query_advance_discovery: discoverFilters,
  search_tracking_code: searchTrackingCode,
  get_partner: getPartner,
  add_partner: addPartner,
  update_partner: updatePartner,
}

const productCalls: Handlers = {
  product_list: productList,
  product_add: productAdd,
  product_update: productUpdate,
  product_delete: productDelete,
  warehouse_list: warehouseList,
  warehouse_stock: warehouseStock,
  put_sales_bill: putSalesBill,
}

const bareCalls = ['get_partner', 'add_partner', 'update_partner', 'search_query_advance_discovery']

/** Documented calls the stand-in does not do, under the path they would have. */
const gaps: Readonly<Record<string, readonly string[]>> = {
  '/rest/eshop/v1/': [
    'generate_sticker',
    'source_stock',
    'put_document_transfer_order',
    'get_delivery_service_pricelist',
    'get_order_change_warehouse',
    'replace_order_change_warehouse',
    'get_order_forbidden_products',
    'replace_order_forbidden_products',
    'search_blacklist_partner',
    'import_blacklist_partner',
    'add_webshop_terms_of_use',
    'get_bank_statement_status',
  ],
  '/rest/eshop/v1/json/': [
    'put_product_partner_code',
    'update_product_partner_code',
    'delete_product_partner_code',
    'add_payment',
    'cash_register_journal',
    'get_bank_statement',
    'get_bank_compensation',
  ],
  '/rest/eshop/': [
    'sync_stock',
    'import_inventory',
    'add_attachment',
    'update_complaint',
    'create_webshop',
    'get_proof_of_delivery',
    'send_message',
    'get_message',
    'accounting_export',
  ],
}

const toGap = (name: string): Call['run'] => {
  return () => {
    throw refusal('1', `The sandbox does not implement ${name}`)
  }
}

/** Every call by its path. A call is known in its own family of paths only. */
export const createCalls = (reports: Reports): ReadonlyMap<string, Call> => {
  const families: Record<string, Handlers> = {
    '/rest/eshop/v1/': { ...documentCalls, report: reports.report },
    '/rest/eshop/v1/json/': productCalls,
    '/rest/eshop/': { create_complaint: createComplaint },
  }
  return new Map(
    Object.entries(families).flatMap(([family, handlers]) =>
      [
        ...Object.entries(handlers),
        ...(gaps[family] ?? []).map((name): [string, Call['run']] => [name, toGap(name)]),
      ].map(([name, run]): [string, Call] => [`${family}${name}`, { name, run, bare: bareCalls.includes(name) }]),
    ),
  )
}
