import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

let sandbox: PrestashopSandbox
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-12-01T11:30:00Z') })
})
afterEach(() => sandbox.close())

const now = '2026-12-01 12:30:00'

const send = async (method: string, path: string, body?: string) => {
  const key = sandbox.keys[method === 'PATCH' ? 'patch-key' : method === 'POST' ? 'full-key' : 'valid-key']
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  const init = { method, headers: { authorization }, ...(body !== undefined && { body }) }
  const response = await fetch(`${sandbox.url}/api/${path}`, init)
  return { status: response.status, body: await response.text() }
}

const setState = (xml: string, state: string): string =>
  xml.replace(/(<current_state[^>]*>)<!\[CDATA\[\d+\]\]>/, `$1${state}`)

const of = (resource: string, field: string, value: string) => sandbox.shop.resource(resource).findBy(field, [value])
const stockOf = (productId: string, combinationId: string): number =>
  Number(
    of('stock_availables', 'id_product', productId).find((row) => row['id_product_attribute'] === combinationId)?.[
      'quantity'
    ],
  )
const historyOf = (orderId: number) =>
  of('order_histories', 'id_order', String(orderId)).map((row) => row['id_order_state'])

test('a PUT changes the state at once, and what stands behind it in the XML overwrites what came with it', async () => {
  const { body } = await send('GET', 'orders/7')
  expect((await send('PUT', 'orders/7', setState(body, '2'))).status).toBe(200)
  expect(sandbox.shop.row('orders', 7)).toMatchObject({ current_state: '2', invoice_number: '0', valid: '0' })
  expect(of('order_invoices', 'id_order', '7')).toMatchObject([{ number: '102', total_paid_tax_incl: '90.230000' }])
  expect(of('order_details', 'id_order', '7').map((row) => row['id_order_invoice'])).toEqual(['102', '102'])
  expect(of('order_carriers', 'id_order', '7')).toMatchObject([{ id_order_invoice: '102' }])
})

test('an order that a stale PUT robbed of its invoice number gets no second invoice or payment', async () => {
  const { body } = await send('GET', 'orders/7')
  for (const state of ['2', '4']) expect((await send('PUT', 'orders/7', setState(body, state))).status).toBe(200)
  expect(sandbox.shop.row('orders', 7)).toMatchObject({ current_state: '4', invoice_number: '0', delivery_number: '0' })
  expect(of('order_invoices', 'id_order', '7')).toMatchObject([{ number: '102', delivery_number: '3' }])
  expect(of('order_payments', 'order_reference', 'SJBHJUNPN')).toHaveLength(1)
})

test('a field that is missing in front of the state stops it, one behind it does not', async () => {
  const { body } = await send('GET', 'orders/7')
  const shipped = setState(body, '4')
  expect((await send('PUT', 'orders/7', shipped.replace(/\t<id_cart .*\n/, ''))).status).toBe(400)
  expect(historyOf(7)).toEqual(['10'])
  expect((await send('PUT', 'orders/7', shipped.replace(/\t<module>.*\n/, ''))).status).toBe(400)
  expect(historyOf(7)).toEqual(['10', '4'])
  expect(sandbox.shop.row('orders', 7)).toMatchObject({ valid: '1', invoice_number: '102', delivery_number: '3' })
})

test('PATCH and POST leave the order right', async () => {
  await send('PATCH', 'orders/7', '<prestashop><order><id>7</id><current_state>4</current_state></order></prestashop>')
  const history = '<order_history><id_order>29</id_order><id_order_state>2</id_order_state></order_history>'
  expect((await send('POST', 'order_histories', `<prestashop>${history}</prestashop>`)).status).toBe(201)
  expect(sandbox.shop.row('orders', 7)).toMatchObject({
    current_state: '4',
    valid: '1',
    invoice_number: '102',
    invoice_date: now,
    delivery_number: '3',
    delivery_date: now,
    total_paid_real: '90.230000',
    date_upd: now,
  })
  expect(sandbox.shop.row('orders', 29)).toMatchObject({ current_state: '2', valid: '1', invoice_number: '103' })
})

test('POST adds a row of history even in the same state, but neither invoice nor payment twice', async () => {
  const history = '<order_history><id_order>7</id_order><id_order_state>2</id_order_state></order_history>'
  for (let turn = 0; turn < 2; turn += 1) await send('POST', 'order_histories', `<prestashop>${history}</prestashop>`)
  expect(historyOf(7)).toEqual(['10', '2', '2'])
  expect(of('order_invoices', 'id_order', '7')).toHaveLength(1)
  expect(of('order_payments', 'order_reference', 'SJBHJUNPN')).toHaveLength(1)
})

test.each([
  ['an id', '<order_history><id>3</id></order_history>', 400, 'id is forbidden when adding a new resource'],
  [
    'no order',
    '<order_history><id_order_state>2</id_order_state></order_history>',
    400,
    'parameter "id_order" required',
  ],
  [
    'an unknown order',
    '<order_history><id_order>999</id_order><id_order_state>2</id_order_state></order_history>',
    500,
    '',
  ],
])('POST order_histories with %s is refused', async (_, history, status, text) => {
  const answer = await send('POST', 'order_histories', `<prestashop>${history}</prestashop>`)
  expect(answer.status).toBe(status)
  expect(answer.body).toContain(text)
  expect(sandbox.shop.rows('order_histories')).toHaveLength(123)
})

test('goods go back when an order is cancelled, and out again when it is paid after all', async () => {
  const [combination, sumRow] = [stockOf('2', '11'), stockOf('2', '0')]
  sandbox.backOffice.changeState(24, 6)
  expect([stockOf('2', '11'), stockOf('2', '0')]).toEqual([combination + 5, sumRow + 5])
  sandbox.backOffice.changeState(24, 8)
  expect(stockOf('2', '11')).toBe(combination + 5)
  sandbox.backOffice.changeState(24, 2)
  expect([stockOf('2', '11'), stockOf('2', '0')]).toEqual([combination, sumRow])
  sandbox.backOffice.changeState(24, 7)
  expect(stockOf('2', '11')).toBe(combination)
})

test('the halves of a split order share one payment', () => {
  const payments = of('order_payments', 'order_reference', String(sandbox.shop.row('orders', 31)?.['reference']))
  for (const orderId of [31, 32]) sandbox.backOffice.changeState(orderId, 4)
  expect(of('order_payments', 'order_reference', String(sandbox.shop.row('orders', 31)?.['reference']))).toEqual(
    payments,
  )
})
