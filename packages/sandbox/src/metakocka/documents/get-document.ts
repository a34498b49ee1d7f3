import type { Company } from '../company.ts'
import { getComplaint } from '../complaints/complaint-calls.ts'
import { type Fields, textOf } from '../wire/fields.ts'
import { docTypeOf } from './document-kinds.ts'
import { getByBuyerOrder, getById } from './find-document.ts'
import { printDocument } from './print-document.ts'

/** `get_document` by `doc_id` (not `mk_id`), or a sales order by `buyer_order`. */
export const getDocument = (company: Company, fields: Fields): Fields => {
  if (textOf(fields, 'doc_type') === 'complaint') return getComplaint(company, fields)
  const docType = docTypeOf(fields)
  const id = textOf(fields, 'doc_id')
  const buyerOrder = docType === 'sales_order' ? textOf(fields, 'buyer_order') : undefined
  const document =
    id === undefined && buyerOrder !== undefined
      ? getByBuyerOrder(company, docType, buyerOrder)
      : getById(company, docType, id ?? 'null')
  return printDocument(company, document, fields)
}
