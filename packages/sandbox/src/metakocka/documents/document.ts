import type { Party } from '../partners/partner.ts'
import type { Day } from '../wire/dates.ts'
import type { Fields } from '../wire/fields.ts'
import type { DocType } from './document-kinds.ts'
import type { Totals } from './totals.ts'

export interface DocumentLine {
  rowId: string
  productId: string
  amount: string
  /** Unit price, without or with tax as `basis` says; at most six decimals. */
  price: string
  basis: 'net' | 'gross'
  /** Percent; several joined by `;` apply one after another. */
  discount?: string | undefined
  taxCode: string
  /** The rate as a fraction. */
  taxFactor: string
  /** Further plain values under their names on the wire: `doc_desc`, `lot_number_value`, ... */
  texts: Readonly<Record<string, string>>
  metaData?: readonly Fields[] | undefined
}

export type PaymentMode = 'payment' | 'prepayment' | 'return'

export interface Payment {
  paymentType: string
  mode: PaymentMode
  day: Day
  /** As sent: positive for a return as well. */
  amount: string
  cashRegister?: string | undefined
  notes?: string | undefined
}

/** One row of the change log, under its names on the wire. */
export interface LogEntry {
  user_email?: string | undefined
  operation_type: 'NEW' | 'CHANGE' | 'CUSTOM' | 'DOCUMENT_STATUS_CHANGE'
  operation_time: string
  notes?: string | undefined
  value_previous?: string | undefined
  value_new?: string | undefined
}

export interface StoredDocument {
  mkId: string
  docType: DocType
  countCode: string
  docDate: Day
  partner?: Party | undefined
  receiver?: Party | undefined
  client?: Party | undefined
  /** Description column of the status register. */
  status?: string | undefined
  /** Mark of the warehouse. */
  warehouse?: string | undefined
  profitCenter?: string | undefined
  currency: string
  buyerOrder?: string | undefined
  /** Further plain values, printed as kept, under their names on the wire. */
  texts: Readonly<Record<string, string>>
  /** Lists kept as they were sent: `offer_list`, `extra_column`, `meta_data`, `attachment_list`, ... */
  lists: Readonly<Record<string, readonly Fields[]>>
  lines: readonly DocumentLine[]
  totals: Totals
  payments: readonly Payment[]
  /** Documents tied to this one; kept on both sides. */
  links: readonly string[]
  /** When an invoice was issued; ISO instant. */
  publishedAt?: string | undefined
  /** ISO instants. */
  createdAt: string
  changedAt: string
  log: readonly LogEntry[]
}
