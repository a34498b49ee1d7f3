import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultKey } from './key-ring.ts'
import { bundledDump } from './load-dump.ts'
import { type PrestashopSandbox, startPrestashopSandbox } from './sandbox.ts'

const basic = (key: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
})

const ask = async (sandbox: PrestashopSandbox, path: string, init: RequestInit = {}): Promise<string> => {
  const response = await fetch(`${sandbox.url}${path}`, { headers: basic(sandbox.keys['valid-key']), ...init })
  return response.text()
}

const askJson = async (sandbox: PrestashopSandbox, path: string, init?: RequestInit) =>
  JSON.parse(await ask(sandbox, path, init))

describe('the dump', () => {
  let sandbox: PrestashopSandbox
  beforeAll(async () => {
    sandbox = await startPrestashopSandbox()
  })
  afterAll(() => sandbox.close())

  const file = (name: string): string => readFileSync(join(bundledDump, name), 'utf8')
  const named = (ending: string): string[] =>
    readdirSync(bundledDump).flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []))

  test.each(named('.json').filter((name) => name !== 'shop'))('%s comes back as it was dumped', async (resource) => {
    const body = await ask(sandbox, `/api/${resource}?display=full&output_format=JSON&limit=100000`)
    expect(body).toBe(file(`${resource}.json`))
  })

  test.each(named('.xml').filter((name) => name !== 'root'))('%s comes back as dumped XML', async (resource) => {
    const body = await ask(sandbox, `/api/${resource}?display=full&limit=100000`)
    const { host } = new URL(sandbox.url)
    expect(body.replaceAll(`http://${host}/`, 'http://shop.example/')).toBe(file(`${resource}.xml`))
  })
})

test('keys are 32 readable characters, and can be given', async () => {
  const key = 'MYOWNKEYMYOWNKEYMYOWNKEYMYOWNKEY'
  const sandbox = await startPrestashopSandbox({ keys: { 'valid-key': key } })
  expect(sandbox.keys).toMatchObject({ 'valid-key': key, 'get-only-key': 'SANDBOXGETONLYKEY000000000000000' })
  const status = async (candidate: string): Promise<number> =>
    (await fetch(`${sandbox.url}/api/taxes`, { headers: basic(candidate) })).status
  expect(await status(key)).toBe(200)
  expect(await status(defaultKey('valid-key'))).toBe(401)
  await sandbox.close()
})

test('rows can be looked at and changed in the process', async () => {
  const sandbox = await startPrestashopSandbox({ clock: () => new Date('2026-07-01T10:00:00Z') })
  const { shop } = sandbox
  expect(shop.now()).toBe('2026-07-01 12:00:00')
  const message = shop.insert('messages', { id_order: '6', message: 'Hello', private: '0', date_add: shop.now() })
  shop.update('messages', message.id, { message: 'Good day' })
  const found = await askJson(sandbox, '/api/messages?filter[id_order]=6&display=[id,message]&output_format=JSON')
  expect(found).toEqual({ messages: [{ id: message.id, message: 'Good day' }] })
  shop.remove('messages', message.id)
  expect(await askJson(sandbox, '/api/messages?filter[id_order]=6&output_format=JSON')).toEqual([])
  await sandbox.close()
})

test('a row that moves to another value is found under the new one only', async () => {
  const sandbox = await startPrestashopSandbox()
  const idsOf = async (orderId: number) =>
    askJson(sandbox, `/api/order_details?filter[id_order]=${orderId}&output_format=JSON`)
  expect(await idsOf(14)).toEqual({ order_details: [{ id: 22 }, { id: 23 }, { id: 24 }] })
  sandbox.shop.update('order_details', 23, { id_order: '9999' })
  expect(await idsOf(14)).toEqual({ order_details: [{ id: 22 }, { id: 24 }] })
  expect(await idsOf(9999)).toEqual({ order_details: [{ id: 23 }] })
  await sandbox.close()
})

describe('what only the real shop knows is refused with 501, never made up', () => {
  test.each([
    ['GET', '/api/search?query=mug&language=1', 'valid-key'],
    ['GET', '/api/products/1?price[gross][use_tax]=1', 'valid-key'],
    ['GET', '/api/images/products/1/1', 'valid-key'],
    ['GET', '/api/zones?schema=blank', 'valid-key'],
    ['PUT', '/api/customers/3', 'valid-key'],
    ['POST', '/api/orders', 'full-key'],
    ['PATCH', '/api/customers/3', 'patch-key'],
    ['DELETE', '/api/products/1', 'full-key'],
  ] as const)('%s %s', async (method, path, key) => {
    const sandbox = await startPrestashopSandbox()
    const response = await fetch(`${sandbox.url}${path}`, { method, headers: basic(sandbox.keys[key]) })
    expect(response.status).toBe(501)
    expect(await response.text()).toContain('The sandbox does not know how PrestaShop does this')
    await sandbox.close()
  })
})
