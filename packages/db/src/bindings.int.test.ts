import { createTestDatabase } from '@pretok/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bind, claimBinding, findBindings, releaseClaim, unbind } from './bindings.ts'
import { type Database, newId, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { bindings, connections } from './schema.ts'

let database: Database
let dropDatabase: () => Promise<void>
let connectionId: string

beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  database = openDatabase({ url, applicationName: 'test' })
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})
beforeEach(async () => {
  connectionId = newId()
  await database.db.insert(connections).values({
    id: connectionId,
    name: 'Test',
    storeUrl: 'https://shop.example',
    storeKey: '',
    erpBaseUrl: 'https://erp.example',
    erpCompanyId: '1',
    erpSecretKey: '',
    settings: {},
  })
})

const claim = (lastsMs = 60_000, key = 'MED-900') => claimBinding(database.db, connectionId, 'product', key, lastsMs)
const bound = { key: 'MED-900', erpId: '7', data: {} }
const found = async () => [...(await findBindings(database.db, connectionId, 'product', ['MED-900'])).values()]

describe('a claim', () => {
  it('is one of many who ask at the same time', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim()))
    expect(claims.filter((one) => one !== undefined)).toHaveLength(1)
    expect(await found()).toEqual([])
  })

  it('that is over may be had by another; the first can end it no more', async () => {
    const first = await claim(-1)
    const second = await claim()
    expect(second).toEqual(expect.any(String))
    await releaseClaim(database.db, first ?? '')
    expect(await claim()).toBeUndefined()
    await releaseClaim(database.db, second ?? '')
    expect(await claim()).toEqual(expect.any(String))
  })

  it('is forgotten by nobody who found that the ERP lacks the thing', async () => {
    await claim()
    await unbind(database.db, connectionId, 'product', ['MED-900'])
    expect(await claim()).toBeUndefined()
  })
})

describe('a binding', () => {
  it('ends the claim, and is what the first one found', async () => {
    const mine = await claim()
    await bind(database.db, connectionId, 'product', bound)
    await bind(database.db, connectionId, 'product', { ...bound, erpId: '8' })
    await releaseClaim(database.db, mine ?? '')
    expect(await found()).toEqual([bound])
    expect(await claim()).toBeUndefined()
  })

  it('may stand under another key than the claim', async () => {
    const lock = await claim(60_000, 'firm')
    await bind(database.db, connectionId, 'product', bound)
    await releaseClaim(database.db, lock ?? '')
    expect((await database.db.select().from(bindings)).filter((row) => row.connectionId === connectionId)).toHaveLength(
      1,
    )
    expect(await claim(60_000, 'firm')).toEqual(expect.any(String))
  })

  it('is forgotten when the ERP lacks the thing', async () => {
    await bind(database.db, connectionId, 'product', bound)
    await unbind(database.db, connectionId, 'product', ['MED-900'])
    expect(await found()).toEqual([])
    expect(await claim()).toEqual(expect.any(String))
  })
})
