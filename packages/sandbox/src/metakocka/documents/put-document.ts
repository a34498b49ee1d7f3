import type { Company } from '../company.ts'
import type { Party } from '../partners/partner.ts'
import { resolveParty } from '../partners/party.ts'
import { applyMarkPaid, readMarkPaid } from '../payments/payments.ts'
import { type Fields, flagOf, listOf, objectOf, textOf } from '../wire/fields.ts'
import { applicationRefusal, refusal } from '../wire/refusal.ts'
import { checkCreditNote, linkCreditNote } from './credit-notes.ts'
import type { DocumentLine, StoredDocument } from './document.ts'
import { readChangeNote, readDueDate, readLists, readTexts, requiredDay } from './document-fields.ts'
import { type DocType, docTypeOf, isBill, kindOf } from './document-kinds.ts'
import { getById } from './find-document.ts'
import { checkNotInvoiced, createInvoice } from './invoices.ts'
import { computeDocumentTotals, emptyOrder, readLines } from './lines.ts'
import { getWarehouse, readCurrency, readProfitCenter, readStatus } from './registers.ts'
import { findSalesOrders } from './sales-order-links.ts'
import { type DocumentDraft, giveCountCode, insertDocument, linkDocuments, saveDocument } from './store.ts'
import { totalGross } from './totals.ts'

const readParty = (company: Company, docType: DocType, fields: Fields, name: string): Party | undefined => {
  const given = objectOf(fields, name)
  // Vendor samples of bills leave the flags out.
  return given && resolveParty(company, given, { flagsRequired: !isBill(docType) })
}

const checkBuyerOrder = (
  company: Company,
  docType: DocType,
  buyerOrder: string | undefined,
  replaced: StoredDocument | undefined,
  partner: Party | undefined,
): void => {
  const guarded = docType === 'sales_order' || isBill(docType)
  if (!guarded || buyerOrder === undefined || !company.settings().uniqueBuyerOrder) return
  const duplicates = company
    .findDocumentsByBuyerOrder(docType, buyerOrder)
    .filter(({ mkId }) => mkId !== replaced?.mkId)
  if (duplicates.length === 0) return
  throw applicationRefusal('7', 'Documents with some buyer order already exist', {
    ...printPartnerId(partner),
    duplicate_doc_list: duplicates.map(({ countCode, mkId }) => ({ count_code: countCode, mk_id: mkId })),
  })
}

const printPartnerId = (partner: Party | undefined): Fields =>
  partner ? { partner: { mk_id: partner.partnerId } } : {}

/** Warehouse documents list all the lines whose product is unknown. */
const readDocumentLines = (company: Company, docType: DocType, fields: Fields, partner: Party | undefined) => {
  const rows = listOf(fields, 'product_list') ?? []
  if (kindOf(docType).statuses !== 'warehouse') return readLines(company, rows)
  return readLines(company, rows, (code, unknown) =>
    refusal('2', `Product with code ${code} not found - unit must be set to add new product`, {
      ...printPartnerId(partner),
      product_not_found_list: unknown,
    }),
  )
}

const checkNotEmpty = (lines: DocumentLine[], replaced: StoredDocument | undefined): void => {
  // A replacement may take all lines away, once.
  if (lines.length === 0 && (replaced?.lines.length ?? 0) === 0) throw emptyOrder()
}

const readHead = (company: Company, docType: DocType, fields: Fields) => {
  const docDate = requiredDay(fields, 'doc_date')
  if (isBill(docType)) {
    requiredDay(fields, 'service_to_date')
    requiredDay(fields, 'duo_payment')
  }
  const texts = { ...readTexts(company, docType, fields), ...readDueDate(fields, docDate) }
  if (texts['discount_value'] !== undefined && texts['discount_percent'] !== undefined) {
    throw refusal('2', "Only one of paramethers 'discount_value' and 'discount_percent' can be set")
  }
  return {
    docDate,
    status: readStatus(company, docType, fields),
    warehouse: getWarehouse(company, textOf(fields, 'warehouse')).mark,
    profitCenter: readProfitCenter(company, fields),
    currency: readCurrency(company, fields),
    buyerOrder: textOf(fields, 'buyer_order', 30),
    texts: docType === 'sales_order' ? { salesOrderTrackingType: 'bill', ...texts } : texts,
    lists: readLists(fields),
  }
}

/** `put_document`: inserts, or with `mk_id` replaces a whole document. */
export const putDocument = (company: Company, fields: Fields): Fields => {
  const docType = docTypeOf(fields)
  const mkId = textOf(fields, 'mk_id')
  const replaced = mkId === undefined ? undefined : getById(company, docType, mkId)
  const countCode = textOf(fields, 'count_code', docType === 'sales_order' ? 30 : undefined)
  const note = readChangeNote(fields)
  const invoicing = docType === 'sales_order' && flagOf(fields, 'create_invoice') === true
  if (invoicing && replaced) checkNotInvoiced(company, replaced)
  const head = readHead(company, docType, fields)
  const marked = readMarkPaid(company, fields)
  const orders = findSalesOrders(company, fields)
  const credited = checkCreditNote(company, docType, fields)
  const partner = readParty(company, docType, fields, 'partner') ?? credited?.partner
  if (!partner) throw refusal('2', 'Partner data are missing')
  checkBuyerOrder(company, docType, head.buyerOrder, replaced, partner)
  const receiver = readParty(company, docType, fields, 'receiver')
  const client = readParty(company, docType, fields, 'client')
  const lines = readDocumentLines(company, docType, fields, partner)
  checkNotEmpty(lines, replaced)
  credited?.checkLines(lines)
  const totals = computeDocumentTotals(company, lines, head.texts)
  const draft: DocumentDraft = {
    ...head,
    docType,
    countCode: replaced?.countCode ?? giveCountCode(company, docType, countCode),
    partner,
    receiver,
    client,
    lines,
    totals,
    payments: applyMarkPaid(marked, totalGross(totals), replaced?.payments ?? []),
  }
  const document = replaced ? saveDocument(company, replaced, draft, note) : insertDocument(company, draft, note)
  for (const order of orders) linkDocuments(company, order.mkId, document.mkId)
  if (credited) linkCreditNote(company, credited, document)
  return printWritten(document, invoicing ? createInvoice(company, document) : undefined)
}

const printWritten = (document: StoredDocument, invoice: StoredDocument | undefined): Fields => {
  const { docType, mkId, countCode, partner, totals } = document
  const kind = kindOf(docType)
  const order = kind.statuses === 'order'
  return {
    ...(order && kind.short ? { document_type_short: kind.short } : {}),
    ...(order || kind.statuses === 'bill' ? printPartnerId(partner) : {}),
    ...(invoice ? { attachment_list: [{ bill_mk_id: invoice.mkId }] } : {}),
    mk_id: mkId,
    count_code: countCode,
    ...(order ? { total_price: totalGross(totals).toFixed(2) } : {}),
  }
}
