import { type Database, migrate, newId, openDatabase, schema, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { createLogger } from '@pretok/kernel'
import { createTestDatabase, describeRedis } from '@pretok/testing'
import { type BackendClasses, createPostgresBackend, createRedisBackend, type IQueueBackend, withBackend } from 'bullmq'
import { sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openQueueBackend, type QueueBackend, type QueueBackendOptions } from './backend.ts'
import { createSchedules, type Schedule, type Schedules, type SchedulesOptions } from './schedules.ts'
import { addConnection, defineParcels } from './testing/parcels.ts'

const log = createLogger('test', 'silent')
const hourMs = 3_600_000

/** A look at what BullMQ holds, past everything of ours. */
const openLook = <B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  settings: { connection: C; prefix: string },
) => {
  const look = async <T>(
    name: string,
    see: (queue: InstanceType<BackendClasses<B, C>['Queue']>) => Promise<T>,
  ): Promise<T> => {
    const queue = new classes.Queue(name, settings)
    try {
      return await see(queue)
    } finally {
      await queue.close()
    }
  }
  return {
    schedulers: (name: string) => look(name, (queue) => queue.getJobSchedulers()),
    delayed: (name: string) =>
      look(name, async (queue) =>
        (await queue.getDelayed()).map(({ id, timestamp, data }) => ({ id, timestamp, data: data as unknown })),
      ),
  }
}

interface Backend {
  options: Pick<QueueBackendOptions, 'backend' | 'redisUrl' | 'prefix'>
  look: (databaseUrl: string) => ReturnType<typeof openLook>
  /** Loses everything BullMQ has. */
  forget(database: Database): Promise<void>
  /** Loses the jobs, and keeps the schedulers. */
  forgetJobs(database: Database): Promise<void>
}

const suite = ({ options, look: toLook, forget, forgetJobs }: Backend): void => {
  let database: Database
  let dropDatabase: () => Promise<void>
  let backend: QueueBackend
  let look: ReturnType<typeof openLook>
  let name: string
  let wanted: Schedule[]
  let names = 0
  const opened: Schedules[] = []

  beforeAll(async () => {
    const { url, drop } = await createTestDatabase({ migrate })
    dropDatabase = drop
    database = openDatabase({ url, applicationName: 'test' })
    backend = await openQueueBackend({ ...options, databaseUrl: url, log })
    look = toLook(url)
  })
  afterAll(async () => {
    await backend.close()
    await database.close()
    await dropDatabase()
  })
  beforeEach(() => {
    names += 1
    name = `schedules-${names}`
    wanted = []
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((schedules) => schedules.close()))
    await forget(database)
  })

  const schedule = (everyMs: number): Schedule => ({
    connectionId: ConnectionId.parse(newId()),
    flow: 'parcels',
    everyMs,
  })
  const start = (onDue: SchedulesOptions['onDue'], more: Partial<SchedulesOptions> = {}) => {
    const findSchedules = vi.fn(async () => wanted)
    const schedules = createSchedules({ name, backend, log, findSchedules, onDue, compareMs: 50, ...more })
    opened.push(schedules)
    return { ...schedules, findSchedules }
  }
  const count = () => {
    const times: number[] = []
    return { times, onDue: async () => void times.push(Date.now()) }
  }
  /** What BullMQ holds, by interval. */
  const intervals = async () =>
    (await look.schedulers(name)).map(({ every }) => every ?? 0).toSorted((one, other) => one - other)
  const untilIntervals = (...expected: number[]) =>
    vi.waitFor(async () => expect(await intervals()).toEqual(expected), 5_000)

  it('come due again and again', async () => {
    const one = schedule(100)
    wanted = [one]
    const due = vi.fn<SchedulesOptions['onDue']>(async () => undefined)
    start(due)
    await vi.waitFor(() => expect(due.mock.calls.length).toBeGreaterThan(4), 5_000)
    const { connectionId, flow } = one
    expect(due).toHaveBeenCalledWith({ connectionId, flow })
  })

  it('come due once each time, however many processes there are', async () => {
    wanted = [schedule(300)]
    const { times, onDue } = count()
    for (let nth = 0; nth < 3; nth += 1) start(onDue)
    await vi.waitFor(() => expect(times.length).toBeGreaterThanOrEqual(8), 10_000)
    // Seven intervals lie between eight; processes that start together may add one too many.
    expect((times[7] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(5 * 300)
  })

  it('ask for one piece of work while it waits', async () => {
    const queue = defineParcels('parcels')
    const connectionId = await addConnection(database.db)
    wanted = [{ connectionId, flow: 'parcels', everyMs: 50 }]
    const { times, onDue } = count()
    const ask: SchedulesOptions['onDue'] = async (due) => {
      await work.ask(database.db, queue, 'send-parcel', { connectionId: due.connectionId, parcel: 'a' })
      await onDue()
    }
    start(ask)
    start(ask)
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(5), 5_000)
    expect(await database.db.select().from(schema.work)).toHaveLength(1)
  })

  it('come back when everything was lost, and go on', async () => {
    wanted = [schedule(200), schedule(hourMs)]
    const { times, onDue } = count()
    start(onDue)
    start(onDue)
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(1), 5_000)
    await forget(database)
    await untilIntervals(200, hourMs)
    const before = times.length
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(before + 2), 5_000)
  })

  it('go on when only their next job was lost', async () => {
    wanted = [schedule(200)]
    const { times, onDue } = count()
    start(onDue)
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(1), 5_000)
    await forgetJobs(database)
    const before = times.length
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(before + 3), 5_000)
  })

  it('follow what is wanted', async () => {
    const [kept, changed, unwanted] = [schedule(hourMs), schedule(2 * hourMs), schedule(3 * hourMs)]
    wanted = [kept, changed, unwanted]
    const { times, onDue } = count()
    start(onDue)
    start(onDue)
    await untilIntervals(hourMs, 2 * hourMs, 3 * hourMs)
    wanted = [kept, { ...changed, everyMs: 250 }]
    await untilIntervals(250, hourMs)
    await vi.waitFor(() => expect(times.length).toBeGreaterThan(2), 5_000)
    wanted = []
    await untilIntervals()
  })

  it('leave no job behind when they are not wanted any more', async () => {
    wanted = [schedule(hourMs), schedule(2 * hourMs)]
    start(async () => undefined)
    await untilIntervals(hourMs, 2 * hourMs)
    expect(await look.delayed(name)).toHaveLength(2)
    wanted = wanted.slice(1)
    await untilIntervals(2 * hourMs)
    expect(await look.delayed(name)).toHaveLength(1)
  })

  it('are left alone while nothing changes', async () => {
    const one = schedule(hourMs)
    wanted = [one]
    const first = start(async () => undefined)
    await untilIntervals(hourMs)
    const before = await look.delayed(name)
    const { connectionId, flow } = one
    expect(before).toMatchObject([{ data: { connectionId, flow } }])
    expect(before[0]?.data).toEqual({ connectionId, flow })
    const second = start(async () => undefined)
    const turns = first.findSchedules.mock.calls.length
    await vi.waitFor(() => expect(first.findSchedules.mock.calls.length).toBeGreaterThan(turns + 4))
    await vi.waitFor(() => expect(second.findSchedules.mock.calls.length).toBeGreaterThan(4))
    // A scheduler that is set anew gets a new job.
    expect(await look.delayed(name)).toEqual(before)
  })

  it('stay when a process ends, for the others', async () => {
    wanted = [schedule(hourMs)]
    const first = start(async () => undefined)
    await untilIntervals(hourMs)
    await first.close()
    expect(await intervals()).toEqual([hourMs])
  })

  it('outlive a call that fails', async () => {
    wanted = [schedule(150)]
    const due = vi.fn<SchedulesOptions['onDue']>(async () => undefined)
    due.mockRejectedValueOnce(new Error('the database is in a bad mood'))
    start(due)
    await vi.waitFor(() => expect(due.mock.calls.length).toBeGreaterThan(2), 5_000)
  })

  it('wait for a system of record that is away', async () => {
    const findSchedules = vi.fn(async () => [schedule(hourMs)])
    findSchedules.mockRejectedValueOnce(new Error('the database is away'))
    start(async () => undefined, { findSchedules })
    await untilIntervals(hourMs)
  })

  it('of a thousand connections are spread over the interval', async () => {
    wanted = Array.from({ length: 1_000 }, () => schedule(60_000))
    const from = Date.now()
    start(async () => undefined, { compareMs: 60_000 })
    const nextAts = await vi.waitFor(
      async () => {
        const held = await look.schedulers(name)
        expect(held).toHaveLength(1_000)
        return held.map(({ next }) => next ?? 0)
      },
      { timeout: 20_000, interval: 500 },
    )
    expect(Math.max(...nextAts) - from).toBeLessThan(130_000)
    const perSecond = Map.groupBy(nextAts, (nextAt) => Math.floor((nextAt % 60_000) / 1_000))
    expect(perSecond.size).toBe(60)
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(50)
  })
}

describeRedis('schedules on Redis', (redisUrl) => {
  const prefix = `test-${newId()}`
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: null })
  const drop = async (which: (key: string) => boolean) => {
    const keys = (await redis.keys(`${prefix}:*`)).filter(which)
    await redis.del('nothing', ...keys)
  }
  afterAll(async () => {
    await drop(() => true)
    redis.disconnect()
  })
  suite({
    options: { backend: 'redis', redisUrl, prefix },
    look: () => openLook(withBackend(createRedisBackend), { connection: redis, prefix }),
    forget: () => drop(() => true),
    forgetJobs: () => drop((key) => !/:repeat(:[^:]*)?$/.test(key)),
  })
})

describe('schedules on Postgres alone', () => {
  suite({
    options: { backend: 'postgres' },
    look: (connectionString) =>
      openLook(withBackend(createPostgresBackend), {
        connection: { connectionString, schema: 'bullmq', max: 1 },
        prefix: 'unused',
      }),
    forget: async ({ db }) => void (await db.execute(sql`truncate bullmq.job, bullmq.scheduler cascade`)),
    forgetJobs: async ({ db }) => void (await db.execute(sql`truncate bullmq.job cascade`)),
  })
})
