import { changeOrderState } from './change-order-state.ts'
import type { Resource } from './resource.ts'
import { fieldOf, type Row, textOf, toInteger, type Value } from './row.ts'
import type { RowChanges, Shop } from './shop.ts'
import { listStockRows, makeSumRow } from './stock.ts'
import { PhpCrash, WebserviceError } from './webservice-error.ts'
import { defaultOfProduct, echoOfProduct, finishProduct } from './write-product.ts'
import type { SentFields, SentValue, WriteMethod } from './write-row.ts'

/** The webservice itself changes an order, no employee. */
const nobody = 0

/**
 * What happens while fields are read one after the other: an order whose state differs changes at once, before the fields
 * behind it are read, so that they overwrite what the change has set.
 *
 * @param save what has been read so far, ready to store
 * @returns the object as it stands then, or `undefined` when nothing happens
 * @throws {PhpCrash} there is no such state
 * @see PrestaShop issue 10157
 */
export const whileReading = (
  shop: Shop,
  resource: Resource,
  object: Row,
  field: string,
  sent: SentValue,
  save: () => RowChanges,
): Row | undefined => {
  if (!isKept(resource, field)) return undefined
  const stateId = toInteger(typeof sent === 'string' ? sent : '')
  if (stateId === 0 || stateId === Number(fieldOf(object, 'current_state'))) return undefined
  if (shop.row('order_states', stateId) === undefined) throw new PhpCrash('')
  const paidBefore = fieldOf(object, 'total_paid_real')
  changeOrderState(shop, shop.update('orders', object.id, save()).id, stateId, nobody)
  const changed = shop.row('orders', object.id) ?? object
  const paid = fieldOf(changed, 'total_paid_real')
  // PHP holds a number where it has set or added one, and a text where the database gave it.
  return { ...changed, current_state: stateId, total_paid_real: paid === paidBefore ? paid : Number(paid) }
}

/** What a field that is empty becomes. */
export const defaultOf = (shop: Shop, resource: Resource, field: string, sent: SentValue): SentValue =>
  resource.name === 'products' && (sent ?? '') === '' ? (defaultOfProduct(shop, field) ?? sent) : sent

/** What a write is refused for after its fields have passed. @throws {WebserviceError} */
export const beforeWrite = (resource: Resource, sent: SentFields): void => {
  if (resource.name === 'stock_availables' && sent.get('depends_on_stock') === '1') {
    throw new WebserviceError(500, 133, 'You cannot update the available stock when it depends on stock.', [
      { code: 46, message: 'Unable to save resource' },
    ])
  }
}

/** The state of an order is no column of the write: it has changed while the fields were read, or stays. */
export const isKept = (resource: Resource, field: string): boolean =>
  resource.name === 'orders' && field === 'current_state'

/** What the shop does besides writing the row. */
export const afterWrite = (shop: Shop, resource: Resource, old: Row, sent: SentFields): void => {
  const row = resource.table.get(old.id) ?? old
  if (resource.name === 'stock_availables') afterStock(shop, old, row)
  if (resource.name === 'order_carriers') showTracking(shop, row)
  if (resource.name === 'orders') passTrackingOn(shop, row, sent)
  if (resource.name === 'products') finishProduct(shop, old, row)
}

/** Fields of the echo that the shop has computed when it answers. */
export const echoedAfterwards = (resource: Resource, id: number, method: WriteMethod): Record<string, Value> => {
  const row = resource.table.get(id)
  if (row === undefined) return {}
  if (resource.name === 'orders') return { shipping_number: fieldOf(row, 'shipping_number') }
  return resource.name === 'products' ? echoOfProduct(row, method) : {}
}

/** A combination's row makes the sum row anew; a row that moves is named by another product. */
const afterStock = (shop: Shop, old: Row, row: Row): void => {
  makeSumRow(shop, row)
  const isMoved = ['id_product', 'id_product_attribute', 'id_shop'].some((field) => row[field] !== old[field])
  if (!isMoved) return
  for (const id of new Set([old, row].map((stock) => Number(fieldOf(stock, 'id_product'))))) listStockRows(shop, id)
}

const lastCarrier = (shop: Shop, orderId: number): Row | undefined =>
  shop
    .resource('order_carriers')
    .findBy('id_order', [String(orderId)])
    .at(-1)

/** An order shows the tracking number of its last carrier row. */
export const showTracking = (shop: Shop, carrier: Row): void => {
  const orderId = Number(fieldOf(carrier, 'id_order'))
  if (shop.row('orders', orderId) === undefined || lastCarrier(shop, orderId)?.id !== carrier.id) return
  shop.update('orders', orderId, { shipping_number: textOf(fieldOf(carrier, 'tracking_number')) })
}

/** A shipping number sent with an order goes to its carrier row. */
const passTrackingOn = (shop: Shop, order: Row, sent: SentFields): void => {
  const tracking = sent.get('shipping_number')
  const carrier = lastCarrier(shop, order.id)
  if (typeof tracking !== 'string' || carrier === undefined) return
  showTracking(shop, shop.update('order_carriers', carrier.id, { tracking_number: tracking }))
}
