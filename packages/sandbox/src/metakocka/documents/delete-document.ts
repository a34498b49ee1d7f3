import type { Company } from '../company.ts'
import { type Fields, textOf } from '../wire/fields.ts'
import { invalidValue, refusal } from '../wire/refusal.ts'
import { docTypeOf, isBill } from './document-kinds.ts'
import { getById } from './find-document.ts'
import { findInvoices } from './invoices.ts'
import { removeDocument } from './store.ts'

/** `delete_document` for orders, offers and warehouse documents; an invoiced order is refused. */
export const deleteDocument = (company: Company, fields: Fields): Fields => {
  if (textOf(fields, 'doc_type') === undefined) throw refusal('1', 'Internal server error.')
  const docType = docTypeOf(fields)
  if (isBill(docType)) throw invalidValue('doc_type', docType)
  const mkId = textOf(fields, 'mk_id')
  if (mkId === undefined) throw refusal('2', 'Paramether mk_id must be set')
  const document = getById(company, docType, mkId)
  if (findInvoices(company, document).length > 0) {
    throw refusal('6', 'Document cannot be deleted because it has an invoice.')
  }
  removeDocument(company, document)
  return {}
}
