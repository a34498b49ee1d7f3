import { isNever } from './clock.ts'
import { highestNumber } from './order-invoices.ts'
import type { AssociationItem, Associations, Row } from './row.ts'
import type { Shop } from './shop.ts'

/** Rows that name an order by `id_order`, in the order they are copied: what others point at comes first. */
const dependents = [
  'order_invoices',
  'order_details',
  'order_cart_rules',
  'order_carriers',
  'order_histories',
  'order_slip',
  'messages',
] as const

/** Old ids and the new ones, by resource, while one order is copied. */
type NewIds = Map<string, Map<string, string>>

/**
 * Places new orders by copying one with all its rows. Each gets new ids, a new reference, a new invoice number and the
 * present moment for every date. Each is of a cart of its own, which has no row; customer threads are not copied.
 *
 * @returns the new orders
 * @throws {Error} there is no such order
 */
export const copyOrders = (shop: Shop, orderId: number, count: number, random: () => number): Row[] => {
  const original = shop.row('orders', orderId)
  if (original === undefined) throw new Error(`There is no order ${orderId}`)
  const reference = String(original['reference'])
  const payments = shop.resource('order_payments').findBy('order_reference', [reference])
  const ofOrder = dependents.map((resource) => ({
    resource,
    rows: shop.resource(resource).findBy('id_order', [String(orderId)]),
  }))
  let lastNumber = highestNumber(shop, 'number')
  let lastCart = highestCart(shop)

  const copyOne = (): Row => {
    const now = shop.now()
    lastCart += 1
    const newOrderId = shop.resource('orders').table.nextId()
    const newReference = findFreeReference(shop, random)
    const newIds: NewIds = new Map()
    const newNumbers = new Map([['0', '0']])
    for (const { resource, rows } of ofOrder) {
      const renamed = new Map<string, string>()
      newIds.set(resource, renamed)
      for (const row of rows) {
        const id = shop.resource(resource).table.nextId()
        const copy = { ...copyRow(row, id, now, newIds), id_order: String(newOrderId) }
        if (resource === 'order_invoices' && row['number'] !== '0') {
          lastNumber += 1
          newNumbers.set(String(row['number']), String(lastNumber))
          shop.insert(resource, { ...copy, number: String(lastNumber) })
        } else shop.insert(resource, copy)
        renamed.set(String(row.id), String(id))
      }
    }
    for (const payment of payments) {
      const id = shop.resource('order_payments').table.nextId()
      shop.insert('order_payments', { ...copyRow(payment, id, now, newIds), order_reference: newReference })
    }
    const invoiceNumber = String(original['invoice_number'])
    return shop.insert('orders', {
      ...copyRow(original, newOrderId, now, newIds),
      reference: newReference,
      id_cart: String(lastCart),
      invoice_number: newNumbers.get(invoiceNumber) ?? invoiceNumber,
    })
  }
  return Array.from({ length: count }, copyOne)
}

const dateFields = ['date_add', 'date_upd', 'invoice_date', 'delivery_date']

const copyRow = (row: Row, id: number, now: string, newIds: NewIds): Row => {
  const dates = dateFields.filter((field) => typeof row[field] === 'string' && !isNever(String(row[field])))
  const invoiceId = row['id_order_invoice']
  return {
    ...row,
    id,
    ...Object.fromEntries(dates.map((field) => [field, now])),
    ...(typeof invoiceId === 'string' && {
      id_order_invoice: newIds.get('order_invoices')?.get(invoiceId) ?? invoiceId,
    }),
    ...(row.associations !== undefined && { associations: copyAssociations(row.associations, id, newIds) }),
  }
}

/** The lines of an order and of a refund carry ids of order_details, and a refund's lines its own. */
const copyAssociations = (associations: Associations, id: number, newIds: NewIds): Associations => {
  const detailId = (old = ''): string => newIds.get('order_details')?.get(old) ?? old
  const copyItem = (name: string, item: AssociationItem): AssociationItem => {
    if (name === 'order_rows') return { ...item, id: detailId(item['id']) }
    if (name !== 'order_slip_details') return item
    return { ...item, id: String(id), id_order_detail: detailId(item['id_order_detail']) }
  }
  return Object.fromEntries(
    Object.entries(associations).map(([name, items]) => [name, items.map((item) => copyItem(name, item))]),
  )
}

const highestCart = (shop: Shop): number =>
  shop.rows('orders').reduce((highest, order) => Math.max(highest, Number(order['id_cart'] ?? 0)), 0)

/** Nine capital letters that no order has. */
const findFreeReference = (shop: Shop, random: () => number): string => {
  for (;;) {
    const reference = String.fromCharCode(...Array.from({ length: 9 }, () => 65 + Math.floor(random() * 26)))
    if (shop.resource('orders').findBy('reference', [reference]).length === 0) return reference
  }
}
