import {
  beginSending,
  lockOrder,
  openCircuit,
  pauseConnection,
  pausedByOperator,
  saveImportedOrders,
  settleOrder,
} from '@pretok/db'
import { orderReasons, stopReason } from '@pretok/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { ProblemItem, RetriedProblems } from '../resources/problem-item.ts'
import type { SyncResource } from '../resources/sync.ts'
import { heldReason, importOrder } from '../testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

type Page = { items: ProblemItem[]; nextCursor: string | null }

const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
const authReason = stopReason({ code: 'ERR_REMOTE_AUTH', message: 'refused' })
const awayReason = stopReason({ code: 'ERR_REMOTE_UNAVAILABLE', message: 'no answer' })

let gateway: TestGateway
let connectionId: string
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())
beforeEach(async () => {
  await gateway.pool.query('delete from connections')
  connectionId = await connect()
})

const connect = async () => (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id

const holdOrder = (storeOrderId: string, of = connectionId) => importOrder(gateway.db, of, { storeOrderId }, 'held')

const trip = (side: 'store' | 'erp') => openCircuit(gateway.db, { connectionId, side, reason: awayReason, tookMs: 0 })

const failImport = async (of = connectionId): Promise<string> => {
  const { rows } = await gateway.pool.query<{ id: string }>(
    `insert into work (connection_id, queue, job, key, payload, state, attempts, last_error)
     values ($1::uuid, 'orders', 'import-orders', $1::uuid::text, jsonb_build_object('connectionId', $1::uuid), 'failed', 8,
       '{"code": "ERR_REMOTE_UNAVAILABLE", "message": "GET orders: no answer"}') returning id`,
    [of],
  )
  return `work_${rows[0]?.id}`
}

const waiting = async (): Promise<{ job: string; order?: string; lane: string }[]> => {
  const { rows } = await gateway.pool.query(
    `select job, payload->>'orderId' as order, lane from work where state = 'waiting' and job not like 'read-%-facts' order by id`,
  )
  return rows
}

const list = async (query = '') => {
  const { status, body } = await gateway.get<Page>(`/v1/problems?${query}`)
  expect(status).toBe(200)
  return body
}
const retry = (id: string, headers = {}) =>
  gateway.post<ProblemItem>(`/v1/problems/${id}/retry`, undefined, { headers })

describe('the list of problems', () => {
  it('shows all that does not flow, each with its reason in both languages', async () => {
    const orderId = await holdOrder('1042')
    await importOrder(gateway.db, connectionId, { storeOrderId: '1043' })
    await failImport()
    await trip('erp')
    const { items } = await list()
    expect(items.map(({ kind }) => kind)).toEqual(['circuit', 'work', 'order'])
    expect(items[2]).toEqual({
      id: `order_${orderId}`,
      kind: 'order',
      connectionId,
      connectionName: 'Trgovina',
      orderId,
      storeOrderId: '1042',
      reference: 'XKBKNABJK',
      reason: heldReason,
      since: expect.any(String),
      retryable: true,
    })
    for (const { reason } of items) expect(reason.remedySl).not.toBe('')
    const { body } = await gateway.get<ProblemItem>(`/v1/problems/${items[0]?.id}`)
    expect(body).toEqual(items[0])
    expect(body.nextTryAt).toEqual(expect.any(String))
  })

  it('says when its connection is paused by hand, which is no problem of its own', async () => {
    await holdOrder('1')
    await pauseConnection(gateway.db, connectionId, pausedByOperator)
    expect((await list()).items).toMatchObject([{ kind: 'order', pausedReason: pausedByOperator }])
  })

  it('is narrowed down and paged', async () => {
    const other = await connect()
    for (const id of ['1', '2', '3']) await holdOrder(id)
    await holdOrder('4', other)
    await failImport(other)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page = await list(`connectionId=${connectionId}&limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map(({ storeOrderId }) => String(storeOrderId)))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(['3', '2', '1'])
    expect((await list(`connectionId=${other}&kind=work`)).items).toMatchObject([{ connectionId: other, kind: 'work' }])
    expect((await list(`code=${heldReason.code}`)).items).toHaveLength(4)
    expect((await list('since=2099-01-01')).items).toEqual([])
  })

  it('is counted by kind and code', async () => {
    const other = await connect()
    await holdOrder('1')
    await holdOrder('2')
    await holdOrder('3', other)
    await failImport(other)
    const count = async (query: string) =>
      (await gateway.get<{ total: number; counts: object[] }>(`/v1/problems/summary${query}`)).body
    expect(await count('')).toEqual({
      total: 4,
      counts: [
        { kind: 'order', code: heldReason.code, count: 3 },
        { kind: 'work', code: 'ERR_REMOTE_UNAVAILABLE', count: 1 },
      ],
    })
    expect(await count(`?connectionId=${connectionId}`)).toMatchObject({ total: 2 })
  })

  it.each([
    ['kind=orders', 'kind'],
    ['code=held', 'code'],
    ['connectionId=7', 'connectionId'],
    ['limit=0', 'limit'],
    ['since=yesterday', 'since'],
    ['state=held', 'state'],
    ['cursor=zzz', 'cursor'],
    // Of the list of orders.
    [`cursor=${Buffer.from(JSON.stringify(['2026-11-23T10:00:00.000Z', unknownId])).toString('base64url')}`, 'cursor'],
    [`cursor=${Buffer.from(JSON.stringify(['2026-11-23T10:00:00.000Z', 'order_7'])).toString('base64url')}`, 'cursor'],
    [`cursor=${Buffer.from(JSON.stringify(['now', `order_${unknownId}`])).toString('base64url')}`, 'cursor'],
  ])('refuses %s and names the parameter', async (query, path) => {
    const { status, body } = await gateway.get(`/v1/problems?${query}`)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })
})

describe('a problem', () => {
  it.each([
    unknownId,
    'order_7',
    `order-${unknownId}`,
    `circuit_${unknownId}`,
    `circuit_${unknownId}_bank`,
    'work_x',
    'work_',
  ])('is not asked for by %s', async (id) => {
    for (const { status, body } of [
      await gateway.get(`/v1/problems/${id}`),
      await gateway.post(`/v1/problems/${id}/retry`),
    ])
      expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'id' })
  })

  it.each([`order_${unknownId}`, `connection_${unknownId}`, `circuit_${unknownId}_erp`, 'work_999999999999999999'])(
    'that is none, or none any more, is not found: %s',
    async (id) => {
      for (const { status, body } of [
        await gateway.get(`/v1/problems/${id}`),
        await gateway.post(`/v1/problems/${id}/retry`),
      ]) {
        expect({ status, code: body.code }).toEqual({ status: 404, code: 'ERR_DB_NOT_FOUND' })
        expect(body.detail).toContain('no open problem')
      }
    },
  )

  it('needs the right to write to be tried again', async () => {
    const id = `order_${await holdOrder('1')}`
    const { key } = await gateway.makeKey(['read'])
    expect((await gateway.get(`/v1/problems/${id}`, { apiKey: key })).status).toBe(200)
    expect((await gateway.post(`/v1/problems/${id}/retry`, undefined, { apiKey: key })).status).toBe(403)
    const filter = { kind: 'order' }
    expect((await gateway.post('/v1/problems/retry', filter, { apiKey: key })).status).toBe(403)
    expect(await waiting()).toEqual([])
  })
})

describe('trying a problem again', () => {
  it('asks for the transfer of an order, and says when it will be', async () => {
    const orderId = await holdOrder('1')
    const { status, body } = await retry(`order_${orderId}`)
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { id: `order_${orderId}`, nextTryAt: expect.any(String) },
    })
    expect(await waiting()).toEqual([
      { job: 'transfer-order', order: orderId, lane: 'live' },
      { job: 'import-orders', order: null, lane: 'live' },
    ])
  })

  it('has an order read again that was not understood', async () => {
    const unreadable = {
      storeOrderId: '9',
      reference: 'ODD',
      changedAt: '2026-11-01T00:00:00.000Z',
      placedAt: '2026-11-01T00:00:00.000Z',
      currency: 'EUR',
      totalPaid: '0',
      reason: orderReasons.unreadable({ field: 'total_paid' }),
    }
    await saveImportedOrders(gateway.db, connectionId, [{ unreadable }])
    const [problem] = (await list()).items
    expect((await retry(String(problem?.id))).status).toBe(202)
    expect(await waiting()).toMatchObject([{ job: 'import-orders' }])
    const syncs = await gateway.get<{ items: SyncResource[] }>(`/v1/connections/${connectionId}/syncs`)
    expect(syncs.body.items).toMatchObject([{ flow: 'orders', state: 'waiting', request: { ids: ['9'] } }])
  })

  it('reads an order again by the route of orders too', async () => {
    const orderId = await holdOrder('1042')
    expect((await gateway.post(`/v1/orders/${orderId}/retry`)).status).toBe(202)
    const syncs = await gateway.get<{ items: SyncResource[] }>(`/v1/connections/${connectionId}/syncs`)
    expect(syncs.body.items).toMatchObject([{ request: { ids: ['1042'] } }])
  })

  it('resumes a connection that Pretok paused', async () => {
    await pauseConnection(gateway.db, connectionId, authReason)
    const { status, body } = await retry(`connection_${connectionId}`)
    expect({ status, body }).toMatchObject({ status: 202, body: { kind: 'connection', reason: authReason } })
    const { body: connection } = await gateway.get<ConnectionResource>(`/v1/connections/${connectionId}`)
    expect(connection.state).toBe('active')
    expect((await retry(`connection_${connectionId}`)).status).toBe(404)
  })

  it('has a side probed now', async () => {
    await trip('store')
    const { body } = await retry(`circuit_${connectionId}_store`)
    expect(Date.parse(String(body.nextTryAt))).toBeLessThanOrEqual(Date.now())
  })

  it('begins work anew', async () => {
    const id = await failImport()
    expect((await retry(id)).body).toMatchObject({ id, reason: { code: 'ERR_REMOTE_UNAVAILABLE' } })
    expect(await waiting()).toEqual([{ job: 'import-orders', order: null, lane: 'live' }])
    expect((await retry(id)).status).toBe(404)
  })

  it('is refused for an order that is being sent, which is no problem', async () => {
    const orderId = await importOrder(gateway.db, connectionId)
    const { proof, contentHash } = (await lockOrder(gateway.db, orderId)) ?? {}
    if (!proof || contentHash === undefined) throw new Error('only a proven order is sent')
    await beginSending(gateway.db, orderId, { buyerOrder: 'A-1', proof, contentHash })
    expect((await retry(`order_${orderId}`)).status).toBe(404)
    expect((await gateway.post('/v1/problems/retry', { connectionId })).body).toMatchObject({ retried: 0 })
    expect((await gateway.get<{ state: string }>(`/v1/orders/${orderId}`)).body.state).toBe('sending')
    expect(await waiting()).toEqual([])
  })

  it('is done once for one Idempotency-Key', async () => {
    const orderId = await holdOrder('1')
    const headers = { 'idempotency-key': 'again' }
    const first = await retry(`order_${orderId}`, headers)
    await settleOrder(gateway.db, orderId, { state: 'booked' })
    const second = await retry(`order_${orderId}`, headers)
    expect(second).toMatchObject({ status: 202, body: first.body, headers: { 'idempotency-replayed': 'true' } })
    const syncs = await gateway.get<{ items: SyncResource[] }>(`/v1/connections/${connectionId}/syncs`)
    expect(syncs.body.items).toHaveLength(1)
  })
})

describe('trying problems again by a filter', () => {
  const retryLike = (filter: object | undefined, headers = {}) =>
    gateway.post<RetriedProblems>('/v1/problems/retry', filter, { headers })

  it('does those it names and no others', async () => {
    const other = await connect()
    const [first, second] = [await holdOrder('1'), await holdOrder('2')]
    await holdOrder('3', other)
    await failImport(other)
    const { status, body } = await retryLike({ connectionId, kind: 'order', code: heldReason.code })
    expect({ status, body }).toEqual({ status: 202, body: { retried: 2, more: false, nextCursor: null } })
    const transfers = (await waiting()).filter(({ job }) => job === 'transfer-order')
    expect(transfers.map(({ order }) => order).toSorted()).toEqual([first, second].toSorted())
    for (const { lane } of transfers) expect(lane).toBe('backfill')
    expect((await list('kind=work')).items).toHaveLength(1)
  })

  it('goes by time', async () => {
    await holdOrder('1')
    expect((await retryLike({ until: '2026-01-01' })).body.retried).toBe(0)
    expect((await retryLike({ since: '2026-01-01', until: '2099-01-01T00:00:00+01:00' })).body.retried).toBe(1)
  })

  it('does more than a request has room for in several', async () => {
    await gateway.pool.query(
      `insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
         currency, total_paid, state, reason)
       select gen_random_uuid(), $1, n, '', '{}', '', now(), now(), 'EUR', 1, 'held', $2 from generate_series(1, 10001) n`,
      [connectionId, awayReason],
    )
    const first = await retryLike({ connectionId })
    expect(first.body).toEqual({ retried: 10_000, more: true, nextCursor: expect.any(String) })
    const second = await retryLike({ connectionId, cursor: first.body.nextCursor })
    expect(second.body).toEqual({ retried: 1, more: false, nextCursor: null })
    expect(await waiting()).toHaveLength(10_001)
  })

  it('does it once for one Idempotency-Key', async () => {
    await holdOrder('1')
    const headers = { 'idempotency-key': 'all' }
    const first = await retryLike({ kind: 'order' }, headers)
    await holdOrder('2')
    const second = await retryLike({ kind: 'order' }, headers)
    expect(second).toMatchObject({ status: 202, body: first.body, headers: { 'idempotency-replayed': 'true' } })
    expect(first.body.retried).toBe(1)
    expect((await waiting()).filter(({ job }) => job === 'transfer-order')).toHaveLength(1)
    expect((await retryLike({ kind: 'work' }, headers)).status).toBe(422)
  })

  it.each([
    [undefined, 'body'],
    [{}, 'body'],
    [{ cursor: Buffer.from(JSON.stringify(['2026-11-23T10:00:00Z', 'work_1'])).toString('base64url') }, 'body'],
    [{ kind: 'everything' }, 'kind'],
    [{ kind: ['order'] }, 'kind'],
    [{ state: 'held' }, 'state'],
    [{ kind: 'order', cursor: 'zzz' }, 'cursor'],
    [{ connectionId: 'all' }, 'connectionId'],
    [{ code: "ERR_A' or true" }, 'code'],
    [{ since: 7 }, 'since'],
  ])('refuses %o and does nothing', async (filter, path) => {
    await holdOrder('1')
    const { status, body } = await gateway.post('/v1/problems/retry', filter)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
    expect(await waiting()).toEqual([])
  })
})
