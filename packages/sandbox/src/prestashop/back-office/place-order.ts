import type { Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { findStockRow } from '../stock.ts'
import { addLine, type NewLine } from './add-line.ts'
import { getRow, text } from './get-row.ts'

export interface NewOrder extends NewLine {
  /** An order without an invoice whose customer, addresses, carrier and payment the new one has. */
  readonly copyOf: number
}

/**
 * A customer buys pieces of one product: an order with one line, and its stock falls.
 *
 * @returns the order, or `undefined` where there are too few pieces and the shop sells no more than it has
 * @throws {MissingRowError} no such order, product or combination
 */
export const placeOrder = (
  shop: Shop,
  copyOrder: (copyOf: number) => Row | undefined,
  { copyOf, ...line }: NewOrder,
): Row | undefined => {
  const { productId, combinationId = 0, quantity } = line
  getRow(shop, 'orders', copyOf)
  getRow(shop, 'products', productId)
  if (combinationId !== 0) getRow(shop, 'combinations', combinationId)
  if (!isForSale(shop, String(productId), String(combinationId), quantity)) return undefined
  const order = copyOrder(copyOf)
  if (order === undefined) return undefined
  for (const { id } of shop.resource('order_details').findBy('id_order', [String(order.id)])) {
    shop.remove('order_details', id)
  }
  return addLine(shop, order.id, line)
}

const allowed = '1'
const asConfigured = '2'

const isForSale = (shop: Shop, productId: string, combinationId: string, quantity: number): boolean => {
  const row = findStockRow(shop, productId, combinationId)
  if (row === undefined) return false
  const rule = text(row, 'out_of_stock')
  const sellsBeyond = (rule === asConfigured ? shop.configuration('PS_ORDER_OUT_OF_STOCK') : rule) === allowed
  return sellsBeyond || Number(text(row, 'quantity')) >= quantity
}
