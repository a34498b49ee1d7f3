import { randomBytes } from 'node:crypto'
import { type CircuitWait, createConnection, type Database, migrate, openDatabase, schema } from '@pretok/db'
import type { ConnectionId, ConnectionSettings, Erp, Store } from '@pretok/domain'
import { createLogger, createSecretBox, type Logger } from '@pretok/kernel'
import { openQueueBackend, type QueueBackend, type Timings } from '@pretok/queue'
import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { createTestDatabase } from '@pretok/testing'
import { asc } from 'drizzle-orm'
import { vi } from 'vitest'
import { createSides } from '../open-sides.ts'
import type { OpenSides } from '../sides.ts'

/** What a worker under test works with. */
export interface WorkerParts {
  database: Database
  backend: QueueBackend
  openSides: OpenSides
  timings: Partial<Timings>
  log: Logger
}

export interface HubOptions {
  settings: ConnectionSettings
  /** The queue's workers, schedules and the like; they are closed with the hub. */
  startWorkers: (parts: WorkerParts) => readonly { close(): Promise<unknown> }[]
  /** Default: BullMQ on Postgres. */
  redisUrl?: string | undefined
  /** How long the worker waits for the answer to a write. Default 5 s. */
  erpWriteTimeoutMs?: number | undefined
  circuitWait?: CircuitWait | undefined
  /** Stands between the worker and the ERP, to let something happen at a certain moment. */
  wrapErp?: ((erp: Erp) => Erp) | undefined
  /** The same towards the store. */
  wrapStore?: ((store: Store) => Store) | undefined
}

/** A store, an ERP company, a database and workers between them; all real, all of this test's own. */
export const startHub = async (options: HubOptions) => {
  const { settings, startWorkers, redisUrl, erpWriteTimeoutMs = 5_000, circuitWait } = options
  const { wrapErp = (erp) => erp, wrapStore = (store) => store } = options
  const cleanUp = new AsyncDisposableStack()
  const opened = <T extends { close(): Promise<unknown> }>(thing: T): T => {
    cleanUp.defer(async () => void (await thing.close()))
    return thing
  }
  const testDatabase = await createTestDatabase({ migrate })
  cleanUp.defer(() => testDatabase.drop())
  const store = opened(await startPrestashopSandbox())
  const erp = opened(await startMetakockaSandbox())
  const database = opened(openDatabase({ url: testDatabase.url, applicationName: 'worker-test' }))
  const { db } = database
  const log = createLogger('worker-test', 'silent')
  const secretKeys = `test:${randomBytes(32).toString('base64')}`
  const box = createSecretBox(secretKeys)

  const connection = await createConnection(db, box, {
    name: 'Test',
    storeUrl: store.url,
    storeKey: store.keys['valid-key'],
    erpBaseUrl: erp.url,
    erpCompanyId: erp.companyId,
    erpSecretKey: erp.secretKey,
    settings,
  })

  const startWorker = async () => {
    const parts = new AsyncDisposableStack()
    const sides = createSides({ database, box, allowPrivateNetworks: true, erpWriteTimeoutMs, log, circuitWait })
    parts.defer(() => sides.close())
    const backend = await openQueueBackend({
      backend: redisUrl === undefined ? 'postgres' : 'redis',
      redisUrl,
      databaseUrl: testDatabase.url,
      prefix: `test-${connection.id}`,
      log,
    })
    parts.defer(() => backend.close())
    const openSides: OpenSides = async (id) => {
      const both = await sides.open(id)
      return { ...both, erp: wrapErp(both.erp), store: wrapStore(both.store) }
    }
    const timings = { tickMs: 50, sweepMs: 200, leaseMs: 2_000, queuedLeaseMs: 500, drainMs: 5_000 }
    for (const worker of startWorkers({ database, backend, openSides, timings, log })) {
      parts.defer(async () => void (await worker.close()))
    }
    return { close: () => parts.disposeAsync() }
  }

  const findWork = () => db.select().from(schema.work).orderBy(asc(schema.work.id))

  /** Waits until nobody has anything to do any more, save what waits for a person or a later time. */
  const settled = (patienceMs = 25_000) =>
    vi.waitFor(
      async () => {
        const open = (await findWork()).filter(({ state }) => state !== 'failed')
        if (open.length > 0)
          throw new Error(
            `still to do: ${open.map(({ job, state, lastError }) => `${job} ${state} ${JSON.stringify(lastError)}`).join(', ')}`,
          )
      },
      { timeout: patienceMs, interval: 50 },
    )

  return {
    store,
    erp,
    database,
    db,
    box,
    databaseUrl: testDatabase.url,
    secretKeys,
    connectionId: connection.id as ConnectionId,
    startWorker,
    findWork,
    settled,
    connection: async () => (await db.select().from(schema.connections))[0],
    close: () => cleanUp.disposeAsync(),
  }
}
export type Hub = Awaited<ReturnType<typeof startHub>>
