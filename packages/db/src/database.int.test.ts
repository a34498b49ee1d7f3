import { createTestDatabase } from '@pretok/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, newId, openDatabase } from './database.ts'
import { DatabaseConflictError, DatabaseError, DatabaseUnavailableError } from './errors.ts'
import { migrate } from './migrate.ts'
import { apiKeys } from './schema.ts'

const secret = 'customer@example.com'
let database: Database
let dropDatabase: () => Promise<void>

beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  // With one connection, one that does not come back to the pool stops everything.
  database = openDatabase({ url, applicationName: 'test', poolSize: 1 })
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})

const add = (hash: string, tx = database.db) =>
  tx.insert(apiKeys).values({ id: newId(), name: secret, hash, scopes: [] })
const count = async (hash: string) => (await database.db.select().from(apiKeys).where(eq(apiKeys.hash, hash))).length

const errorOf = async (statement: Promise<unknown>): Promise<Error> => {
  const error: unknown = await statement.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error('nothing was thrown')
  expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain(secret)
  return error
}

describe('what the database refuses', () => {
  it('is told as a conflict, without values', async () => {
    await add('twice')
    const error = await errorOf(add('twice').execute())
    expect(error).toBeInstanceOf(DatabaseConflictError)
    expect(error).toMatchObject({ details: { constraint: 'api_keys_hash', sqlState: '23505' } })
  })

  it('is told as a failure, without values', async () => {
    const badId = database.db.select().from(apiKeys).where(eq(apiKeys.id, secret)).execute()
    expect(await errorOf(badId)).toBeInstanceOf(DatabaseError)
    const badSql = database.db.execute(sql`select nme from api_keys where name = ${secret}`)
    expect((await errorOf(badSql)).message).toContain('column "nme" does not exist')
  })

  it('is told in a transaction too, which leaves nothing behind', async () => {
    const failing = database.db.transaction(async (tx) => {
      await add('rolled-back', tx)
      await add('twice', tx)
    })
    expect(await errorOf(failing)).toBeInstanceOf(DatabaseConflictError)
    expect(await count('rolled-back')).toBe(0)
  })

  it('undoes only its own part when that part is a transaction within', async () => {
    await database.db.transaction(async (tx) => {
      await add('kept', tx)
      await errorOf(tx.transaction((inner) => add('twice', inner).execute()))
    })
    expect(await count('kept')).toBe(1)
  })
})

describe('a connection that breaks', () => {
  it('in a transaction is told, and replaced', async () => {
    const broken = database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`)
    })
    expect(await errorOf(broken)).toBeInstanceOf(DatabaseUnavailableError)
    expect(await count('kept')).toBe(1)
  })

  it('does not hide why the transaction was given up', async () => {
    const failing = database.db.transaction(async (tx) => {
      await errorOf(tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`))
      throw new Error('the real reason')
    })
    await expect(failing).rejects.toThrow('the real reason')
  })

  it('cannot be made at all when there is no server', async () => {
    const nowhere = openDatabase({ url: 'postgres://postgres@127.0.0.1:1/x', applicationName: 'test' })
    expect(await errorOf(nowhere.db.execute(sql`select 1`))).toBeInstanceOf(DatabaseUnavailableError)
    const transaction = nowhere.db.transaction((tx) => tx.execute(sql`select 1`))
    expect(await errorOf(transaction)).toBeInstanceOf(DatabaseUnavailableError)
    const listening = nowhere.listen('anything', () => undefined)
    await listening.close()
    await nowhere.close()
    expect(await errorOf(migrate('postgres://postgres@127.0.0.1:1/x'))).toBeInstanceOf(DatabaseUnavailableError)
  })
})

describe('migrating', () => {
  it('may be begun by several processes at once, and again later', async () => {
    const empty = await createTestDatabase({ migrate: async () => undefined })
    await Promise.all([1, 2, 3, 4].map(() => migrate(empty.url)))
    await migrate(empty.url)
    const migrated = openDatabase({ url: empty.url, applicationName: 'test' })
    expect(await migrated.db.select().from(apiKeys)).toEqual([])
    await migrated.close()
    await empty.drop()
  })
})

describe('a new id', () => {
  it('sorts after the ones before', () => {
    const ids = Array.from({ length: 100 }, newId)
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(100)
  })
})
