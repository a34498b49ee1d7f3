import type { Order, OrderSlip } from '@pretok/client-prestashop'
import { amount, formatCents, type Refund, sum } from '@pretok/domain'
import type { Related } from './related.ts'
import { toUtc } from './shop-time.ts'
import { getRow } from './tolerant.ts'

/**
 * What the slip says was given back, shipping included, of which its own `amount` knows nothing. A voucher that was taken off is in `amount`
 * or in the products' total, which one depends on the version; lines have it never. Shops that show prices without VAT may put the net sum into `amount`.
 */
const givenBack = (slip: OrderSlip, shipping: string): string => {
  const { amount: own, total_products_tax_incl: products = own, total_products_tax_excl: net } = slip
  const isNet = net !== undefined && !amount(net).eq(products) && amount(own).eq(net)
  const told = isNet || (amount(own).gt(products) && amount(products).gt(0)) ? products : own
  return formatCents(sum([told, shipping]))
}

const toRefund = (slip: OrderSlip, timeZone: string): Refund => {
  const lines = slip.associations.order_slip_details.map((line) => ({
    storeLineId: line.id_order_detail,
    quantity: line.product_quantity,
    net: line.amount_tax_excl,
    gross: line.amount_tax_incl,
  }))
  const { total_shipping_tax_excl: net = '0', total_shipping_tax_incl: gross = '0' } = slip
  const shipping = amount(gross).gt(0) ? { net: formatCents(net), gross: formatCents(gross) } : undefined
  const total = (side: 'net' | 'gross') => formatCents(sum([...lines.map((line) => line[side]), shipping?.[side] ?? 0]))
  const given = givenBack(slip, shipping?.gross ?? '0')
  return {
    id: slip.id,
    at: toUtc(slip.date_add, timeZone, 'order_slip.date_add'),
    net: total('net'),
    gross: total('gross'),
    ...(given === total('gross') ? {} : { given }),
    ...(shipping ? { shipping } : {}),
    lines,
  }
}

/** What was given back for an order, as far as it was read; nothing where nothing was. */
export const toRefunds = (order: Order, { slips }: Related, timeZone: string): { refunds?: Refund[] } => {
  const refunds = (slips.get(order.id) ?? []).map((tried) => toRefund(getRow('order_slip', tried), timeZone))
  return refunds.length === 0 ? {} : { refunds: refunds.sort((a, b) => Number(a.id) - Number(b.id)) }
}
