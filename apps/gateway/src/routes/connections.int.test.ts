import { getConnectionSecrets, pauseConnection, pausedByOperator } from '@pretok/db'
import { createSecretBox } from '@pretok/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
const box = createSecretBox(`k1:${Buffer.alloc(32, 7).toString('base64')}`)
const { key } = goodConnection.store
const { secretKey } = goodConnection.erp

let gateway: TestGateway
let atHome: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway({ box })
  atHome = await createTestGateway({ allowPrivateNetworks: true })
})
afterAll(() => Promise.all([gateway.close(), atHome.close()]))

const create = async (given: object = {}) => {
  const answer = await gateway.post<ConnectionResource>('/v1/connections', { ...goodConnection, ...given })
  expect(answer.status).toBe(201)
  return answer.body
}
const errorsOf = async (input: object) => {
  const { status, body } = await gateway.post('/v1/connections', input)
  expect(status).toBe(400)
  expect(body.code).toBe('ERR_REQUEST_INVALID')
  return Object.fromEntries((body.errors ?? []).map(({ path, message }) => [path, message]))
}

describe('creating a connection', () => {
  it('answers with all of it but the secrets', async () => {
    const { status, headers, body, text } = await gateway.post<ConnectionResource>('/v1/connections', goodConnection)
    expect(status).toBe(201)
    expect(headers.location).toBe(`/v1/connections/${body.id}`)
    expect(body).toMatchObject({
      name: 'Trgovina',
      state: 'active',
      store: { kind: 'prestashop', url: 'https://shop.example', keyFingerprint: expect.stringMatching(/^[\da-f]{8}$/) },
      erp: {
        kind: 'metakocka',
        baseUrl: 'https://main.metakocka.si',
        companyId: '16',
        secretKeyFingerprint: expect.stringMatching(/^[\da-f]{8}$/),
      },
      settings: { orders: { buyerOrderPrefix: '', otherPaymentRule: 'always', services: { delivery: 'DOSTAVA' } } },
    })
    expect(text).not.toContain(key)
    expect(text).not.toContain(secretKey)
    expect((await gateway.get(headers.location as string)).body).toEqual(body)
    expect(await getConnectionSecrets(gateway.db, box, body.id)).toEqual({ storeKey: key, erpSecretKey: secretKey })
  })

  it('takes keys with blanks around them', async () => {
    const { id } = await create({ store: { url: 'shop.example', key: ` ${key}\n` } })
    expect((await getConnectionSecrets(gateway.db, box, id)).storeKey).toBe(key)
  })

  it('takes the company for what it is, also as a number', async () => {
    expect((await create({ erp: { companyId: 16, secretKey } })).erp.companyId).toBe('16')
  })

  it('keeps given settings and completes them', async () => {
    const { settings } = await create({ settings: { orders: { warehouse: 'M2', services: { discount: 'RABAT' } } } })
    expect(settings.orders).toMatchObject({
      warehouse: 'M2',
      unit: 'kos',
      services: { create: true, discount: 'RABAT', delivery: 'DOSTAVA' },
    })
  })

  it.each([
    ['shop.example', 'https://shop.example'],
    ['  https://Shop.Example/ ', 'https://shop.example'],
    ['http://shop.example', 'http://shop.example'],
    ['https://shop.example/api', 'https://shop.example'],
    ['https://shop.example/api/orders?display=full', 'https://shop.example'],
    ['shop.example/trgovina/', 'https://shop.example/trgovina'],
    ['shop.example/trgovina/api/', 'https://shop.example/trgovina'],
    ['https://shop.example:8443/sl/index.php', 'https://shop.example:8443/sl'],
    [`https://${key}@shop.example/api/?ws_key=${key}`, 'https://shop.example'],
    ['93.184.216.34:8080', 'https://93.184.216.34:8080'],
    ['https://trgovina-čaj.si', 'https://xn--trgovina-aj-vnb.si'],
  ])('understands the store address %s', async (url, stored) => {
    expect((await create({ store: { url, key } })).store.url).toBe(stored)
  })

  it.each([
    'http://localhost:8080',
    'shop.localhost',
    'http://127.0.0.1',
    'http://0x7f.1/',
    'http://2130706433',
    'https://[::1]:8443',
    'https://[::ffff:10.0.0.1]',
    '10.1.2.3',
    '192.168.1.5/shop',
    '169.254.169.254',
    'prestashop',
  ])('lets the store be at %s only where that is allowed', async (url) => {
    expect(await errorsOf({ ...goodConnection, store: { url, key } })).toEqual({
      'store.url': expect.stringContaining('internal network'),
    })
    const allowed = await atHome.post('/v1/connections', { ...goodConnection, store: { url, key } })
    expect(allowed.status).toBe(201)
  })

  it('wants https for the ERP, save in one’s own network', async () => {
    const erp = { ...goodConnection.erp, baseUrl: 'http://main.metakocka.si' }
    expect(await errorsOf({ ...goodConnection, erp })).toEqual({ 'erp.baseUrl': 'must begin with https://' })
    const baseUrl = 'http://127.0.0.1:9000/'
    const { body } = await atHome.post<ConnectionResource>('/v1/connections', {
      ...goodConnection,
      erp: { ...erp, baseUrl },
    })
    expect(body.erp.baseUrl).toBe('http://127.0.0.1:9000')
  })

  it.each<[string, object, Record<string, unknown>]>([
    ['nothing', {}, { name: 'is required', store: 'is required', erp: 'is required' }],
    ['an empty name', { ...goodConnection, name: '  ' }, { name: 'is empty' }],
    [
      'a short key',
      { ...goodConnection, store: { url: 'shop.example', key: key.slice(1) } },
      { 'store.key': expect.stringMatching(/32.*31 characters/) },
    ],
    [
      'a key with a dash',
      { ...goodConnection, store: { url: 'shop.example', key: `-${key.slice(1)}` } },
      { 'store.key': expect.stringMatching(/32 letters and digits/) },
    ],
    [
      'no address',
      { ...goodConnection, store: { url: 'not an address', key } },
      { 'store.url': expect.stringContaining('https://shop.example') },
    ],
    [
      'another scheme',
      { ...goodConnection, store: { url: 'ftp://shop.example', key } },
      { 'store.url': expect.stringContaining('http') },
    ],
    [
      'a word for the company',
      { ...goodConnection, erp: { companyId: 'mine', secretKey } },
      { 'erp.companyId': expect.stringContaining('number') },
    ],
    ['an unknown field', { ...goodConnection, shop: 1 }, { shop: 'is not known here' }],
    [
      'a mistyped setting',
      { ...goodConnection, settings: { orders: { wharehouse: 'M1' } } },
      { 'settings.orders.wharehouse': 'is not known here' },
    ],
    [
      'a wrong setting',
      { ...goodConnection, settings: { orders: { unknownProducts: 'guess' } } },
      { 'settings.orders.unknownProducts': expect.any(String) },
    ],
  ])('names what is wrong with %s', async (_what, input, errors) => {
    expect(await errorsOf(input)).toEqual(errors)
  })

  it('never repeats what was typed in a wrong address', async () => {
    const { text } = await gateway.post('/v1/connections', {
      ...goodConnection,
      store: { url: `ftp://${key}@shop.example`, key: `${key}!` },
    })
    expect(text).not.toContain(key)
  })
})

describe('changing a connection', () => {
  it('leaves alone what is not given', async () => {
    const before = await create()
    const after = await gateway.patch<ConnectionResource>(`/v1/connections/${before.id}`, { name: 'Nova' })
    expect(after).toMatchObject({ status: 200, body: { ...before, name: 'Nova', updatedAt: expect.any(String) } })
  })

  it('replaces a secret and shows another fingerprint', async () => {
    const before = await create()
    const { body } = await gateway.patch<ConnectionResource>(`/v1/connections/${before.id}`, {
      store: { key: 'N'.repeat(32), url: 'new.example/api' },
    })
    expect(body.store).toMatchObject({ url: 'https://new.example' })
    expect(body.store.keyFingerprint).not.toBe(before.store.keyFingerprint)
    expect(body.erp).toEqual(before.erp)
    expect(await getConnectionSecrets(gateway.db, box, before.id)).toEqual({
      storeKey: 'N'.repeat(32),
      erpSecretKey: secretKey,
    })
  })

  it('merges settings field by field; null restores a default', async () => {
    const { id } = await create({ settings: { orders: { warehouse: 'M1', unit: 'kom', deliveryTypes: { 2: 'GLS' } } } })
    const { body } = await gateway.patch<ConnectionResource>(`/v1/connections/${id}`, {
      settings: {
        orders: { warehouse: null, unit: null, deliveryTypes: { 3: 'DPD' }, services: { wrapping: 'OVOJ' } },
      },
    })
    expect(body.settings.orders).toMatchObject({
      unit: 'kos',
      deliveryTypes: { 2: 'GLS', 3: 'DPD' },
      services: { delivery: 'DOSTAVA', wrapping: 'OVOJ' },
    })
    expect(body.settings.orders).not.toHaveProperty('warehouse')
  })

  it.each<[object, string]>([
    [{ settings: { orders: { wharehouse: 'M1' } } }, 'settings.orders.wharehouse'],
    [{ settings: { orders: { unit: 7 } } }, 'settings.orders.unit'],
    [{ settings: { orders: null, stocks: {} } }, 'settings.stocks'],
    [{ settings: 'all' }, 'settings'],
    [{ store: { url: 'http://10.0.0.1' } }, 'store.url'],
    [{ store: { key: 'short' } }, 'store.key'],
    [{ stroe: {} }, 'stroe'],
  ])('names the field in %j', async (patch, path) => {
    const { id } = await create()
    const { status, body } = await gateway.patch(`/v1/connections/${id}`, patch)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('lets one go on that Pretok paused, once its access is mended', async () => {
    const { id } = await create()
    const refused = { ...pausedByOperator, code: 'ERR_PRESTASHOP_KEY_REFUSED' }
    await pauseConnection(gateway.db, id, refused)
    expect((await gateway.get<ConnectionResource>(`/v1/connections/${id}`)).body.pausedReason).toEqual(refused)
    const renamed = await gateway.patch<ConnectionResource>(`/v1/connections/${id}`, { name: 'x' })
    expect(renamed.body.state).toBe('paused')
    const mended = await gateway.patch<ConnectionResource>(`/v1/connections/${id}`, { store: { key: 'N'.repeat(32) } })
    expect(mended.body.state).toBe('active')
    expect(mended.body).not.toHaveProperty('pausedReason')
  })
})

describe('pausing and resuming', () => {
  it('may be repeated', async () => {
    const { id } = await create()
    for (const _ of [1, 2]) {
      const paused = await gateway.post<ConnectionResource>(`/v1/connections/${id}/pause`)
      expect(paused).toMatchObject({
        status: 200,
        body: { state: 'paused', pausedReason: { code: 'ERR_CONNECTION_PAUSED' } },
      })
    }
    for (const _ of [1, 2]) {
      const resumed = await gateway.post<ConnectionResource>(`/v1/connections/${id}/resume`)
      expect(resumed).toMatchObject({ status: 200, body: { state: 'active' } })
    }
  })

  it('works for clients that announce JSON and send none', async () => {
    const { id } = await create()
    const headers = { 'content-type': 'application/json' }
    expect((await gateway.post(`/v1/connections/${id}/pause`, '', { headers })).status).toBe(200)
  })
})

describe('a connection that does not exist', () => {
  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['GET', '/syncs'],
  ] as const)('is not found: %s %s', async (method, path) => {
    const { status, body } = await gateway.call(`/v1/connections/${unknownId}${path}`, {
      ...(method === 'GET' ? {} : { method, ...(method === 'PATCH' ? { payload: {} } : {}) }),
    })
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'ERR_DB_NOT_FOUND' })
  })

  it('has an id at least', async () => {
    const { status, body } = await gateway.get('/v1/connections/17')
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'id' })
  })
})

describe('listing connections', () => {
  type Page = { items: ConnectionResource[]; nextCursor: string | null }

  it('goes through all pages, newest first, whatever is added meanwhile', async () => {
    const own = await createTestGateway()
    const made: string[] = []
    const add = async () => {
      const { body } = await own.post<ConnectionResource>('/v1/connections', goodConnection)
      made.unshift(body.id)
    }
    for (let n = 0; n < 5; n += 1) await add()
    const before = [...made]
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body }: { body: Page } = await own.get<Page>(
        `/v1/connections?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      seen.push(...body.items.map(({ id }) => id))
      await add()
      cursor = body.nextCursor
    }
    expect(seen).toEqual(before)
    await own.close()
  })

  it('shows one whose secrets do not open any more, without fingerprints', async () => {
    const { id } = await create()
    const reader = await createTestGateway({ db: gateway.db })
    const { key: apiKey } = await gateway.makeKey(['read'])
    const { status, body } = await reader.get<ConnectionResource>(`/v1/connections/${id}`, { apiKey })
    expect(status).toBe(200)
    expect(body.store).toEqual({ kind: 'prestashop', url: 'https://shop.example', auth: 'basic' })
    await reader.close()
  })
})
