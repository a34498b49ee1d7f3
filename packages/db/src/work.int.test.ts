import { ConnectionId } from '@pretok/domain'
import { defineJob, defineQueue } from '@pretok/jobs'
import { createTestDatabase } from '@pretok/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { changeConnection, createConnection, pauseConnection } from './connections.ts'
import { type Database, openDatabase } from './database.ts'
import { LostWorkError } from './errors.ts'
import { migrate } from './migrate.ts'
import { circuits, connections, work as workTable } from './schema.ts'
import { newConnection, testBox } from './testing/test-database.ts'
import { type HeldWork, work } from './work.ts'

const policy = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 10_000, timeoutMs: 5_000 }
const queue = defineQueue('parcels', {
  'send-parcel': defineJob({
    payload: z.object({ connectionId: ConnectionId, parcel: z.string(), note: z.string().optional() }),
    key: ({ connectionId, parcel }) => `${connectionId}/${parcel}`,
    ...policy,
    sides: ['store'],
  }),
  'weigh-parcel': defineJob({
    payload: z.object({ connectionId: ConnectionId, parcel: z.string() }),
    key: ({ connectionId, parcel }) => `${connectionId}/${parcel}`,
    ...policy,
    sides: ['erp'],
  }),
  'check-scales': defineJob({
    payload: z.object({ connectionId: ConnectionId }),
    key: ({ connectionId }) => connectionId,
    ...policy,
    sides: [],
    whilePaused: true,
  }),
  'count-parcels': defineJob({
    payload: z.object({ connectionId: ConnectionId }),
    key: ({ connectionId }) => connectionId,
    ...policy,
    sides: [],
    flows: ['stock'],
  }),
})

const reason = { code: 'ERR_REMOTE_AUTH', message: 'm', messageSl: 'm', remedy: 'r', remedySl: 'r', details: {} }
const lastError = { code: 'ERR_REMOTE_UNAVAILABLE', message: 'GET orders: no answer' } as const
const hourMs = 3_600_000
const inAnHour = () => new Date(Date.now() + hourMs)

let database: Database
let dropDatabase: () => Promise<void>

beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  database = openDatabase({ url, applicationName: 'test' })
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})
beforeEach(async () => {
  await database.db.delete(connections)
})

const box = testBox()
const addConnection = async (): Promise<ConnectionId> =>
  ConnectionId.parse((await createConnection(database.db, box, newConnection)).id)

const ask = (
  connectionId: ConnectionId,
  parcel: string,
  { note, ...options }: { note?: string; lane?: 'live' | 'backfill'; runAt?: Date; urgent?: boolean } = {},
) => work.ask(database.db, queue, 'send-parcel', { connectionId, parcel, ...(note && { note }) }, options)

const take = (options: Partial<Parameters<typeof work.take>[2]> = {}) =>
  work.take(database.db, queue, { window: 4, depth: 100, leaseMs: 30_000, ...options })

const takeOne = async (): Promise<HeldWork> => {
  const [first, ...others] = await take()
  expect(others).toEqual([])
  if (!first) throw new Error('nothing was handed out')
  return first
}

const startOne = async () => {
  const held = await takeOne()
  await work.start(database.db, queue, [held], 30_000)
  return held
}

const rows = () => database.db.select().from(workTable).orderBy(workTable.id)

const parcelsOf = async (taken: { id: string }[]): Promise<string[]> => {
  const byId = new Map((await rows()).map((row) => [String(row.id), (row.payload as { parcel: string }).parcel]))
  return taken.map(({ id }) => byId.get(id) ?? '?')
}

const openCircuit = (connectionId: string, side: 'store' | 'erp', probeAt: Date) =>
  database.db.insert(circuits).values({ connectionId, side, probeAt, reason })

const makeDue = () => database.db.execute(sql`update work set run_at = now() - interval '1 second'`)
const endLeases = () => database.db.execute(sql`update work set lease_until = now() - interval '1 second'`)

describe('asking', () => {
  it('leaves nothing behind when the fact is rolled back', async () => {
    const connectionId = await addConnection()
    const failing = database.db.transaction(async (tx) => {
      await work.ask(tx, queue, 'send-parcel', { connectionId, parcel: 'a' })
      throw new Error('the fact is wrong')
    })
    await expect(failing).rejects.toThrow('the fact is wrong')
    expect(await rows()).toEqual([])
  })

  it('refuses a payload that is not what the job declares', async () => {
    const connectionId = await addConnection()
    const wrong = { connectionId, parcel: 7 } as unknown as { connectionId: ConnectionId; parcel: string }
    await expect(work.ask(database.db, queue, 'send-parcel', wrong)).rejects.toThrow(z.ZodError)
    expect(await rows()).toEqual([])
  })

  it('is one piece of work while it waits: earlier time, livelier lane, newest payload', async () => {
    const connectionId = await addConnection()
    const soon = new Date(Date.now() + 60_000)
    await ask(connectionId, 'a', { lane: 'backfill', runAt: soon, note: 'first' })
    await ask(connectionId, 'a', { lane: 'live', runAt: inAnHour(), note: 'second' })
    await ask(connectionId, 'a', { lane: 'backfill', runAt: inAnHour(), note: 'third' })
    expect(await rows()).toMatchObject([
      { lane: 'live', runAt: soon, payload: { connectionId, parcel: 'a', note: 'third' } },
    ])
  })

  it('does not hurry work that waits because it failed, unless a person asks', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const runAt = inAnHour()
    await work.putBack(database.db, await startOne(), { runAt, lastError, countAttempt: true })
    await ask(connectionId, 'a', { note: 'newer' })
    expect(await rows()).toMatchObject([{ runAt, attempts: 1, payload: { note: 'newer' } }])
    await ask(connectionId, 'a', { urgent: true })
    expect(await take()).toHaveLength(1)
  })

  it('is new work once the earlier one was handed out', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    await takeOne()
    await ask(connectionId, 'a')
    expect(await rows()).toMatchObject([{ state: 'queued' }, { state: 'waiting' }])
  })

  it('makes a fresh start of work that was given up', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    await work.fail(database.db, await startOne(), lastError)
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 1, lastError }])
    await ask(connectionId, 'a')
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0, lastError: null }])
  })

  it('is heard by whoever listens, and not before the commit', async () => {
    const connectionId = await addConnection()
    const heard: (string | undefined)[] = []
    const listening = database.listen(work.channel, (payload) => heard.push(payload))
    await vi.waitFor(() => expect(heard).toEqual([undefined]))
    await database.db.transaction(async (tx) => {
      await work.ask(tx, queue, 'send-parcel', { connectionId, parcel: 'a' })
      await database.db.execute(sql`select pg_notify(${work.channel}, 'meanwhile')`)
      await vi.waitFor(() => expect(heard).toContain('meanwhile'))
    })
    await vi.waitFor(() => expect(heard).toEqual([undefined, 'meanwhile', 'parcels']))
    await listening.close()
  })

  it('is heard again after the listening connection broke', async () => {
    const connectionId = await addConnection()
    const heard: (string | undefined)[] = []
    const listening = database.listen(work.channel, (payload) => heard.push(payload))
    await vi.waitFor(() => expect(heard).toEqual([undefined]))
    await database.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`,
    )
    await vi.waitFor(() => expect(heard).toEqual([undefined, undefined]), 5_000)
    await ask(connectionId, 'a')
    await vi.waitFor(() => expect(heard).toEqual([undefined, undefined, 'parcels']))
    await listening.close()
  })
})

describe('handing out', () => {
  it('is fair: first rows of all connections before second ones, and never more than the window', async () => {
    const [a, b] = [await addConnection(), await addConnection()]
    for (const parcel of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) await ask(a, parcel)
    for (const parcel of ['b1', 'b2']) await ask(b, parcel)
    expect(await parcelsOf(await take({ window: 4 }))).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4'])
    expect(await take({ window: 4 })).toEqual([])
  })

  it('hands out live work before backfill', async () => {
    const [a, b] = [await addConnection(), await addConnection()]
    await ask(a, 'a-old', { lane: 'backfill' })
    await ask(b, 'b-old', { lane: 'backfill' })
    await ask(b, 'b-new')
    expect(await parcelsOf(await take())).toEqual(['b-new', 'a-old', 'b-old'])
  })

  it('goes on in the round where it stopped', async () => {
    const ids = [await addConnection(), await addConnection(), await addConnection()]
    for (const [at, id] of ids.entries()) {
      for (const nth of [1, 2, 3]) await ask(id, `${'abc'[at]}${nth}`)
    }
    const handedOut: string[] = []
    let after: string | undefined
    for (let round = 0; round < 6; round += 1) {
      const [one] = await take({ depth: 1, after })
      if (!one) throw new Error('nothing was handed out')
      handedOut.push(...(await parcelsOf([one])))
      after = one.connectionId
      await work.start(database.db, queue, [one], 30_000)
      await work.finish(database.db, [one])
    }
    expect(handedOut).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
  })

  it('keeps no more queued than the depth', async () => {
    const [a, b] = [await addConnection(), await addConnection()]
    for (const parcel of ['1', '2', '3']) {
      await ask(a, parcel)
      await ask(b, parcel)
    }
    const taken = await take({ depth: 3 })
    expect(taken).toHaveLength(3)
    expect(await take({ depth: 3 })).toEqual([])
    await work.start(database.db, queue, [taken[0] as HeldWork], 30_000)
    expect(await take({ depth: 3 })).toHaveLength(1)
  })

  it('hands out nothing of a paused connection, nothing early, and nothing whose key is out already', async () => {
    const [paused, active] = [await addConnection(), await addConnection()]
    await ask(paused, 'a')
    await pauseConnection(database.db, paused, reason)
    await ask(active, 'early', { runAt: inAnHour() })
    await ask(active, 'out')
    await takeOne()
    await ask(active, 'out')
    expect(await take()).toEqual([])
    await database.db.update(connections).set({ state: 'active' })
    expect(await parcelsOf(await take())).toEqual(['a'])
  })

  it('hands out nothing that calls a side whose circuit is open, and the rest of the connection', async () => {
    const [troubled, other] = [await addConnection(), await addConnection()]
    await openCircuit(troubled, 'store', inAnHour())
    await openCircuit(other, 'erp', inAnHour())
    for (const id of [troubled, other]) await ask(id, `${id === other ? 'other' : 'troubled'}`)
    await work.ask(database.db, queue, 'weigh-parcel', { connectionId: troubled, parcel: 'weigh' })
    expect((await parcelsOf(await take())).toSorted()).toEqual(['other', 'weigh'])
  })

  it('lets one piece of work at a time try a side whose time has come', async () => {
    const connectionId = await addConnection()
    await openCircuit(connectionId, 'store', new Date(Date.now() - 1))
    for (const parcel of ['a', 'b', 'c']) await ask(connectionId, parcel)
    await ask(connectionId, 'd', { lane: 'backfill' })
    const probe = await startOne()
    expect(await take()).toEqual([])
    await work.finish(database.db, [probe])
    expect(await take()).toHaveLength(1)
    await database.db.delete(circuits)
    expect(await take()).toHaveLength(2)
  })

  it('hands out what is meant for paused connections', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    await work.ask(database.db, queue, 'check-scales', { connectionId })
    await pauseConnection(database.db, connectionId, reason)
    const taken = await take()
    expect(taken).toMatchObject([{ job: 'check-scales' }])
    expect(await work.start(database.db, queue, taken, 30_000)).toMatchObject([{ job: 'check-scales' }])
  })

  it('neither hands out nor starts work of a flow while that is switched off', async () => {
    const connectionId = await addConnection()
    const stockIs = (stock: boolean) =>
      changeConnection(database.db, box, connectionId, ({ settings }) => ({
        settings: { ...settings, flows: { ...settings.flows, stock } },
      }))
    await work.ask(database.db, queue, 'count-parcels', { connectionId })
    await ask(connectionId, 'a')
    expect(await take()).toMatchObject([{ job: 'send-parcel' }])
    await stockIs(true)
    const taken = await take()
    expect(taken).toMatchObject([{ job: 'count-parcels' }])
    await stockIs(false)
    expect(await work.start(database.db, queue, taken, 30_000)).toEqual([])
    await stockIs(true)
    expect(await work.start(database.db, queue, taken, 30_000)).toHaveLength(1)
  })

  it('takes a flow for switched as usual where the settings are older than the switch', async () => {
    const connectionId = await addConnection()
    await database.db.execute(sql`update connections set settings = '{"orders": {}}'`)
    await work.ask(database.db, queue, 'count-parcels', { connectionId })
    await ask(connectionId, 'a')
    expect(await take()).toMatchObject([{ job: 'send-parcel' }])
  })

  it('asked for in one go is one row for each key, and all or nothing', async () => {
    const connectionId = await addConnection()
    const parcels = (...names: string[]) => names.map((parcel) => ({ connectionId, parcel }))
    await work.askAll(database.db, queue, 'send-parcel', parcels('c', 'a', 'b', 'a'))
    await work.askAll(database.db, queue, 'send-parcel', [])
    expect((await parcelsOf(await take())).toSorted()).toEqual(['a', 'b', 'c'])
    const odd = [...parcels('d'), { connectionId } as never]
    await expect(work.askAll(database.db, queue, 'send-parcel', odd)).rejects.toThrow()
    expect(await take()).toEqual([])
  })

  it('skips a row that somebody is changing, and hands it out afterwards', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    await database.db.transaction(async (tx) => {
      await work.ask(tx, queue, 'send-parcel', { connectionId, parcel: 'a', note: 'changed' })
      expect(await take()).toEqual([])
    })
    expect(await take()).toHaveLength(1)
  })

  it('fills no window twice when several pumps take at once', async () => {
    const ids = [await addConnection(), await addConnection()]
    for (const id of ids) for (let nth = 0; nth < 20; nth += 1) await ask(id, `${nth}`)
    const taken = (await Promise.all(Array.from({ length: 8 }, () => take({ window: 3 })))).flat()
    expect(taken.map(({ connectionId }) => connectionId).sort()).toEqual([...ids, ...ids, ...ids].sort())
    expect(new Set(taken.map(({ id }) => id)).size).toBe(6)
  })

  it('grows the fence with each hand-out', async () => {
    await ask(await addConnection(), 'a')
    const first = await takeOne()
    await work.handBack(database.db, first, 'queued')
    expect(await takeOne()).toMatchObject({ id: first.id, fence: first.fence + 1 })
  })
})

describe('a hand-out', () => {
  it('starts once', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const held = await takeOne()
    const payload = { connectionId, parcel: 'a' }
    expect(await work.start(database.db, queue, [held], 30_000)).toEqual([
      { ...held, connectionId, job: 'send-parcel', payload, attempts: 0, connectionVersion: expect.any(String) },
    ])
    expect(await work.start(database.db, queue, [held], 30_000)).toEqual([])
  })

  it('does not start when its connection was paused meanwhile', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const held = await takeOne()
    await pauseConnection(database.db, connectionId, reason)
    expect(await work.start(database.db, queue, [held], 30_000)).toEqual([])
  })

  it('affects nothing once the work was handed out anew', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const old = await startOne()
    await endLeases()
    expect(await work.reclaim(database.db, queue)).toBe(1)
    await startOne()
    const before = await rows()
    const runAt = new Date()
    for (const write of [
      () => work.hold(database.db, old),
      () => work.fail(database.db, old, lastError),
      () => work.putBack(database.db, old, { runAt, countAttempt: false }),
    ]) {
      await expect(write()).rejects.toThrow(LostWorkError)
    }
    await work.handBack(database.db, old, 'running')
    expect(await work.finish(database.db, [old])).toEqual(new Set())
    expect(await work.renew(database.db, old, 90_000)).toBe(false)
    expect(await rows()).toEqual(before)
  })

  it('is lost together with its connection', async () => {
    await ask(await addConnection(), 'a')
    const held = await startOne()
    await database.db.delete(connections)
    expect(await work.renew(database.db, held, 30_000)).toBe(false)
    expect(await work.finish(database.db, [held])).toEqual(new Set())
  })

  it('goes to nobody else while its lease is renewed', async () => {
    await ask(await addConnection(), 'a')
    const held = await startOne()
    await endLeases()
    await work.renew(database.db, held, 30_000)
    expect(await work.reclaim(database.db, queue)).toBe(0)
  })

  it('is not reclaimed while it is being committed', async () => {
    await ask(await addConnection(), 'a')
    const held = await startOne()
    await endLeases()
    await database.db.transaction(async (tx) => {
      await work.hold(tx, held)
      expect(await work.reclaim(database.db, queue)).toBe(0)
    })
  })

  it('whose process died is tried again at once, and then at growing distance', async () => {
    await ask(await addConnection(), 'a')
    const waits: number[] = []
    for (const death of [1, 2, 3, 4]) {
      await makeDue()
      await startOne()
      await endLeases()
      expect(await work.reclaim(database.db, queue)).toBe(1)
      const [row] = await rows()
      expect(row).toMatchObject({ state: 'waiting', attempts: death, lastError: { code: 'ERR_JOB_CRASHED' } })
      waits.push((row?.runAt.getTime() ?? 0) - Date.now())
    }
    expect(waits[0]).toBeLessThanOrEqual(0)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits[3]).toBeGreaterThan(10_000)
  })

  it('that nobody began is found when its lease has run out', async () => {
    await ask(await addConnection(), 'a')
    const { id, fence } = await takeOne()
    expect(await work.findUnstarted(database.db, queue)).toEqual([])
    await endLeases()
    expect(await work.findUnstarted(database.db, queue)).toEqual([{ id, fence }])
  })
})

describe('going back to waiting', () => {
  it('counts a failure, or not, and keeps what went wrong', async () => {
    await ask(await addConnection(), 'a')
    const runAt = inAnHour()
    await work.putBack(database.db, await startOne(), { runAt, lastError, countAttempt: true })
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 1, runAt, lastError, leaseUntil: null }])
    await makeDue()
    await work.putBack(database.db, await startOne(), { runAt, lastError, countAttempt: false })
    expect(await rows()).toMatchObject([{ attempts: 1, runAt, lastError }])
  })

  it('forgets failures after a success', async () => {
    await ask(await addConnection(), 'a')
    await work.putBack(database.db, await startOne(), { runAt: new Date(), lastError, countAttempt: true })
    await work.putBack(database.db, await startOne(), { runAt: inAnHour(), countAttempt: false })
    expect(await rows()).toMatchObject([{ attempts: 0, lastError: null }])
  })

  it('keeps its place when it was interrupted', async () => {
    await ask(await addConnection(), 'a')
    const [before] = await rows()
    await work.handBack(database.db, await startOne(), 'running')
    expect(await rows()).toEqual([{ ...before, fence: 1 }])
  })

  it('becomes one with a newer wish, which waits until the failed work would have run', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a', { note: 'old' })
    const held = await startOne()
    await ask(connectionId, 'a', { note: 'new', lane: 'backfill' })
    const runAt = inAnHour()
    await work.putBack(database.db, held, { runAt, lastError, countAttempt: true })
    expect(await rows()).toMatchObject([{ lane: 'live', runAt, attempts: 1, lastError, payload: { note: 'new' } }])
  })

  it('becomes one with a newer wish, which runs at once after a success', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const held = await startOne()
    await ask(connectionId, 'a')
    await work.putBack(database.db, held, { runAt: inAnHour(), countAttempt: false })
    expect(await take()).toHaveLength(1)
  })

  it('meets a wish that is being asked for at the same moment', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const held = await startOne()
    let returned: Promise<void> | undefined
    await database.db.transaction(async (tx) => {
      await work.ask(tx, queue, 'send-parcel', { connectionId, parcel: 'a', note: 'new' })
      returned = work.putBack(database.db, held, { runAt: inAnHour(), lastError, countAttempt: true })
      await vi.waitFor(async () => {
        const waitsForLock = sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        expect((await database.db.execute(waitsForLock)).rowCount).toBe(1)
      })
    })
    await returned
    expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 1, payload: { note: 'new' } }])
  })

  it('stays one row when the same key is given up again', async () => {
    const connectionId = await addConnection()
    await ask(connectionId, 'a')
    const first = await startOne()
    await ask(connectionId, 'a')
    await work.fail(database.db, first, lastError)
    const second = await startOne()
    await work.fail(database.db, second, { ...lastError, message: 'again' })
    expect(await rows()).toMatchObject([{ state: 'failed', lastError: { message: 'again' } }])
  })
})
