/** Real Postgres and Redis for tests. The servers are started once per run, by `global-setup.ts`. */
export { createTestDatabase, type TestDatabase } from './database.ts'
export { describeRedis, testRedisUrl } from './redis.ts'
