import { z } from 'zod'
import { Day, DecimalText, envelope, Flag, Id, listOf, maybe, Text, Timestamp } from './fields.ts'

/** One line of a document. `discount` is text: several percentages are joined as `22;23`. `mk_row_id` comes with `show_product_detail`. */
export const DocumentLine = z.looseObject({
  mk_row_id: maybe(Id),
  mk_id: maybe(Id),
  count_code: maybe(Text),
  code: maybe(Text),
  name: maybe(Text),
  unit: maybe(Text),
  amount: maybe(DecimalText),
  price: maybe(DecimalText),
  price_with_tax: maybe(DecimalText),
  discount: maybe(Text),
  tax: maybe(Text),
  tax_factor: maybe(DecimalText),
  doc_desc: maybe(Text),
})
export type DocumentLine = z.output<typeof DocumentLine>

/** The buyer or the receiver as a document shows it. */
export const DocumentPartner = z.looseObject({
  mk_id: maybe(Id),
  mk_address_id: maybe(Id),
  count_code: maybe(Text),
  customer: maybe(Text),
  street: maybe(Text),
  post_number: maybe(Text),
  place: maybe(Text),
  province: maybe(Text),
  country: maybe(Text),
  country_iso_2: maybe(Text),
  business_entity: maybe(Flag),
  taxpayer: maybe(Flag),
  foreign_county: maybe(Flag),
  tax_id_number: maybe(Text),
})
export type DocumentPartner = z.output<typeof DocumentPartner>

/** A document that follows from this one or led to it. */
export const DocumentLink = z.looseObject({ mk_id: maybe(Id), count_code: maybe(Text), doc_type: maybe(Text) })
export type DocumentLink = z.output<typeof DocumentLink>

/** One payment; comes with `show_payment_detail`. */
export const DocumentPayment = z.looseObject({
  payment_type: maybe(Text),
  date: maybe(Day),
  amount: maybe(DecimalText),
  payment_tip: maybe(Text),
  cashRegister: maybe(Text),
  notes: maybe(Text),
})
export type DocumentPayment = z.output<typeof DocumentPayment>

/** A column of the company's own, or one that a store link or carrier fills: `tracking_number`, `tracking_url`, `store_url`. */
export const ExtraColumn = z.looseObject({ name: Text, value: maybe(Text) })
export type ExtraColumn = z.output<typeof ExtraColumn>

const DocumentFields = z.looseObject({
  mk_id: Id,
  doc_type: maybe(Text),
  count_code: maybe(Text),
  doc_date: maybe(Day),
  title: maybe(Text),
  buyer_order: maybe(Text),
  status_code: maybe(Text),
  status_desc: maybe(Text),
  partner: maybe(DocumentPartner),
  receiver: maybe(DocumentPartner),
  currency_code: maybe(Text),
  warehouse: maybe(Text),
  delivery_type: maybe(Text),
  method_of_payment: maybe(Text),
  parcel_shop_id: maybe(Text),
  profit_center: maybe(Text),
  eshop_name: maybe(Text),
  webshop_eshop_sync_id: maybe(Id),
  notes_header: maybe(Text),
  notes: maybe(Text),
  product_list: listOf(DocumentLine),
  discount_value: maybe(DecimalText),
  discount_percent: maybe(DecimalText),
  sum_basic: maybe(DecimalText),
  sum_discount: maybe(DecimalText),
  sum_all: maybe(DecimalText),
  sum_paid: maybe(DecimalText),
  sum_prepayment: maybe(DecimalText),
  sum_credit: maybe(DecimalText),
  mark_paid: listOf(DocumentPayment),
  doc_link_list: listOf(DocumentLink),
  offer_list: listOf(DocumentLink),
  packlist_accform_list: listOf(DocumentLink),
  credit_note_list: listOf(DocumentLink),
  extra_column: listOf(ExtraColumn),
  service_to_date: maybe(Day),
  duo_payment: maybe(Day),
  shipped_date: maybe(Day),
  created_ts: maybe(Timestamp),
  order_create_ts: maybe(Timestamp),
  publish_ts: maybe(Timestamp),
  furs_zoi: maybe(Text),
  furs_eor: maybe(Text),
  /** What was written into a complaint. */
  claim_description: maybe(Text),
})

const taxSum = /^sum_tax_(.+)$/

/** The keys spell the code in small letters, the lines in capitals; collected here, both are `EX4`. */
const collectTaxSums = (document: z.output<typeof DocumentFields>, context: z.RefinementCtx) => {
  const sum_tax: Record<string, string> = {}
  for (const [key, value] of Object.entries(document)) {
    const code = taxSum.exec(key)?.[1]
    if (code === undefined) continue
    const amount = DecimalText.safeParse(value)
    if (amount.success) sum_tax[code.toUpperCase()] = amount.data
    else context.addIssue({ code: 'custom', path: [key], message: 'not a decimal number' })
  }
  return { ...document, sum_tax }
}

/**
 * An order, bill, offer or warehouse document. A search without `result_type` fills only `mk_id` and `count_code`.
 *
 * - `status_code` is the register's value ("Odpremljen"), `status_desc` its description ("shipped"); requests want the description.
 * - `sum_tax` collects the `sum_tax_*` fields: tax code in capitals, as in `product_list[].tax` -> amount.
 * - Zero sums are missing, so `sum_paid` is absent as long as nothing is paid.
 * - `publish_ts` tells when a bill was issued, `furs_zoi` and `furs_eor` that it is fiscally verified.
 *
 * @see MetaKocka API, "documents_get_document_sales_order", "documents_get_document_bill"
 */
export const Document = DocumentFields.transform(collectTaxSums)
export type Document = z.output<typeof Document>

/** The answer to `put_document`. `total_price` is what MetaKocka computed; `attachment_list` names the invoice of `create_invoice`. */
export const PutDocumentAnswer = z.looseObject({
  ...envelope,
  mk_id: Id,
  count_code: Text,
  document_type_short: maybe(Text),
  partner: maybe(z.looseObject({ mk_id: maybe(Id) })),
  total_price: maybe(DecimalText),
  attachment_list: listOf(z.looseObject({ bill_mk_id: maybe(Id) })),
})
export type PutDocumentAnswer = z.output<typeof PutDocumentAnswer>

/** The answer to `put_sales_bill`. The `furs_*` fields come with `send_to_furs`; `furs_qr_code` is a PNG in Base64. */
export const PutSalesBillAnswer = z.looseObject({
  ...envelope,
  mk_id: Id,
  count_code: Text,
  partner: maybe(z.looseObject({ mk_id: maybe(Id) })),
  furs_zoi: maybe(Text),
  furs_eor: maybe(Text),
  furs_qr_code: maybe(Text),
})
export type PutSalesBillAnswer = z.output<typeof PutSalesBillAnswer>

/** The answer of calls that say no more than "done". */
export const DoneAnswer = z.looseObject(envelope)
export type DoneAnswer = z.output<typeof DoneAnswer>
