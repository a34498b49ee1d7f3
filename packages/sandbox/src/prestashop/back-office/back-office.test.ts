import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PrestashopSandbox, startPrestashopSandbox } from '../sandbox.ts'

let sandbox: PrestashopSandbox
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-12-01T11:30:00Z') })
})
afterEach(() => sandbox.close())

const now = '2026-12-01 12:30:00'

const control = async (method: string, path: string, body?: unknown) => {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init)
  return { status: response.status, value: (await response.json()) as Record<string, unknown> }
}

const order = (id: number) => sandbox.shop.row('orders', id)
const quantityOf = (productId: string, combinationId = '0') =>
  sandbox.shop
    .resource('stock_availables')
    .findBy('id_product', [productId])
    .find((row) => row['id_product_attribute'] === combinationId)?.['quantity']

const movementsOf = (orderId: string) => sandbox.shop.resource('stock_movements').findBy('id_order', [orderId])

test('a full refund makes the slip that the real shop made', async () => {
  const { shop } = sandbox
  const recorded = shop.row('order_slip', 2)
  const details = [31, 32].map((id) => shop.row('order_details', id))
  shop.remove('order_slip', 2)
  const unrefunded = { product_quantity_refunded: '0', product_quantity_reinjected: '0' }
  const noAmounts = { total_refunded_tax_excl: '0.000000', total_refunded_tax_incl: '0.000000' }
  for (const id of [31, 32]) shop.update('order_details', id, { ...unrefunded, ...noAmounts })
  const before = order(18)
  const movements = movementsOf('18')

  const { status, value } = await control('POST', 'orders/18/refunds', {
    lines: [
      { detailId: 31, quantity: 2 },
      { detailId: 32, quantity: 1 },
    ],
    shipping: '8.54',
  })
  expect(status).toBe(201)
  const { id: _, associations, ...slip } = recorded ?? { id: 0 }
  expect(value['slip']).toMatchObject({ ...slip, date_add: now, date_upd: now })
  expect(JSON.stringify(value['slip'])).toContain(
    JSON.stringify(associations?.['order_slip_details']?.map((line) => ({ ...line, id: '3' }))),
  )
  expect([31, 32].map((id) => shop.row('order_details', id))).toEqual(details)
  expect(order(18)).toBe(before)
  const written = movementsOf('18').slice(movements.length)
  expect(written).toEqual(movements.map((row, index) => ({ ...row, id: 20 + index, date_add: now })))
})

test('goods that are shipped are written down as the real shop did', async () => {
  const [{ id: _, ...recorded } = { id: 0 }] = movementsOf('9')
  await control('POST', 'orders/6/state', { state: 5 })
  const [mug, honey] = movementsOf('6')
  expect(mug).toEqual({ ...recorded, id: 20, id_stock: '7', id_order: '6', physical_quantity: '1', date_add: now })
  expect(honey).toMatchObject({ id_stock_mvt_reason: '3', physical_quantity: '2', sign: '-1' })
  await control('POST', 'orders/6/state', { state: 4 })
  expect(movementsOf('6')).toHaveLength(2)
  await control('POST', 'orders/6/state', { state: 2 })
  expect(movementsOf('6').at(-1)).toMatchObject({ id_stock_mvt_reason: '9', physical_quantity: '2', sign: '1' })
})

test('a partial refund takes a sum off one line, net by its VAT', async () => {
  await control('POST', 'orders/60/refunds', {
    lines: [{ detailId: 114, quantity: 1, amount: '10.00' }],
    restock: false,
  })
  expect(sandbox.shop.row('order_details', 114)).toMatchObject({
    product_quantity_refunded: '1',
    product_quantity_reinjected: '0',
    total_refunded_tax_incl: '10.000000',
    total_refunded_tax_excl: '8.200000',
  })
})

test('a payment is added to what was paid', async () => {
  await control('POST', 'orders/7/payments', { amount: '20.00', method: 'Cash' })
  expect(order(7)).toMatchObject({ total_paid_real: '20.000000', date_upd: now })
  await control('POST', 'orders/7/state', { state: 2 })
  const payments = sandbox.shop.resource('order_payments').findBy('order_reference', ['SJBHJUNPN'])
  expect(payments).toMatchObject([
    { amount: '20.000000', payment_method: 'Cash', id_employee: '1' },
    { amount: '70.230000', payment_method: 'Wire payment', id_employee: '' },
  ])
  expect(order(7)).toMatchObject({ total_paid_real: '90.230000', valid: '1', invoice_number: '102' })
})

test('a tracking number moves nothing but itself', async () => {
  const before = order(60)
  await control('POST', 'orders/60/tracking', { trackingNumber: 'RR60' })
  expect(order(60)).toEqual({ ...before, shipping_number: 'RR60' })
})

test('an order whose line changes adds up again', async () => {
  const honey = quantityOf('21')
  await control('PATCH', 'orders/42/lines/62', { quantity: 3, unitPriceTaxIncl: '11.00' })
  expect(order(42)).toMatchObject({
    total_products_wt: '47.520000',
    total_products: '42.040000',
    total_paid: '56.060000',
    total_paid_tax_incl: '56.060000',
    total_paid_tax_excl: '49.040000',
    total_paid_real: '0.000000',
    date_upd: now,
  })
  expect(order(42)?.associations?.['order_rows']?.[1]).toMatchObject({
    id: '62',
    product_quantity: '3',
    unit_price_tax_incl: '11.000000',
  })
  expect(Number(quantityOf('21'))).toBe(Number(honey) - 2)
})

test('a line that is taken away leaves no trace, on the invoice neither', async () => {
  await control('DELETE', 'orders/60/lines/115')
  expect(sandbox.shop.row('order_details', 115)).toBeUndefined()
  expect(order(60)?.associations?.['order_rows']).toHaveLength(2)
  expect(order(60)).toMatchObject({ total_paid: '85.560000', total_paid_real: '97.150000' })
  expect(sandbox.shop.row('order_invoices', 48)).toMatchObject({
    total_paid_tax_incl: '85.560000',
    total_paid_tax_excl: '73.870000',
  })
})

test('a line is added at the price of the catalogue, with its VAT and the name of the combination', async () => {
  const [combination, sumRow] = [quantityOf('1', '2'), quantityOf('1')].map(Number)
  const { status } = await control('POST', 'orders/42/lines', { productId: 1, combinationId: 2, quantity: 1 })
  expect(status).toBe(201)
  const line = sandbox.shop.resource('order_details').findBy('id_order', ['42']).at(-1)
  expect(line).toMatchObject({
    product_name: 'Potiskana majica Kolibri (Size:S - Color:Black)',
    product_reference: 'DEMO-1-S-BLACK',
    unit_price_tax_incl: '29.158000',
    unit_price_tax_excl: '23.900000',
    total_price_tax_incl: '29.160000',
    associations: { taxes: [{ id: '1' }] },
  })
  expect(Object.keys(line ?? {})).toEqual(Object.keys(sandbox.shop.row('order_details', 61) ?? {}))
  expect(order(42)?.['total_paid']).toBe('64.220000')
  expect([quantityOf('1', '2'), quantityOf('1')].map(Number)).toEqual([Number(combination) - 1, Number(sumRow) - 1])
})

test('an edited address is a new one; the old one stays, and orders that are not edited keep it', async () => {
  const { value } = await control('POST', 'addresses/7/edits', { address1: 'Nova ulica 1' })
  expect(value['address']).toMatchObject({ address1: 'Nova ulica 1', deleted: '0', date_add: now })
  expect(sandbox.shop.row('addresses', 7)).toMatchObject({ address1: 'Čopova ulica 14', deleted: '1' })
  expect(order(6)?.['id_address_delivery']).toBe('7')

  const edited = await control('POST', 'orders/7/addresses', {
    kind: 'invoice',
    changes: { company: 'Kolibri d.o.o.' },
  })
  const { id } = edited.value['address'] as { id: number }
  expect(order(7)).toMatchObject({ id_address_invoice: String(id), id_address_delivery: '9', date_upd: now })
})

test('a sale lowers the stock of a combination and of its product; a pack moves as the shop is set up', async () => {
  const [combination, sumRow, pack, part] = [quantityOf('2', '11'), quantityOf('2'), quantityOf('15'), quantityOf('7')]
  await control('POST', 'sales', { productId: 2, combinationId: 11, quantity: 3 })
  expect([quantityOf('2', '11'), quantityOf('2')].map(Number)).toEqual([Number(combination) - 3, Number(sumRow) - 3])
  await control('POST', 'sales', { productId: 15, quantity: 1 })
  expect([quantityOf('15'), quantityOf('7')].map(Number)).toEqual([Number(pack) - 1, Number(part)])
  sandbox.shop.update('products', 15, { pack_stock_type: '1' })
  await control('POST', 'sales', { productId: 15, quantity: 2 })
  expect([quantityOf('15'), quantityOf('7')].map(Number)).toEqual([Number(pack) - 1, Number(part) - 10])
})

test('an order of one line is placed, as long as there is something to sell', async () => {
  const { shop } = sandbox
  const [stock] = shop.resource('stock_availables').findBy('id_product', ['7'])
  shop.update('stock_availables', stock?.id ?? 0, { quantity: '5', out_of_stock: '0' })
  const purchase = { copyOf: 7, productId: 7, quantity: 4, unitPriceTaxIncl: '2.50' }
  const { status, value } = await control('POST', 'purchases', purchase)
  const placed = shop.rows('orders').at(-1)
  expect({ status, value }).toEqual({ status: 201, value: { order: placed } })
  expect(placed).toMatchObject({
    total_products_wt: '10.000000',
    total_shipping: order(7)?.['total_shipping'],
    total_paid: '18.540000',
    date_add: now,
    current_state: order(7)?.['current_state'],
  })
  const details = shop.resource('order_details').findBy('id_order', [String(placed?.id)])
  expect(details).toMatchObject([{ product_id: '7', product_quantity: '4' }])
  expect(placed?.associations?.['order_rows']).toMatchObject([{ id: String(details[0]?.id), product_id: '7' }])
  expect(quantityOf('7')).toBe('1')

  expect(await control('POST', 'purchases', purchase)).toEqual({ status: 409, value: { error: 'sold out' } })
  expect(shop.rows('orders').at(-1)).toBe(placed)
  shop.update('stock_availables', stock?.id ?? 0, { out_of_stock: '1' })
  expect(await control('POST', 'purchases', purchase)).toMatchObject({ status: 201 })
  expect(quantityOf('7')).toBe('-3')
})

test('a product is changed, and deleted with its combinations and stock', async () => {
  await control('PATCH', 'products/21', { name: 'Med', price: '8.5', active: '0' })
  expect(sandbox.shop.row('products', 21)).toMatchObject({
    name: [
      { id: '1', value: 'Med' },
      { id: '2', value: 'Med' },
    ],
    price: '8.500000',
    active: '0',
    date_upd: now,
  })
  await control('DELETE', 'products/2')
  expect(sandbox.shop.row('products', 2)).toBeUndefined()
  for (const resource of ['combinations', 'stock_availables']) {
    expect(sandbox.shop.resource(resource).findBy('id_product', ['2'])).toEqual([])
  }
})

test.each([
  ['POST', 'orders/9999/state', { state: 2 }, 404],
  ['POST', 'orders/7/state', { state: 99 }, 404],
  ['POST', 'orders/7/refunds', { lines: [{ detailId: 1, quantity: 1 }] }, 404],
  ['POST', 'orders/7/payments', { amount: '-1' }, 400],
  ['POST', 'addresses/999/edits', {}, 404],
  ['POST', 'sales', { productId: 9999, quantity: 1 }, 404],
  ['POST', 'purchases', { copyOf: 9999, productId: 7, quantity: 1 }, 404],
  ['POST', 'purchases', { copyOf: 7, productId: 9999, quantity: 1 }, 404],
  ['POST', 'purchases', { copyOf: 7, productId: 7, quantity: 0 }, 400],
  ['DELETE', 'products/9999', undefined, 404],
])('%s %s with %j is refused', async (method, path, body, status) => {
  const answer = await control(method, path, body)
  expect(answer).toEqual({ status, value: { error: expect.any(String) } })
})
