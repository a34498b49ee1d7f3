import type { Row } from '../row.ts'
import type { RowChanges, Shop } from '../shop.ts'
import { getRow, text } from './get-row.ts'

/**
 * Edits an address that orders may name, as its customer does: a new one takes its place under a new id, and the old one stays,
 * marked as deleted. Orders keep the old one.
 *
 * @returns the new address
 * @throws {MissingRowError} no such address
 */
export const editAddress = (shop: Shop, addressId: number, changes: RowChanges): Row => {
  const { id: _, ...fields } = getRow(shop, 'addresses', addressId)
  const now = shop.now()
  shop.update('addresses', addressId, { deleted: '1', date_upd: now })
  return shop.insert('addresses', { ...fields, ...changes, deleted: '0', date_add: now, date_upd: now })
}

/**
 * Edits the delivery or the invoice address of one order: the order follows to the new address. Totals stay.
 *
 * @returns the new address
 * @throws {MissingRowError} no such order
 */
export const editOrderAddress = (
  shop: Shop,
  orderId: number,
  kind: 'delivery' | 'invoice',
  changes: RowChanges,
): Row => {
  const field = `id_address_${kind}`
  const address = editAddress(shop, Number(text(getRow(shop, 'orders', orderId), field)), changes)
  shop.update('orders', orderId, { [field]: String(address.id), date_upd: shop.now() })
  return address
}
