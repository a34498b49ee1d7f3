import {
  formatDate,
  formatDotDate,
  type PartnerReference,
  type ProductLine,
  type SalesOrderBody,
} from '@pretok/client-metakocka'
import {
  amount,
  cut,
  longestProductName,
  type PartnerRef,
  type Party,
  partyKey,
  type SalesOrder,
  type SalesOrderLine,
} from '@pretok/domain'
import { textsCutOff, toPartnerBody } from './to-partner.ts'

const toReference = (party: Party, { partnerId, addressId }: PartnerRef): PartnerReference => ({
  mk_id: partnerId,
  mk_address_id: addressId,
  ...toPartnerBody(party),
})

/** A name that the catalogue has no room for stands whole on the line. */
const toDescription = ({ name, note }: SalesOrderLine): string =>
  [...(cut(name, longestProductName) === name ? [] : [name]), ...(note === undefined ? [] : [note])].join('\n')

export const toProductLine = (line: SalesOrderLine): ProductLine => {
  const { code, quantity, unitPrice, taxRate } = line
  const description = toDescription(line)
  return {
    code,
    amount: String(quantity),
    price_with_tax: unitPrice,
    tax_factor: amount(taxRate).div(100).toFixed(),
    ...(description === '' ? {} : { doc_desc: description }),
  }
}

/** What the customer wrote, and whatever of the parties does not fit into its field. */
const toNotes = ({ notes, payer, recipient }: SalesOrder): string =>
  [...(notes === undefined ? [] : [notes]), ...new Set([payer, recipient].flatMap(textsCutOff))].join('\n')

const twoHoursMs = 7_200_000

/** `2026-11-23T09:47:18+02:00`: MetaKocka takes no other offset, in winter either, so the clock time is that of this offset. */
export const toTimestamp = (moment: string): string =>
  `${new Date(Date.parse(moment) + twoHoursMs).toISOString().slice(0, 19)}+02:00`

/** The request that books an order. The prices hold VAT, as the store's do; MetaKocka derives the base. */
export const toSalesOrderBody = (
  order: SalesOrder,
  { payer, recipient, correlationId }: { payer: PartnerRef; recipient: PartnerRef; correlationId: string },
): SalesOrderBody => {
  const { buyerOrder, payments, methodOfPayment, deliveryType, warehouse } = order
  const notes = toNotes(order)
  const { statusCode, priceList, profitCenter } = order
  const elsewhere = partyKey(order.payer) !== partyKey(order.recipient)
  return {
    doc_type: 'sales_order',
    doc_date: formatDate(order.day),
    buyer_order: buyerOrder,
    title: buyerOrder,
    currency_code: order.currency,
    order_create_ts: toTimestamp(order.placedAt),
    partner: toReference(order.payer, payer),
    ...(elsewhere ? { receiver: toReference(order.recipient, recipient) } : {}),
    product_list: order.lines.map(toProductLine),
    ...(payments.length > 0
      ? {
          mark_paid: payments.map((payment) => ({
            payment_type: payment.paymentType,
            date: formatDotDate(payment.day),
            amount: payment.amount,
          })),
        }
      : {}),
    ...(methodOfPayment === undefined ? {} : { method_of_payment: methodOfPayment }),
    ...(deliveryType === undefined ? {} : { delivery_type: deliveryType }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(statusCode === undefined ? {} : { status_code: statusCode }),
    ...(priceList === undefined ? {} : { sales_pricelist_code: priceList }),
    ...(profitCenter === undefined ? {} : { profit_center: profitCenter }),
    ...(notes === '' ? {} : { notes }),
    document_change_log_notes: cut(`Pretok ${correlationId}`, 50),
  }
}
