import { changeOrderState } from '../change-order-state.ts'
import { addPayment, type Payment } from '../order-payments.ts'
import type { Row } from '../row.ts'
import type { RowChanges, Shop } from '../shop.ts'
import { moveStock } from '../stock.ts'
import { showTracking } from '../write-effects.ts'
import { addLine, type NewLine } from './add-line.ts'
import { editAddress, editOrderAddress } from './addresses.ts'
import { changeProduct, deleteProduct, type ProductChanges } from './catalogue.ts'
import { employeeId } from './employee.ts'
import { getRow, MissingRowError } from './get-row.ts'
import { changeLine, type LineChanges } from './order-lines.ts'
import { type NewOrder, placeOrder } from './place-order.ts'
import { type Refund, refundOrder } from './refund.ts'

/**
 * What people do in the shop while a client looks away: employees in the back office, customers at the till. Everything
 * throws a `MissingRowError` for a row that the shop does not have. What is done without a record of the real shop stands in
 * `docs/sandbox.md`.
 */
export interface BackOffice {
  /** Employee 1 brings the order into a state. @returns the row of history */
  changeState(orderId: number, stateId: number): Row
  /** @returns the payment */
  addPayment(orderId: number, payment: Omit<Payment, 'employeeId'>): Row
  /** Types a tracking number into the order's last carrier row; `date_upd` of the order stays. @returns the carrier row */
  setTracking(orderId: number, trackingNumber: string): Row
  /** @returns the credit slip */
  refund(orderId: number, refund: Refund): Row
  /** @returns the order */
  changeLine(orderId: number, detailId: number, changes: LineChanges): Row
  /** @returns the order */
  addLine(orderId: number, line: NewLine): Row
  /** The customer edits an address; orders keep the old one. @returns the new address */
  editAddress(addressId: number, changes: RowChanges): Row
  /** The order follows to the new address. @returns it */
  editOrderAddress(orderId: number, kind: 'delivery' | 'invoice', changes: RowChanges): Row
  /** A customer buys: the stock of the product or combination falls, and the sum row with it. No order is made. */
  sell(productId: number, combinationId: number, pieces: number): void
  /** A customer buys, with an order of one line. @returns it, or `undefined` where the shop has too few to sell */
  order(order: NewOrder): Row | undefined
  /** @returns the product */
  changeProduct(productId: number, changes: ProductChanges): Row
  deleteProduct(productId: number): void
}

export const createBackOffice = (shop: Shop, copyOrder: (copyOf: number) => Row | undefined): BackOffice => ({
  changeState(orderId, stateId) {
    const row = changeOrderState(shop, orderId, stateId, employeeId)
    if (row === undefined) throw new MissingRowError(`no order ${orderId}, or no state ${stateId}`)
    return row
  },
  addPayment(orderId, payment) {
    const row = addPayment(shop, getRow(shop, 'orders', orderId), { ...payment, employeeId })
    shop.update('orders', orderId, { date_upd: shop.now() })
    return row
  },
  setTracking(orderId, trackingNumber) {
    const carrier = shop
      .resource('order_carriers')
      .findBy('id_order', [String(orderId)])
      .at(-1)
    if (carrier === undefined) throw new MissingRowError(`order ${orderId} has no carrier`)
    const row = shop.update('order_carriers', carrier.id, { tracking_number: trackingNumber })
    showTracking(shop, row)
    return row
  },
  refund: (orderId, refund) => refundOrder(shop, orderId, refund),
  changeLine: (orderId, detailId, changes) => changeLine(shop, orderId, detailId, changes),
  addLine: (orderId, line) => addLine(shop, orderId, line),
  editAddress: (addressId, changes) => editAddress(shop, addressId, changes),
  editOrderAddress: (orderId, kind, changes) => editOrderAddress(shop, orderId, kind, changes),
  sell(productId, combinationId, pieces) {
    getRow(shop, 'products', productId)
    moveStock(shop, String(productId), String(combinationId), -pieces)
  },
  order: (order) => placeOrder(shop, copyOrder, order),
  changeProduct: (productId, changes) => changeProduct(shop, productId, changes),
  deleteProduct: (productId) => deleteProduct(shop, productId),
})
