import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from './problem.ts'
import { type Call, createTestGateway, goodConnection, type TestGateway } from './testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

const json = { 'content-type': 'application/json' }
const post = (payload: string | undefined, headers = json): Call => ({ method: 'POST', payload, headers })

it.each<[string, number, string, string, Call?]>([
  ['an unknown address', 404, 'ERR_REQUEST_ROUTE_UNKNOWN', '/v1/nothing'],
  ['an unknown address outside', 404, 'ERR_REQUEST_ROUTE_UNKNOWN', '/favicon.ico'],
  ['an unknown method', 404, 'ERR_REQUEST_ROUTE_UNKNOWN', '/v1/orders', { method: 'DELETE' }],
  ['a broken address', 400, 'ERR_REQUEST_UNREADABLE', '/v1/orders/%zz'],
  ['broken JSON', 400, 'ERR_REQUEST_UNREADABLE', '/v1/connections', post('{"name": ')],
  ['JSON that reaches for the prototype', 400, 'ERR_REQUEST_UNREADABLE', '/v1/connections', post('{"__proto__": {}}')],
  ['no body', 400, 'ERR_REQUEST_INVALID', '/v1/connections', { method: 'POST' }],
  ['a body that is no object', 400, 'ERR_REQUEST_INVALID', '/v1/connections', post('[1]')],
  ['a form', 415, 'ERR_REQUEST_MEDIA_TYPE', '/v1/connections', post('name=x', { 'content-type': 'text/plain' })],
  ['more than 1 MiB', 413, 'ERR_REQUEST_TOO_LARGE', '/v1/connections', post(`"${'x'.repeat(1024 * 1024)}"`)],
  ['a text that Postgres does not take', 400, 'ERR_REQUEST_INVALID', '/v1/orders?q=%00'],
])('answers %s with a problem', async (_what, status, code, url, call) => {
  const answer = await gateway.call(url, call)
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(Problem.parse(answer.body)).toEqual({ ...answer.body, type: `urn:pretok:problem:${code}`, status })
  if (answer.headers['x-request-id']) expect(answer.headers['x-request-id']).toBe(answer.body.requestId)
})

describe('what breaks here', () => {
  it('is told without its inside', async () => {
    const own = await createTestGateway()
    await own.pool.query('alter table connections rename to broken')
    const { status, body, text } = await own.post('/v1/connections', goodConnection)
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'ERR_INTERNAL' })
    expect(text).not.toMatch(/connections|relation|insert|shop\.example/i)
    await own.close()
  })

  it('is told as passing when the database is away', async () => {
    const own = await createTestGateway()
    await own.pool.end()
    const { status, headers, body } = await own.get('/v1/orders')
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'ERR_DB_UNAVAILABLE' })
    expect(headers['retry-after']).toBe('5')
    await own.app.close()
  })
})

describe('the rate limit', () => {
  it('counts each key for itself, and refused keys too', async () => {
    const own = await createTestGateway({ requestsPerMinute: 3 })
    const statuses = async (apiKey: string | null) => {
      const all: number[] = []
      for (let n = 0; n < 4; n += 1) all.push((await own.get('/v1/orders', { apiKey })).status)
      return all
    }
    expect(await statuses(own.key)).toEqual([200, 200, 200, 429])
    expect(await statuses('pk_unknown')).toEqual([401, 401, 401, 429])
    expect(await statuses(null)).toEqual([401, 401, 401, 429])
    const { headers, body } = await own.get('/v1/orders')
    expect(body.code).toBe('ERR_REQUEST_RATE_LIMITED')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect((await own.get('/readyz', { apiKey: null })).status).toBe(200)
    await own.close()
  })
})

describe('readiness', () => {
  it('needs a database that is up to date', async () => {
    const own = await createTestGateway()
    expect(await own.get('/readyz', { apiKey: null })).toMatchObject({ status: 200, body: { status: 'ok' } })
    await own.pool.query('delete from drizzle.__drizzle_migrations')
    expect(await own.get('/readyz')).toMatchObject({ status: 503, body: { code: 'ERR_NOT_READY' } })
    await own.pool.query('drop schema drizzle cascade')
    expect(await own.get('/readyz')).toMatchObject({ status: 503, body: { code: 'ERR_NOT_READY' } })
    await own.pool.end()
    expect(await own.get('/readyz')).toMatchObject({ status: 503, body: { code: 'ERR_DB_UNAVAILABLE' } })
    expect(await own.get('/healthz', { apiKey: null })).toMatchObject({ status: 200, body: { status: 'ok' } })
    await own.app.close()
  })
})
