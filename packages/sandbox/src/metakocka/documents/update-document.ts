import type { Company } from '../company.ts'
import { resolveParty } from '../partners/party.ts'
import { type Fields, flagOf, namesOf, objectOf, textOf } from '../wire/fields.ts'
import { refusal } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'
import { readChangeNote, readLists, readTexts } from './document-fields.ts'
import { type DocType, docTypeOf, isBill, kindOf } from './document-kinds.ts'
import { getTarget } from './find-document.ts'
import { checkNotInvoiced, createInvoice, findInvoices } from './invoices.ts'
import { computeDocumentTotals } from './lines.ts'
import { getWarehouse, readCurrency, readProfitCenter, readStatus } from './registers.ts'
import { findSalesOrders } from './sales-order-links.ts'
import { giveCountCode, linkDocuments, saveDocument } from './store.ts'
import { mergeColumns } from './tracking.ts'
import { updateLines } from './update-lines.ts'

/** Plain values an order's update writes; others are ignored. Warehouse documents take all of theirs. */
const orderTexts = [
  'delivery_type',
  'parcel_shop_id',
  'notes',
  'notes_header',
  'discount_value',
  'shipped_date',
  'salesOrderTrackingType',
]

const updateParty = (company: Company, fields: Fields, name: 'partner' | 'receiver' | 'client') => {
  const given = objectOf(fields, name)
  return given ? { [name]: resolveParty(company, given, { flagsRequired: true }) } : {}
}

const updateColumns = (company: Company, document: StoredDocument, fields: Fields, invoicing: boolean): Fields[] => {
  const cleared = namesOf(fields, 'clear') ?? []
  const sent = readLists(fields)['extra_column'] ?? []
  const tracking = textOf(fields, 'tracking_code')
  const intermediate = textOf(fields, 'tracking_intermediate_code')
  if (tracking !== undefined && !invoicing && findInvoices(company, document).length === 0) {
    throw refusal('6', 'No invoice for given sales order. Tracking code cannot be add.')
  }
  return mergeColumns(document.lists['extra_column'] ?? [], {
    ...Object.fromEntries(sent.map((row) => [String(row['name']), textOf(row, 'value')])),
    ...(tracking === undefined ? {} : { tracking_number: tracking }),
    ...(intermediate === undefined ? {} : { tracking_intermediate_code: intermediate }),
    ...(cleared.includes('tracking_code') ? { tracking_number: undefined } : {}),
  })
}

const updateTexts = (company: Company, document: StoredDocument, fields: Fields): Record<string, string> => {
  const cleared = namesOf(fields, 'clear') ?? []
  const sent = readTexts(company, document.docType, fields, document.docType === 'sales_order' ? orderTexts : undefined)
  return Object.fromEntries(
    Object.entries({ ...document.texts, ...sent }).filter(
      ([name]) => !(cleared.includes(name) && ['notes', 'notes_header'].includes(name)),
    ),
  )
}

const newCountCode = (company: Company, docType: DocType, fields: Fields): Partial<StoredDocument> => {
  const sent = textOf(fields, 'count_code_new', 30)
  return sent === undefined ? {} : { countCode: giveCountCode(company, docType, sent) }
}

/** What an update changes besides lines, for orders and warehouse documents. */
const updateHead = (company: Company, document: StoredDocument, fields: Fields): Partial<StoredDocument> => ({
  ...(textOf(fields, 'warehouse') === undefined
    ? {}
    : { warehouse: getWarehouse(company, textOf(fields, 'warehouse')).mark }),
  ...(document.docType === 'sales_order'
    ? newCountCode(company, document.docType, fields)
    : {
        buyerOrder: textOf(fields, 'buyer_order', 30) ?? document.buyerOrder,
        currency: readCurrency(company, { currency_code: document.currency, ...fields }),
        profitCenter: readProfitCenter(company, { profit_center: document.profitCenter, ...fields }),
      }),
  ...updateParty(company, fields, 'partner'),
  ...updateParty(company, fields, 'receiver'),
  ...updateParty(company, fields, 'client'),
})

const updateBill = (company: Company, document: StoredDocument, fields: Fields): Partial<StoredDocument> => {
  const status = readStatus(company, document.docType, fields)
  return fields['status_code'] === '' ? { status: undefined } : { status: status ?? document.status }
}

const updateWhole = (
  company: Company,
  document: StoredDocument,
  fields: Fields,
  invoicing: boolean,
): Partial<StoredDocument> => {
  const status = readStatus(company, document.docType, fields) ?? document.status
  const columns = updateColumns(company, document, fields, invoicing)
  const texts = updateTexts(company, document, fields)
  const lines = updateLines(company, document, fields)
  const lists = document.docType === 'sales_order' ? document.lists : { ...document.lists, ...readLists(fields) }
  return {
    status,
    texts,
    lines,
    lists: columns.length > 0 ? { ...lists, extra_column: columns } : omitColumns(lists),
    totals: computeDocumentTotals(company, lines, texts),
    ...updateHead(company, document, fields),
  }
}

const omitColumns = ({ extra_column, ...lists }: StoredDocument['lists']): StoredDocument['lists'] => lists

/** `update_document`: writes only what is sent and differs. Bills take a status alone. */
export const updateDocument = (company: Company, fields: Fields): Fields => {
  const docType = docTypeOf(fields)
  const document = getTarget(company, docType, fields)
  const invoicing = docType === 'sales_order' && flagOf(fields, 'create_invoice') === true
  if (invoicing) checkNotInvoiced(company, document)
  const orders = docType === 'sales_order' ? [] : findSalesOrders(company, fields)
  const changes = isBill(docType)
    ? updateBill(company, document, fields)
    : updateWhole(company, document, fields, invoicing)
  const saved = saveDocument(company, document, changes, readChangeNote(fields))
  for (const order of orders) linkDocuments(company, order.mkId, saved.mkId)
  if (invoicing) createInvoice(company, saved)
  const { short, statuses } = kindOf(docType)
  return statuses === 'warehouse'
    ? { ...(short ? { document_type_short: short } : {}), mk_id: saved.mkId, count_code: saved.countCode }
    : {}
}
