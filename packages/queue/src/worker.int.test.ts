import { once } from 'node:events'
import { type Database, LostWorkError, migrate, newId, openDatabase, pauseConnection, schema, work } from '@pretok/db'
import type { ConnectionId } from '@pretok/domain'
import { defineQueue } from '@pretok/jobs'
import { createLogger, RemoteAuthError, RemoteRejectedError, RemoteUnavailableError } from '@pretok/kernel'
import { createTestDatabase, describeRedis } from '@pretok/testing'
import { eq, sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openQueueBackend, type QueueBackend, type QueueBackendOptions } from './backend.ts'
import { JobShutdownError, JobTimeoutError } from './errors.ts'
import type { JobContext } from './handler.ts'
import { createRunner } from './runner.ts'
import { addConnection, defineParcels, type Parcels, type SendParcel } from './testing/parcels.ts'
import { createWorker, type Worker, type WorkerOptions } from './worker.ts'

const log = createLogger('test', 'silent')

/** Only notifications wake the pump, and the sweep is quick. */
const timings = { tickMs: 60_000, sweepMs: 50, queuedLeaseMs: 200, drainMs: 5_000 }

interface Backend {
  options: Pick<QueueBackendOptions, 'backend' | 'redisUrl' | 'prefix'>
  /** Loses everything BullMQ has. */
  forget(database: Database): Promise<void>
  /** All that BullMQ carries, as text. */
  carried(database: Database): Promise<string>
}

const suite = ({ options, forget, carried }: Backend): void => {
  let database: Database
  let dropDatabase: () => Promise<void>
  let backend: QueueBackend
  let queue: Parcels
  const workers: Worker[] = []
  let queues = 0

  beforeAll(async () => {
    const { url, drop } = await createTestDatabase({ migrate })
    dropDatabase = drop
    database = openDatabase({ url, applicationName: 'test', poolSize: 20 })
    backend = await openQueueBackend({ ...options, databaseUrl: url, log })
  })
  afterAll(async () => {
    await backend.close()
    await database.close()
    await dropDatabase()
  })
  beforeEach(() => {
    queues += 1
    queue = defineParcels(`parcels-${queues}`)
  })
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()))
    await database.db.delete(schema.connections)
  })

  const startWorker = (send: SendParcel, more: Partial<WorkerOptions<Parcels>> = {}): Worker => {
    const worker = createWorker({
      queue,
      handlers: { 'send-parcel': send },
      database,
      backend,
      log,
      ...more,
      timings: { ...timings, ...more.timings },
    })
    workers.push(worker)
    return worker
  }

  const connect = () => addConnection(database.db)
  const ask = (connectionId: ConnectionId, parcel: string) =>
    work.ask(database.db, queue, 'send-parcel', { connectionId, parcel })
  const askMany = (connectionId: ConnectionId, count: number) =>
    database.db.transaction(async (tx) => {
      for (let nth = 0; nth < count; nth += 1) {
        await work.ask(tx, queue, 'send-parcel', { connectionId, parcel: `p${nth}` })
      }
    })
  const rows = () => database.db.select().from(schema.work).where(eq(schema.work.queue, queue.name))
  const allDone = () => vi.waitFor(async () => expect(await rows()).toEqual([]), 20_000)
  const endLeases = () => database.db.execute(sql`update work set lease_until = now() - interval '1 second'`)
  const resume = () => database.db.update(schema.connections).set({ state: 'active' })

  describe('a wish', () => {
    it('is heard and run, without waiting for a tick', async () => {
      const connectionId = await connect()
      const send = vi.fn<SendParcel>(async () => undefined)
      startWorker(send)
      await ask(connectionId, 'a')
      await allDone()
      await ask(connectionId, 'b')
      await allDone()
      expect(send.mock.calls.map(([payload]) => payload)).toEqual([
        { connectionId, parcel: 'a' },
        { connectionId, parcel: 'b' },
      ])
    })

    it('carries nothing but ids through BullMQ', async () => {
      const connectionId = await connect()
      let release = () => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      const send = vi.fn<SendParcel>(() => released)
      startWorker(send)
      await ask(connectionId, 'a-secret-parcel')
      await vi.waitFor(() => expect(send).toHaveBeenCalled())
      const text = await carried(database)
      expect(text).toContain('workId')
      expect(text).not.toContain('a-secret-parcel')
      release()
    })

    it('runs once, by whichever worker', async () => {
      const connections = await Promise.all([connect(), connect(), connect()])
      const runs = new Map<string, number>()
      const send: SendParcel = async ({ connectionId, parcel }) => {
        const key = `${connectionId}/${parcel}`
        runs.set(key, (runs.get(key) ?? 0) + 1)
      }
      startWorker(send)
      startWorker(send)
      await Promise.all(connections.map((id) => askMany(id, 50)))
      await allDone()
      expect(runs.size).toBe(150)
      expect(new Set(runs.values())).toEqual(new Set([1]))
    })

    it('never runs twice at a time under one key, and always runs after it was last asked for', async () => {
      const connectionId = await connect()
      const running = new Map<string, number>()
      const overlaps: number[] = []
      const seen = new Map<string, number>()
      const version = new Map<string, number>()
      const send: SendParcel = async ({ parcel }) => {
        running.set(parcel, (running.get(parcel) ?? 0) + 1)
        overlaps.push(running.get(parcel) ?? 0)
        seen.set(parcel, version.get(parcel) ?? 0)
        await database.db.execute(sql`select pg_sleep(0.005)`)
        running.set(parcel, (running.get(parcel) ?? 0) - 1)
      }
      startWorker(send)
      startWorker(send)
      for (let nth = 0; nth < 150; nth += 1) {
        const parcel = `p${nth % 3}`
        version.set(parcel, nth)
        await ask(connectionId, parcel)
      }
      await allDone()
      expect(Math.max(...overlaps)).toBe(1)
      expect(seen).toEqual(version)
      expect(overlaps.length).toBeGreaterThan(3)
    })

    it('leaves the backlog in Postgres', async () => {
      const connections = await Promise.all(Array.from({ length: 12 }, connect))
      for (const id of connections) await askMany(id, 5)
      const send = vi.fn<SendParcel>(
        (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      )
      startWorker(send, { concurrency: 2, timings: { drainMs: 0 } })
      await vi.waitFor(async () => {
        const { running, queued, waiting } = Object.groupBy(await rows(), ({ state }) => state)
        expect(running).toHaveLength(2)
        expect(queued?.length).toBeLessThanOrEqual(12)
        expect(waiting?.length).toBeGreaterThanOrEqual(46)
      })
    })
  })

  describe('fairness', () => {
    it('lets a newcomer in ahead of a long backlog', async () => {
      const [a, b] = [await connect(), await connect()]
      await askMany(a, 500)
      const order: ConnectionId[] = []
      const send: SendParcel = async ({ connectionId }) => {
        order.push(connectionId)
        await database.db.execute(sql`select pg_sleep(0.002)`)
      }
      startWorker(send, { window: 4 })
      await vi.waitFor(() => expect(order.length).toBeGreaterThan(20))
      await ask(b, 'newcomer')
      const before = order.length
      await vi.waitFor(() => expect(order).toContain(b))
      // At most a window was in flight, and one hand-out may have been under way.
      expect(order.indexOf(b) - before).toBeLessThanOrEqual(8)
      expect(order.length).toBeLessThan(500)
    })

    it('keeps each connection within its window, over all workers', async () => {
      const connections = [await connect(), await connect()]
      const flying = new Map<string, number>()
      const most = new Map<string, number>()
      const send: SendParcel = async ({ connectionId }) => {
        const now = (flying.get(connectionId) ?? 0) + 1
        flying.set(connectionId, now)
        most.set(connectionId, Math.max(most.get(connectionId) ?? 0, now))
        await database.db.execute(sql`select pg_sleep(0.005)`)
        flying.set(connectionId, (flying.get(connectionId) ?? 0) - 1)
      }
      startWorker(send, { window: 3 })
      startWorker(send, { window: 3 })
      for (const id of connections) await askMany(id, 40)
      await allDone()
      for (const id of connections) expect(most.get(id)).toBeLessThanOrEqual(3)
    })

    it('gives a paused connection nothing until it is resumed', async () => {
      const [paused, active] = [await connect(), await connect()]
      const reason = { code: 'ERR_X', message: '', messageSl: '', remedy: '', remedySl: '', details: {} }
      await pauseConnection(database.db, paused, reason)
      const ran: string[] = []
      startWorker(async ({ connectionId }) => void ran.push(connectionId), { timings: { tickMs: 50 } })
      await ask(paused, 'a')
      await ask(active, 'b')
      await vi.waitFor(async () => expect(await rows()).toHaveLength(1))
      expect(ran).toEqual([active])
      await resume()
      await allDone()
      expect(ran).toEqual([active, paused])
    })
  })

  describe('a runner that lost its work', () => {
    it('cannot commit, and hears of it', async () => {
      const connectionId = await connect()
      const contexts: JobContext[] = []
      let release = () => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      const send: SendParcel = async (_, ctx) => {
        contexts.push(ctx)
        if (contexts.length === 1) await released
        await ctx.commit((tx) => tx.update(schema.connections).set({ name: `run ${contexts.indexOf(ctx) + 1}` }))
      }
      startWorker(send)
      await ask(connectionId, 'a')
      await vi.waitFor(() => expect(contexts).toHaveLength(1))
      await endLeases()
      await allDone()
      expect(contexts).toHaveLength(2)
      await expect(
        contexts[0]?.commit(async (tx) => tx.update(schema.connections).set({ name: 'old' })),
      ).rejects.toThrow(LostWorkError)
      release()
      await Promise.all(workers.splice(0).map((worker) => worker.close()))
      expect(await database.db.select({ name: schema.connections.name }).from(schema.connections)).toEqual([
        { name: 'run 2' },
      ])
    })

    it('is told by its signal', async () => {
      const connectionId = await connect()
      let reason: unknown
      startWorker(
        (_, { signal }) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () => {
              reason = signal.reason
              resolve()
            }),
          ),
        { timings: { leaseMs: 150 } },
      )
      await ask(connectionId, 'a')
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'running' }]))
      await database.db.delete(schema.connections)
      await vi.waitFor(() => expect(reason).toBeInstanceOf(LostWorkError))
    })

    it('keeps what it has while it gives signs of life', async () => {
      const connectionId = await connect()
      const attempts: number[] = []
      const send: SendParcel = async (_, { attempt }) => {
        attempts.push(attempt)
        await database.db.execute(sql`select pg_sleep(0.6)`)
      }
      startWorker(send, { timings: { leaseMs: 150 } })
      startWorker(send, { timings: { leaseMs: 150 } })
      await ask(connectionId, 'a')
      await allDone()
      expect(attempts).toEqual([1])
    })
  })

  describe('what is forgotten', () => {
    it('by BullMQ, in the middle of it all, runs to the end exactly once', async () => {
      const connections = await Promise.all(Array.from({ length: 5 }, connect))
      const runs = new Map<string, number>()
      const send: SendParcel = async ({ connectionId, parcel }) => {
        const key = `${connectionId}/${parcel}`
        runs.set(key, (runs.get(key) ?? 0) + 1)
        await database.db.execute(sql`select pg_sleep(0.01)`)
      }
      startWorker(send, { concurrency: 3 })
      startWorker(send, { concurrency: 3 })
      for (const id of connections) await askMany(id, 30)
      for (const done of [20, 60, 100]) {
        await vi.waitFor(() => expect(runs.size).toBeGreaterThan(done), 10_000)
        await forget(database)
      }
      await allDone()
      expect(runs.size).toBe(150)
      expect(new Set(runs.values())).toEqual(new Set([1]))
    })

    it('as every connection to the database breaks, runs to the end all the same', async () => {
      const connections = await Promise.all(Array.from({ length: 3 }, connect))
      for (const id of connections) await askMany(id, 30)
      const ran = new Set<string>()
      const send: SendParcel = async ({ connectionId, parcel }) => void ran.add(`${connectionId}/${parcel}`)
      startWorker(send, { concurrency: 3, timings: { tickMs: 100, leaseMs: 300 } })
      for (const done of [10, 40]) {
        await vi.waitFor(() => expect(ran.size).toBeGreaterThan(done), 10_000)
        await database.db.execute(
          sql`select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid()`,
        )
      }
      await allDone()
      expect(ran.size).toBe(90)
    })

    it('because its process died, runs anew', async () => {
      const connectionId = await connect()
      await ask(connectionId, 'a')
      await ask(connectionId, 'b')
      const [begun, queued] = await work.take(database.db, queue, { window: 4, depth: 4, leaseMs: 60_000 })
      if (!begun || !queued) throw new Error('nothing was handed out')
      await work.start(database.db, queue, [begun], 60_000)
      await endLeases()
      const attempts: number[] = []
      startWorker(async (_, { attempt }) => void attempts.push(attempt))
      await allDone()
      expect(attempts.toSorted()).toEqual([1, 2])
    })

    it('because each run took its process along, is given up instead of killing one more', async () => {
      const connectionId = await connect()
      await ask(connectionId, 'a')
      const lastError = { code: 'ERR_JOB_CRASHED' }
      await database.db.update(schema.work).set({ attempts: 3, lastError })
      const send = vi.fn<SendParcel>()
      startWorker(send)
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'failed', lastError }]))
      expect(send).not.toHaveBeenCalled()
    })

    it('because a quota is used up, is tried however often that was', async () => {
      const connectionId = await connect()
      await ask(connectionId, 'a')
      await database.db.update(schema.work).set({ attempts: 70, lastError: { code: 'ERR_REMOTE_RATE_LIMITED' } })
      const send = vi.fn<SendParcel>(async () => undefined)
      startWorker(send)
      await allDone()
      expect(send).toHaveBeenCalledTimes(1)
    })

    it('is not run twice because it was delivered twice', async () => {
      const connectionId = await connect()
      const send = vi.fn<SendParcel>(async () => undefined)
      await ask(connectionId, 'a')
      const [taken] = await work.take(database.db, queue, { window: 4, depth: 4, leaseMs: 60_000 })
      if (!taken) throw new Error('nothing was handed out')
      const handOut = { workId: taken.id, fence: taken.fence, job: taken.job }
      const handlers = { 'send-parcel': send }
      const runner = createRunner({ queue, handlers, database, log, leaseMs: 5_000, graceMs: 100, onEnd: () => {} })
      await Promise.all([runner.run(handOut), runner.run(handOut), runner.run(handOut)])
      await runner.drain(5_000)
      expect(send).toHaveBeenCalledTimes(1)
      expect(await rows()).toEqual([])
    })

    it('by nobody, is not handed out twice because all workers are busy', async () => {
      const connectionId = await connect()
      let release = () => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      startWorker(() => released, { concurrency: 1, timings: { queuedLeaseMs: 50 } })
      await ask(connectionId, 'a')
      await ask(connectionId, 'b')
      const findQueued = async () => {
        const { running, queued } = Object.groupBy(await rows(), ({ state }) => state)
        expect(running).toHaveLength(1)
        expect(queued).toHaveLength(1)
        return queued?.[0]
      }
      const before = await vi.waitFor(findQueued)
      await vi.waitFor(async () => {
        const after = await findQueued()
        expect(Number(after?.leaseUntil) - Number(before?.leaseUntil)).toBeGreaterThan(200)
        expect(after?.fence).toBe(before?.fence)
      })
      release()
      await allDone()
    })
  })

  describe('a failure', () => {
    it('is retried, and counted', async () => {
      const connectionId = await connect()
      const attempts: number[] = []
      startWorker(
        async (_, { attempt }) => {
          attempts.push(attempt)
          if (attempt < 3) throw new RemoteUnavailableError('GET orders: no answer')
        },
        { timings: { tickMs: 20 } },
      )
      await ask(connectionId, 'a')
      await allDone()
      expect(attempts).toEqual([1, 2, 3])
    })

    it('that no retry mends is given up, together with its consequence', async () => {
      const connectionId = await connect()
      const onGiveUp = vi.fn<NonNullable<WorkerOptions<Parcels>['onGiveUp']>>(async (tx, { payload, error }) => {
        await tx.update(schema.connections).set({ name: `${payload.parcel}: ${error.message}` })
      })
      startWorker(() => Promise.reject(new RemoteRejectedError('no such street')), { onGiveUp })
      await ask(connectionId, 'a')
      const lastError = { code: 'ERR_REMOTE_REJECTED', message: 'no such street' }
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'failed', attempts: 1, lastError }]))
      expect(onGiveUp).toHaveBeenCalledOnce()
      expect(onGiveUp.mock.lastCall?.[1]).toEqual({
        job: 'send-parcel',
        payload: { connectionId, parcel: 'a' },
        error: lastError,
      })
      expect(await database.db.select({ name: schema.connections.name }).from(schema.connections)).toEqual([
        { name: 'a: no such street' },
      ])
    })

    it('is not given up unless its consequence is written', async () => {
      const connectionId = await connect()
      const onGiveUp = vi.fn(async () => {
        if (onGiveUp.mock.calls.length === 1) throw new Error('the database is in a bad mood')
      })
      startWorker(() => Promise.reject(new RemoteRejectedError('no')), { onGiveUp, timings: { leaseMs: 150 } })
      await ask(connectionId, 'a')
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'failed', attempts: 2 }]))
      expect(onGiveUp).toHaveBeenCalledTimes(2)
    })

    it('that a person must mend pauses the connection, and the work waits', async () => {
      const connectionId = await connect()
      const onPause = vi.fn(async () => undefined)
      const send = vi.fn<SendParcel>().mockRejectedValueOnce(new RemoteAuthError('GET orders: the key was refused'))
      startWorker(send, { onPause, timings: { tickMs: 20 } })
      await ask(connectionId, 'a')
      await vi.waitFor(async () => {
        expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0, lastError: { code: 'ERR_REMOTE_AUTH' } }])
      })
      const reason = { code: 'ERR_REMOTE_AUTH', details: { seen: 'GET orders: the key was refused' } }
      expect(await database.db.select().from(schema.connections)).toMatchObject([
        { state: 'paused', pausedReason: reason },
      ])
      expect(onPause).toHaveBeenCalledWith(expect.anything(), {
        connectionId,
        reason: expect.objectContaining(reason),
      })
      await resume()
      await allDone()
      expect(send).toHaveBeenCalledTimes(2)
    })

    it('that a person has mended meanwhile pauses nothing', async () => {
      const connectionId = await connect()
      const onPause = vi.fn(async () => undefined)
      const send = vi.fn<SendParcel>().mockImplementationOnce(async () => {
        await database.db.update(schema.connections).set({ storeKey: 'a better one', updatedAt: new Date() })
        throw new RemoteAuthError('GET orders: the key was refused')
      })
      startWorker(send, { onPause, timings: { tickMs: 20 } })
      await ask(connectionId, 'a')
      await allDone()
      expect(send).toHaveBeenCalledTimes(2)
      expect(onPause).not.toHaveBeenCalled()
      expect(await database.db.select().from(schema.connections)).toMatchObject([{ state: 'active' }])
    })

    it('of the payload is given up at once', async () => {
      const connectionId = await connect()
      const send = vi.fn<SendParcel>()
      await ask(connectionId, 'a')
      await database.db.update(schema.work).set({ payload: { connectionId, packet: 'a' } })
      startWorker(send)
      const lastError = { code: 'ERR_JOB_PAYLOAD' }
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'failed', lastError }]))
      expect(send).not.toHaveBeenCalled()
    })

    it('to know the job leaves it to a newer worker', async () => {
      const connectionId = await connect()
      const newer = defineQueue(queue.name, { ...queue.jobs, 'carry-parcel': queue.jobs['send-parcel'] })
      const held = vi.fn<SendParcel>((_, { signal }) => once(signal, 'abort').then(() => undefined))
      const carry = vi.fn<SendParcel>(async () => undefined)
      const handlers = { 'send-parcel': held, 'carry-parcel': carry }
      workers.push(createWorker({ queue: newer, handlers, database, backend, log, concurrency: 1, timings }))
      await ask(connectionId, 'a')
      await vi.waitFor(() => expect(held).toHaveBeenCalled())
      // The newer one hands it out, but has no hand free.
      startWorker(vi.fn<SendParcel>())
      await work.ask(database.db, newer, 'carry-parcel', { connectionId, parcel: 'b' })
      await vi.waitFor(async () => {
        const row = (await rows()).find(({ job }) => job === 'carry-parcel')
        expect(row).toMatchObject({ state: 'waiting', attempts: 0, fence: 1 })
        expect(row?.runAt.getTime()).toBeGreaterThan(Date.now())
      })
      expect(carry).not.toHaveBeenCalled()
    })

    it('to know the job does not hand it out', async () => {
      const connectionId = await connect()
      await ask(connectionId, 'a')
      await database.db.update(schema.work).set({ job: 'carry-parcel' })
      const send = vi.fn<SendParcel>(async () => undefined)
      startWorker(send)
      await ask(connectionId, 'b')
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ job: 'carry-parcel', fence: 0 }]))
      expect(send).toHaveBeenCalledTimes(1)
    })

    it('to end in time is retried', async () => {
      const connectionId = await connect()
      const short = defineParcels(queue.name, 50)
      const reasons: unknown[] = []
      const send: SendParcel = async (_, { signal, attempt }) => {
        if (attempt === 1)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        reasons.push(signal.reason)
      }
      startWorker(send, { queue: short, timings: { tickMs: 20 } })
      await ask(connectionId, 'a')
      await allDone()
      expect(reasons).toEqual([undefined])
    })

    it('to end at all does not hold the work for ever', async () => {
      const connectionId = await connect()
      const short = defineParcels(queue.name, 50)
      const reasons: unknown[] = []
      const send: SendParcel = (_, { signal, attempt }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason))
        return attempt === 1 ? new Promise(() => {}) : Promise.resolve()
      }
      startWorker(send, { queue: short, timings: { tickMs: 20, graceMs: 20 } })
      await ask(connectionId, 'a')
      await allDone()
      expect(reasons).toEqual([expect.any(JobTimeoutError)])
    })
  })

  it('work that wants to run again waits until then, with no attempt counted', async () => {
    const connectionId = await connect()
    const attempts: number[] = []
    const again = new Date(Date.now() + 200)
    let secondAt = 0
    startWorker(
      async (_, { attempt }) => {
        attempts.push(attempt)
        if (attempts.length === 1) return { again }
        secondAt = Date.now()
      },
      { timings: { tickMs: 20 } },
    )
    await ask(connectionId, 'a')
    await allDone()
    expect(attempts).toEqual([1, 1])
    expect(secondAt).toBeGreaterThanOrEqual(again.getTime())
  })

  describe('closing', () => {
    it('lets what runs come to its end', async () => {
      const connectionId = await connect()
      const send = vi.fn<SendParcel>(async () => void (await database.db.execute(sql`select pg_sleep(0.2)`)))
      const worker = startWorker(send)
      await ask(connectionId, 'a')
      await vi.waitFor(() => expect(send).toHaveBeenCalled())
      await worker.close()
      expect(await rows()).toEqual([])
    })

    it.each([
      [
        'ends when aborted',
        (signal: AbortSignal) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
      ],
      ['does not end', () => new Promise(() => {})],
    ])('hands back what %s, as if it had not begun', async (_, untilEnd) => {
      const connectionId = await connect()
      let reason: unknown
      const send = vi.fn<SendParcel>(async (_, { signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
        })
        await untilEnd(signal)
      })
      const worker = startWorker(send, { timings: { drainMs: 50, graceMs: 50 } })
      await ask(connectionId, 'a')
      await vi.waitFor(() => expect(send).toHaveBeenCalled())
      await worker.close()
      expect(reason).toBeInstanceOf(JobShutdownError)
      expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 0, lastError: null }])
    })

    it('leaves work to the others', async () => {
      const connectionId = await connect()
      const runs = new Map<string, number>()
      const send: SendParcel = async ({ parcel }) => {
        runs.set(parcel, (runs.get(parcel) ?? 0) + 1)
        await database.db.execute(sql`select pg_sleep(0.005)`)
      }
      const first = startWorker(send)
      startWorker(send)
      await askMany(connectionId, 60)
      await vi.waitFor(() => expect(runs.size).toBeGreaterThan(10))
      await first.close()
      await allDone()
      expect(runs.size).toBe(60)
      expect(new Set(runs.values())).toEqual(new Set([1]))
    })
  })
}

describeRedis('a worker on Redis', (redisUrl) => {
  const prefix = `test-${newId()}`
  const redis = new Redis(redisUrl, { lazyConnect: true })
  const keys = () => redis.keys(`${prefix}:*`)
  afterAll(async () => {
    await redis.del('nothing', ...(await keys()))
    redis.disconnect()
  })
  suite({
    options: { backend: 'redis', redisUrl, prefix },
    forget: async () => void (await redis.del('nothing', ...(await keys()))),
    carried: async () => {
      const hashes = await Promise.all((await keys()).map((key) => redis.hgetall(key).catch(() => ({}))))
      return JSON.stringify(hashes)
    },
  })
})

describe('a worker on Postgres alone', () => {
  suite({
    options: { backend: 'postgres' },
    forget: async ({ db }) => void (await db.execute(sql`truncate bullmq.job cascade`)),
    carried: async ({ db }) => JSON.stringify((await db.execute(sql`select * from bullmq.job`)).rows),
  })
})
