import type { FlagText } from './fields.ts'
import type { PartnerBody, PartnerReference } from './partner-body.ts'

export type SalesBillType = 'sales_bill_domestic' | 'sales_bill_foreign' | 'sales_bill_retail' | 'sales_bill_prepaid'

export type DocumentType =
  | 'sales_order'
  | 'sales_offer'
  | SalesBillType
  | 'sales_bill_credit_note'
  | 'warehouse_delivery_note'
  | 'warehouse_packing_list'
  | 'warehouse_receiving_note'
  | 'warehouse_acceptance_note'
  | 'complaint'

export interface MetaData {
  key: string
  value_string: string
  display_key?: string
  display_value?: string
}

/**
 * One line. `amount` is more than 0 for goods and may be negative for a service, such as a coupon. `tax` is a code (`EX4`), `tax_factor`
 * a factor (`0.22`). `discount` is a percentage; several are joined as `22;23`.
 *
 * `unit` and its companions are left out on purpose: they make MetaKocka create a product it does not know.
 */
export type ProductLine = ({ code: string } | { count_code: string }) &
  ({ price: string } | { price_with_tax: string }) &
  ({ tax: string } | { tax_factor: string }) & {
    mk_id?: string
    amount: string
    discount?: string
    doc_desc?: string
    meta_data?: MetaData[]
  }

/** A payment. `date` is `dd.mm.yyyy`; without `amount` it covers the whole document. A wrong `payment_type` is refused with the valid ones. */
export interface MarkPaid {
  payment_type: string
  date: string
  amount?: string
  cashRegister?: string
}

export interface Attachment {
  file_name: string
  source_url?: string
  data_b64?: string
}

/** What all documents of ours share. Dates are `YYYY-MM-DD+02:00` or `dd.mm.yyyy`; with `mk_id` the whole stored document is replaced. */
interface SharedBody {
  mk_id?: string
  doc_date: string
  /** Not unique: a number sent again makes a second document. `COUNT_CODE_SELECT#<prefix>` chooses a numbering series. */
  count_code?: string
  /** The customer's order number, at most 30 characters. */
  buyer_order?: string
  title?: string
  product_list: ProductLine[]
  currency_code?: string
  warehouse?: string
  delivery_type?: string
  profit_center?: string
  sales_pricelist_code?: string
  discount_value?: string
  discount_percent?: string
  pariteta?: string
  notes?: string
  doc_created_email?: string
  offer_list?: { count_code: string }[]
  mark_paid?: MarkPaid[]
  attachment_list?: Attachment[]
  extra_column?: { name: string; value: string }[]
  meta_data?: MetaData[]
  /** At most 50 characters; shown in the document's change log. */
  document_change_log_notes?: string
}

/** A sales order. `status_code` is a description of the register (`created`). @see MetaKocka API, "documents_put_document_sales_order" */
export interface SalesOrderBody extends SharedBody {
  doc_type: 'sales_order'
  partner: PartnerBody | PartnerReference
  receiver?: PartnerBody | PartnerReference
  status_code?: string
  method_of_payment?: string
  prepayment_value?: string
  prepayment_percent?: string
  duo_payment?: string
  /** A moment with offset: when the customer ordered. */
  order_create_ts?: string
  delivery_deadline?: string
  finish_date?: string
  shipped_date_expected_seller?: string
  priority?: string
  parcel_shop_id?: string
  commercialist_email?: string
  notes_header?: string
  link_to_web_store?: string
  webshop_eshop_sync_id?: string
  salesOrderTrackingType?: 'bill' | 'packing_list'
  create_invoice?: 'true'
}

interface BillBody extends SharedBody {
  service_from_date?: string
  service_to_date: string
  duo_payment: string
  location_of_service?: string
  bank_ref_prefix?: string
  bank_ref_number?: string
}

/** An invoice. Its type is the caller's to choose; it is not derived from the partner. @see MetaKocka API, "documents_put_document" */
export interface SalesBillBody extends BillBody {
  doc_type: SalesBillType
  partner: PartnerBody | PartnerReference
  receiver?: PartnerBody | PartnerReference
  sales_order_list?: { count_code: string }[]
}

/** A credit note: `goods` and `financial` name the bill they belong to, `standalone` the partner. */
export type CreditNoteBody = BillBody & { doc_type: 'sales_bill_credit_note' } & (
    | { credit_note_type: 'financial' | 'goods'; credit_note_bill: string }
    | { credit_note_type: 'standalone'; partner: PartnerBody | PartnerReference }
  )

export type PutDocumentBody = SalesOrderBody | SalesBillBody | CreditNoteBody

/** Names one document; only a sales order can be named by its `buyer_order`. */
export type DocumentKey<IdField extends string> =
  | ({ doc_type: DocumentType } & Record<IdField, string>)
  | { doc_type: 'sales_order'; buyer_order: string }

/** What an answer shall hold beyond the plain document; works for `get_document` and `search`. */
export interface DocumentSwitches {
  show_payment_detail?: FlagText
  show_tax_factor?: FlagText
  show_product_detail?: FlagText
  show_tracking_url?: FlagText
  return_associated_tracking_numbers?: FlagText
  show_split_orders?: FlagText
  show_sum_credit?: FlagText
  show_last_payment_date?: FlagText
  show_sales_order_method_of_payment?: FlagText
  return_document_info?: FlagText
  return_credit_note_for_invoice?: FlagText
}

export type GetDocumentBody = DocumentKey<'doc_id'> & DocumentSwitches

/** With `mk_row_id` the line is changed, without it added. */
export type LineChange = (ProductLine & { mk_row_id?: string }) | { mk_row_id: string; mark_delete: 'true' }

/**
 * Changes to a sales order; what is left out stays. Bills take `status_code` only. `partner` and `receiver` are replaced as a
 * whole. @see MetaKocka API, "documents_update_document_sales_order"
 */
export type UpdateDocumentBody = DocumentKey<'mk_id'> & {
  status_code?: string
  shipped_date?: string
  delivery_type?: string
  warehouse?: string
  parcel_shop_id?: string
  /** Refused unless an invoice exists. */
  tracking_code?: string
  tracking_intermediate_code?: string
  notes_header?: string
  notes?: string
  discount_value?: string
  extra_column?: { name: string; value: string }[]
  partner?: PartnerBody
  receiver?: PartnerBody
  product_add?: LineChange[]
  /** With `amount` the line is only reduced by it. */
  product_remove?: (({ code: string } | { mk_id: string } | { mk_row_id: string }) & { amount?: string })[]
  create_invoice?: 'true'
  salesOrderTrackingType?: 'bill' | 'packing_list'
  count_code_new?: string
  clear?: ('tracking_code' | 'notes' | 'notes_header')[]
}

/** `status_code` is a description of the register. @see MetaKocka API, "change_document_status" */
export type ChangeDocumentStatusBody = {
  doc_type: 'sales_order' | 'warehouse_receiving_note'
  status_code: string
  api_user_email?: string
} & ({ mk_id: string } | { mk_id_list: string[] } | { buyer_order: string })

/**
 * The older bill call, the only one with a documented switch for fiscal verification: with `send_to_furs` nothing is stored when that fails.
 * Dates are `dd.mm.yyyy`. @see MetaKocka API, "put_sales_bill_send_to_furs"
 */
export interface PutSalesBillBody {
  bill_date: string
  payment_date: string
  count_code?: string
  buyer_order?: string
  title?: string
  foreign?: FlagText
  location_of_service?: string
  warehouse?: string
  partner: PartnerBody | PartnerReference
  product_list: ProductLine[]
  mark_paid?: MarkPaid[]
  /** Every line needs the same discount. */
  discount_percent?: string
  discount_value?: string
  send_to_furs?: FlagText
}

/** One payment; each call adds one more. `date` is `YYYY-MM-DD+02:00`. @see MetaKocka API, "put_transaction" */
export type PutTransactionBody = {
  doc_type:
    | 'bill'
    | 'sales_offer'
    | 'sales_order'
    | Exclude<SalesBillType, 'sales_bill_prepaid'>
    | 'purchase_bill_domestic'
    | 'purchase_bill_foreign'
  payment_mode: 'payment' | 'prepayment' | 'return'
  payment_type: string
  cash_register?: string
  date: string
  price: string
  notes?: string
} & ({ mk_id: string } | { count_code: string } | { buyer_order: string })
