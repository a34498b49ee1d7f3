import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Row } from './row.ts'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

let sandbox: PrestashopSandbox
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-12-24T17:00:00Z') })
})
afterEach(() => sandbox.close())

const now = '2026-12-24 18:00:00'
const ofOrder = (resource: string, order: Row): Row[] =>
  sandbox.shop.resource(resource).findBy('id_order', [String(order.id)])
const paymentsOf = (order: Row): Row[] =>
  sandbox.shop.resource('order_payments').findBy('order_reference', [String(order['reference'])])
const orderOf = (id: number): Row => {
  const order = sandbox.shop.row('orders', id)
  if (order === undefined) throw new Error(`no order ${id}`)
  return order
}

// 37: edited, two invoices and two payments. 17: partly refunded. 10: voucher. 13: a message.
test.each([37, 17, 10, 13])('order %i is copied with everything that belongs to it', (id) => {
  const original = orderOf(id)
  const [copy = original] = sandbox.placeOrders(id)
  expect(copy).toMatchObject({ id: 114, date_add: now, date_upd: now, total_paid: original['total_paid'] })
  expect(copy['reference']).toMatch(/^[A-Z]{9}$/)
  const counts = (order: Row): number[] =>
    ['details', 'cart_rules', 'carriers', 'histories', 'invoices', 'slip'].map(
      (part) => ofOrder(`order_${part}`, order).length,
    )
  expect(counts(copy)).toEqual(counts(original))
  expect(ofOrder('messages', copy)).toHaveLength(ofOrder('messages', original).length)
  expect(paymentsOf(copy).map((row) => row['amount'])).toEqual(paymentsOf(original).map((row) => row['amount']))
})

test('the rows of a copy point at each other and not at the original', () => {
  const [copy = orderOf(17)] = sandbox.placeOrders(17)
  const details = ofOrder('order_details', copy).map((row) => String(row.id))
  expect(copy.associations?.['order_rows']?.map((row) => row['id'])).toEqual(details)
  const [slip] = ofOrder('order_slip', copy)
  expect(slip?.associations?.['order_slip_details']).toMatchObject([
    { id: String(slip?.id), id_order_detail: details[0] },
  ])
  const [invoice] = ofOrder('order_invoices', copy)
  const pointing = ['order_details', 'order_carriers'].flatMap((resource) => ofOrder(resource, copy))
  expect(new Set(pointing.map((row) => row['id_order_invoice']))).toEqual(new Set([String(invoice?.id)]))
  expect(copy['invoice_number']).toBe(invoice?.['number'])
  expect(copy['invoice_number']).not.toBe(orderOf(17)['invoice_number'])
})

test('what never happened to the original did not happen to its copy', () => {
  const [copy = orderOf(7)] = sandbox.placeOrders(7)
  expect(copy).toMatchObject({ invoice_number: '0', invoice_date: '0000-00-00 00:00:00' })
})

test('many copies have ids and references of their own', () => {
  const copies = sandbox.placeOrders(6, 500)
  const all = sandbox.shop.rows('orders')
  expect(all).toHaveLength(613)
  expect(new Set(copies.map((row) => row['reference'])).size).toBe(500)
  const details = copies.flatMap((order) => ofOrder('order_details', order)).map((row) => row.id)
  expect(new Set(details).size).toBe(1000)
})
