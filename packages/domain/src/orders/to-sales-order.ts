import { Amount, formatCents } from '../money.ts'
import { toBookedParty } from './booked-party.ts'
import { type OrderLine, paidAmount, type StoreOrder } from './order.ts'
import type { OrderSettings } from './order-settings.ts'
import type { Proof, ProofLine } from './proof.ts'
import type { SalesOrder, SalesOrderLine } from './sales-order.ts'
import { settingsFor } from './settings-for-order.ts'

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
const serviceNames = {
  delivery: 'Dostava',
  wrapping: 'Darilno zavijanje',
  discount: 'Popust',
  rounding: 'Izravnava',
} as const

const serviceCode = (kind: keyof typeof serviceNames, order: StoreOrder, settings: OrderSettings): string => {
  const ofCarrier = kind === 'delivery' ? settings.deliveryServices[order.shipping.carrierReference ?? ''] : undefined
  return ofCarrier ?? settings.services[kind]
}

const toLine = (line: ProofLine, order: StoreOrder, settings: OrderSettings): SalesOrderLine => {
  const { kind, label, quantity, unitPrice, taxRate } = line
  if (kind !== 'product') {
    const note = {
      delivery: order.shipping.carrierName,
      wrapping: order.wrapping.message,
      discount: label,
      rounding: undefined,
    }[kind]
    const [code, name] = [serviceCode(kind, order, settings), serviceNames[kind]]
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

const toNotes = (order: StoreOrder, unfitVatNumbers: ReadonlySet<string>): string =>
  [
    ...order.messages,
    ...(order.wrapping.wanted ? [`Darilo / gift${order.wrapping.message ? `: ${order.wrapping.message}` : ''}`] : []),
    ...[...unfitVatNumbers].map((text) => `Neveljavna davčna številka / invalid VAT number: ${text}`),
  ].join('\n')

/** Puts a proven order into the form in which it is to stand in the ERP. Pure: the same order gives the same document. */
export const toSalesOrder = (
  order: StoreOrder,
  proof: Proof,
  orderSettings: OrderSettings,
  buyerOrder: string,
): SalesOrder => {
  const settings = settingsFor(order, orderSettings)
  const { module, label } = order.payment
  const paymentType = settings.paymentTypes[module] ?? settings.otherPaymentType
  const deliveryType = settings.deliveryTypes[order.shipping.carrierReference ?? '']
  const [payer, recipient] = [toBookedParty(order.payer), toBookedParty(order.recipient)]
  const unfitVatNumbers = [payer, recipient].flatMap(({ unfitVatNumber }) => unfitVatNumber ?? [])
  const notes = toNotes(order, new Set(unfitVatNumbers))
  const { warehouse, statusCode, priceList, profitCenter } = settings
  return {
    buyerOrder,
    day: ljubljanaDay(order.placedAt),
    placedAt: order.placedAt,
    currency: order.currency,
    payer: payer.party,
    recipient: recipient.party,
    lines: proof.lines.map((line) => toLine(line, order, settings)),
    payments: toPayments(order, paymentType),
    methodOfPayment: settings.methodsOfPayment[module] ?? label,
    ...(deliveryType === undefined ? {} : { deliveryType }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(priceList === undefined ? {} : { priceList }),
    ...(profitCenter === undefined ? {} : { profitCenter }),
    ...(notes === '' ? {} : { notes }),
  }
}
