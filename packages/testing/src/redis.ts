import { describe, inject } from 'vitest'

/** Redis numbers its databases 0 to 15 unless told otherwise; 0 is left alone. */
const databases = 15

/**
 * A Redis database that no test file uses at the same time, so it may be flushed (`FLUSHDB`). It may hold what an
 * earlier file left. `undefined` when the run has no Redis: see `describeRedis`.
 */
export const testRedisUrl = (): string | undefined => {
  const { redisUrl } = inject('servers')
  if (redisUrl === undefined) return undefined
  const url = new URL(redisUrl)
  const { VITEST_POOL_ID = '1' } = process.env
  url.pathname = `/${1 + ((Number(VITEST_POOL_ID) - 1) % databases)}`
  return url.href
}

/** A suite that needs Redis. Without one it is left out, and the end of the run says so. */
export const describeRedis = (name: string, suite: (redisUrl: string) => void): void => {
  const redisUrl = testRedisUrl()
  if (redisUrl === undefined)
    describe.skip(name, { meta: { leftOutFor: 'Redis' } }, () => suite('redis://none.invalid'))
  else describe(name, () => suite(redisUrl))
}
