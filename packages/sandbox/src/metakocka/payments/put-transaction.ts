import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { isBill, isDocType } from '../documents/document-kinds.ts'
import { saveDocument } from '../documents/store.ts'
import { parseOffsetDay } from '../wire/dates.ts'
import { decimalOf, type Fields, oneOf, requiredText, textOf } from '../wire/fields.ts'
import { documentNotFound, invalidValue, missingParameter, refusal } from '../wire/refusal.ts'
import { readPaymentType } from './payments.ts'

const docTypes = [
  'bill',
  'sales_offer',
  'sales_order',
  'sales_bill_domestic',
  'sales_bill_foreign',
  'sales_bill_retail',
]

const findDocument = (company: Company, docType: string, fields: Fields): StoredDocument => {
  const given = (['mk_id', 'count_code', 'buyer_order'] as const).flatMap((name) => {
    const value = textOf(fields, name)
    return value === undefined ? [] : [{ name, value }]
  })
  const [first] = given
  if (!first) throw missingParameter('mk_id')
  if (given.length > 1) throw refusal('2', "Only one of paramethers 'mk_id', 'count_code' and 'buyer_order' can be set")
  if (first.name === 'buyer_order' && docType !== 'sales_order') throw invalidValue('buyer_order', first.value)
  const found = {
    mk_id: () => company.documents.get(first.value),
    count_code: () => company.documents.all().findLast((document) => document.countCode === first.value),
    buyer_order: () => company.findDocumentsByBuyerOrder('sales_order', first.value).at(-1),
  }[first.name]()
  const fits = found && (docType === 'bill' ? isBill(found.docType) : found.docType === docType)
  if (!fits) throw documentNotFound(docType, first.value, first.name === 'mk_id' ? 'id' : first.name)
  return found
}

/** Adds one payment; repeating it adds another. */
export const putTransaction = (company: Company, fields: Fields): Fields => {
  const docType = requiredText(fields, 'doc_type')
  if (!docTypes.includes(docType)) {
    if (isDocType(docType)) throw invalidValue('doc_type', docType, docTypes)
    throw refusal('2', `Unknown document type : ${docType}`)
  }
  const mode = oneOf(fields, 'payment_mode', ['payment', 'prepayment', 'return'] as const)
  if (!mode) throw missingParameter('payment_mode')
  const paymentType = readPaymentType(company, fields)
  const day = parseOffsetDay(requiredText(fields, 'date'))
  if (day === undefined) throw refusal('6', 'Not valid date for date')
  const price = decimalOf(fields, 'price')
  if (!price) throw missingParameter('price')
  const document = findDocument(company, docType, fields)
  const payment = {
    paymentType,
    mode,
    day,
    amount: price.toFixed(),
    cashRegister: textOf(fields, 'cash_register', 100),
    notes: textOf(fields, 'notes', 100),
  }
  saveDocument(company, document, { payments: [...document.payments, payment] })
  return {}
}
