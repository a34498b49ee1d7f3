import type { Company } from '../company.ts'
import { printDay, toLjubljanaDay } from '../wire/dates.ts'
import { refusal } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'
import { type DocType, isBill } from './document-kinds.ts'
import { type DocumentDraft, giveCountCode, insertDocument, linkDocuments, linkedDocuments } from './store.ts'

export const findInvoices = (company: Company, order: StoredDocument): StoredDocument[] =>
  linkedDocuments(company, order).filter(({ docType }) => isBill(docType) && docType !== 'sales_bill_credit_note')

export const checkNotInvoiced = (company: Company, order: StoredDocument): void => {
  if (findInvoices(company, order).length > 0) throw refusal('6', 'Sales order already has an invoice.')
}

const carriedTexts = [
  'title',
  'sales_pricelist_code',
  'discount_value',
  'discount_percent',
  'pariteta',
  'notes',
  'delivery_type',
]

const toDraft = (company: Company, order: StoredDocument, docType: DocType): DocumentDraft => {
  const today = toLjubljanaDay(company.now())
  const { mkId, links, createdAt, changedAt, log, status, ...carried } = order
  const texts = Object.fromEntries(Object.entries(order.texts).filter(([name]) => carriedTexts.includes(name)))
  const billDates = { service_to_date: printDay(today), duo_payment: order.texts['duo_payment'] ?? printDay(today) }
  return {
    ...carried,
    docType,
    countCode: giveCountCode(company, docType, undefined),
    docDate: today,
    texts: isBill(docType) ? { ...texts, ...billDates } : texts,
    lists: {},
    payments: isBill(docType) ? order.payments : [],
  }
}

/** What `create_invoice` does: type, packing list and whether it is issued follow the company's settings. */
export const createInvoice = (company: Company, order: StoredDocument): StoredDocument => {
  const { docType, issued, packingList } = company.settings().orderInvoice
  const draft = toDraft(company, order, docType)
  const invoice = insertDocument(company, issued ? { ...draft, publishedAt: company.now().toISOString() } : draft)
  linkDocuments(company, order.mkId, invoice.mkId, `Naročilo preneseno na račun ${invoice.countCode}`)
  if (packingList) {
    const packed = insertDocument(company, toDraft(company, order, 'warehouse_packing_list'))
    linkDocuments(company, order.mkId, packed.mkId)
    linkDocuments(company, invoice.mkId, packed.mkId)
  }
  return invoice
}
