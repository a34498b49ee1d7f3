import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApiKey } from './api-keys.ts'
import type { Tx } from './database.ts'
import {
  IdempotencyKeyBusyError,
  IdempotencyKeyReusedError,
  type IdempotentRequest,
  keepAnswer,
  reserveIdempotencyKey,
} from './idempotency.ts'
import { idempotencyKeys } from './schema.ts'
import { openTestDatabase } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
let request: IdempotentRequest
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const { apiKey } = await createApiKey(db, { name: 'w', scopes: ['write'] })
  request = { callerId: apiKey.id, key: 'k', requestHash: 'h' }
})
afterAll(() => close())
beforeEach(() => db.delete(idempotencyKeys))

const reserve = (asked = request) => db.transaction((tx) => reserveIdempotencyKey(tx, asked))
const keep = (body: object, asked = request) => keepAnswer(db, asked, { status: 201, body })
const age = (hours: number) => db.update(idempotencyKeys).set({ createdAt: new Date(Date.now() - hours * 3_600_000) })

describe('an answer', () => {
  it('is given again for the same request', async () => {
    expect(await reserve()).toBeUndefined()
    await keep({ id: 1 })
    expect(await reserve()).toEqual({ id: 1 })
    await expect(reserve({ ...request, requestHash: 'other' })).rejects.toThrow(IdempotencyKeyReusedError)
  })

  it('is forgotten after a day and may then be another', async () => {
    await keep({ id: 1 })
    await age(23.9)
    expect(await reserve()).toEqual({ id: 1 })
    await age(24.1)
    const other = { ...request, requestHash: 'other' }
    expect(await reserve(other)).toBeUndefined()
    await keep({ id: 2 }, other)
    expect(await reserve(other)).toEqual({ id: 2 })
  })

  it('clears outdated ones away', async () => {
    for (const key of ['a', 'b', 'c']) await keep({}, { ...request, key })
    await age(25)
    await keep({})
    expect(await db.select({ key: idempotencyKeys.key }).from(idempotencyKeys)).toEqual([{ key: 'k' }])
  })
})

describe('a key', () => {
  it('is reserved until its transaction ends', async () => {
    await db.transaction(async (tx) => {
      await reserveIdempotencyKey(tx, request)
      await expect(reserve()).rejects.toThrow(IdempotencyKeyBusyError)
      expect(await reserve({ ...request, key: 'another' })).toBeUndefined()
    })
    expect(await reserve()).toBeUndefined()
  })

  it('of a transaction that failed is free', async () => {
    const failing = db.transaction(async (tx) => {
      await reserveIdempotencyKey(tx, request)
      await keepAnswer(tx, request, { status: 201, body: {} })
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(await reserve()).toBeUndefined()
  })
})
