import { stopReason } from '@pretok/domain'
import { createTestDatabase } from '@pretok/testing'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CircuitFailure, closeCircuit, findCircuits, openCircuit, reopenCircuit } from './circuits.ts'
import { changeConnection, createConnection, getConnection, listConnections } from './connections.ts'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { circuits } from './schema.ts'
import { newConnection, testBox } from './testing/test-database.ts'
import { work } from './work.ts'

const box = testBox()
const reason = stopReason({ code: 'ERR_REMOTE_UNAVAILABLE', message: 'MetaKocka search: HTTP 503' })
const slowedDown = stopReason({ code: 'ERR_REMOTE_RATE_LIMITED', message: 'MetaKocka search: HTTP 429' })

let database: Database
let db: Database['db']
let drop: () => Promise<void>
let connectionId: string
let failure: CircuitFailure
beforeAll(async () => {
  const testDatabase = await createTestDatabase({ migrate })
  drop = testDatabase.drop
  database = openDatabase({ url: testDatabase.url, applicationName: 'test' })
  db = database.db
})
afterAll(async () => {
  await database.close()
  await drop()
})
beforeEach(async () => {
  connectionId = (await createConnection(db, box, newConnection)).id
  failure = { connectionId, side: 'erp', reason, tookMs: 0 }
})

/** Lets time pass until the probe has been due for so long. */
const passProbeTime = (overdueMs = 0, side = 'erp') =>
  db
    .update(circuits)
    .set({ probeAt: sql`now() - ${overdueMs} * interval '1 millisecond'` })
    .where(and(eq(circuits.connectionId, connectionId), eq(circuits.side, side)))

const waitOf = ({ probeAt }: { probeAt: Date }, since: number) => probeAt.getTime() - since

describe('opening', () => {
  it('keeps the reason and waits some 15 seconds', async () => {
    const before = Date.now()
    const circuit = await openCircuit(db, failure)
    expect(circuit).toMatchObject({ side: 'erp', trips: 1, reason })
    expect(await findCircuits(db, connectionId)).toEqual([circuit])
    expect(waitOf(circuit as never, before)).toBeGreaterThan(11_000)
    expect(waitOf(circuit as never, Date.now())).toBeLessThanOrEqual(15_000)
  })

  it('is done once, however many failures come before the probe', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openCircuit(db, failure)))
    expect(opened.filter(Boolean)).toHaveLength(1)
    expect(await reopenCircuit(db, failure)).toBeUndefined()
    expect(await findCircuits(db, connectionId)).toEqual(opened.filter(Boolean))
  })

  it('is a matter of one side', async () => {
    await openCircuit(db, failure)
    await openCircuit(db, { ...failure, side: 'store' })
    const other = await createConnection(db, box, newConnection)
    expect((await findCircuits(db, connectionId)).map(({ side }) => side)).toEqual(['erp', 'store'])
    expect(await findCircuits(db, other.id)).toEqual([])
  })
})

describe.each([
  ['another trip', openCircuit],
  ['a failed probe', reopenCircuit],
])('%s', (_what, fail) => {
  it('doubles the wait, up to the longest, and keeps the newest reason and the first time', async () => {
    const first = await openCircuit(db, failure, { firstMs: 10_000, longestMs: 30_000 })
    for (const [trips, mostMs] of [
      [2, 20_000],
      [3, 30_000],
      [4, 30_000],
    ] as const) {
      await passProbeTime()
      const before = Date.now()
      const again = await fail(db, { ...failure, reason: slowedDown }, { firstMs: 10_000, longestMs: 30_000 })
      expect(again).toMatchObject({ trips, reason: slowedDown, openedAt: first?.openedAt })
      expect(waitOf(again as never, before)).toBeGreaterThan(0.74 * mostMs)
      expect(waitOf(again as never, Date.now())).toBeLessThanOrEqual(mostMs)
    }
  })

  it('waits a quarter of an hour at most', async () => {
    await openCircuit(db, failure)
    await db.update(circuits).set({ trips: 500 }).where(eq(circuits.connectionId, connectionId))
    await passProbeTime()
    const again = await fail(db, failure)
    expect(waitOf(again as never, Date.now())).toBeLessThanOrEqual(900_000)
    expect(waitOf(again as never, Date.now())).toBeGreaterThan(600_000)
  })

  it('waits as long as it is asked to, within the longest', async () => {
    const wait = { firstMs: 10_000, longestMs: 60_000 }
    await openCircuit(db, { ...failure, retryAfterMs: 50_000 }, wait)
    const [opened] = await findCircuits(db, connectionId)
    expect(waitOf(opened as never, opened?.openedAt.getTime() ?? 0)).toBe(50_000)
    await passProbeTime()
    const before = Date.now()
    const again = await fail(db, { ...failure, retryAfterMs: 86_400_000 }, wait)
    expect(waitOf(again as never, before)).toBeGreaterThan(59_000)
    expect(waitOf(again as never, Date.now())).toBeLessThanOrEqual(60_000)
  })

  it('is not what a call says that began before the probe was due', async () => {
    await openCircuit(db, failure)
    await passProbeTime(20_000)
    expect(await fail(db, { ...failure, tookMs: 30_000 })).toBeUndefined()
    expect(await fail(db, { ...failure, tookMs: 10_000 })).toMatchObject({ trips: 2 })
  })

  it('counts once when several fail together', async () => {
    await openCircuit(db, failure)
    await passProbeTime()
    const again = await Promise.all(Array.from({ length: 4 }, () => fail(db, failure)))
    expect(again.filter(Boolean)).toMatchObject([{ trips: 2 }])
  })
})

it('a failed probe opens nothing that is closed', async () => {
  expect(await reopenCircuit(db, failure)).toBeUndefined()
  expect(await findCircuits(db, connectionId)).toEqual([])
})

describe('closing', () => {
  const heard: (string | undefined)[] = []
  let listening: ReturnType<Database['listen']>
  beforeEach(async () => {
    listening = database.listen(work.channel, (queue) => heard.push(queue))
    await vi.waitFor(() => expect(heard).toEqual([undefined]))
    heard.length = 0
  })
  afterEach(async () => {
    await listening.close()
    heard.length = 0
  })

  it('takes the circuit of that side away, once', async () => {
    await openCircuit(db, failure)
    await openCircuit(db, { ...failure, side: 'store' })
    const closed = await Promise.all([closeCircuit(db, connectionId, 'erp'), closeCircuit(db, connectionId, 'erp')])
    expect(closed.toSorted()).toEqual([false, true])
    expect(await findCircuits(db, connectionId)).toMatchObject([{ side: 'store' }])
  })

  it('wakes the queues in which the connection has work', async () => {
    await openCircuit(db, failure)
    const ask = (queue: string, connection: string) =>
      db.execute(sql`
        insert into work (connection_id, queue, job, key, payload)
        values (${connection}, ${queue}, 'job', gen_random_uuid()::text, '{}')`)
    for (const queue of ['orders', 'stock', 'stock']) await ask(queue, connectionId)
    await ask('products', (await createConnection(db, box, newConnection)).id)
    await closeCircuit(db, connectionId, 'erp')
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['orders', 'stock']))
    expect(await closeCircuit(db, connectionId, 'erp')).toBe(false)
    await db.execute(sql`select pg_notify(${work.channel}, 'the last word')`)
    await vi.waitFor(() => expect(heard).toContain('the last word'))
    expect(heard).toHaveLength(3)
  })

  it('is for a probe to do, not for a call that began before', async () => {
    await openCircuit(db, failure)
    expect(await closeCircuit(db, connectionId, 'erp', { tookMs: 0 })).toBe(false)
    await passProbeTime(20_000)
    expect(await closeCircuit(db, connectionId, 'erp', { tookMs: 30_000 })).toBe(false)
    expect(await closeCircuit(db, connectionId, 'erp', { tookMs: 10_000 })).toBe(true)
    expect(await findCircuits(db, connectionId)).toEqual([])
  })
})

describe('a connection', () => {
  it('says which of its sides are out of order, alone and in a list', async () => {
    expect((await getConnection(db, connectionId)).circuits).toEqual([])
    const erp = await openCircuit(db, failure)
    const store = await openCircuit(db, { ...failure, side: 'store' })
    const newer = await createConnection(db, box, newConnection)
    expect(newer.circuits).toEqual([])
    expect((await getConnection(db, connectionId)).circuits).toEqual([erp, store])
    const [first, second] = await listConnections(db, { limit: 2 })
    expect([first?.circuits, second?.circuits]).toEqual([[], [erp, store]])
  })

  it.each([
    ['a new address of the ERP', { erpBaseUrl: 'https://new.example' }, ['store']],
    ['a new secret of the ERP', { erpSecretKey: 'new' }, ['store']],
    ['a new key of the store', { storeKey: 'X'.repeat(32) }, ['erp']],
    ['another name', { name: 'new' }, ['erp', 'store']],
  ])('with %s gives that side a new chance', async (_what, change, left) => {
    await openCircuit(db, failure)
    await openCircuit(db, { ...failure, side: 'store' })
    const changed = await changeConnection(db, box, connectionId, () => change)
    expect(changed.circuits.map(({ side }) => side)).toEqual(left)
    expect((await findCircuits(db, connectionId)).map(({ side }) => side)).toEqual(left)
  })
})
