import { Decimal } from 'decimal.js'
import type { Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { moveStock } from '../stock.ts'
import { getLine, getRow, text } from './get-row.ts'
import { takeBack } from './take-back.ts'
import { taxFactorOfLine, toCents } from './tax.ts'

export interface LineChanges {
  /** Pieces; 0 takes the line away. */
  readonly quantity?: number | undefined
  /** Price of one piece with tax, decimal text. */
  readonly unitPriceTaxIncl?: string | undefined
}

/**
 * Changes the quantity or the price of an order's line. Stock, totals and the line's invoice follow.
 *
 * @returns the order
 * @throws {MissingRowError} no such order or line
 */
export const changeLine = (shop: Shop, orderId: number, detailId: number, changes: LineChanges): Row => {
  const order = getRow(shop, 'orders', orderId)
  const line = getLine(shop, orderId, detailId)
  const oldQuantity = Number(text(line, 'product_quantity'))
  const { quantity = oldQuantity, unitPriceTaxIncl } = changes
  const unitPrices =
    unitPriceTaxIncl === undefined
      ? { gross: new Decimal(text(line, 'unit_price_tax_incl')), net: new Decimal(text(line, 'unit_price_tax_excl')) }
      : { gross: new Decimal(unitPriceTaxIncl), net: new Decimal(unitPriceTaxIncl).div(taxFactorOfLine(shop, line)) }
  const priced = { ...line, ...priceLine(order, quantity, unitPrices) }
  if (quantity === 0) shop.remove('order_details', detailId)
  else shop.update('order_details', detailId, priced)
  if (quantity < oldQuantity) takeBack(shop, orderId, line, oldQuantity - quantity)
  else moveStock(shop, text(line, 'product_id'), text(line, 'product_attribute_id'), oldQuantity - quantity)
  return recomputeOrder(shop, order, line, priced)
}

/** The quantity and the prices of a line, rounded the way the order is. */
export const priceLine = (
  order: Row,
  quantity: number,
  unitPrices: { readonly gross: Decimal; readonly net: Decimal },
): Record<string, string> => {
  const total = (price: Decimal): string => {
    if (text(order, 'round_type') === roundsItems) return price.toDecimalPlaces(2).times(quantity).toFixed(6)
    const unrounded = price.times(quantity)
    return text(order, 'round_type') === roundsTotals ? unrounded.toFixed(6) : toCents(unrounded)
  }
  return {
    product_quantity: String(quantity),
    product_price: unitPrices.net.toFixed(6),
    unit_price_tax_incl: unitPrices.gross.toFixed(6),
    unit_price_tax_excl: unitPrices.net.toFixed(6),
    total_price_tax_incl: total(unitPrices.gross),
    total_price_tax_excl: total(unitPrices.net),
  }
}

const roundsItems = '1'
const roundsTotals = '3'

/**
 * Adds up an order whose line has become another one: rows, totals, the line's invoice and `date_upd`. Discounts, shipping and
 * wrapping stay as they are.
 */
export const recomputeOrder = (shop: Shop, order: Row, oldLine: Row | undefined, line: Row): Row => {
  const details = shop.resource('order_details').findBy('id_order', [String(order.id)])
  const sum = (field: string): Decimal =>
    new Decimal(toCents(Decimal.sum(0, ...details.map((detail) => text(detail, field)))))
  const rest = (side: string): Decimal =>
    new Decimal(text(order, `total_shipping_${side}`))
      .plus(text(order, `total_wrapping_${side}`))
      .minus(text(order, `total_discounts_${side}`))
  const [net, gross] = [sum('total_price_tax_excl'), sum('total_price_tax_incl')]
  const total = gross.plus(rest('tax_incl')).toFixed(6)
  moveInvoice(shop, line, {
    net: change(oldLine, line, 'total_price_tax_excl'),
    gross: change(oldLine, line, 'total_price_tax_incl'),
  })
  return shop.update('orders', order.id, {
    total_products: net.toFixed(6),
    total_products_wt: gross.toFixed(6),
    total_paid: total,
    total_paid_tax_incl: total,
    total_paid_tax_excl: net.plus(rest('tax_excl')).toFixed(6),
    date_upd: shop.now(),
    associations: { ...order.associations, order_rows: details.map(toOrderRow) },
  })
}

const change = (oldLine: Row | undefined, line: Row, field: string): Decimal =>
  new Decimal(text(line, field)).minus(oldLine === undefined ? 0 : text(oldLine, field))

const moveInvoice = (shop: Shop, line: Row, difference: { readonly net: Decimal; readonly gross: Decimal }): void => {
  const invoice = shop.row('order_invoices', Number(text(line, 'id_order_invoice')))
  if (invoice === undefined) return
  const moved = (field: string, by: Decimal): string => toCents(new Decimal(text(invoice, field)).plus(by))
  shop.update('order_invoices', invoice.id, {
    total_products: moved('total_products', difference.net),
    total_products_wt: moved('total_products_wt', difference.gross),
    total_paid_tax_excl: moved('total_paid_tax_excl', difference.net),
    total_paid_tax_incl: moved('total_paid_tax_incl', difference.gross),
  })
}

/** A line as the order itself lists it. */
const toOrderRow = (detail: Row): Record<string, string> => {
  const fields = ['product_id', 'product_attribute_id', 'product_quantity', 'product_name', 'product_reference']
  const further = ['product_ean13', 'product_isbn', 'product_upc', 'product_price', 'id_customization']
  const prices = ['unit_price_tax_incl', 'unit_price_tax_excl']
  return {
    id: String(detail.id),
    ...Object.fromEntries([...fields, ...further, ...prices].map((field) => [field, text(detail, field)])),
  }
}
