import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { type Database, migrate, openDatabase, work } from '@pretok/db'
import { createLogger } from '@pretok/kernel'
import { createTestDatabase } from '@pretok/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openQueueBackend } from './backend.ts'
import { addConnection, defineParcels } from './testing/parcels.ts'
import { createWorker, type Worker } from './worker.ts'

const queue = defineParcels('parcels')

/** What Postgres says when an administrator ends a session. */
const farewell = (() => {
  const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command', '']
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''))
  const head = Buffer.alloc(5, 'E')
  head.writeUInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
})()

/** A way to Postgres on which the first session that begins to listen is ended with the very answer that it listens. */
const openPoorLine = async (databaseUrl: string) => {
  const { hostname, port } = new URL(databaseUrl)
  let broken = false
  const server = createServer((client) => {
    const postgres = connect(Number(port || 5432), hostname)
    for (const socket of [client, postgres]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        postgres.destroy()
      })
    }
    client.pipe(postgres)
    postgres.on('data', (answer) => {
      if (broken || !answer.includes('LISTEN\0')) return client.write(answer)
      broken = true
      client.end(Buffer.concat([answer, farewell]))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(address && typeof address === 'object' ? address.port : 0)
  return { url: url.href, isBroken: () => broken, close: () => void server.close() }
}

let database: Database
let dropDatabase: () => Promise<void>
let line: Awaited<ReturnType<typeof openPoorLine>>
let worker: Worker
const ran: string[] = []

beforeEach(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  database = openDatabase({ url, applicationName: 'test' })
  line = await openPoorLine(url)
  const log = createLogger('test', 'silent')
  const backend = await openQueueBackend({ backend: 'postgres', databaseUrl: line.url, log })
  worker = createWorker({
    queue,
    handlers: { 'send-parcel': async ({ parcel }) => void ran.push(parcel) },
    database,
    backend,
    log,
  })
})
afterEach(async () => {
  await worker.close()
  line.close()
  await database.close()
  await dropDatabase()
})

it('a worker on Postgres whose session ends just as it begins to listen hears of work at once all the same', async () => {
  const connectionId = await addConnection(database.db)
  await vi.waitFor(() => expect(line.isBroken()).toBe(true), 10_000)
  for (const parcel of ['a', 'b', 'c']) {
    await work.ask(database.db, queue, 'send-parcel', { connectionId, parcel })
    // BullMQ looks by itself every five seconds.
    await vi.waitFor(() => expect(ran).toContain(parcel), 3_000)
  }
})
