import { Decimal } from 'decimal.js'
import type { Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { getLine, getRow, text } from './get-row.ts'
import { takeBack } from './take-back.ts'
import { taxFactorOfLine, toCents } from './tax.ts'

export interface Refund {
  readonly lines: readonly RefundLine[]
  /** What is given back for shipping, with tax. Decimal text; default nothing. */
  readonly shipping?: string | undefined
  /** Whether the pieces go back to stock. Default true. */
  readonly restock?: boolean | undefined
}

export interface RefundLine {
  readonly detailId: number
  readonly quantity: number
  /** With tax, for all pieces together. Decimal text; default what they cost. */
  readonly amount?: string | undefined
}

/**
 * Makes a credit slip. The lines remember what was refunded; totals, payments and `date_upd` of the order stay.
 *
 * @returns the row of `order_slip`
 * @throws {MissingRowError} no such order or line
 */
export const refundOrder = (shop: Shop, orderId: number, refund: Refund): Row => {
  const { lines, shipping = '0', restock = true } = refund
  const order = getRow(shop, 'orders', orderId)
  const refunded = lines.map((line) => ({ ...line, detail: getLine(shop, orderId, line.detailId) }))
  const slipLines = refunded.map(({ detail, quantity, amount }) => {
    const { net, gross } = amountsOf(shop, detail, quantity, amount)
    shop.update('order_details', detail.id, {
      product_quantity_refunded: added(detail, 'product_quantity_refunded', quantity),
      ...(restock && { product_quantity_reinjected: added(detail, 'product_quantity_reinjected', quantity) }),
      total_refunded_tax_excl: new Decimal(text(detail, 'total_refunded_tax_excl')).plus(net).toFixed(6),
      total_refunded_tax_incl: new Decimal(text(detail, 'total_refunded_tax_incl')).plus(gross).toFixed(6),
    })
    if (restock) takeBack(shop, orderId, detail, quantity)
    return { detailId: detail.id, quantity, net, gross }
  })
  const total = (side: 'net' | 'gross'): string => Decimal.sum(0, ...slipLines.map((line) => line[side])).toFixed(6)
  const id = shop.resource('order_slip').table.nextId()
  const shippingTax = new Decimal(text(order, 'carrier_tax_rate')).div(100).plus(1)
  return shop.insert('order_slip', {
    id,
    id_customer: text(order, 'id_customer'),
    id_order: String(orderId),
    conversion_rate: text(order, 'conversion_rate'),
    total_products_tax_excl: total('net'),
    total_products_tax_incl: total('gross'),
    total_shipping_tax_excl: toCents(new Decimal(shipping).div(shippingTax)),
    total_shipping_tax_incl: toCents(new Decimal(shipping)),
    amount: total('gross'),
    shipping_cost: Number(shipping) > 0 ? '1' : '0',
    shipping_cost_amount: toCents(new Decimal(shipping)),
    partial: '0',
    date_add: shop.now(),
    date_upd: shop.now(),
    order_slip_type: '2',
    associations: {
      order_slip_details: slipLines.map(({ detailId, quantity, net, gross }) => ({
        id: String(id),
        id_order_detail: String(detailId),
        product_quantity: String(quantity),
        amount_tax_excl: net,
        amount_tax_incl: gross,
      })),
    },
  })
}

const added = (row: Row, field: string, pieces: number): string => String(Number(text(row, field)) + pieces)

const amountsOf = (shop: Shop, detail: Row, quantity: number, amount?: string): { net: string; gross: string } => {
  if (amount !== undefined) {
    const gross = new Decimal(amount)
    return { net: toCents(gross.div(taxFactorOfLine(shop, detail))), gross: toCents(gross) }
  }
  if (quantity === Number(text(detail, 'product_quantity'))) {
    return { net: text(detail, 'total_price_tax_excl'), gross: text(detail, 'total_price_tax_incl') }
  }
  const costs = (field: string): string => toCents(new Decimal(text(detail, field)).times(quantity))
  return { net: costs('unit_price_tax_excl'), gross: costs('unit_price_tax_incl') }
}
