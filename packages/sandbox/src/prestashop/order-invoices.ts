import { fieldOf, type Row, textOf } from './row.ts'
import type { Shop } from './shop.ts'

/** All invoices of an order, and its delivery slips without one. */
export const invoicesOf = (shop: Shop, orderId: number): Row[] =>
  shop.resource('order_invoices').findBy('id_order', [String(orderId)])

/** The highest number among all invoices, or among all delivery slips. */
export const highestNumber = (shop: Shop, field: 'number' | 'delivery_number'): number =>
  shop.rows('order_invoices').reduce((highest, row) => Math.max(highest, Number(fieldOf(row, field))), 0)

const nextNumber = (shop: Shop, field: 'number' | 'delivery_number'): string => String(highestNumber(shop, field) + 1)

/**
 * Makes the order's invoice, under the next number, unless there is one: the order itself may have lost its number. A delivery
 * slip without an invoice becomes one.
 */
export const addInvoice = (shop: Shop, order: Row): void => {
  const invoices = invoicesOf(shop, order.id)
  if (invoices.some((row) => fieldOf(row, 'number') !== '0')) return
  const slip = invoices.find((row) => fieldOf(row, 'delivery_number') !== '0')
  const { id } = slip ?? insertInvoice(shop, order)
  const { number, date_add: date } = shop.update('order_invoices', id, { number: nextNumber(shop, 'number') })
  const carriers = shop.resource('order_carriers').findBy('id_order', [String(order.id)])
  const carrier = carriers.find((row) => Number(fieldOf(row, 'id_order_invoice')) === 0)
  if (carrier !== undefined) shop.update('order_carriers', carrier.id, { id_order_invoice: String(id) })
  for (const resource of ['order_details', 'order_cart_rules']) {
    for (const row of shop.resource(resource).findBy('id_order', [String(order.id)])) {
      shop.update(resource, row.id, { id_order_invoice: String(id) })
    }
  }
  shop.update('orders', order.id, { invoice_number: number, invoice_date: date })
}

/** Makes a delivery slip for an order that has no invoice. */
export const addDeliverySlip = (shop: Shop, order: Row): void => {
  if (invoicesOf(shop, order.id).length === 0) insertInvoice(shop, order)
}

/** Numbers every invoice's delivery that has no number yet, and dates the order's. */
export const setDelivery = (shop: Shop, order: Row): void => {
  const date = shop.now()
  const numbers = invoicesOf(shop, order.id).flatMap((invoice) => {
    if (fieldOf(invoice, 'delivery_number') !== '0') return []
    const number = nextNumber(shop, 'delivery_number')
    shop.update('order_invoices', invoice.id, { delivery_number: number, delivery_date: date })
    return [number]
  })
  const number = numbers.at(-1)
  shop.update('orders', order.id, { delivery_date: date, ...(number !== undefined && { delivery_number: number }) })
}

const never = '0000-00-00 00:00:00'

const insertInvoice = (shop: Shop, order: Row): Row => {
  const copied = (names: Record<string, string>): Row =>
    Object.fromEntries(Object.entries(names).map(([field, source]) => [field, fieldOf(order, source)])) as Row
  const same = (...fields: string[]): Record<string, string> =>
    Object.fromEntries(fields.map((field) => [field, field]))
  return shop.insert('order_invoices', {
    id_order: String(order.id),
    number: '0',
    delivery_number: '0',
    delivery_date: never,
    ...copied({
      total_discount_tax_excl: 'total_discounts_tax_excl',
      total_discount_tax_incl: 'total_discounts_tax_incl',
      ...same('total_paid_tax_excl', 'total_paid_tax_incl', 'total_products', 'total_products_wt'),
      ...same('total_shipping_tax_excl', 'total_shipping_tax_incl'),
    }),
    shipping_tax_computation_method: '0',
    ...copied(same('total_wrapping_tax_excl', 'total_wrapping_tax_incl')),
    shop_address: shopAddress(shop),
    note: '',
    date_add: shop.now(),
  })
}

/** As it stands on the latest invoice. */
const shopAddress = (shop: Shop): string => {
  const latest = shop.resource('order_invoices').table.get(shop.resource('order_invoices').table.nextId() - 1)
  return latest === undefined ? (shop.configuration('PS_SHOP_NAME') ?? '') : textOf(fieldOf(latest, 'shop_address'))
}
