import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase } from '@pretok/db'
import { createGateway, type Gateway } from './gateway.ts'
import { slowErpDown, type World } from './inflict.ts'
import { createPrograms, type Program, type Programs } from './programs.ts'
import { findRedisProgram, findSteadyPort, startPostgres, startRedis } from './servers.ts'
import { startShops } from './shops.ts'
import { createTally } from './tally.ts'

export interface WorldOptions {
  /** Seeds the chance within the stand-ins. */
  seed: number
  connections: number
  workers: number
  gateways: number
  /** `postgres`: no Redis is started. */
  queue: 'redis' | 'postgres'
  writeCeilingMs: number
  leaseMs: number
}

/** Everything that runs, and what looks at it. */
export interface RunningWorld extends World {
  gateway: Gateway
  database: Database
  programs: Programs
  /** Where the logs are. */
  folder: string
  /** Ends everything. @param keep leaves the logs where they are */
  close(keep: boolean): Promise<void>
}

const getRedisProgram = (): string => {
  const program = findRedisProgram()
  if (program === undefined)
    throw new Error('There is no redis-server or valkey-server here; --queue postgres goes without')
  return program
}

/** Pieces of work at once in one process. */
const concurrency = 8

/** Starts servers, stand-ins and the programs of the house, each a process that can be killed on its own. */
export const startWorld = async (options: WorldOptions): Promise<RunningWorld> => {
  const { writeCeilingMs, leaseMs } = options
  const opened = new AsyncDisposableStack()
  try {
    const folder = await mkdtemp(join(tmpdir(), 'pretok-faults-'))
    await chmod(folder, 0o711) // for root's sake: Postgres runs as another user
    const postgres = await startPostgres(folder)
    opened.defer(() => postgres.close())
    await migrate(postgres.url)
    const redis = options.queue === 'redis' ? await startRedis(getRedisProgram(), folder) : undefined
    opened.defer(() => redis?.close())
    const shops = await startShops(options.connections, options.seed)
    opened.defer(() => shops.close())
    slowErpDown(shops.erp)
    const tally = createTally(shops)
    opened.defer(() => tally.close())
    const database = openDatabase({ url: postgres.url, applicationName: 'faults', poolSize: 2 })
    opened.defer(() => database.close())

    const programs = createPrograms(folder)
    opened.defer(() => programs.end())
    const apiKey = `pk_${randomBytes(32).toString('base64url')}`
    const shared = {
      DATABASE_URL: postgres.url,
      PRETOK_SECRET_KEYS: `faults:${randomBytes(32).toString('base64')}`,
      PRETOK_ALLOW_PRIVATE_NETWORKS: 'true',
      ...(redis ? { QUEUE_BACKEND: 'redis', REDIS_URL: redis.url } : { QUEUE_BACKEND: 'postgres' }),
    }
    const urls: string[] = []
    const gateways: Program[] = []
    for (let number = 1; number <= options.gateways; number += 1) {
      const port = String(await findSteadyPort())
      urls.push(`http://127.0.0.1:${port}`)
      const env = { ...shared, PORT: port, PRETOK_BOOTSTRAP_API_KEY: apiKey, PRETOK_REQUESTS_PER_MINUTE: '1000000' }
      gateways.push(programs.start({ name: `gateway-${number}`, main: 'apps/gateway/src/main.ts', env }))
    }
    const workers = Array.from({ length: options.workers }, (_, index) =>
      programs.start({
        name: `order-worker-${index + 1}`,
        main: 'apps/order-worker/src/main.ts',
        env: {
          ...shared,
          PRETOK_ERP_WRITE_CEILING_MS: String(writeCeilingMs),
          PRETOK_LEASE_MS: String(leaseMs),
          CONCURRENCY: String(concurrency),
        },
      }),
    )
    return {
      workers,
      gateways,
      postgres,
      redis,
      shops: { ...shops, secrets: [...shops.secrets, apiKey, shared.PRETOK_SECRET_KEYS] },
      tally,
      writeCeilingMs,
      gateway: createGateway(urls, apiKey),
      database,
      programs,
      folder,
      async close(keep) {
        await opened.disposeAsync()
        if (!keep) await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}
