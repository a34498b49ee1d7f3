import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './index.ts'

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

let migrations = 0
const migrate = async (url: string): Promise<void> => {
  migrations += 1
  await query(url, 'create table shelf (item text)')
}

const made: TestDatabase[] = []
const make = async (): Promise<TestDatabase> => {
  const database = await createTestDatabase({ migrate })
  made.push(database)
  return database
}
afterAll(() => Promise.all(made.map((database) => database.drop())))

test('databases asked for at once are migrated once and share nothing', async () => {
  const [one, two] = await Promise.all([make(), make(), make(), make()])
  await query(one.url, "insert into shelf values ('apple')")

  expect(migrations).toBe(1)
  expect(await query(one.url, 'select item from shelf')).toEqual([{ item: 'apple' }])
  expect(await query(two.url, 'select item from shelf')).toEqual([])
})

test('other migrations make another template', async () => {
  const other = await createTestDatabase({ migrate: async (url) => void (await query(url, 'create table box ()')) })
  made.push(other)

  expect(await query(other.url, "select to_regclass('box') is not null as box, to_regclass('shelf') as shelf")).toEqual(
    [{ box: true, shelf: null }],
  )
})

test('a dropped database is gone, open connections or not', async () => {
  const database = await make()
  const client = new pg.Client(database.url)
  const ended = new Promise((resolve) => client.on('error', resolve))
  await client.connect()

  await database.drop()

  await ended
  await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist')
})
