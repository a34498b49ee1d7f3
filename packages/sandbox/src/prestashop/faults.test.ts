import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultInput } from './faults.ts'
import { loadRecordings } from './recording.ts'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

let sandbox: PrestashopSandbox
let now = new Date('2026-11-23T09:00:00Z')
beforeEach(async () => {
  sandbox = await startPrestashopSandbox({ clock: () => now })
})
afterEach(() => sandbox.close())

const get = async (path = '/api/taxes/1?output_format=JSON', init: RequestInit = {}) => {
  const authorization = `Basic ${Buffer.from(`${sandbox.keys['valid-key']}:`).toString('base64')}`
  const response = await fetch(`${sandbox.url}${path}`, { redirect: 'manual', headers: { authorization }, ...init })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

const putStock = (quantity: number) =>
  get('/api/stock_availables/7', {
    method: 'PUT',
    body: `<prestashop><stock_available><id>7</id><id_product>7</id_product><id_product_attribute>0</id_product_attribute><id_shop>1</id_shop><id_shop_group>0</id_shop_group><quantity>${quantity}</quantity><depends_on_stock>0</depends_on_stock><out_of_stock>2</out_of_stock><location></location></stock_available></prestashop>`,
  })
const stockOf7 = () => sandbox.shop.row('stock_availables', 7)?.['quantity']

const recorded = new Map(loadRecordings().map(({ name, response }) => [name, response]))

describe('a fault that looks like a recorded exchange gives the recorded answer', () => {
  test.each<[string, FaultInput['effect']]>([
    ['auth-header-stripped-fpm', { kind: 'unauthorized', how: 'header-stripped' }],
    ['auth-wrong-key-json', { kind: 'unauthorized', how: 'wrong-key' }],
    ['auth-disabled-key-json', { kind: 'unauthorized', how: 'disabled-key' }],
    ['auth-no-permission-key-json', { kind: 'unauthorized', how: 'no-permission' }],
    ['shop-webservice-disabled-json', { kind: 'webservice-off' }],
    ['url-no-rewrite', { kind: 'no-rewriting' }],
    ['php-warning-before-json', { kind: 'php-warning' }],
    ['conn-root-json-crash-display-errors', { kind: 'fatal-as-200' }],
  ])('%s', async (name, effect) => {
    sandbox.faults.add({ effect })
    const { status, headers, body } = await get()
    const response = recorded.get(name)
    expect({ status, body }).toEqual({ status: response?.status, body: response?.body })
    expect(headers.get('content-type')).toBe(response?.headers['Content-Type'])
  })

  test('auth-resource-not-permitted-json', async () => {
    sandbox.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' } })
    const { status, body } = await get('/api/orders?display=full&output_format=JSON')
    expect({ status, body }).toMatchObject({
      status: 401,
      body: recorded.get('auth-resource-not-permitted-json')?.body,
    })
  })
})

test('another answer is sent and the work is not done', async () => {
  sandbox.faults.add({ effect: { kind: 'status', status: 503, headers: { 'Retry-After': '7' } }, times: 1 })
  const { status, headers, body } = await putStock(1)
  expect({ status, body, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, body: '', retryAfter: '7' })
  expect(stockOf7()).toBe('99871')
  expect((await putStock(1)).status).toBe(200)
})

test('the connection is closed before the work', async () => {
  sandbox.faults.add({ effect: { kind: 'hang-up', when: 'before' } })
  await expect(putStock(2)).rejects.toThrow()
  expect(stockOf7()).toBe('99871')
  expect(sandbox.requests.list()).toMatchObject([{ method: 'PUT', status: undefined }])
})

test('the connection is closed after the work', async () => {
  sandbox.faults.add({ effect: { kind: 'hang-up', when: 'after' } })
  await expect(putStock(3)).rejects.toThrow()
  expect(stockOf7()).toBe('3')
})

test('the body is cut in half', async () => {
  sandbox.faults.add({ effect: { kind: 'cut-body' } })
  await expect(get()).rejects.toThrow()
})

test('no answer comes until the client leaves', async () => {
  sandbox.faults.add({ effect: { kind: 'hang' } })
  await expect(get(undefined, { signal: AbortSignal.timeout(30) })).rejects.toThrow(/timeout/)
})

test('the answer comes late', async () => {
  sandbox.faults.add({ effect: { kind: 'delay', ms: 40 } })
  const startedAt = performance.now()
  expect((await get()).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(35)
})

test('the client is sent elsewhere', async () => {
  sandbox.faults.add({ effect: { kind: 'redirect', to: 'http://elsewhere.example/' } })
  const { status, headers } = await get()
  expect([status, headers.get('location')]).toEqual([302, 'http://elsewhere.example/'])
})

test('more requests in a second than allowed are turned away', async () => {
  sandbox.faults.add({ effect: { kind: 'rate-limit', perSecond: 2, retryAfterS: 3 } })
  const statuses = async () => [(await get()).status, (await get()).status, (await get()).status]
  expect(await statuses()).toEqual([200, 200, 429])
  expect((await get()).headers.get('retry-after')).toBe('3')
  now = new Date(now.getTime() + 1000)
  expect(await statuses()).toEqual([200, 200, 429])
})

test('a fault strikes only what it is meant for, and as often as it is told', async () => {
  sandbox.faults.add({ effect: { kind: 'status', status: 500 }, method: 'PUT', resource: 'stock_availables', times: 2 })
  expect((await get()).status).toBe(200)
  expect((await get('/api/stock_availables/7')).status).toBe(200)
  expect([(await putStock(1)).status, (await putStock(1)).status, (await putStock(1)).status]).toEqual([500, 500, 200])
  expect(sandbox.faults.list()).toEqual([])
})

test('the same seed brings the same bad luck', async () => {
  sandbox.faults.add({ effect: { kind: 'status', status: 500 }, probability: 0.5 })
  const luck = async () => {
    sandbox.faults.seed(42)
    const statuses: number[] = []
    for (let round = 0; round < 20; round += 1) statuses.push((await get()).status)
    return statuses
  }
  const first = await luck()
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await luck()).toEqual(first)
})
