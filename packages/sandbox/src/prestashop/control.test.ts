import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

let sandbox: PrestashopSandbox
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-11-23T09:00:00Z') })
})
afterEach(() => sandbox.close())

const control = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, value: JSON.parse(await response.text()) }
}

test('requests are logged without their keys', async () => {
  const key = sandbox.keys['get-only-key']
  await (await fetch(`${sandbox.url}/api/orders/6?ws_key=${key}&output_format=JSON`)).text()
  await (await fetch(`${sandbox.url}/api/orders?ws_key=${'0'.repeat(32)}`, { method: 'PUT', body: '' })).text()
  const { value } = await control('GET', 'requests')
  expect(value.requests).toEqual([
    {
      at: '2026-11-23T09:00:00.000Z',
      method: 'GET',
      path: '/api/orders/6',
      query: 'ws_key=&output_format=JSON',
      resource: 'orders',
      keyName: 'get-only-key',
      status: 200,
      ms: expect.any(Number),
    },
    expect.objectContaining({ method: 'PUT', path: '/api/orders', query: 'ws_key=', status: 401 }),
  ])
  expect(JSON.stringify(value)).not.toContain(key)
  await control('DELETE', 'requests')
  expect((await control('GET', 'requests')).value).toEqual({ requests: [] })
})

test('rows are read and replaced', async () => {
  const { value } = await control('GET', 'state/zones')
  expect(value.rows).toHaveLength(8)
  const replaced = await control('PUT', 'state/zones/1', { name: 'Evropa', active: '1' })
  expect(replaced).toEqual({ status: 200, value: { row: { id: 1, name: 'Evropa', active: '1' } } })
  expect(sandbox.shop.row('zones', 1)).toEqual({ id: 1, name: 'Evropa', active: '1' })
})

test('orders are placed', async () => {
  const { status, value } = await control('POST', 'orders', { copyOf: 6, count: 3 })
  expect(status).toBe(201)
  expect(value.orders.map(({ id }: { id: number }) => id)).toEqual([114, 115, 116])
  expect(sandbox.shop.row('orders', 116)?.['reference']).toBe(value.orders[2].reference)
})

test('faults are added, listed and taken away', async () => {
  const { value } = await control('POST', 'faults', { effect: { kind: 'delay', ms: 1 }, resource: 'orders' })
  await control('POST', 'faults', { effect: { kind: 'hang-up', when: 'before' }, times: 2 })
  expect((await control('GET', 'faults')).value.faults).toMatchObject([
    { id: value.id, effect: { kind: 'delay', ms: 1 }, resource: 'orders', probability: 1 },
    { effect: { kind: 'hang-up', when: 'before' }, times: 2 },
  ])
  await control('DELETE', `faults/${value.id}`)
  expect(sandbox.faults.list()).toHaveLength(1)
  await control('DELETE', 'faults')
  expect(sandbox.faults.list()).toEqual([])
})

test.each([
  ['GET', 'nothing', undefined, 404],
  ['GET', 'state/nothing', undefined, 404],
  ['PUT', 'state/zones/99', {}, 404],
  ['POST', 'orders', { copyOf: 9999 }, 404],
  ['POST', 'orders', { count: 2 }, 400],
  ['POST', 'orders', 'not JSON', 400],
  ['POST', 'faults', { effect: { kind: 'earthquake' } }, 400],
])('%s %s with %j is refused', async (method, path, body, status) => {
  const answer = await control(method, path, body)
  expect(answer).toEqual({ status, value: { error: expect.any(String) } })
})
