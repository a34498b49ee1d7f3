import { listAudit, schema } from '@pretok/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreatedApiKey } from '../resources/api-key.ts'
import type { AuditEntryResource } from '../resources/audit-entry.ts'
import type { ConnectionResource } from '../resources/connection.ts'
import type { SyncResource } from '../resources/sync.ts'
import { importOrder } from '../testing/orders.ts'
import { asBrowser, cookieOf, letIn, password, signedIn, signIn } from '../testing/people.ts'
import { type Call, createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
/** Of an admin. */
let person: { id: string; rest: Call }
beforeAll(async () => {
  gateway = await createTestGateway()
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
  const { id, email } = await letIn(gateway, 'admin', 'admin')
  person = { id, rest: await signedIn(gateway, email) }
})
afterAll(() => gateway.close())

type Page = { items: AuditEntryResource[]; nextCursor: string | null }
const list = async (query = '') => (await gateway.get<Page>(`/v1/audit?limit=200&${query}`)).body.items

/** What is written down while something is done, oldest first. */
const whatIsWritten = async (act: () => Promise<unknown>) => {
  const [last] = await list()
  await act()
  const added = (await list()).filter(({ id }) => Number(id) > Number(last?.id ?? 0))
  return added.reverse().map(({ action, connectionId, subject, details, actor }) => ({
    action,
    by: actor.id,
    ...(connectionId && { connectionId }),
    ...(subject && { subject }),
    details,
  }))
}

describe('what is written down', () => {
  const asPerson = (extra: Record<string, string> = {}): Call => ({
    ...person.rest,
    headers: { ...person.rest.headers, ...extra },
  })

  it('people coming and going', async () => {
    const { id, email } = await letIn(gateway, 'coming', 'viewer')
    const written = await whatIsWritten(async () => {
      const rest = asBrowser(cookieOf(await signIn(gateway, email)))
      await signIn(gateway, email, asBrowser(), 'a wrong password')
      const changed = { currentPassword: password, newPassword: 'seven lamps behind the bakery' }
      await gateway.post('/v1/session/password', changed, rest)
      await gateway.delete('/v1/session', rest)
    })
    expect(written).toEqual([
      { action: 'session.opened', by: id, details: {} },
      { action: 'password.changed', by: id, subject: `user/${id}`, details: {} },
      { action: 'session.closed', by: id, details: {} },
    ])
  })

  it('who may do what', async () => {
    let user = ''
    let apiKey = ''
    const written = await whatIsWritten(async () => {
      const input = { email: 'new@shop.example', name: 'New', role: 'viewer', password }
      user = (await gateway.post<{ id: string }>('/v1/users', input, person.rest)).body.id
      const patch = { role: 'operator', email: 'newer@shop.example', password: 'six boats below the bridge' }
      await gateway.patch(`/v1/users/${user}`, patch, person.rest)
      await gateway.patch(`/v1/users/${user}`, { role: 'operator' }, person.rest)
      await gateway.delete(`/v1/users/${user}`, person.rest)
      await gateway.delete(`/v1/users/${user}`, person.rest)
      const made = await gateway.post<CreatedApiKey>('/v1/api-keys', { name: 'x', scopes: ['read'] }, person.rest)
      apiKey = made.body.id
      await gateway.delete(`/v1/api-keys/${apiKey}`, person.rest)
    })
    const by = person.id
    const changes = [{ field: 'role', from: 'viewer', to: 'operator' }, { field: 'email' }]
    expect(written).toEqual([
      { action: 'user.created', by, subject: `user/${user}`, details: { role: 'viewer' } },
      { action: 'user.changed', by, subject: `user/${user}`, details: { changes } },
      { action: 'password.reset', by, subject: `user/${user}`, details: {} },
      { action: 'user.deleted', by, subject: `user/${user}`, details: {} },
      { action: 'api-key.created', by, subject: `api-key/${apiKey}`, details: { name: 'x', scopes: ['read'] } },
      { action: 'api-key.deleted', by, subject: `api-key/${apiKey}`, details: {} },
    ])
  })

  it('what is asked of a connection', async () => {
    const orderId = await importOrder(gateway.db, connectionId, {}, 'held')
    let sync = ''
    const written = await whatIsWritten(async () => {
      await gateway.post(`/v1/connections/${connectionId}/hook-secrets/prestashop`, undefined, person.rest)
      await gateway.delete(`/v1/connections/${connectionId}/hook-secrets/prestashop`, person.rest)
      const asked = { flow: 'orders', ids: ['7'] }
      sync = (await gateway.post<SyncResource>(`/v1/connections/${connectionId}/syncs`, asked, person.rest)).body.id
      await gateway.post(`/v1/orders/${orderId}/retry`, undefined, person.rest)
      await gateway.post(`/v1/problems/order_${orderId}/retry`, undefined, person.rest)
      await gateway.post('/v1/problems/retry', { connectionId, kind: 'order', since: '2020-01-01' }, person.rest)
    })
    const shared = { by: person.id, connectionId }
    const retried = { kind: 'order', since: '2020-01-01T00:00:00.000Z', retried: 1 }
    expect(written).toEqual([
      { action: 'hook-secret.replaced', ...shared, details: { source: 'prestashop' } },
      { action: 'hook-secret.deleted', ...shared, details: { source: 'prestashop' } },
      { action: 'sync.asked', ...shared, subject: `sync/${sync}`, details: { flow: 'orders', ids: ['7'] } },
      { action: 'order.retried', ...shared, subject: `order/${orderId}`, details: {} },
      { action: 'problem.retried', ...shared, subject: `problem/order_${orderId}`, details: {} },
      { action: 'problems.retried', ...shared, details: retried },
    ])
  })

  it('is one entry, however often a request is repeated', async () => {
    const rest = asPerson({ 'idempotency-key': 'once' })
    const ask = () => gateway.post(`/v1/connections/${connectionId}/syncs`, { flow: 'orders' }, rest)
    expect(await whatIsWritten(async () => [await ask(), await ask()])).toMatchObject([{ action: 'sync.asked' }])
  })

  it('is nothing of what was refused, or failed', async () => {
    const written = await whatIsWritten(async () => {
      await gateway.post('/v1/api-keys', { name: '' }, person.rest)
      await gateway.post('/v1/orders/01a2085b-5cbb-724e-850d-6594249c9fdf/retry', undefined, person.rest)
      await gateway.delete(`/v1/users/${person.id}`, person.rest)
    })
    expect(written).toEqual([])
  })
})

describe('the list', () => {
  const entry = (n: number) => ({
    at: new Date(Date.UTC(2020, 0, 1, n)),
    actorKind: 'program',
    actorId: `program-${n % 2}`,
    actorName: 'Program',
    action: n < 3 ? 'test.early' : 'test.late',
  })
  beforeAll(async () => {
    for (const n of [0, 1, 2, 3, 4, 5]) await gateway.db.insert(schema.auditLog).values(entry(n))
  })
  const hoursOf = (items: AuditEntryResource[]) =>
    items.filter(({ action }) => action.startsWith('test.')).map(({ at }) => new Date(at).getUTCHours())

  it.each([
    ['action=test.early', [2, 1, 0]],
    ['actorId=program-1', [5, 3, 1]],
    ['since=2020-01-01T03:00Z&until=2020-01-01T05:00Z', [4, 3]],
    ['action=test.late&actorId=program-0', [4]],
    ['connectionId=01a2085b-5cbb-724e-850d-6594249c9fdf', []],
  ])('shows %s', async (query, hours) => {
    expect(hoursOf(await list(query.replace(/(\d\d:\d\d)Z/g, '$1:00Z')))).toEqual(hours)
  })

  it('goes on page by page', async () => {
    const url = '/v1/audit?actorId=program-0&limit=2'
    const first = await gateway.get<Page>(url)
    const second = await gateway.get<Page>(`${url}&cursor=${first.body.nextCursor}`)
    expect(hoursOf([...first.body.items, ...second.body.items])).toEqual([4, 2, 0])
    expect(second.body.nextCursor).toBeNull()
  })

  it('tells where and in which request something was done', async () => {
    const { headers } = await gateway.post('/v1/api-keys', { name: 'y', scopes: ['read'] })
    const [stored] = await listAudit(gateway.db, { action: 'api-key.created', limit: 1 })
    const [shown] = await list('action=api-key.created')
    expect(shown).toEqual({ ...stored, at: stored?.at.toISOString() })
    expect(shown).toMatchObject({ ip: '127.0.0.1', requestId: headers['x-request-id'], actor: { kind: 'api-key' } })
  })

  it.each<[string, string]>([
    ['connectionId=all', 'connectionId'],
    ['since=yesterday', 'since'],
    ['cursor=zzz', 'cursor'],
    ['user=admin', 'user'],
  ])('names the field in %s', async (query, path) => {
    const { status, body } = await gateway.get(`/v1/audit?${query}`)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('is for admins', async () => {
    const { key: apiKey } = await gateway.makeKey(['read', 'write'])
    expect((await gateway.get('/v1/audit', { apiKey })).status).toBe(403)
  })
})
