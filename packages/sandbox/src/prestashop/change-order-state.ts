import { addDeliverySlip, addInvoice, setDelivery } from './order-invoices.ts'
import { payRest } from './order-payments.ts'
import { fieldOf, type Row, textOf } from './row.ts'
import type { Shop } from './shop.ts'
import { moveStock } from './stock.ts'
import { piecesKept, recordMovement } from './stock-movements.ts'

/**
 * Brings an order into a state and does what the shop does with it: stock, validity, invoice, payment, delivery slip, and a
 * row of history. It happens again when the order is in that state already.
 *
 * @param employeeId who did it; 0 is the webservice
 * @returns the row of history, or `undefined` when there is no such order or state: nothing has happened then
 * @see PrestaShop 8.2, OrderHistory::changeIdOrderState
 */
export const changeOrderState = (shop: Shop, orderId: number, stateId: number, employeeId: number): Row | undefined => {
  const order = shop.row('orders', orderId)
  const state = shop.row('order_states', stateId)
  if (order === undefined || state === undefined) return undefined
  const oldState = shop.row('order_states', Number(fieldOf(order, 'current_state')))
  if (oldState !== undefined) {
    moveStockOfLines(shop, orderId, oldState, state)
    recordShipment(shop, orderId, oldState, state, employeeId)
  }

  const written = shop.update('orders', orderId, {
    current_state: String(stateId),
    valid: fieldOf(state, 'logable'),
    date_upd: shop.now(),
  })
  if (is(state, 'invoice') && !hasNumber(written, 'invoice_number')) addInvoice(shop, written)
  else if (is(state, 'delivery') && !hasNumber(written, 'delivery_number')) addDeliverySlip(shop, written)
  if (is(state, 'paid')) payRest(shop, orderId)
  if (is(state, 'delivery')) setDelivery(shop, written)
  return shop.insert('order_histories', {
    id_employee: String(employeeId),
    id_order_state: String(stateId),
    id_order: String(orderId),
    date_add: shop.now(),
  })
}

const is = (state: Row, flag: string): boolean => fieldOf(state, flag) === '1'

const hasNumber = (order: Row, field: string): boolean => Number(fieldOf(order, field)) !== 0

/** Goods go back when an order fails or is cancelled, and out again when it comes to be paid after all. */
const moveStockOfLines = (shop: Shop, orderId: number, oldState: Row, state: Row): void => {
  const isLost = ({ id }: Row): boolean =>
    [shop.configuration('PS_OS_ERROR'), shop.configuration('PS_OS_CANCELED')].includes(String(id))
  const [wasSale, isSale] = [is(oldState, 'logable'), is(state, 'logable')]
  const isTaken = !wasSale && isSale && isLost(oldState)
  const isReturned = !isSale && isLost(state) && (wasSale || !isLost(oldState))
  if (!isTaken && !isReturned) return
  for (const line of shop.resource('order_details').findBy('id_order', [String(orderId)])) {
    const productId = textOf(fieldOf(line, 'product_id'))
    // Packs move only between states that are no sale.
    if ((wasSale || isSale) && isPack(shop, productId)) continue
    const pieces = Number(fieldOf(line, 'product_quantity'))
    moveStock(shop, productId, textOf(fieldOf(line, 'product_attribute_id')), isTaken ? -pieces : pieces)
  }
}

/** Goods that leave the house, or do not leave it after all, are written down; what may be sold has changed before. */
const recordShipment = (shop: Shop, orderId: number, oldState: Row, state: Row, employeeId: number): void => {
  const isShipped = is(state, 'shipped')
  if (isShipped === is(oldState, 'shipped')) return
  for (const line of shop.resource('order_details').findBy('id_order', [String(orderId)])) {
    recordMovement(shop, {
      productId: textOf(fieldOf(line, 'product_id')),
      combinationId: textOf(fieldOf(line, 'product_attribute_id')),
      pieces: piecesKept(line) * (isShipped ? -1 : 1),
      orderId,
      reason: isShipped ? 'PS_STOCK_CUSTOMER_ORDER_REASON' : 'PS_STOCK_CUSTOMER_ORDER_CANCEL_REASON',
      employeeId,
    })
  }
}

const isPack = (shop: Shop, productId: string): boolean =>
  (shop.row('products', Number(productId))?.associations?.['product_bundle'] ?? []).length > 0
