import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { printLine } from '../documents/print-document.ts'
import { linkedDocuments } from '../documents/store.ts'
import { printParty } from '../partners/partner.ts'
import { collapse } from '../wire/collapse.ts'
import { printTimestamp } from '../wire/dates.ts'
import { type Fields, present } from '../wire/fields.ts'

export const complaintTypes = ['reclamation', 'return', 'replacement'] as const

export interface Complaint {
  mkId: string
  countCode: string
  orderId: string
  type: (typeof complaintTypes)[number]
  status: string
  /** Plain values, printed as sent, under their names on the wire. */
  texts: Readonly<Record<string, string>>
  lines: readonly { productId: string; amount: string; reason?: string | undefined }[]
  /** ISO instants. */
  createdAt: string
  changedAt: string
}

const printLink = ({ mkId, countCode, docType }: StoredDocument): Fields => ({
  mk_id: mkId,
  count_code: countCode,
  doc_type: docType,
})

/** A complaint as `get_document` and `search` print it: its lines at the prices of the order, its order by MetaKocka's number. */
export const printComplaint = (company: Company, complaint: Complaint): Fields => {
  const order = company.documents.get(complaint.orderId)
  const partner = order?.partner && company.partners.get(order.partner.partnerId)
  const lines = complaint.lines.map(({ productId, amount, reason }) => {
    const sold = order?.lines.find((line) => line.productId === productId)
    const product = company.products.get(productId)
    return present({
      ...(sold
        ? printLine(company, { ...sold, amount }, {})
        : { count_code: product?.countCode, mk_id: productId, code: product?.code, amount }),
      complaint_reason: reason,
    })
  })
  return present({
    mk_id: complaint.mkId,
    doc_type: 'complaint',
    opr_code: '0',
    count_code: complaint.countCode,
    partner: partner && order?.partner && printParty(partner, order.partner),
    currency_code: order?.currency,
    status_code: complaint.status,
    buyer_order: order?.countCode,
    created_ts: printTimestamp(new Date(complaint.createdAt)),
    last_change_ts: printTimestamp(new Date(complaint.changedAt)),
    doc_link_list: order ? [order, ...linkedDocuments(company, order)].map(printLink) : undefined,
    complaint_products: collapse(lines, company.settings().collapseLists),
    claim_type: complaint.type,
    ...complaint.texts,
  })
}
