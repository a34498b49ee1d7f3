import { Amount, formatCents } from './money.ts'
import { type OrderLine, paidAmount, type StoreOrder } from './order.ts'
import type { Proof, ProofLine } from './proof.ts'
import type { SalesOrder, SalesOrderLine } from './sales-order.ts'
import type { OrderSettings } from './settings.ts'

const ljubljana = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Ljubljana', dateStyle: 'short' })

/** The calendar day on which an ERP document of this moment stands, `YYYY-MM-DD`. */
export const ljubljanaDay = (moment: string): string => ljubljana.format(new Date(moment))

/** Under which code a line is booked. Without a reference the store's own ids make one that no other product can have. */
export const lineCode = (line: OrderLine): string =>
  line.reference ?? ['PS', line.storeProductId, ...(line.storeCombinationId ? [line.storeCombinationId] : [])].join('-')

/** The number by which an order is known in the ERP. Orders that share a reference are told apart by their id. */
export const toBuyerOrder = (order: StoreOrder, settings: OrderSettings): string =>
  `${settings.buyerOrderPrefix}${order.reference}${order.referenceIsShared ? `-${order.storeOrderId}` : ''}`

/** What the service products are called in the catalogue; the carrier and the vouchers stand on the line. */
const serviceNames = { delivery: 'Dostava', wrapping: 'Darilno zavijanje', discount: 'Popust' } as const

const toLine = (line: ProofLine, order: StoreOrder, settings: OrderSettings): SalesOrderLine => {
  const { kind, label, quantity, unitPrice, taxRate } = line
  if (kind !== 'product') {
    const note = { delivery: order.shipping.carrierName, wrapping: order.wrapping.message, discount: label }[kind]
    const [code, name] = [settings.services[kind], serviceNames[kind]]
    return { kind, code, name, quantity, unitPrice, taxRate, ...(note === undefined ? {} : { note }) }
  }
  const source = order.lines.find(({ storeLineId }) => storeLineId === line.storeLineId)
  if (!source) throw new Error(`proof names line ${line.storeLineId}, which the order does not have`)
  return {
    kind,
    code: lineCode(source),
    name: label,
    quantity,
    unitPrice,
    taxRate,
    ...(source.customization === undefined ? {} : { note: source.customization }),
  }
}

/**
 * Payments up to the total: an overpayment is the store's to settle, not a sale. Money that was paid back takes off what was paid.
 */
const toPayments = (order: StoreOrder, paymentType: string): SalesOrder['payments'] => {
  let open = Amount.min(order.totalPaid, paidAmount(order))
  const payments: SalesOrder['payments'] = []
  for (const payment of order.payment.payments) {
    const counted = Amount.min(payment.amount, open)
    if (!counted.gt(0)) continue
    open = open.minus(counted)
    payments.push({ paymentType, amount: formatCents(counted), day: ljubljanaDay(payment.paidAt) })
  }
  return payments
}

const toNotes = (order: StoreOrder): string =>
  [
    ...order.messages,
    ...(order.wrapping.wanted ? [`Darilo / gift${order.wrapping.message ? `: ${order.wrapping.message}` : ''}`] : []),
  ].join('\n')

/** Puts a proven order into the form in which it is to stand in the ERP. Pure: the same order gives the same document. */
export const toSalesOrder = (
  order: StoreOrder,
  proof: Proof,
  settings: OrderSettings,
  buyerOrder: string,
): SalesOrder => {
  const { module, label } = order.payment
  const paymentType = settings.paymentTypes[module] ?? settings.otherPaymentType
  const deliveryType = settings.deliveryTypes[order.shipping.carrierReference ?? '']
  const notes = toNotes(order)
  const { warehouse } = settings
  return {
    buyerOrder,
    day: ljubljanaDay(order.placedAt),
    placedAt: order.placedAt,
    currency: order.currency,
    payer: order.payer,
    recipient: order.recipient,
    lines: proof.lines.map((line) => toLine(line, order, settings)),
    payments: toPayments(order, paymentType),
    methodOfPayment: label,
    ...(deliveryType === undefined ? {} : { deliveryType }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(notes === '' ? {} : { notes }),
  }
}
