import { pauseConnection, pausedByOperator, schema } from '@pretok/db'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { SyncResource } from '../resources/sync.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())
beforeEach(async () => {
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
})

const ask = (input: object, rest = {}) =>
  gateway.post<SyncResource>(`/v1/connections/${connectionId}/syncs`, input, rest)
const query = async (sql: string) => (await gateway.pool.query(sql, [connectionId])).rows
const rowsOf = (table: 'work' | 'syncs') =>
  query(`select * from ${table} where connection_id = $1 ${table === 'work' ? "and queue = 'orders'" : ''}`)

describe('asking for a sync', () => {
  it('writes it down together with the work', async () => {
    const { status, headers, body } = await ask({ flow: 'orders' })
    expect(status).toBe(202)
    expect(headers.location).toBe(`/v1/syncs/${body.id}`)
    expect(body).toMatchObject({ connectionId, flow: 'orders', state: 'waiting', request: {}, counts: { read: 0 } })
    expect((await gateway.get(headers.location as string)).body).toEqual(body)
    expect(await rowsOf('work')).toMatchObject([{ queue: 'orders', job: 'import-orders', payload: { connectionId } }])
  })

  it('leaves nothing when the work cannot be written', async () => {
    await gateway.pool.query(
      `alter table work add constraint broken check (queue <> 'orders' or connection_id <> '${connectionId}')`,
    )
    expect((await ask({ flow: 'orders' })).status).toBe(500)
    await gateway.pool.query('alter table work drop constraint broken')
    expect(await rowsOf('syncs')).toEqual([])
  })

  it.each([
    [{ from: '2026-11-01' }, { from: '2026-11-01T00:00:00.000Z' }],
    [
      { from: '2026-11-01T00:00:00+01:00', to: '2026-11-02T12:00:00Z' },
      { from: '2026-10-31T23:00:00.000Z', to: '2026-11-02T12:00:00.000Z' },
    ],
    [{ ids: ['17', 18] }, { ids: ['17', '18'] }],
  ])('understands %j', async (input, request) => {
    expect(await ask({ flow: 'orders', ...input })).toMatchObject({ status: 202, body: { request } })
  })

  it.each<[object, string]>([
    [{}, 'flow'],
    [{ flow: 'invoices' }, 'flow'],
    [{ flow: 'orders', from: 'yesterday' }, 'from'],
    [{ flow: 'orders', from: '2026-11-02', to: '2026-11-01' }, 'to'],
    [{ flow: 'orders', ids: [] }, 'ids'],
    [{ flow: 'orders', ids: ['x'] }, 'ids.0'],
    [{ flow: 'orders', ids: ['1'], from: '2026-11-01' }, 'ids'],
    [{ flow: 'orders', since: '2026-11-01' }, 'since'],
  ])('names the field in %j', async (input, path) => {
    const { status, body } = await gateway.post(`/v1/connections/${connectionId}/syncs`, input)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
    expect(await rowsOf('syncs')).toEqual([])
  })

  it.each(['products', 'stock'])('of %s needs the flow switched on, save to look', async (flow) => {
    expect(await ask({ flow })).toMatchObject({ status: 409, body: { code: 'ERR_SYNC_FLOW_OFF' } })
    expect(await ask({ flow, dryRun: true })).toMatchObject({ status: 202, body: { request: { dryRun: true } } })
  })

  it('is not possible without a connection', async () => {
    connectionId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
    expect(await ask({ flow: 'orders' })).toMatchObject({ status: 404, body: { code: 'ERR_DB_NOT_FOUND' } })
  })

  it('of a paused connection is accepted and says that it waits', async () => {
    await pauseConnection(gateway.db, connectionId, pausedByOperator)
    const asked = await ask({ flow: 'orders' })
    expect(asked).toMatchObject({ status: 202, body: { state: 'waiting', pausedReason: pausedByOperator } })
    await gateway.post(`/v1/connections/${connectionId}/resume`)
    const followed = await gateway.get<SyncResource>(`/v1/syncs/${asked.body.id}`)
    expect(followed.body).not.toHaveProperty('pausedReason')
  })

  it('that stumbled says over what, and when it is tried again', async () => {
    const { body } = await ask({ flow: 'orders' })
    expect(body).not.toHaveProperty('trouble')
    const runAt = new Date('2027-01-01T00:00:00Z')
    const lastError = { code: 'ERR_REMOTE_UNAVAILABLE', message: 'GET orders: no answer (ECONNREFUSED)' }
    await gateway.db.update(schema.work).set({ runAt, lastError })
    expect((await gateway.get<SyncResource>(`/v1/syncs/${body.id}`)).body.trouble).toMatchObject({
      nextTryAt: '2027-01-01T00:00:00.000Z',
      reason: {
        code: lastError.code,
        message: 'The other system does not answer.',
        details: { seen: lastError.message },
      },
    })
  })
})

it('lists the syncs of a connection, newest first, page by page', async () => {
  const asked: string[] = []
  for (let n = 0; n < 5; n += 1) asked.unshift((await ask({ flow: 'orders' })).body.id)
  type Page = { items: SyncResource[]; nextCursor: string | null }
  const url = `/v1/connections/${connectionId}/syncs?limit=3`
  const first = await gateway.get<Page>(url)
  const second = await gateway.get<Page>(`${url}&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(asked)
  expect(second.body.nextCursor).toBeNull()
})
