import { randomBytes } from 'node:crypto'
import { createLogger, createSecretBox } from '@pretok/kernel'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionResource } from './resources/connection.ts'
import { type Callers, hostileRequests, type KnownIds, type Route } from './testing/hostile-requests.ts'
import { importOrder } from './testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from './testing/test-gateway.ts'

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}

const requestsPerRoute = 300
const sealingKey = randomBytes(32).toString('base64')
const lines: string[] = []

let gateway: TestGateway
let routes: Route[]
let callers: Callers
let known: KnownIds
/** None of these may be in an answer or a log line. */
let secrets: string[]

beforeAll(async () => {
  gateway = await createTestGateway({
    box: createSecretBox(`k1:${sealingKey}`),
    log: createLogger('gateway', 'debug', { write: (line) => void lines.push(line) }),
    requestsPerMinute: 1_000_000,
  })
  const { body: connection } = await gateway.post<ConnectionResource>('/v1/connections', goodConnection)
  const hookSecrets = await Promise.all(
    ['prestashop', 'metakocka'].map(
      async (source) =>
        (await gateway.post<{ secret: string }>(`/v1/connections/${connection.id}/hook-secrets/${source}`)).body.secret,
    ),
  )
  const password = 'correct horse battery staple'
  const { body: user } = await gateway.post<{ id: string }>('/v1/users', {
    email: 'ana@example.com',
    name: 'Ana',
    role: 'admin',
    password,
  })
  const { apiKey, key: reader } = await gateway.makeKey(['read'])
  const orderId = await importOrder(gateway.db, connection.id)
  const admins = await Promise.all(Array.from({ length: 25 }, () => gateway.makeKey(['read', 'write', 'admin'])))
  const signedInAs = (key: string) => ({ authorization: `Bearer ${key}` })
  callers = { admins: admins.map(({ key }) => signedInAs(key)), reader: signedInAs(reader) }
  known = { connections: connection.id, orders: orderId, users: user.id, 'api-keys': apiKey.id }
  secrets = [
    goodConnection.store.key,
    goodConnection.erp.secretKey,
    ...hookSecrets,
    password,
    reader,
    ...admins.map(({ key }) => key),
    sealingKey,
  ].flatMap((secret) => [secret, Buffer.from(`${secret}:`).toString('base64').slice(0, -4)])

  const { body: document } = await gateway.get<{ paths: Record<string, Record<string, Operation>> }>('/openapi.json')
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase() as Route['method'],
      path,
      query: parameters.flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : [])),
      bodies: Object.values(requestBody?.content ?? {}).flatMap(({ examples = {} }) =>
        Object.values(examples).map(({ value }) => value),
      ),
    })),
  )
})
afterAll(() => gateway.close())

/** All that is stored, save what every request leaves: when a key was used, and how often a sign-in failed. */
const everything = async (): Promise<Record<string, string>> => {
  const { rows: tables } = await gateway.pool.query<{ name: string }>(`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('sign_in_failures')`)
  const sums = tables.map(async ({ name }) => {
    const { rows } = await gateway.pool.query<{ sum: string }>(`
      select md5(coalesce(string_agg(row, ',' order by row), '')) as sum
      from (select (to_jsonb(t) - 'last_used_at' - 'last_seen_at')::text as row from "${name}" t) rows`)
    return [name, rows[0]?.sum ?? ''] as const
  })
  return Object.fromEntries(await Promise.all(sums))
}

const leaksIn = (text: string): string[] => secrets.filter((secret) => text.includes(secret))

describe('hostile requests', () => {
  it(`${requestsPerRoute} to every route: refused in good order, no secret told, nothing changed`, async () => {
    const before = await everything()
    const amiss: string[] = []
    const statuses = new Map<number, number>()
    expect(routes.length).toBeGreaterThan(35)
    for (const [nth, route] of routes.entries()) {
      const sample = fc.sample(hostileRequests(route, callers, known), { numRuns: requestsPerRoute, seed: 2026 + nth })
      for (const { url, ...request } of sample) {
        const response = await gateway.app.inject({ url, ...request })
        const { statusCode: status, body } = response
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const isProblem = /^application\/problem\+json/.test(String(response.headers['content-type']))
        const faults = [
          status >= 500 && `answers ${status}`,
          route.method !== 'GET' && status < 400 && `is carried out (${status})`,
          status >= 400 && !isProblem && 'is refused without a problem document',
          ...leaksIn(body).map((secret) => `tells ${secret}`),
        ].filter(Boolean)
        for (const fault of faults) {
          amiss.push(`${route.method} ${url.slice(0, 200)} ${fault}: ${String(request.payload).slice(0, 200)}`)
        }
      }
    }
    expect(amiss).toEqual([])
    // They came past the door: some were refused there, most because of what they hold.
    expect([...statuses.keys()].toSorted()).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 415]))
    expect(statuses.get(400)).toBeGreaterThan(2_000)
    expect(leaksIn(lines.join('\n'))).toEqual([])
    const after = await everything()
    const { rows } = await gateway.pool.query<{ action: string }>(
      "select distinct action from audit_log where action like 'session.%'",
    )
    const unmoved = rows.length === 0 ? {} : { audit_log: before['audit_log'] }
    expect({ ...after, ...unmoved }).toEqual(before)
  }, 300_000)

  it('too long a body is refused before it is read', async () => {
    for (const { method, path } of routes.filter((route) => route.method !== 'GET')) {
      const url = path.replace(
        /([\w-]+)\/\{\w+\}/g,
        (_, collection: string) => `${collection}/${known[collection] ?? 'x'}`,
      )
      const headers = { ...callers.admins.at(-1), 'content-type': 'application/json' }
      const { statusCode } = await gateway.app.inject({ method, url, headers, payload: `"${'x'.repeat(1_100_000)}"` })
      expect([401, 413], `${method} ${path} ${statusCode}`).toContain(statusCode)
    }
  })
})
