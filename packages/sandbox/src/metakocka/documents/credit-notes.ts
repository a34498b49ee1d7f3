import type { Company } from '../company.ts'
import type { Party } from '../partners/partner.ts'
import { type Decimal, sumOf } from '../wire/decimals.ts'
import { type Fields, oneOf, requiredText } from '../wire/fields.ts'
import { missingParameter, refusal } from '../wire/refusal.ts'
import type { DocumentLine, StoredDocument } from './document.ts'
import { type DocType, isBill } from './document-kinds.ts'
import { findInvoices } from './invoices.ts'
import { linkDocuments, linkedDocuments } from './store.ts'
import { totalGross } from './totals.ts'

interface Credited {
  bill?: StoredDocument
  partner: Party | undefined
  /** @throws {Refusal} goods among financial lines, or a product the bill does not have */
  checkLines(lines: DocumentLine[]): void
}

/** With several bills of that number, the newest. */
const getBill = (company: Company, countCode: string): StoredDocument => {
  const bill = company.documents
    .all()
    .findLast(
      (document) =>
        isBill(document.docType) && document.docType !== 'sales_bill_credit_note' && document.countCode === countCode,
    )
  if (!bill) throw refusal('2', `Cannot find bill with count_code = ${countCode}`)
  return bill
}

/** Reads what a credit note credits; `undefined` for other documents. */
export const checkCreditNote = (company: Company, docType: DocType, fields: Fields): Credited | undefined => {
  if (docType !== 'sales_bill_credit_note') return undefined
  const type = oneOf(fields, 'credit_note_type', ['financial', 'goods', 'standalone'] as const)
  if (!type) throw missingParameter('credit_note_type')
  if (type === 'standalone') return { partner: undefined, checkLines: () => undefined }
  const bill = getBill(company, requiredText(fields, 'credit_note_bill'))
  const isAllowed = (line: DocumentLine): boolean =>
    type === 'financial'
      ? company.products.get(line.productId)?.service === true
      : bill.lines.some(({ productId }) => productId === line.productId)
  return {
    bill,
    partner: bill.partner,
    checkLines(lines) {
      const wrong = lines.find((line) => !isAllowed(line))
      if (!wrong) return
      const code = company.products.get(wrong.productId)?.code
      throw refusal('6', `Product with code '${code}' is not allowed on credit note of type '${type}'.`)
    },
  }
}

export const linkCreditNote = (company: Company, { bill }: Credited, creditNote: StoredDocument): void => {
  if (bill) linkDocuments(company, bill.mkId, creditNote.mkId)
}

/** Positive sum of the credit notes on an order's invoices. */
export const sumCredit = (company: Company, order: StoredDocument): Decimal =>
  sumOf(
    findInvoices(company, order)
      .flatMap((bill) => linkedDocuments(company, bill))
      .filter(({ docType }) => docType === 'sales_bill_credit_note')
      .map(({ totals }) => totalGross(totals)),
  )
