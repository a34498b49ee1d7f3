import { inspect } from 'node:util'
import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { id } from './fields.ts'
import { equal } from './filter.ts'
import { OrderHistory } from './rows/order.ts'
import { StockAvailable } from './rows/product.ts'
import { type Asked, key, openClient, type Reply, startLocalShop } from './testing/local-shop.ts'
import { recordingOf } from './testing/recordings.ts'
import type { Noise, WebserviceOptions } from './webservice.ts'

const Identified = z.object({ id })
const json = (body: unknown): Reply => ({ body: JSON.stringify(body) })
const recorded = (name: string): Reply => {
  const { status, body, headers } = recordingOf(name).response
  return { status, body, headers: { 'content-type': headers['Content-Type'] ?? '' } }
}
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  )
const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
const rowsOf = (ids: readonly number[]): Reply =>
  json(ids.length === 0 ? [] : { orders: ids.map((one) => ({ id: one })) })

describe('shopUrl', () => {
  it.each([
    ['https://shop.example/api/', 'https://shop.example/'],
    ['shop.example/trgovina', 'https://shop.example/trgovina/'],
  ])('of %s is %s, without the key', (url, shopUrl) => {
    expect(openClient(url, { auth: 'ws_key' }).shopUrl.href).toBe(shopUrl)
  })
})

describe('a call', () => {
  it('carries the key with a colon as Basic credentials, and nowhere else', async () => {
    const { client, asked } = await startLocalShop(() => rowsOf([]), { key: ` ${key} ` })
    await client.list('orders', Identified)
    expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa(`${key}:`)}`)
    expect(asked[0]?.url).toBe('/api/orders?sort=%5Bid_ASC%5D&display=full&output_format=JSON')
  })

  it('carries the key in the address on demand, and nowhere else', async () => {
    const { client, asked } = await startLocalShop(() => rowsOf([]), { auth: 'ws_key' })
    await client.list('orders', Identified)
    expect(asked[0]?.headers.authorization).toBeUndefined()
    expect(new URL(asked[0]?.url ?? '', 'http://x').searchParams.get('ws_key')).toBe(key)
  })

  it('goes to a shop in a sub-folder', async () => {
    const { url, asked } = await startLocalShop(() => rowsOf([]))
    await openClient(`${url}/shop/api/`).list('orders', Identified)
    expect(asked[0]?.target).toMatch(/^\/shop\/api\/orders\?/)
  })

  it('learns the version once the key is accepted', async () => {
    const versions = ['0', '8.2.1', '0']
    const { client } = await startLocalShop(() => ({ body: '[]', headers: { 'psws-version': versions.shift() ?? '' } }))
    const seen = []
    for (const _ of [1, 2, 3]) {
      await client.list('orders', Identified)
      seen.push(client.version())
    }
    expect(seen).toEqual([undefined, '8.2.1', '8.2.1'])
  })

  it('reports PHP noise and goes on', async () => {
    const noises: Noise[] = []
    const warning =
      '<br />\n<b>Warning</b>:  Undefined $x in <b>/home/ana/www/modules/pay/pay.php</b> on line <b>3</b><br />\n'
    const { client } = await startLocalShop(() => ({ body: `${warning}{"orders":[{"id":1}]}` }), {
      onNoise: (noise) => noises.push(noise),
    })
    expect(await client.list('orders', Identified)).toEqual([{ id: '1' }])
    expect(noises).toEqual([{ call: 'GET orders', text: 'Warning: Undefined $x in modules/pay/pay.php on line 3' }])
  })

  it('reports PHP noise before a refusal too', async () => {
    const noises: Noise[] = []
    const { client } = await startLocalShop(() => recorded('php-warning-before-json-error'), {
      onNoise: (noise) => noises.push(noise),
    })
    expect(await failure(client.list('taxes', Identified))).toMatchObject({ code: 'ERR_PRESTASHOP_KEY_REFUSED' })
    expect(noises).toMatchObject([{ call: 'GET taxes', text: expect.stringMatching(/^Warning: Undefined variable/) }])
  })

  it('ends with the reason of its signal', async () => {
    const reason = new Error('told to stop')
    const controller = new AbortController()
    const { client } = await startLocalShop(() => {
      controller.abort(reason)
      return 'silence'
    })
    const { signal } = controller
    expect(await failure(client.list('orders', Identified, {}, { signal }))).toBe(reason)
    expect(await failure(client.put('orders', '7', () => {}, { signal }))).toBe(reason)
    expect(await failure(client.permissions({ signal }))).toBe(reason)
  })

  it('does not follow a redirect', async () => {
    const { client, asked } = await startLocalShop(() => ({ status: 302, headers: { location: '/front' } }))
    expect(await failure(client.list('orders', Identified))).toMatchObject({ code: 'ERR_PRESTASHOP_REDIRECTED' })
    expect(asked).toHaveLength(1)
  })

  it('gives up after its time-out', async () => {
    const { client } = await startLocalShop(() => 'silence', { timeoutMs: 50 })
    expect(await failure(client.list('orders', Identified))).toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })
})

describe('listByIds', () => {
  const idsOf = ({ target }: Asked, field = 'id'): number[] =>
    (new RegExp(`filter\\[${field}\\]=\\[?([\\d|]+)`).exec(target)?.[1] ?? '').split('|').map(Number)

  it('asks nothing for no ids', async () => {
    const { client, asked } = await startLocalShop(() => 'hang-up')
    expect(await client.listByIds('orders', Identified, 'id', [])).toEqual([])
    expect(asked).toEqual([])
  })

  it('asks for each id once, in addresses that every server takes, and merges the rows by id', async () => {
    const ids = Array.from({ length: 3_000 }, (_, index) => String(1_000_000 - index))
    const { client, asked, url } = await startLocalShop((call) => rowsOf(idsOf(call)))
    const rows = await client.listByIds('orders', Identified, 'id', [...ids, ...ids], { filter: { valid: equal(1) } })
    expect(rows.map((row) => row.id)).toEqual(ids.toReversed())
    expect(asked.flatMap((call) => idsOf(call))).toEqual(ids.map(Number))
    for (const call of asked) {
      expect(call.target).toContain('filter[valid]=1')
      expect(url.length + call.url.length).toBeLessThanOrEqual(6_000)
    }
    expect(asked.length).toBeLessThan(8)
  })

  it('asks by another field', async () => {
    const { client, asked } = await startLocalShop(() => rowsOf([9, 8]))
    const rows = await client.listByIds('order_details', Identified, 'id_order', ['5', '6'], { display: ['id'] })
    expect(rows).toEqual([{ id: '8' }, { id: '9' }])
    expect(asked.map(({ target }) => target)).toEqual([
      '/api/order_details?filter[id_order]=[5|6]&sort=[id_ASC]&display=[id]&output_format=JSON',
    ])
  })
})

describe('pages', () => {
  const shopOf = (count: number) => (call: Asked) => {
    const [, after = '', limit = ''] = /filter\[id\]=>\[(\d+)\].*&limit=(\d+)/.exec(call.target) ?? []
    const ids = Array.from({ length: count }, (_, index) => index + 1)
    return rowsOf(ids.filter((one) => one > Number(after)).slice(0, Number(limit)))
  }

  it.each([
    [0, [], 1],
    [2, [2], 1],
    [6, [3, 3], 3],
    [7, [3, 3, 1], 3],
  ])('of %i rows come in %j with %i requests', async (count, sizes, requests) => {
    const { client, asked } = await startLocalShop(shopOf(count))
    const pages = await collect(client.pages('orders', Identified, { pageSize: 3 }))
    expect(pages.map((page) => page.length)).toEqual(sizes)
    expect(pages.flat().map((row) => row.id)).toEqual(Array.from({ length: count }, (_, index) => String(index + 1)))
    expect(asked).toHaveLength(requests)
  })

  it('begin after an id and keep the filter', async () => {
    const { client, asked } = await startLocalShop(shopOf(5))
    const query = { pageSize: 3, after: '3', filter: { valid: equal(1) } }
    expect(await collect(client.pages('orders', Identified, query))).toEqual([[{ id: '4' }, { id: '5' }]])
    expect(asked[0]?.target).toContain('filter[valid]=1')
  })

  it('are not fetched ahead', async () => {
    const { client, asked } = await startLocalShop(shopOf(9))
    for await (const _page of client.pages('orders', Identified, { pageSize: 3 })) break
    expect(asked).toHaveLength(1)
  })

  it('end with an error where the shop turns no pages', async () => {
    const { client } = await startLocalShop(() => rowsOf([1, 2, 3]))
    const pages = collect(client.pages('orders', Identified, { pageSize: 3 }))
    expect(await failure(pages)).toMatchObject({ code: 'ERR_PRESTASHOP_UNREADABLE' })
  })
})

describe('find', () => {
  it('gives the record, or undefined', async () => {
    const { client } = await startLocalShop(({ target }) => rowsOf(target.includes('filter[id]=7&') ? [7] : []))
    expect(await client.find('orders', Identified, '7')).toEqual({ id: '7' })
    expect(await client.find('orders', Identified, '8')).toBeUndefined()
  })

  it('does not take a lack of rights for absence', async () => {
    const { client } = await startLocalShop(() => recorded('auth-resource-not-permitted-json'))
    expect(await failure(client.find('orders', Identified, '7'))).toMatchObject({
      code: 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED',
    })
  })

  it('refuses what MySQL would take for another id', async () => {
    const { client } = await startLocalShop(() => rowsOf([7]))
    expect(await failure(client.find('orders', Identified, '7abc'))).toBeInstanceOf(RangeError)
  })
})

describe('put', () => {
  const stock = recordingOf('put-stock-2-full').response.body
  const product = recordingOf('res-product-detail-xml').response.body
  const shopWith = (record: string, written: (asked: Asked) => Reply) =>
    startLocalShop((asked) => (asked.method === 'GET' ? { body: record } : written(asked)))

  it('writes the whole record with the change, and gives what was stored', async () => {
    const { client, asked } = await shopWith(stock, () => ({ body: stock.replace('150', '12') }))
    const stored = await client.put('stock_availables', '7', (record) => record.set('quantity', 12))
    expect(stored.get('quantity')).toBe('12')
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/stock_availables/7',
      'PUT /api/stock_availables/7',
    ])
    const { headers, body = '' } = asked[1] ?? {}
    expect(headers?.['content-type']).toContain('xml')
    for (const field of ['id_shop', 'id_shop_group', 'location', 'out_of_stock', 'depends_on_stock']) {
      expect(body).toContain(`<${field}`)
    }
    expect(body).toContain('<quantity>12</quantity>')
  })

  it('writes nothing where nothing changes', async () => {
    const { client, asked } = await shopWith(stock, () => 'hang-up')
    const record = await client.put('stock_availables', '7', (row) => row.set('quantity', 150))
    expect(record.get('quantity')).toBe('150')
    expect(asked).toHaveLength(1)
  })

  it('leaves out associations and what a product may not send', async () => {
    const { client, asked } = await shopWith(product, ({ body }) => ({ body }))
    await client.put('products', '20', (record) => record.set('price', '9.90'))
    expect(asked[1]?.body).toContain('<price>9.90</price>')
    expect(asked[1]?.body).not.toMatch(/<associations|<manufacturer_name|<quantity>/)
    expect(asked[1]?.body).toContain('<language id="2"')
  })

  it('keeps associations and sends mail on demand', async () => {
    const { client, asked } = await shopWith(product, ({ body }) => ({ body }))
    const options = { keepAssociations: true, sendEmail: true }
    await client.put('products', '20', (record) => record.set('price', '9.90'), options)
    expect(asked[1]?.body).toContain('<associations')
    expect(asked[1]?.url).toBe('/api/products/20?sendemail=1')
  })

  it('finds no record', async () => {
    const { client, asked } = await startLocalShop(() => ({ status: 404 }))
    const error = await failure(client.put('stock_availables', '7', () => expect.unreachable('there is no record')))
    expect(error).toMatchObject({ code: 'ERR_PRESTASHOP_RECORD_NOT_FOUND' })
    expect(asked).toHaveLength(1)
  })

  it('does not write another record than the one asked for', async () => {
    const { client, asked } = await shopWith(stock, () => 'hang-up')
    const error = await failure(client.put('stock_availables', '8', (record) => record.set('quantity', 12)))
    expect(error).toMatchObject({ code: 'ERR_PRESTASHOP_UNREADABLE' })
    const renumbered = client.put('stock_availables', '7', (record) => record.set('id', 8))
    expect(await failure(renumbered)).toBeInstanceOf(RangeError)
    expect(asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('passes a refusal on', async () => {
    const { client } = await shopWith(stock, () => recorded('put-stock-quantity-text'))
    const error = await failure(client.put('stock_availables', '7', (record) => record.set('quantity', 'abc')))
    expect(error).toMatchObject({ code: 'ERR_PRESTASHOP_REJECTED', details: { shopCode: 85 } })
  })

  it.each<[string, Reply]>([
    ['a hang-up', 'hang-up'],
    ['an empty 500', { status: 500 }],
    ['a gateway time-out', { status: 504, body: '<html>' }],
    ['an answer about another record', { body: stock.replace('[7]', '[8]') }],
    ['an answer about no record', { body: '<?xml version="1.0"?><prestashop></prestashop>' }],
  ])('is in doubt after %s', async (_name, reply) => {
    const { client } = await shopWith(stock, () => reply)
    const error = await failure(client.put('stock_availables', '7', (record) => record.set('quantity', 12)))
    expect(error).toBeInstanceOf(RemoteOutcomeUnknownError)
  })
})

describe('putAll', () => {
  const rows = [
    { id: '6', id_product: '6', id_product_attribute: '0', id_shop: '1', id_shop_group: '0', quantity: '61' },
    { id: '7', id_product: '7', id_product_attribute: '0', id_shop: '1', id_shop_group: '0', quantity: '71' },
    { id: '8', id_product: '8', id_product_attribute: '0', id_shop: '1', id_shop_group: '0', quantity: '81' },
  ].map((row) => ({ ...row, depends_on_stock: '0', out_of_stock: '2', location: '' }))

  it('sends all records whole with one request, as recorded', async () => {
    const { client, asked } = await startLocalShop(() => recorded('put-stock-batch'))
    await client.putAll('stock_availables', rows)
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['PUT /api/stock_availables'])
    const bare = (body = '') => body.replaceAll(/\s+|\s*xmlns:xlink="[^"]*"/g, '')
    expect(bare(asked[0]?.body)).toBe(bare(recordingOf('put-stock-batch').request.body))
  })

  it('writes text as text', async () => {
    const { client, asked } = await startLocalShop(() => recorded('put-stock-batch'))
    await client.putAll('stock_availables', [{ id: '7', location: 'Shelf <3> & "4"' }])
    expect(asked[0]?.body).toContain('<location>Shelf &lt;3&gt; &amp; &quot;4&quot;</location>')
  })

  it.each([
    ['put-stock-batch-one-invalid', { code: 'ERR_PRESTASHOP_REJECTED', details: { shopCode: 85 } }],
    ['put-stock-batch-duplicate-id', { code: 'ERR_PRESTASHOP_REJECTED', details: { shopCode: 89 } }],
    ['put-stock-unknown-id', { code: 'ERR_PRESTASHOP_RECORD_NOT_FOUND', details: { shopCode: 92 } }],
    ['put-stock-2-full', { code: 'ERR_REMOTE_OUTCOME_UNKNOWN' }],
  ])('fails when the shop answers %s', async (name, error) => {
    const { client } = await startLocalShop(() => recorded(name))
    expect(await failure(client.putAll('stock_availables', rows))).toMatchObject(error)
  })
})

describe('permissions', () => {
  it('are asked for in XML and come with the version', async () => {
    const { client, asked } = await startLocalShop(() => recorded('conn-root-xml'))
    const { version, resources } = await client.permissions()
    expect(version).toBe('8.2.1')
    expect(resources.get('orders')).toEqual(new Set(['GET', 'PUT']))
    expect(asked.map(({ url }) => url)).toEqual(['/api/'])
  })
})

describe('no error', () => {
  const credentials = btoa(`${key}:`)
  const echo = `key ${key}, small ${key.toLowerCase()}, Basic ${credentials}, ws_key=${key}`
  const replies: [string, Reply][] = [
    ...[18, 20, 21, 22, 25, 26, 27, 85, 92, 132, 46, 3, 999].map((code): [string, Reply] => [
      `code ${code}`,
      { status: 500, body: JSON.stringify({ errors: [{ code, message: echo }] }) },
    ]),
    ['a plain 401', { status: 401, body: '401 Unauthorized' }],
    ['a redirect', { status: 302, headers: { location: `http://shop.example/${key}?ws_key=${key}` } }],
    ['a 404', { status: 404, body: `<html>${echo}</html>` }],
    ['a 403', { status: 403, body: `<html>${echo}</html>` }],
    ['a 414', { status: 414, body: `<html>${echo}</html>` }],
    ['a 429', { status: 429, body: echo }],
    ['a 503', { status: 503, body: echo }],
    ['a fatal error', { body: `Fatal error: ${echo}` }],
    ['a web page', { body: `<html>${echo}</html>`, headers: { 'psws-version': '' } }],
    ['half an answer', { body: `{"orders":[{"id":1,"note":"${echo}"` }],
    ['a row that is not as promised', json({ order_histories: [{ id: 1, id_order: echo, date_add: echo }] })],
    ['an answer that is no list', json({ [key]: echo })],
    ['a hang-up', 'hang-up'],
    ['silence', 'silence'],
  ]

  const expectClean = (value: unknown) => {
    const text = inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value)
    expect(text.toLowerCase()).not.toContain(key.toLowerCase())
    expect(text).not.toContain(credentials)
  }

  it.each(replies)('holds the key after %s', async (_name, reply) => {
    const record = recordingOf('put-stock-2-full').response.body
    for (const auth of ['basic', 'ws_key'] as const) {
      const options: Partial<WebserviceOptions> = { auth, timeoutMs: 100 }
      const { client } = await startLocalShop(() => reply, options)
      const errors = [
        await failure(client.list('order_histories', OrderHistory)),
        await failure(client.readXml('orders', '7')),
        await failure(client.permissions()),
      ]
      const shop = await startLocalShop(({ method }) => (method === 'GET' ? { body: record } : reply), options)
      errors.push(await failure(shop.client.put('stock_availables', '7', (row) => row.set('quantity', 1))))
      for (const error of errors) {
        expect(error).toBeInstanceOf(AppError)
        expectClean(error)
      }
    }
  })

  it('holds the key when nobody answers or the address is not one', async () => {
    for (const auth of ['basic', 'ws_key'] as const) {
      expectClean(await failure(openClient('http://nobody.invalid', { auth }).list('orders', StockAvailable)))
      expectClean(await failure(openClient(`http://${key}@nobody.invalid`, { auth }).list('orders', StockAvailable)))
    }
    expect(() => openClient(`ftp://${key}@shop.example`)).toThrow(expect.not.stringContaining(key))
  })

  it('holds the key, nor does reported noise', async () => {
    const noises: Noise[] = []
    const { client } = await startLocalShop(() => ({ body: `Notice: ${echo}\n[]` }), {
      onNoise: (noise) => noises.push(noise),
    })
    await client.list('orders', Identified)
    expect(noises).toHaveLength(1)
    expectClean(noises)
  })
})
