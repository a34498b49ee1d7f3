import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Database, migrate, newId, openDatabase, work } from '@pretok/db'
import type { ConnectionId } from '@pretok/domain'
import { createLogger } from '@pretok/kernel'
import { createTestDatabase, describeRedis } from '@pretok/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openQueueBackend, type QueueBackend } from './backend.ts'
import { createSchedules } from './schedules.ts'
import { addConnection, defineParcels } from './testing/parcels.ts'
import { createWorker, type Worker } from './worker.ts'

const queue = defineParcels('parcels')

/** A door to Redis that can be shut. */
const createDoor = (redisUrl: string) => {
  const { hostname, port, pathname } = new URL(redisUrl)
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let doorPort = 0
  const door = {
    open: async () => {
      server = createServer((from) => {
        const to = connect(Number(port || 6379), hostname)
        for (const socket of [from, to]) {
          sockets.add(socket)
          socket.on('error', () => undefined)
          socket.on('close', () => {
            from.destroy()
            to.destroy()
          })
        }
        from.pipe(to).pipe(from)
      }).listen(doorPort, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      if (address && typeof address === 'object') doorPort = address.port
    },
    shut: async () => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
      server?.close()
      if (server) await once(server, 'close')
      server = undefined
    },
    url: () => `redis://127.0.0.1:${doorPort}${pathname}`,
  }
  return door
}

describeRedis('with Redis away', (redisUrl) => {
  let database: Database
  let dropDatabase: () => Promise<void>
  let door: ReturnType<typeof createDoor>
  let backend: QueueBackend
  let worker: Worker
  let connectionId: ConnectionId
  const ran: string[] = []
  const log = createLogger('test', 'silent')
  const warn = vi.spyOn(log, 'warn')
  const told = () => warn.mock.calls.filter(([facts]) => (facts as { part?: string }).part === 'redis').length

  beforeEach(async () => {
    const { url, drop } = await createTestDatabase({ migrate })
    dropDatabase = drop
    database = openDatabase({ url, applicationName: 'test' })
    connectionId = await addConnection(database.db)
    door = createDoor(redisUrl)
    await door.open()
    await door.shut()
    ran.length = 0
    warn.mockClear()
    backend = await openQueueBackend({ backend: 'redis', redisUrl: door.url(), prefix: `test-${newId()}`, log })
    worker = createWorker({
      queue,
      handlers: { 'send-parcel': async ({ parcel }) => void ran.push(parcel) },
      database,
      backend,
      log,
      timings: { tickMs: 50, sweepMs: 50, queuedLeaseMs: 500 },
    })
  })
  afterEach(async () => {
    await worker.close()
    await backend.close()
    await door.shut()
    await database.close()
    await dropDatabase()
  })

  const ask = (parcel: string) => work.ask(database.db, queue, 'send-parcel', { connectionId, parcel })

  it('waits, tells it once, and goes on when Redis is there', async () => {
    await ask('a')
    await vi.waitFor(() => expect(told()).toBe(1))
    await door.open()
    await vi.waitFor(() => expect(ran).toEqual(['a']), 10_000)

    await door.shut()
    await ask('b')
    await vi.waitFor(() => expect(told()).toBe(2), 10_000)
    await door.open()
    await vi.waitFor(() => expect(ran).toEqual(['a', 'b']), 10_000)
    expect(told()).toBe(2)
  })

  it('lets schedules wait, and has them come due when Redis is there', async () => {
    const onDue = vi.fn(async () => undefined)
    const findSchedules = async () => [{ connectionId, flow: 'parcels', everyMs: 100 }]
    const schedules = createSchedules({ name: 'schedules', backend, log, findSchedules, onDue, compareMs: 50 })
    try {
      await vi.waitFor(() => expect(told()).toBe(1))
      await door.open()
      await vi.waitFor(() => expect(onDue.mock.calls.length).toBeGreaterThan(2), 10_000)
      await door.shut()
      await vi.waitFor(() => expect(told()).toBe(2), 10_000)
      const before = onDue.mock.calls.length
      await door.open()
      await vi.waitFor(() => expect(onDue.mock.calls.length).toBeGreaterThan(before + 1), 10_000)
      await door.shut()
    } finally {
      await schedules.close()
    }
  })

  it('closes all the same', async () => {
    await ask('a')
    await vi.waitFor(() => expect(told()).toBe(1))
    await worker.close()
    await backend.close()
    expect(ran).toEqual([])
  })

  it('closes all the same when it was there before', async () => {
    await door.open()
    await ask('a')
    await vi.waitFor(() => expect(ran).toEqual(['a']), 10_000)
    const before = told()
    await door.shut()
    await vi.waitFor(() => expect(told()).toBe(before + 1), 10_000)
    await ask('b')
    await worker.close()
    await backend.close()
    expect(ran).toEqual(['a'])
  })
})
