import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  createApiKey,
  deleteApiKey,
  findApiKey,
  LastApiKeyError,
  listApiKeys,
  noteApiKeyUse,
  storeFirstApiKey,
} from './api-keys.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { apiKeys } from './schema.ts'
import { openTestDatabase } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())
beforeEach(() => db.delete(apiKeys))

const admin = (name: string) => createApiKey(db, { name, scopes: ['admin'] })

it('finds a key by its plain text, of which only a hash is stored', async () => {
  const { apiKey, key } = await createApiKey(db, { name: 'reporting', scopes: ['read'] })
  expect(key).toMatch(/^pk_[\w-]{43}$/)
  expect(await findApiKey(db, key)).toEqual(apiKey)
  expect(await findApiKey(db, `${key}x`)).toBeUndefined()
  expect(JSON.stringify(await db.select().from(apiKeys))).not.toContain(key)
})

it('knows no key that has expired', async () => {
  const { key } = await createApiKey(db, { name: 'old', scopes: ['read'], expiresAt: new Date(Date.now() - 1) })
  expect(await findApiKey(db, key)).toBeUndefined()
})

it('notes the use of a key once a minute', async () => {
  const { apiKey, key } = await admin('a')
  await noteApiKeyUse(db, apiKey)
  const used = await findApiKey(db, key)
  expect(used?.lastUsedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  const atFirst = new Date(Date.now() - 30_000)
  await db.update(apiKeys).set({ lastUsedAt: atFirst }).where(eq(apiKeys.id, apiKey.id))
  await noteApiKeyUse(db, { ...apiKey, lastUsedAt: atFirst })
  expect((await findApiKey(db, key))?.lastUsedAt).toEqual(atFirst)
})

it('stores a first key only while there is none, also when two do so at once', async () => {
  await Promise.all([storeFirstApiKey(db, 'pk_first'), storeFirstApiKey(db, 'pk_first')])
  await storeFirstApiKey(db, 'pk_second')
  expect(await listApiKeys(db, { limit: 10 })).toMatchObject([
    { name: 'first key', scopes: ['read', 'write', 'admin'] },
  ])
  expect(await findApiKey(db, 'pk_first')).toBeDefined()
})

it('keeps the last key of an admin, also when the last two are deleted at once', async () => {
  await createApiKey(db, { name: 'expired', scopes: ['admin'], expiresAt: new Date(Date.now() - 1) })
  await createApiKey(db, { name: 'writer', scopes: ['read', 'write'] })
  const two = [await admin('one'), await admin('two')]
  const ends = await Promise.allSettled(two.map(({ apiKey }) => db.transaction((tx) => deleteApiKey(tx, apiKey.id))))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(ends.find((end) => end.status === 'rejected')?.reason).toBeInstanceOf(LastApiKeyError)
})

it('says when there is no such key', async () => {
  await expect(deleteApiKey(db, newId())).rejects.toThrow(NotFoundError)
})
