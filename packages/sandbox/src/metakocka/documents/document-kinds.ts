import type { MetakockaSettings } from '../settings.ts'
import { type Fields, textOf } from '../wire/fields.ts'
import { refusal } from '../wire/refusal.ts'

interface DocumentKind {
  /** Which status register applies. */
  statuses: keyof MetakockaSettings['statuses']
  /** Prefix of the numbers MetaKocka gives. */
  series: string
  /** `document_type_short` where known. */
  short?: string
  /** What saving one does to stock. */
  movesStock?: 'in' | 'out'
}

const bill: DocumentKind = { statuses: 'bill', series: '1-MK-' }

/** The documents the stand-in keeps. */
export const documentKinds = {
  sales_order: { statuses: 'order', series: 'PP-', short: 'PR_SO' },
  sales_offer: { statuses: 'offer', series: 'PP1_' },
  sales_bill_domestic: bill,
  sales_bill_foreign: bill,
  sales_bill_retail: bill,
  sales_bill_prepaid: bill,
  sales_bill_credit_note: { statuses: 'bill', series: 'DOB-' },
  warehouse_delivery_note: { statuses: 'warehouse', series: 'SK_', short: 'SK_DO' },
  warehouse_packing_list: { statuses: 'warehouse', series: 'D_', movesStock: 'out' },
  warehouse_receiving_note: { statuses: 'warehouse', series: 'NP_' },
  warehouse_acceptance_note: { statuses: 'warehouse', series: 'P_', movesStock: 'in' },
} satisfies Record<string, DocumentKind>
export type DocType = keyof typeof documentKinds

export const kindOf = (docType: DocType): DocumentKind => documentKinds[docType]

export const isBill = (docType: DocType): boolean => kindOf(docType).statuses === 'bill'

/** Types MetaKocka knows and the stand-in does not keep. */
const otherTypes = [
  'purchase_order',
  'purchase_bill_domestic',
  'purchase_bill_foreign',
  'purchase_bill_prepaid',
  'purchase_bill_credit_note',
  'warehouse_inventory',
  'transfer_order',
  'workorder',
  'complaint',
  'abandoned_cart',
]

export const isDocType = (text: string): text is DocType => Object.hasOwn(documentKinds, text)

/** @throws {Refusal} unknown to MetaKocka (code 2), or not kept by the stand-in (code 1) */
export const docTypeOf = (fields: Fields): DocType => {
  const text = textOf(fields, 'doc_type') ?? 'null'
  if (isDocType(text)) return text
  if (otherTypes.includes(text)) throw refusal('1', `The sandbox does not keep documents of type ${text}`)
  throw refusal('2', `Unknown document type : ${text}`)
}
