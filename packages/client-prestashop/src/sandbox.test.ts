import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import { type PrestashopSandbox, type PrestashopSandboxOptions, startPrestashopSandbox } from '@pretok/sandbox'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { PrestashopClient } from './client.ts'
import { decimal, id, text } from './fields.ts'
import { anyOf, contains, equal, greaterThan, lessThan, noneOf, range, startsWith } from './filter.ts'
import { Address } from './rows/customer.ts'
import { Order, OrderCarrier, OrderDetail } from './rows/order.ts'
import { Product, StockAvailable } from './rows/product.ts'
import { Configuration, Language } from './rows/shop.ts'
import { openClient } from './testing/local-shop.ts'
import type { WebserviceOptions } from './webservice.ts'

const open = async (
  options: Partial<WebserviceOptions> = {},
  sandboxOptions: PrestashopSandboxOptions = {},
): Promise<{ sandbox: PrestashopSandbox; client: PrestashopClient }> => {
  const sandbox = await startPrestashopSandbox(sandboxOptions)
  onTestFinished(() => sandbox.close())
  return { sandbox, client: openClient(sandbox.url, { key: sandbox.keys['valid-key'], ...options }) }
}
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  )
const Identified = z.object({ id })
const ids = (rows: readonly { id: string }[]): string[] => rows.map((row) => row.id)

describe('reading a shop', () => {
  it('filters as PrestaShop does', async () => {
    const { client } = await open()
    const find = async (filter: Parameters<PrestashopClient['list']>[2]) =>
      ids(await client.list('orders', Order, filter))

    expect(await find({ filter: { id: range(5, 8) } })).toEqual(['5', '6', '7', '8'])
    expect(await find({ filter: { id: anyOf(['7', '5']) } })).toEqual(['5', '7'])
    expect(await find({ filter: { id: noneOf([1, 2, 3]) }, limit: 2 })).toEqual(['4', '5'])
    expect(await find({ filter: { id: greaterThan(110) } })).toEqual(['111', '112', '113'])
    expect(await find({ filter: { payment: startsWith('bank') }, limit: 2 })).toEqual(['5', '7'])
    expect(await find({ filter: { payment: contains('ank t') }, limit: 1 })).toEqual(['7'])
    expect(await find({ filter: { date_upd: lessThan('2026-01-15 00:00:00') } })).toEqual(['44', '45', '46'])
    expect(await find({ filter: { date_add: range('2026-01-01 00:00:00', '2026-01-06 00:00:00') } })).toEqual(['44'])
    const newestFirst = [
      ['date_upd', 'DESC'],
      ['id', 'DESC'],
    ] as const
    expect(await find({ sort: newestFirst, limit: 1 })).toEqual(['43'])
    expect(await find({ limit: 2, offset: 4 })).toEqual(['5', '6'])
    expect(await find({ filter: { reference: equal('no such') } })).toEqual([])
  })

  it('finds odd references, and none', async () => {
    const { client } = await open()
    const find = async (reference: string) =>
      ids(await client.list('products', Product, { filter: { reference: equal(reference) } }))
    expect(await find('ČŠŽ-Ø 1/2')).toEqual(['25'])
    expect(await find('DUP-1')).toEqual(['23', '24'])
    expect(await find('')).toEqual(['22'])
    expect(await find('DUP-1,DUP-2')).toEqual([])
  })

  it('shows some fields only, in one language', async () => {
    const { client } = await open()
    const row = z.object({ id, name: text, price: decimal })
    const query = { filter: { id: equal(20) }, display: ['id', 'name', 'price'], language: 2 }
    expect(await client.list('products', row, query)).toEqual([
      { id: '20', name: 'Slovenska kuharica', price: expect.stringMatching(/^\d+\.\d{6}$/) },
    ])
  })

  it('reads the lines of several orders in one request', async () => {
    const { client, sandbox } = await open()
    const lines = await client.listByIds('order_details', OrderDetail, 'id_order', ['14', '6', '14'])
    expect(new Set(lines.map((line) => line.id_order))).toEqual(new Set(['6', '14']))
    expect(ids(lines)).toEqual(ids(lines).toSorted((a, b) => Number(a) - Number(b)))
    expect(sandbox.requests.list()).toHaveLength(1)
  })

  it('turns all pages, also while rows vanish', async () => {
    const { client, sandbox } = await open()
    const seen: string[][] = []
    for await (const page of client.pages('orders', Order, { pageSize: 50 })) {
      seen.push(ids(page))
      sandbox.shop.remove('orders', seen.length)
    }
    expect(seen.map((page) => page.length)).toEqual([50, 50, 13])
    expect(new Set(seen.flat()).size).toBe(113)
  })

  it('finds a record, a deleted address, and no deleted product', async () => {
    const { client } = await open()
    expect(await client.find('products', Product, '20')).toMatchObject({
      id: '20',
      name: { byId: { 1: 'Slovenian cookbook' } },
    })
    expect(await client.find('addresses', Address, '15')).toMatchObject({ deleted: true })
    expect(await client.find('products', Product, '34')).toBeUndefined()
    expect(await failure(client.readXml('products', '34'))).toMatchObject({ code: 'ERR_PRESTASHOP_RECORD_NOT_FOUND' })
  })

  it('learns what the key may do and which shop it is', async () => {
    const { client } = await open()
    const { shopName, version, resources } = await client.permissions()
    expect({ shopName, version }).toEqual({ shopName: 'Demo shop', version: '8.2.1' })
    expect(resources.get('stock_availables')).toEqual(new Set(['GET', 'PUT']))
    const zones = await client.list('configurations', Configuration, { filter: { name: equal('PS_TIMEZONE') } })
    expect(zones.map(({ value }) => value)).toEqual(['Europe/Ljubljana'])
    const languages = await client.list('languages', Language)
    expect(languages.map(({ iso_code }) => iso_code)).toEqual(['en', 'si'])
  })

  it('gets no answer to a date filter where there are no dates', async () => {
    const { client } = await open()
    const query = { filter: { date_upd: greaterThan('2026-01-01 00:00:00') } }
    expect(await failure(client.list('stock_availables', StockAvailable, query))).toMatchObject({
      code: 'ERR_PRESTASHOP_FAILED',
    })
  })
})

describe('exists', () => {
  it('is false only by the word of PrestaShop', async () => {
    const { sandbox, client } = await open()
    expect(await client.exists('products', '20')).toBe(true)
    expect(await client.exists('products', '999')).toBe(false)
    sandbox.faults.add({ effect: { kind: 'no-rewriting' } })
    await expect(client.exists('products', '999')).rejects.toMatchObject({
      code: 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND',
    })
    await expect(client.exists('products', '9x')).rejects.toThrow(RangeError)
  })

  it('can tell of a record with control characters', async () => {
    const { sandbox, client } = await open()
    sandbox.shop.update('addresses', 1, { city: 'Ptuj\u0001' })
    expect(await client.exists('addresses', '1')).toBe(true)
  })
})

describe('writing to a shop', () => {
  it('sets the stock of one row and leaves its other fields alone', async () => {
    const { client, sandbox } = await open()
    const before = sandbox.shop.row('stock_availables', 7)
    const stored = await client.put('stock_availables', '7', (row) => row.set('quantity', 12))
    expect(stored.get('quantity')).toBe('12')
    expect(sandbox.shop.row('stock_availables', 7)).toEqual({ ...before, quantity: '12' })
    expect(await client.find('stock_availables', StockAvailable, '7')).toMatchObject({ quantity: 12, id_shop: '1' })
  })

  it('sets the price of a product without wiping or rejecting it', async () => {
    const { client, sandbox } = await open()
    const before = await client.find('products', Product, '20')
    await client.put('products', '20', (product) => product.set('price', '9.9'))
    const after = await client.find('products', Product, '20')
    expect(after).toEqual({ ...before, price: '9.900000', date_upd: after?.date_upd })
    expect(sandbox.requests.list().map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT', 'GET'])
  })

  it('sets a tracking number, and hears which one is not valid', async () => {
    const { client } = await open()
    const track = (number: string) => client.put('order_carriers', '6', (row) => row.set('tracking_number', number))
    await track('RR999999999SI')
    expect(await client.find('order_carriers', OrderCarrier, '6')).toMatchObject({ tracking_number: 'RR999999999SI' })
    expect(await failure(track('{bad}#'))).toMatchObject({ code: 'ERR_PRESTASHOP_REJECTED', details: { shopCode: 85 } })
  })

  it('is not permitted with a key that may only read', async () => {
    const { sandbox } = await open()
    const client = openClient(sandbox.url, { key: sandbox.keys['get-only-key'] })
    const error = await failure(client.put('stock_availables', '7', (row) => row.set('quantity', 12)))
    expect(error).toMatchObject({
      code: 'ERR_PRESTASHOP_METHOD_NOT_PERMITTED',
      details: { method: 'PUT', resource: 'stock_availables' },
    })
  })

  it.each([
    ['after', '12'],
    ['before', '99871'],
  ] as const)('is in doubt when the shop hangs up %s doing it', async (when, quantity) => {
    const { client, sandbox } = await open()
    sandbox.faults.add({ method: 'PUT', effect: { kind: 'hang-up', when } })
    const error = await failure(client.put('stock_availables', '7', (row) => row.set('quantity', 12)))
    expect(error).toBeInstanceOf(RemoteOutcomeUnknownError)
    expect(sandbox.shop.row('stock_availables', 7)).toMatchObject({ quantity })
  })
})

describe('a shop that does not answer well', () => {
  it('refuses a key it does not know', async () => {
    const { sandbox } = await open()
    const error = await failure(openClient(sandbox.url).list('orders', Identified))
    expect(error).toMatchObject({ code: 'ERR_PRESTASHOP_KEY_REFUSED' })
  })

  it.each([
    ['disabled-key', 'ERR_PRESTASHOP_KEY_REFUSED'],
    ['no-permission-key', 'ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS'],
    ['key-not-linked-to-shop', 'ERR_PRESTASHOP_KEY_NOT_FOR_SHOP'],
    ['key-without-orders', 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'],
  ] as const)('refuses a %s as %s', async (name, code) => {
    const { sandbox } = await open()
    const client = openClient(sandbox.url, { key: sandbox.keys[name] })
    expect(await failure(client.list('orders', Identified))).toMatchObject({ code })
  })

  it.each<[Parameters<PrestashopSandbox['faults']['add']>[0]['effect'], string]>([
    [{ kind: 'status', status: 500 }, 'ERR_PRESTASHOP_FAILED'],
    [{ kind: 'status', status: 503, headers: { 'retry-after': '7' } }, 'ERR_REMOTE_UNAVAILABLE'],
    [{ kind: 'hang-up', when: 'before' }, 'ERR_REMOTE_UNAVAILABLE'],
    [{ kind: 'cut-body' }, 'ERR_REMOTE_UNAVAILABLE'],
    [{ kind: 'fatal-as-200' }, 'ERR_PRESTASHOP_FAILED'],
    [{ kind: 'unauthorized', how: 'header-stripped' }, 'ERR_PRESTASHOP_AUTH_HEADER_MISSING'],
    [{ kind: 'unauthorized', how: 'resource-missing' }, 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'],
    [{ kind: 'webservice-off' }, 'ERR_PRESTASHOP_DISABLED'],
    [{ kind: 'redirect', to: 'https://www.shop.example/' }, 'ERR_PRESTASHOP_REDIRECTED'],
    [{ kind: 'no-rewriting' }, 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND'],
  ])('with %j fails as %s, and works when it is over', async (effect, code) => {
    const { client, sandbox } = await open()
    sandbox.faults.add({ effect, times: 1 })
    expect(await failure(client.list('orders', Identified, { limit: 1 }))).toMatchObject({ code })
    expect(await client.list('orders', Identified, { limit: 1 })).toEqual([{ id: '1' }])
  })

  it('asks for a pause', async () => {
    const now = new Date()
    const { client, sandbox } = await open({}, { clock: () => now })
    sandbox.faults.add({ effect: { kind: 'rate-limit', perSecond: 1, retryAfterS: 3 } })
    await client.list('orders', Identified, { limit: 1 })
    expect(await failure(client.list('orders', Identified, { limit: 1 }))).toMatchObject({
      code: 'ERR_REMOTE_RATE_LIMITED',
      retryAfterMs: 3_000,
    })
  })

  it('prints warnings, which are reported', async () => {
    const noises: string[] = []
    const { client, sandbox } = await open({ onNoise: ({ call, text: words }) => noises.push(`${call}: ${words}`) })
    sandbox.faults.add({ effect: { kind: 'php-warning' } })
    expect(await client.list('orders', Identified, { limit: 1 })).toEqual([{ id: '1' }])
    await client.put('stock_availables', '7', (row) => row.set('quantity', 12))
    expect(noises).toEqual([
      expect.stringMatching(/^GET orders: Warning: /),
      expect.stringMatching(/^GET stock_availables\/7: Warning: /),
      expect.stringMatching(/^PUT stock_availables\/7: Warning: /),
    ])
    expect(noises.join()).not.toContain('/var/www')
  })

  it('drops the Authorization header, and takes the key in the address', async () => {
    const { sandbox } = await open({}, { hosting: { authorization: 'stripped' } })
    const key = sandbox.keys['valid-key']
    expect(await failure(openClient(sandbox.url, { key }).list('orders', Identified))).toMatchObject({
      code: 'ERR_PRESTASHOP_AUTH_HEADER_MISSING',
    })
    const client = openClient(sandbox.url, { key, auth: 'ws_key' })
    expect(await client.list('orders', Identified, { limit: 1 })).toEqual([{ id: '1' }])
  })
})
