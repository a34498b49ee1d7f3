import { randomBytes } from 'node:crypto'
import { startTestPostgres } from './postgres-server.ts'
import { startTestRedis } from './redis-server.ts'
import type { Servers } from './server.ts'

// A process of its own, so that servers stop and databases go even when the test run is interrupted or killed: it works
// until its parent lets go of the channel between them, and then tidies up.

const released = new Promise<void>((resolve) => process.once('disconnect', resolve))
const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env

const databasePrefix = `pretok_test_${randomBytes(4).toString('hex')}_`
const postgres = await startTestPostgres(TEST_DATABASE_URL, databasePrefix)
const redis = await startTestRedis(TEST_REDIS_URL)

const servers: Servers = {
  postgresUrl: postgres.url,
  databasePrefix,
  summary: `Postgres ${postgres.origin}, Redis ${redis?.origin ?? 'none'}`,
  ...(redis && { redisUrl: redis.url }),
}
if (process.connected) process.send?.(servers)

await released
await Promise.all([postgres.stop(), redis?.stop()])
