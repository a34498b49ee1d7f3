import type { Company } from '../company.ts'
import { searchComplaints } from '../complaints/complaint-calls.ts'
import type { StoredDocument } from '../documents/document.ts'
import { type DocType, docTypeOf, documentKinds, isDocType } from '../documents/document-kinds.ts'
import { printDocument } from '../documents/print-document.ts'
import { statusesOf } from '../documents/registers.ts'
import { printProduct } from '../products/print-product.ts'
import { countOf, type Fields, flagOf, listOf, oneOf, present, requiredText, textOf } from '../wire/fields.ts'
import { invalidValue, refusal } from '../wire/refusal.ts'
import { filters, statusChanged, statusChangeFilters } from './filters.ts'

const readConditions = (fields: Fields): Map<string, string> =>
  new Map((listOf(fields, 'query_advance') ?? []).map((row) => [requiredText(row, 'type'), requiredText(row, 'value')]))

const readPage = (fields: Fields) => ({
  offset: countOf(fields, 'offset', 0),
  limit: countOf(fields, 'limit', 100, 100),
})

const readStatusChange = (company: Company, docType: DocType, conditions: Map<string, string>) => {
  const given = statusChangeFilters.filter((name) => conditions.has(name))
  if (given.length === 0) return []
  const [from, to, statuses] = statusChangeFilters.map((name) => conditions.get(name))
  if (from === undefined || to === undefined || statuses === undefined) {
    throw refusal('2', `${statusChangeFilters.join(', ')} must be set together`)
  }
  return [statusChanged(company, docType, [from, to, statuses])]
}

/** A filter that is not known for the document type is refused. */
const readFilters = (company: Company, docType: DocType, fields: Fields) => {
  const conditions = readConditions(fields)
  const plain = [...conditions].filter(([name]) => !statusChangeFilters.some((known) => known === name))
  return [
    ...readStatusChange(company, docType, conditions),
    ...plain.map(([name, value]) => {
      const filter = filters[name]
      if (!filter?.appliesTo(docType)) throw invalidValue('query_advance', name)
      return filter.prepare(company, value)
    }),
  ]
}

const matchesQuery = (company: Company, { countCode, buyerOrder, texts, partner }: StoredDocument, query: string) =>
  [countCode, buyerOrder, texts['title'], company.partners.get(partner?.partnerId ?? '')?.customer].some((text) =>
    text?.toLowerCase().includes(query.toLowerCase()),
  )

const printId = (company: Company, document: StoredDocument, fields: Fields): Fields =>
  present({
    mk_id: document.mkId,
    opr_code: '0',
    count_code: document.countCode,
    status_code: flagOf(fields, 'show_status_code')
      ? statusesOf(company, document.docType).find(({ description }) => description === document.status)?.value
      : undefined,
  })

const printPage = (name: string, rows: Fields[], total: number, page: { offset: number; limit: number }): Fields => ({
  result_all_records: String(total),
  result_count: String(rows.length),
  offset: String(page.offset),
  limit: String(page.limit),
  [name]: rows,
})

const searchProducts = (company: Company, fields: Fields): Fields => {
  const conditions = readConditions(fields)
  const page = readPage(fields)
  for (const name of conditions.keys()) if (name !== 'eshop_sync') throw invalidValue('query_advance', name)
  const synced = conditions.get('eshop_sync')
  const found = company.products.all().filter(({ eshopSync }) => synced === undefined || String(eshopSync) === synced)
  const rows = found
    .slice(page.offset, page.offset + page.limit)
    .map((product) => printProduct(company, product, fields))
  return printPage('result_product', rows, found.length, page)
}

/** `search`: ids, or whole documents with `result_type` `doc`, ordered by id. */
export const search = (company: Company, fields: Fields): Fields => {
  const sought = textOf(fields, 'doc_type')
  if (sought === 'purchase_product') return searchProducts(company, fields)
  if (sought === 'complaint') return searchComplaints(company, fields)
  const docType = docTypeOf(fields)
  const page = readPage(fields)
  const whole = oneOf(fields, 'result_type', ['doc']) === 'doc'
  const descending = oneOf(fields, 'order_direction', ['asc', 'desc']) === 'desc'
  const conditions = readFilters(company, docType, fields)
  const query = textOf(fields, 'query')
  const found = company.documents
    .all()
    .filter(
      (document) =>
        document.docType === docType &&
        (query === undefined || matchesQuery(company, document, query)) &&
        conditions.every((matches) => matches(document)),
    )
  const ordered = descending ? found.toReversed() : found
  const rows = ordered
    .slice(page.offset, page.offset + page.limit)
    .map((document) => (whole ? printDocument(company, document, fields) : printId(company, document, fields)))
  return printPage('result', rows, found.length, page)
}

const describeFilters = (docType: DocType): Fields[] =>
  Object.entries(filters)
    .filter(([, { appliesTo }]) => appliesTo(docType))
    .map(([type, { label, valueDesc }]) => ({ value_desc: valueDesc, label, type }))

/** `search_query_advance_discovery`: the filters per document type, or of one. */
export const discoverFilters = (_company: Company, fields: Fields): Fields => {
  const wanted = textOf(fields, 'doc_type')
  const docTypes = Object.keys(documentKinds).filter(isDocType)
  return {
    ...Object.fromEntries(
      docTypes
        .filter((docType) => wanted === undefined || wanted === docType)
        .map((docType) => [docType, describeFilters(docType)]),
    ),
    ...(wanted === undefined || wanted === 'purchase_product'
      ? {
          purchase_product: [{ value_desc: "'true' or 'false'", label: 'Izmenjava Spletna trg.', type: 'eshop_sync' }],
        }
      : {}),
  }
}
