import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection, getConnection } from './connections.ts'
import type { Tx } from './database.ts'
import { deleteHookSecret, findHookSecret, openHookSecret, replaceHookSecret } from './hook-secret.ts'
import type { InboundSource } from './inbound-events.ts'
import { connections } from './schema.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const box = testBox()
let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())

const connect = async () => (await createConnection(db, box, newConnection)).id
const open = async (connectionId: string, source: InboundSource) => ({
  found: await findHookSecret(db, box, { connectionId, source }),
  opened: openHookSecret(box, await getConnection(db, connectionId), source),
})

describe('a webhook secret', () => {
  it.each<[InboundSource, RegExp]>([
    ['prestashop', /^whsec_[A-Za-z0-9+/]{43}=$/],
    ['metakocka', /^[0-9a-f]{40}$/],
  ])('of %s is another each time, and is read back', async (source, shape) => {
    const connectionId = await connect()
    expect(await open(connectionId, source)).toEqual({ found: undefined, opened: undefined })
    const first = await replaceHookSecret(db, box, { connectionId, source })
    const secret = await replaceHookSecret(db, box, { connectionId: connectionId.toUpperCase(), source })
    expect(secret).toMatch(shape)
    expect(secret).not.toBe(first)
    expect(await open(connectionId, source)).toEqual({ found: secret, opened: secret })
  })

  it('is each side’s own', async () => {
    const connectionId = await connect()
    const store = await replaceHookSecret(db, box, { connectionId, source: 'prestashop' })
    await replaceHookSecret(db, box, { connectionId, source: 'metakocka' })
    await deleteHookSecret(db, { connectionId, source: 'metakocka' })
    expect(await open(connectionId, 'metakocka')).toEqual({ found: undefined, opened: undefined })
    expect(await open(connectionId, 'prestashop')).toEqual({ found: store, opened: store })
  })

  it.each<[InboundSource, 'hookSecret' | 'erpHookSecret', string]>([
    ['prestashop', 'hookSecret', 'hook-secret'],
    ['metakocka', 'erpHookSecret', 'erp-hook-secret'],
  ])('that was sealed before still opens: %s', async (source, column, context) => {
    const connectionId = await connect()
    const sealed = box.seal('as it was', `connection/${connectionId}/${context}`)
    await db
      .update(connections)
      .set({ [column]: sealed })
      .where(eq(connections.id, connectionId))
    expect(await open(connectionId, source)).toEqual({ found: 'as it was', opened: 'as it was' })
  })

  it('belongs to a connection', async () => {
    const nobody = { connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf', source: 'metakocka' } as const
    await expect(replaceHookSecret(db, box, nobody)).rejects.toMatchObject({ code: 'ERR_DB_NOT_FOUND' })
    await expect(deleteHookSecret(db, nobody)).rejects.toMatchObject({ code: 'ERR_DB_NOT_FOUND' })
    expect(await findHookSecret(db, box, nobody)).toBeUndefined()
  })
})
