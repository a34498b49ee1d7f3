import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { productNotFound } from '../documents/lines.ts'
import { checkUser } from '../documents/registers.ts'
import { findLineProduct } from '../products/line-product.ts'
import { parseTimestamp } from '../wire/dates.ts'
import { countOf, decimalOf, type Fields, listOf, oneOf, requiredText, textOf, textsOf } from '../wire/fields.ts'
import { documentNotFound, invalidValue, missingParameter, refusal } from '../wire/refusal.ts'
import { type Complaint, complaintTypes, printComplaint } from './complaint.ts'

const texts = ['claim_reason', 'claim_description', 'return_tracking_code'] as const

const findOrder = (company: Company, fields: Fields): StoredDocument => {
  const buyerOrder = textOf(fields, 'sales_order_customer_order')
  const countCode = textOf(fields, 'sales_order_count_code')
  const found =
    (buyerOrder === undefined ? undefined : company.findDocumentsByBuyerOrder('sales_order', buyerOrder).at(-1)) ??
    (countCode === undefined ? undefined : company.findDocumentsByCountCode('sales_order', countCode).at(-1))
  if (!found) throw refusal('6', 'Sales order not found')
  return found
}

const readLine = (company: Company, fields: Fields): Complaint['lines'][number] => {
  const product = findLineProduct(company, fields)
  if (!product) throw productNotFound(textOf(fields, 'code') ?? textOf(fields, 'count_code') ?? 'null', [fields])
  const amount = decimalOf(fields, 'amount')
  if (!amount) throw missingParameter('amount')
  if (!amount.greaterThan(0)) throw invalidValue('amount', amount.toFixed())
  return { productId: product.mkId, amount: amount.toFixed(), reason: textOf(fields, 'complaint_reason') }
}

/** `create_complaint` about a sales order. The answer does not tell which complaint it became. */
export const createComplaint = (company: Company, fields: Fields): Fields => {
  requiredText(fields, 'api_user_email')
  checkUser(company, fields, 'api_user_email')
  const type = oneOf(fields, 'claim_type', complaintTypes)
  if (!type) throw missingParameter('claim_type')
  if (!parseTimestamp(requiredText(fields, 'datetime'))) throw refusal('6', 'datetime is not valid')
  const order = findOrder(company, fields)
  const lines = (listOf(fields, 'complaint_products') ?? []).map((row) => readLine(company, row))
  if (lines.length === 0) throw missingParameter('complaint_products')
  const now = company.now().toISOString()
  const mkId = company.newId()
  company.complaints.put(mkId, {
    mkId,
    countCode: String(company.newNumber('complaint')),
    orderId: order.mkId,
    type,
    status: textOf(fields, 'claim_status') ?? 'draft',
    texts: textsOf(fields, texts) as Record<string, string>,
    lines,
    createdAt: now,
    changedAt: now,
  })
  return {}
}

/** `get_document` of a complaint, by its id or its number. */
export const getComplaint = (company: Company, fields: Fields): Fields => {
  const id = textOf(fields, 'doc_id')
  const countCode = textOf(fields, 'doc_count_code')
  const found = company.complaints
    .all()
    .find((complaint) => (id === undefined ? complaint.countCode === countCode : complaint.mkId === id))
  if (!found) throw documentNotFound('complaint', id ?? countCode ?? 'null')
  return printComplaint(company, found)
}

const instantOf = (name: string, value: string): string => {
  const date = parseTimestamp(value)
  if (!date) throw invalidValue(name, value)
  return date.toISOString()
}

/** `search` for complaints, by the time of their last change alone. None at all is a refusal, and the total is not told. */
export const searchComplaints = (company: Company, fields: Fields): Fields => {
  const filters = (listOf(fields, 'query_advance') ?? []).map((row) => {
    const name = requiredText(row, 'type')
    if (name !== 'last_change_from' && name !== 'last_change_to') throw invalidValue('query_advance', name)
    const moment = instantOf(name, requiredText(row, 'value'))
    return ({ changedAt }: Complaint) => (name === 'last_change_from' ? changedAt >= moment : changedAt <= moment)
  })
  const [offset, limit] = [countOf(fields, 'offset', 0), countOf(fields, 'limit', 100, 100)]
  const found = company.complaints.all().filter((complaint) => filters.every((matches) => matches(complaint)))
  if (found.length === 0) throw refusal('6', 'No complaints found')
  const whole = oneOf(fields, 'result_type', ['doc']) === 'doc'
  const rows = found.slice(offset, offset + limit)
  return {
    result_count: String(rows.length),
    offset: String(offset),
    limit: String(limit),
    result: rows.map((complaint) =>
      whole
        ? printComplaint(company, complaint)
        : { mk_id: complaint.mkId, opr_code: '0', count_code: complaint.countCode },
    ),
  }
}
