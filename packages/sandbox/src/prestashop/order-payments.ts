import { Decimal } from 'decimal.js'
import { invoicesOf } from './order-invoices.ts'
import { fieldOf, type Row, textOf } from './row.ts'
import type { Shop } from './shop.ts'

/** What payment modules call themselves; a module the shop does not have says nothing. */
const displayNames: Readonly<Record<string, string>> = {
  ps_cashondelivery: 'Cash on delivery (COD)',
  ps_checkpayment: 'Payments by check',
  ps_wirepayment: 'Wire payment',
}

export interface Payment {
  /** Decimal text, in the order's currency. */
  readonly amount: string
  readonly method: string
  readonly transactionId?: string
  /** Who typed it in; none for a payment that came with a state. */
  readonly employeeId?: number
}

/** Adds a payment to an order and to what it has been paid. @returns the payment */
export const addPayment = (shop: Shop, order: Row, payment: Payment): Row => {
  const { amount, method, transactionId = '', employeeId } = payment
  const paid = new Decimal(textOf(fieldOf(order, 'total_paid_real'))).plus(amount)
  shop.update('orders', order.id, { total_paid_real: paid.toFixed(6) })
  return shop.insert('order_payments', {
    order_reference: textOf(fieldOf(order, 'reference')).slice(0, 9),
    id_currency: fieldOf(order, 'id_currency'),
    amount: new Decimal(amount).toFixed(6),
    payment_method: method,
    conversion_rate: fieldOf(order, 'conversion_rate'),
    transaction_id: transactionId,
    card_number: '',
    card_brand: '',
    card_expiration: '',
    card_holder: '',
    date_add: shop.now(),
    id_employee: employeeId === undefined ? '' : String(employeeId),
  })
}

/** Pays what the invoices of an order are short of. The halves of a split order share their payments. */
export const payRest = (shop: Shop, orderId: number): void => {
  for (const invoice of invoicesOf(shop, orderId)) {
    const order = shop.row('orders', orderId)
    if (order === undefined || new Decimal(textOf(fieldOf(order, 'total_paid'))).isZero()) return
    const total = new Decimal(textOf(fieldOf(invoice, 'total_paid_tax_incl')))
    const rest = Decimal.min(total, unpaid(shop, textOf(fieldOf(order, 'reference'))))
    if (rest.lte(0)) continue
    addPayment(shop, order, {
      amount: rest.toFixed(2),
      method: displayNames[textOf(fieldOf(order, 'module'))] ?? '',
    })
  }
}

const unpaid = (shop: Shop, reference: string): Decimal => {
  const orders = shop.resource('orders').findBy('reference', [reference])
  const invoiced = orders.flatMap(({ id }) => invoicesOf(shop, id))
  const payments = shop.resource('order_payments').findBy('order_reference', [reference])
  return sum(invoiced, 'total_paid_tax_incl').minus(sum(payments, 'amount'))
}

const sum = (rows: readonly Row[], field: string): Decimal =>
  rows.reduce((total, row) => total.plus(textOf(fieldOf(row, field))), new Decimal(0))
