import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiKeyResource, CreatedApiKey } from '../resources/api-key.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

const make = (input: object) => gateway.post<CreatedApiKey>('/v1/api-keys', input)

describe('signing in', () => {
  it.each([
    ['no key', null],
    ['an unknown key', `pk_${'x'.repeat(43)}`],
    ['something else', 'secret'],
  ])('is refused with %s', async (_what, apiKey) => {
    const { status, headers, body } = await gateway.get('/v1/connections', { apiKey })
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'ERR_REQUEST_UNAUTHENTICATED' })
    expect(headers['www-authenticate']).toMatch(/^Bearer /)
  })

  it('is refused with a key that has expired', async () => {
    const { key: apiKey } = await gateway.makeKey(['read'], new Date(Date.now() - 1_000))
    expect((await gateway.get('/v1/connections', { apiKey })).status).toBe(401)
  })

  it('is refused with a key in another place', async () => {
    const { status } = await gateway.get(`/v1/connections?apiKey=${gateway.key}`, { apiKey: null })
    expect(status).toBe(401)
  })

  it('allows what the scopes say', async () => {
    const { key: reader } = await gateway.makeKey(['read'])
    const { key: writer } = await gateway.makeKey(['write'])
    expect((await gateway.get('/v1/connections', { apiKey: reader })).status).toBe(200)
    const refused = await gateway.post('/v1/connections', goodConnection, { apiKey: reader })
    expect(refused).toMatchObject({ status: 403, body: { code: 'ERR_REQUEST_FORBIDDEN' } })
    expect(refused.body.detail).toContain('write')
    expect((await gateway.post('/v1/connections', goodConnection, { apiKey: writer })).status).toBe(201)
    expect((await gateway.get('/v1/connections', { apiKey: writer })).status).toBe(403)
  })

  it('is asked for on every route under /v1', async () => {
    type Paths = Record<string, Record<string, { security?: unknown[] }>>
    const { body } = await gateway.get<{ paths: Paths }>('/openapi.json')
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({ path, method: method.toUpperCase(), security })),
    )
    const isOpen = ({ security }: (typeof routes)[number]) => security?.length === 0
    const ours = routes.filter(({ path }) => path.startsWith('/v1/'))
    expect(ours.filter(isOpen)).toMatchObject([{ method: 'POST', path: '/v1/session' }])
    const guarded = ours.filter((route) => !isOpen(route))
    expect(guarded.length).toBeGreaterThan(10)
    for (const { path, method } of guarded) {
      const url = path.replace('{id}', '01a2085b-5cbb-724e-850d-6594249c9fdf')
      const { status } = await gateway.call(url, {
        apiKey: null,
        ...(method === 'GET' ? {} : { method: method as 'POST' }),
      })
      expect(`${method} ${path} ${status}`).toBe(`${method} ${path} 401`)
    }
  })
})

describe('API keys', () => {
  it('are shown once and can be used at once', async () => {
    const { status, body } = await make({ name: 'reporting', scopes: ['read', 'read'], expiresAt: '2999-01-01' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'reporting', scopes: ['read'], expiresAt: '2999-01-01T00:00:00.000Z' })
    expect((await gateway.get('/v1/orders', { apiKey: body.key as string })).status).toBe(200)
    const { text, body: page } = await gateway.get<{ items: ApiKeyResource[] }>('/v1/api-keys')
    expect(text).not.toContain(body.key)
    expect(page.items.find(({ id }) => id === body.id)).toMatchObject({ lastUsedAt: expect.any(String) })
  })

  it.each<[object, string]>([
    [{}, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['read'], expiresAt: '2020-01-01' }, 'expiresAt'],
    [{ name: 'x', scopes: ['read'], key: 'pk_mine' }, 'key'],
  ])('are not made from %j', async (input, path) => {
    const { status, body } = await gateway.post('/v1/api-keys', input)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('are refused once deleted', async () => {
    const { body } = await make({ name: 'short-lived', scopes: ['read'] })
    expect((await gateway.delete(`/v1/api-keys/${body.id}`)).status).toBe(204)
    expect((await gateway.get('/v1/orders', { apiKey: body.key as string })).status).toBe(401)
    expect((await gateway.delete(`/v1/api-keys/${body.id}`)).status).toBe(404)
  })

  it('cannot all be deleted', async () => {
    const own = await createTestGateway()
    const { body } = await own.get<{ items: ApiKeyResource[] }>('/v1/api-keys')
    const refused = await own.delete(`/v1/api-keys/${body.items[0]?.id}`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'ERR_API_KEY_LAST' } })
    await own.close()
  })
})
