import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTestDatabase } from '@pretok/testing'
import { expect, onTestFinished, test } from 'vitest'
import { isMigrated, openDatabase } from './index.ts'

const main = fileURLToPath(new URL('./migrate-main.ts', import.meta.url))

const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['--conditions=source', main], { env })

const startEmpty = async () => {
  const { url, drop } = await createTestDatabase({ migrate: async () => {} })
  const database = openDatabase({ url, applicationName: 'test' })
  onTestFinished(async () => {
    await database.close()
    await drop()
  })
  return { url, db: database.db }
}

test('an empty database is brought up to date, by one of those that start at once', async () => {
  const { url, db } = await startEmpty()
  expect(await isMigrated(db)).toBe(false)

  const runs = await Promise.all([run({ DATABASE_URL: url }), run({ DATABASE_URL: url })])

  expect(await isMigrated(db)).toBe(true)
  for (const { stdout } of runs) expect(stdout).toContain('the database is up to date')
})

test.each([
  ['which setting is missing', {}, 'DATABASE_URL'],
  ['that the database is away', { DATABASE_URL: 'postgres://pretok:hidden@127.0.0.1:1/pretok' }, 'ERR_DB_UNAVAILABLE'],
])('it ends with status 1 and says %s, without the password', async (_, env, said) => {
  const { code, stderr } = await run(env as Record<string, string>).catch((error) => error)
  expect(code).toBe(1)
  expect(stderr).toContain(said)
  expect(stderr).not.toContain('hidden')
})
