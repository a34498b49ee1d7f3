import type { Resource } from './resource.ts'
import { fieldOf, type Row, textOf } from './row.ts'
import type { Shop } from './shop.ts'
import { NotModelledError, WebserviceError } from './webservice-error.ts'
import type { SentFields } from './write-row.ts'

/** What a write is refused for after its fields have passed. @throws {WebserviceError} */
export const beforeWrite = (resource: Resource, old: Row, sent: SentFields): void => {
  if (resource.name === 'stock_availables' && sent.get('depends_on_stock') === '1') {
    throw new WebserviceError(500, 133, 'You cannot update the available stock when it depends on stock.', [
      { code: 46, message: 'Unable to save resource' },
    ])
  }
  const state = sent.get('current_state') ?? ''
  if (
    resource.name === 'orders' &&
    !isKept(resource, 'current_state', state) &&
    state !== fieldOf(old, 'current_state')
  ) {
    throw new NotModelledError('a change of the state of an order (history, invoice, payment, stock)')
  }
}

/** An order sent without a state keeps the one it has. */
export const isKept = (resource: Resource, field: string, sent: unknown): boolean =>
  resource.name === 'orders' && field === 'current_state' && (sent ?? '') === ''

/** What the shop does besides writing the row. */
export const afterWrite = (shop: Shop, resource: Resource, old: Row, sent: SentFields): void => {
  const row = resource.table.get(old.id) ?? old
  if (resource.name === 'stock_availables') afterStock(shop, old, row)
  if (resource.name === 'order_carriers') showTracking(shop, row)
  if (resource.name === 'orders') passTrackingOn(shop, row, sent)
  if (resource.name === 'products') {
    const manufacturer = shop.row('manufacturers', Number(fieldOf(row, 'id_manufacturer')))
    shop.update('products', row.id, { manufacturer_name: manufacturer ? fieldOf(manufacturer, 'name') : false })
  }
}

/** A combination's row makes the sum row anew; a product lists the stock rows that are its own in its shop. */
const afterStock = (shop: Shop, old: Row, row: Row): void => {
  const stock = shop.resource('stock_availables')
  const productId = textOf(fieldOf(row, 'id_product'))
  const ofProduct = stock.findBy('id_product', [productId]).filter(isSameShop(row))
  const sumRow = ofProduct.find((candidate) => fieldOf(candidate, 'id_product_attribute') === '0')
  if (fieldOf(row, 'id_product_attribute') !== '0' && sumRow !== undefined) {
    const quantities = ofProduct.filter(({ id }) => id !== sumRow.id).map((part) => Number(fieldOf(part, 'quantity')))
    shop.update('stock_availables', sumRow.id, { quantity: String(quantities.reduce((sum, part) => sum + part, 0)) })
  }
  const isMoved = ['id_product', 'id_product_attribute', 'id_shop'].some((field) => row[field] !== old[field])
  if (isMoved)
    for (const id of new Set([textOf(fieldOf(old, 'id_product')), productId])) listStockRows(shop, Number(id))
}

const isSameShop =
  (row: Row) =>
  (other: Row): boolean =>
    fieldOf(other, 'id_shop') === fieldOf(row, 'id_shop')

const listStockRows = (shop: Shop, productId: number): void => {
  const product = shop.row('products', productId)
  if (product === undefined) return
  const shopIds = shop.rows('shops').map(({ id }) => String(id))
  const items = shop
    .resource('stock_availables')
    .findBy('id_product', [String(productId)])
    .filter((row) => shopIds.includes(textOf(fieldOf(row, 'id_shop'))))
    .map((row) => ({ id: String(row.id), id_product_attribute: textOf(fieldOf(row, 'id_product_attribute')) }))
  const { stock_availables: _, ...others } = product.associations ?? {}
  const associations = items.length === 0 ? others : { ...product.associations, stock_availables: items }
  shop.update('products', productId, {
    associations: Object.keys(associations).length === 0 ? undefined : associations,
  })
}

const lastCarrier = (shop: Shop, orderId: number): Row | undefined =>
  shop
    .resource('order_carriers')
    .findBy('id_order', [String(orderId)])
    .at(-1)

const showTracking = (shop: Shop, carrier: Row): void => {
  const orderId = Number(fieldOf(carrier, 'id_order'))
  if (shop.row('orders', orderId) === undefined || lastCarrier(shop, orderId)?.id !== carrier.id) return
  shop.update('orders', orderId, { shipping_number: fieldOf(carrier, 'tracking_number') })
}

/** A shipping number sent with an order goes to its carrier row. */
const passTrackingOn = (shop: Shop, order: Row, sent: SentFields): void => {
  const tracking = sent.get('shipping_number')
  const carrier = lastCarrier(shop, order.id)
  if (typeof tracking !== 'string' || carrier === undefined) return
  showTracking(shop, shop.update('order_carriers', carrier.id, { tracking_number: tracking }))
}
