import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

let sandbox: PrestashopSandbox
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-12-01T11:30:00Z') })
})
afterEach(() => sandbox.close())

const send = async (method: string, path: string, body?: string) => {
  const authorization = `Basic ${Buffer.from(`${sandbox.keys['valid-key']}:`).toString('base64')}`
  const init = { method, headers: { authorization }, ...(body !== undefined && { body }) }
  const response = await fetch(`${sandbox.url}/api/${path}`, init)
  return { status: response.status, body: await response.text() }
}

test('an order in its own state is replaced whole', async () => {
  const { body } = await send('GET', 'orders/6')
  const changed = body.replace(/<note>.*<\/note>/, '<note>Ring twice</note>').replace(/\t<gift>.*\n/, '')
  expect((await send('PUT', 'orders/6', changed)).status).toBe(200)
  const before = { ...(await startedRow(6)) }
  expect(sandbox.shop.row('orders', 6)).toEqual({
    ...before,
    note: 'Ring twice',
    gift: '0',
    date_upd: '2026-12-01 12:30:00',
  })
})

const startedRow = async (id: number) => {
  const fresh = await startPrestashopSandbox()
  const row = fresh.shop.row('orders', id)
  await fresh.close()
  return row
}

test('a shipping number sent with an order goes to its carrier row', async () => {
  const { body } = await send('GET', 'orders/6')
  const changed = body.replace(/(<shipping_number[^>]*>)<!\[CDATA\[\]\]>/, '$1<![CDATA[RR1SI]]>')
  expect((await send('PUT', 'orders/6', changed)).status).toBe(200)
  expect(sandbox.shop.row('order_carriers', 6)?.['tracking_number']).toBe('RR1SI')
  expect(sandbox.shop.row('orders', 6)?.['shipping_number']).toBe('RR1SI')
})

test('an order that loses its shop disappears from lists and still answers by id', async () => {
  const { body } = await send('GET', 'orders/6')
  expect((await send('PUT', 'orders/6', body.replace(/\t<id_shop>.*\n/, ''))).status).toBe(200)
  expect((await send('GET', 'orders?filter[id]=6&output_format=JSON')).body).toBe('[]')
  expect((await send('GET', 'orders/6?output_format=JSON')).status).toBe(200)
})

test('changing the associations of a product is not made up', async () => {
  const { body } = await send('GET', 'products/21')
  const writable = body.replace(/\t<(manufacturer_name|quantity) .*\n/g, '')
  expect((await send('PUT', 'products/21', writable)).status).toBe(200)
  const without = writable.replace(/<category .*<\/category>\n/s, '')
  expect((await send('PUT', 'products/21', without)).status).toBe(501)
})
