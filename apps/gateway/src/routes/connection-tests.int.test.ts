import { listAudit, work } from '@pretok/db'
import { connectionsQueue } from '@pretok/jobs'
import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { ConnectionTest } from '../resources/connection-test.ts'
import type { Reproduction } from '../resources/reproduction.ts'
import { createTestGateway, type TestGateway } from '../testing/test-gateway.ts'

type Shop = Awaited<ReturnType<typeof startPrestashopSandbox>>
type Erp = Awaited<ReturnType<typeof startMetakockaSandbox>>

let gateway: TestGateway
let shop: Shop
let erp: Erp
beforeAll(async () => {
  ;[gateway, shop, erp] = await Promise.all([
    createTestGateway({ allowPrivateNetworks: true }),
    startPrestashopSandbox(),
    startMetakockaSandbox(),
  ])
})
afterAll(() => Promise.all([gateway.close(), shop.close(), erp.close()]))

const key = () => String(shop.keys['valid-key'])
const access = () => ({
  store: { url: shop.url, key: key() },
  erp: { baseUrl: erp.url, companyId: erp.companyId, secretKey: erp.secretKey },
})
const test = (input: object) => gateway.post<ConnectionTest>('/v1/connections/test', input)
const create = async (input: object = {}) =>
  (await gateway.post<ConnectionResource>('/v1/connections', { name: 'Trgovina', ...access(), ...input })).body
const codesOf = ({ checks }: ConnectionTest) =>
  checks.filter(({ status }) => status === 'failed').map(({ id, code }) => `${id} ${code}`)

const texts = ['title', 'titleSl', 'message', 'messageSl', 'why', 'whySl'] as const

describe('testing a connection', () => {
  it('that is stored tells of both sides, in both languages, and has the facts read anew', async () => {
    const { id } = await create()
    await work.take(gateway.db, connectionsQueue, { window: 9, depth: 99, leaseMs: 60_000 })
    const { status, body, text } = await gateway.post<ConnectionTest>(`/v1/connections/${id}/test`)
    expect(status).toBe(200)
    expect(codesOf(body)).toEqual([])
    expect(new Set(body.checks.map(({ side }) => side))).toEqual(new Set(['store', 'erp']))
    for (const check of body.checks) {
      for (const name of texts) expect(check[name], `${check.id} ${name}`).toMatch(/\S/)
      if (check.status === 'warning') expect(check.remedySl, check.id).toMatch(/\S/)
    }
    for (const secret of [key(), erp.secretKey]) expect(text).not.toContain(secret)
    const { rows } = await gateway.pool.query("select job from work where connection_id = $1 and state = 'waiting'", [
      id,
    ])
    expect(rows.map(({ job }) => job).toSorted()).toEqual(['read-erp-facts', 'read-store-facts'])
  })

  it('before it is saved stores nothing', async () => {
    const before = (await gateway.get<{ items: unknown[] }>('/v1/connections?limit=100')).body.items.length
    const { status, body } = await test(access())
    expect({ status, failed: codesOf(body) }).toEqual({ status: 200, failed: [] })
    const after = (await gateway.get<{ items: unknown[] }>('/v1/connections?limit=100')).body.items.length
    expect(after).toBe(before)
  })

  it('names what is wrong on each side by itself', async () => {
    const wrongKey = { ...access(), store: { url: shop.url, key: 'W'.repeat(32) } }
    expect(codesOf((await test(wrongKey)).body)).toEqual(['store.key ERR_PRESTASHOP_KEY_REFUSED'])
    const wrongSecret = { ...access(), erp: { ...access().erp, secretKey: 'wrong' } }
    expect(codesOf((await test(wrongSecret)).body)).toEqual(['erp.credentials ERR_REMOTE_AUTH'])
    const noOrders = { ...access(), store: { url: shop.url, key: String(shop.keys['key-without-orders']) } }
    const { body } = await test(noOrders)
    expect(body.status).toBe('failed')
    const rights = body.checks.find(({ id }) => id === 'store.rights')
    expect(rights?.snippet?.text).toContain('orders')
  })

  it('asks for the rights of the flows that are on', async () => {
    const readOnly = { ...access(), store: { url: shop.url, key: String(shop.keys['get-only-key']) } }
    expect(codesOf((await test(readOnly)).body)).toEqual([])
    const { body } = await test({ ...readOnly, settings: { flows: { stock: true } } })
    expect(codesOf(body)).toEqual(['store.rights ERR_PRESTASHOP_RIGHTS_MISSING'])
    expect(body.checks.find(({ id }) => id === 'store.rights')?.snippet?.text).toMatch(/stock_availables.*PUT/)
  })

  it('takes an address as a person types it', async () => {
    const { host } = new URL(shop.url)
    for (const url of [`http://${host}/api/`, `http://${host}/index.php`, ` http://${host} `]) {
      expect(codesOf((await test({ ...access(), store: { url, key: key() } })).body), url).toEqual([])
    }
  })

  it('refuses what is no connection, and what only a writer may do', async () => {
    const { body } = await test({ store: { url: '', key: key() }, erp: {}, other: 1 })
    expect(body).toMatchObject({ code: 'ERR_REQUEST_INVALID' })
    const { key: apiKey } = await gateway.makeKey(['read'])
    expect((await gateway.post('/v1/connections/test', access(), { apiKey })).status).toBe(403)
    const unknown = await gateway.post('/v1/connections/01a2085b-5cbb-724e-850d-6594249c9fdf/test')
    expect(unknown).toMatchObject({ status: 404, body: { code: 'ERR_DB_NOT_FOUND' } })
  })

  it('reaches no internal address where that is not allowed', async () => {
    const outside = await createTestGateway()
    try {
      const asked = shop.requests.list().length
      const baseUrl = 'https://169.254.169.254'
      const { body } = await outside.post<ConnectionTest>('/v1/connections/test', {
        ...access(),
        erp: { ...access().erp, baseUrl },
      })
      expect(codesOf(body)).toEqual([
        'store.address ERR_REMOTE_ADDRESS_FORBIDDEN',
        'erp.address ERR_REMOTE_ADDRESS_FORBIDDEN',
      ])
      expect(shop.requests.list()).toHaveLength(asked)
    } finally {
      await outside.close()
    }
  })

  it('says so when the stored secrets do not open any more', async () => {
    const { id } = await create()
    const other = await createTestGateway({ db: gateway.db })
    try {
      const answer = await other.post(`/v1/connections/${id}/test`, undefined, { apiKey: gateway.key })
      expect(answer).toMatchObject({ status: 409, body: { code: 'ERR_SECRET_UNREADABLE' } })
    } finally {
      await other.close()
    }
  })

  it('may be made twenty times a minute', async () => {
    const { key: apiKey } = await gateway.makeKey(['write'])
    const statuses = new Set<number>()
    for (let nth = 0; nth < 21; nth += 1)
      statuses.add((await gateway.post('/v1/connections/test', {}, { apiKey })).status)
    expect([...statuses]).toEqual([400, 429])
  })
})

describe('making the call by hand', () => {
  it('is told with the key masked', async () => {
    const { id } = await create()
    const { body, text } = await gateway.get<Reproduction>(`/v1/connections/${id}/reproduction`)
    expect(text).not.toContain(key())
    expect(body).toMatchObject({ revealed: false, curl: expect.stringContaining("-u 'YOUR_WEBSERVICE_KEY:'") })
    expect(body.url).toBe(`${shop.url}/api/configurations/?display=full&output_format=JSON`)
    expect(body.steps.length).toBe(body.stepsSl.length)
  })

  it('is told with the key to an admin, who is written down; and then works', async () => {
    const { id } = await create()
    const { key: writer } = await gateway.makeKey(['read', 'write'])
    const path = `/v1/connections/${id}/reproduction/reveal`
    expect((await gateway.post(path, undefined, { apiKey: writer })).status).toBe(403)
    const { body, headers } = await gateway.post<Reproduction>(path)
    expect(headers['cache-control']).toBe('no-store')
    expect(body.curl).toContain(`-u '${key()}:'`)
    const answer = await fetch(body.url, { headers: body.headers })
    expect(await answer.text()).toMatch(/^\{"configurations":\[/)
    expect(await listAudit(gateway.db, { connectionId: id, limit: 5 })).toMatchObject([
      { action: 'connection.key-revealed' },
      { action: 'connection.created' },
    ])
  })

  it('puts the key into the address where it travels there', async () => {
    const { id } = await create({ store: { ...access().store, auth: 'ws_key' } })
    const { body } = await gateway.post<Reproduction>(`/v1/connections/${id}/reproduction/reveal`)
    expect(body).toMatchObject({ headers: {}, url: expect.stringContaining(`&ws_key=${key()}`) })
    expect((await fetch(body.url)).status).toBe(200)
  })
})
