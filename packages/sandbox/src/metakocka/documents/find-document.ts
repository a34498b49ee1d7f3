import type { Company } from '../company.ts'
import { type Fields, textOf } from '../wire/fields.ts'
import { documentNotFound, refusal } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'
import type { DocType } from './document-kinds.ts'

export const getById = (company: Company, docType: DocType, mkId: string): StoredDocument => {
  const document = company.documents.get(mkId)
  if (document?.docType !== docType) throw documentNotFound(docType, mkId)
  return document
}

/** Where several orders share a `buyer_order`: the newest. */
export const getByBuyerOrder = (company: Company, docType: DocType, buyerOrder: string): StoredDocument => {
  const document = company.findDocumentsByBuyerOrder(docType, buyerOrder).at(-1)
  if (!document) throw documentNotFound(docType, buyerOrder, 'buyer_order')
  return document
}

/** By `mk_id`, or a sales order by `buyer_order`. */
export const getTarget = (company: Company, docType: DocType, fields: Fields): StoredDocument => {
  const mkId = textOf(fields, 'mk_id')
  const buyerOrder = docType === 'sales_order' ? textOf(fields, 'buyer_order') : undefined
  if (mkId === undefined && buyerOrder !== undefined) return getByBuyerOrder(company, docType, buyerOrder)
  if (mkId === undefined) throw refusal('2', 'Paramether mk_id must be set')
  return getById(company, docType, mkId)
}
