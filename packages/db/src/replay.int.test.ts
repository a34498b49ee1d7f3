import { type ConnectionId, OrderId, orderReasons, stopReason } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { createTestDatabase } from '@pretok/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findCircuits } from './circuits.ts'
import { getConnection, pauseConnection, pausedByOperator } from './connections.ts'
import { type Database, openDatabase, type Tx } from './database.ts'
import { migrate } from './migrate.ts'
import { findProblem, listProblems } from './problems.ts'
import { retryOrders, retryProblems, retryProblemsLike } from './replay.ts'
import { connections, orders } from './schema.ts'
import { listSyncs } from './syncs.ts'
import {
  addConnection,
  addOrder,
  awayReason,
  failImport,
  failTransfer,
  heldReason,
  openCircuit,
  startWork,
  struggle,
  workRows,
} from './testing/problems.ts'
import { work } from './work.ts'

let database: Database
let db: Tx
let dropDatabase: () => Promise<void>
let connectionId: ConnectionId
beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  database = openDatabase({ url, applicationName: 'test' })
  db = database.db
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})
beforeEach(async () => {
  await db.delete(connections)
  connectionId = await addConnection(db)
})

const retry = (...ids: string[]) => db.transaction((tx) => retryProblems(tx, ids))
const authReason = stopReason({ code: 'ERR_REMOTE_AUTH', message: 'refused' })
const askTransfer = (orderId: string) =>
  work.ask(db, ordersQueue, 'transfer-order', { connectionId, orderId: OrderId.parse(orderId) })

/** What is asked for a connection: transfers by order id, and the orders to be read. */
const asked = async (id: string = connectionId) => {
  const rows = await workRows(db, id)
  const syncs = await listSyncs(db, id, { limit: 100 })
  return {
    transfers: rows.flatMap(({ job, key }) => (job === 'transfer-order' ? [key] : [])),
    imports: rows.filter(({ job }) => job === 'import-orders').length,
    reads: syncs.map(({ request }) => request.ids?.toSorted()),
  }
}

describe('trying an order again', () => {
  it.each([
    ['held for what it says', {}],
    ['rejected', { state: 'rejected', reason: orderReasons.erpRefused({ text: 'no such tax number' }) }],
  ])('asks for its transfer, and for what the store says now: %s', async (_what, given) => {
    const orderId = await addOrder(db, connectionId, { storeOrderId: '1042', ...given })
    await retry(`order_${orderId}`)
    expect(await asked()).toEqual({ transfers: [orderId], imports: 1, reads: [['1042']] })
  })

  it.each([
    ['given up because the ERP was away', { reason: awayReason }],
    ['in doubt', { state: 'in_doubt', reason: awayReason }],
    ['held because of its document', { erpMkId: '1600000123' }],
  ])('leaves the store in peace where the trouble is not there: %s', async (_what, given) => {
    const orderId = await addOrder(db, connectionId, given)
    await retry(`order_${orderId}`)
    expect(await asked()).toEqual({ transfers: [orderId], imports: 0, reads: [] })
  })

  it('reads one again that was never understood, and transfers nothing', async () => {
    const reason = orderReasons.unreadable({ field: 'total_paid' })
    const orderId = await addOrder(db, connectionId, { storeOrderId: '9', unread: true, reason })
    await retry(`order_${orderId}`)
    expect(await asked()).toEqual({ transfers: [], imports: 1, reads: [['9']] })
  })

  it('changes no order, not even one that is being sent', async () => {
    const ids: string[] = []
    for (const state of ['sending', 'in_doubt', 'booked', 'held']) ids.push(await addOrder(db, connectionId, { state }))
    const before = await db.select().from(orders)
    await retryOrders(db, ids)
    expect(await db.select().from(orders)).toEqual(before)
  })

  it('while somebody is at it becomes a second turn, not a second runner', async () => {
    const orderId = await addOrder(db, connectionId, { state: 'sending', reason: null })
    await askTransfer(orderId)
    const held = await startWork(db, connectionId, 'transfer-order')
    await retryOrders(db, [orderId])
    expect(await work.take(db, ordersQueue, { window: 4, depth: 100, leaseMs: 30_000 })).toEqual([])
    await work.hold(db, held)
    expect((await workRows(db, connectionId)).map(({ state }) => state)).toEqual(['running', 'waiting'])
  })

  it('need not wait for its next try', async () => {
    const orderId = await addOrder(db, connectionId, { reason: awayReason })
    await askTransfer(orderId)
    const held = await startWork(db, connectionId, 'transfer-order')
    const lastError = { code: 'ERR_REMOTE_UNAVAILABLE', message: 'no answer' } as const
    await work.putBack(db, held, { runAt: new Date(Date.now() + 3_600_000), lastError, countAttempt: true })
    await retry(`order_${orderId}`)
    expect(await workRows(db, connectionId)).toMatchObject([{ due: true, lane: 'live' }])
  })

  it('takes the place of a transfer that was given up', async () => {
    const orderId = await addOrder(db, connectionId, { reason: awayReason })
    await failTransfer(db, connectionId, orderId)
    await retry(`order_${orderId}`)
    expect(await workRows(db, connectionId)).toMatchObject([{ key: orderId, state: 'waiting', attempts: 0 }])
  })
})

describe('trying other problems again', () => {
  it('resumes a connection that Pretok paused, and no other', async () => {
    const [other, byHand] = [await addConnection(db), await addConnection(db)]
    await pauseConnection(db, connectionId, authReason)
    await pauseConnection(db, other, authReason)
    await pauseConnection(db, byHand, pausedByOperator)
    await retry(`connection_${connectionId}`, `connection_${byHand}`)
    const states = await Promise.all([connectionId, other, byHand].map((id) => getConnection(db, id)))
    expect(states.map(({ state }) => state)).toEqual(['active', 'paused', 'paused'])
  })

  it('lets a side that is out of order be tried now, and leaves the other side alone', async () => {
    await openCircuit(db, connectionId, 'store')
    const probeAt = await openCircuit(db, connectionId, 'erp')
    await retry(`circuit_${connectionId}_store`)
    const [erp, store] = await findCircuits(db, connectionId)
    expect(erp).toMatchObject({ side: 'erp', probeAt })
    expect(store?.probeAt.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('begins work anew that was given up, as it was asked for', async () => {
    const id = await failImport(db, connectionId)
    await retry(id)
    expect(await workRows(db, connectionId)).toEqual([
      { job: 'import-orders', key: connectionId, state: 'waiting', lane: 'live', attempts: 0, due: true },
    ])
    expect(await findProblem(db, id)).toBeUndefined()
    await startWork(db, connectionId, 'import-orders')
  })

  it('makes one of work that was given up and a newer wish for the same', async () => {
    await work.ask(db, ordersQueue, 'import-orders', { connectionId })
    const held = await startWork(db, connectionId, 'import-orders')
    await work.ask(
      db,
      ordersQueue,
      'import-orders',
      { connectionId },
      { lane: 'backfill', runAt: new Date('2099-01-01Z') },
    )
    await work.fail(db, held, { code: 'ERR_REMOTE_UNAVAILABLE', message: 'no answer' })
    await retry(`work_${held.id}`)
    expect(await workRows(db, connectionId)).toMatchObject([{ state: 'waiting', lane: 'live', due: true }])
  })

  it('has failing work tried now and gives it its tries back; it stays a problem until it succeeds', async () => {
    const { id } = await struggle(db, connectionId, 5)
    await retry(id)
    expect(await workRows(db, connectionId)).toMatchObject([{ state: 'waiting', attempts: 3, due: true }])
    expect(await findProblem(db, id)).toMatchObject({ id })
  })

  it('leaves work alone that is being done, and what is none any more', async () => {
    await work.ask(db, ordersQueue, 'import-orders', { connectionId })
    const held = await startWork(db, connectionId, 'import-orders')
    await retry(`work_${held.id}`, 'work_999999', `circuit_${connectionId}_erp`)
    await work.hold(db, held)
    expect(await workRows(db, connectionId)).toMatchObject([{ state: 'running' }])
  })

  it.each(['connection', 'circuit', 'work', 'order'] as const)('wakes the pumps: %s', async (kind) => {
    const ids = {
      order: `order_${await addOrder(db, connectionId)}`,
      work: await failImport(db, connectionId),
      circuit: `circuit_${connectionId}_erp`,
      connection: `connection_${connectionId}`,
    }
    await work.ask(db, ordersQueue, 'transfer-order', { connectionId, orderId: OrderId.parse(connectionId) })
    if (kind === 'circuit') await openCircuit(db, connectionId, 'erp')
    if (kind === 'connection') await pauseConnection(db, connectionId, authReason)
    const heard: (string | undefined)[] = []
    const listening = database.listen(work.channel, (payload) => heard.push(payload))
    await vi.waitFor(() => expect(heard).toEqual([undefined]))
    await retry(ids[kind])
    await vi.waitFor(() => expect(heard).toContain('orders'))
    await listening.close()
  })
})

describe('trying problems again by a filter', () => {
  const retryLike = (filter: Parameters<typeof retryProblemsLike>[1], most = 10_000) =>
    retryProblemsLike(db, filter, { most })

  it('touches only what the filter names, behind what is new', async () => {
    const other = await addConnection(db)
    const wanted = await addOrder(db, connectionId, { storeOrderId: '1' })
    await addOrder(db, connectionId, { storeOrderId: '2', unread: true })
    await addOrder(db, connectionId, { reason: awayReason })
    await addOrder(db, connectionId, { state: 'waiting' })
    await addOrder(db, other)
    await openCircuit(db, connectionId, 'erp')
    const circuits = await findCircuits(db, connectionId)
    expect(await retryLike({ connectionId, code: heldReason.code })).toEqual({ retried: 2 })
    expect(await asked()).toEqual({ transfers: [wanted], imports: 1, reads: [['1', '2']] })
    expect((await workRows(db, connectionId)).map(({ lane }) => lane)).toEqual(['backfill', 'backfill'])
    expect(await asked(other)).toEqual({ transfers: [], imports: 0, reads: [] })
    expect(await findCircuits(db, connectionId)).toEqual(circuits)
  })

  it('takes all kinds where none is named', async () => {
    const orderId = await addOrder(db, connectionId, { reason: awayReason })
    const id = await failImport(db, connectionId)
    await openCircuit(db, connectionId, 'erp')
    await pauseConnection(db, connectionId, authReason)
    expect(await retryLike({ connectionId })).toEqual({ retried: 4 })
    expect(await asked()).toMatchObject({ transfers: [orderId], imports: 1 })
    expect(await findProblem(db, id)).toBeUndefined()
    expect((await getConnection(db, connectionId)).state).toBe('active')
    const [circuit] = await findCircuits(db, connectionId)
    expect(circuit?.probeAt.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('lets a wish that was there before keep its place', async () => {
    const orderId = await addOrder(db, connectionId, { reason: awayReason })
    await askTransfer(orderId)
    await retryLike({ kind: 'order' })
    expect(await workRows(db, connectionId)).toMatchObject([{ key: orderId, lane: 'live' }])
  })

  it('goes on where it stopped, and does each once', async () => {
    const other = await addConnection(db)
    const count = 2_300
    await db.execute(sql`
      insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
        currency, total_paid, state, reason, updated_at)
      select gen_random_uuid(), case when n % 2 = 0 then ${connectionId}::uuid else ${other}::uuid end, n::text, '', '{}', '',
        now(), now(), 'EUR', 1, 'held', ${JSON.stringify(heldReason)}::jsonb, timestamptz '2026-01-01Z' + n / 7 * interval '1 minute'
      from generate_series(1, ${count}) n`)
    const first = await retryLike({ kind: 'order' }, 1_000)
    expect(first).toMatchObject({ retried: 1_000, next: { id: expect.stringMatching(/^order_/) } })
    const rest = await retryProblemsLike(
      db,
      { kind: 'order' },
      { most: 10_000, ...(first.next ? { after: first.next } : {}) },
    )
    expect(rest).toEqual({ retried: count - 1_000 })

    const both = await Promise.all([connectionId, other].map((id) => asked(id)))
    expect(new Set(both.flatMap(({ transfers }) => transfers)).size).toBe(count)
    const read = both.flatMap(({ reads }) => reads.flatMap((ids) => ids ?? []))
    expect(read.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n + 1))
    // One sync for each connection and thousand, no more.
    expect(both.map(({ reads }) => reads.length)).toEqual([3, 3])
    expect(await listProblems(db, {}, { limit: 1 })).toHaveLength(1)
  })

  it('finds nothing where nothing is', async () => {
    expect(await retryLike({ connectionId })).toEqual({ retried: 0 })
  })
})
