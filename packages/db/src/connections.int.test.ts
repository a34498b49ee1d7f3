import { SecretUnreadableError } from '@pretok/kernel'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeConnection,
  createConnection,
  getConnection,
  getConnectionSecrets,
  listConnections,
  openConnectionSecrets,
  pauseConnection,
  pausedByOperator,
  resumeConnection,
} from './connections.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const box = testBox()
const refused = { ...pausedByOperator, code: 'ERR_PRESTASHOP_KEY_REFUSED' }
const { storeKey, erpSecretKey } = newConnection

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())

describe('secrets', () => {
  it('are stored sealed and opened for those who have the key', async () => {
    const { id } = await createConnection(db, box, newConnection)
    const [row] = await db.select().from(connections).where(eq(connections.id, id))
    expect(JSON.stringify(row)).not.toContain(storeKey)
    expect(JSON.stringify(row)).not.toContain(erpSecretKey)
    expect(await getConnectionSecrets(db, box, id)).toEqual({ storeKey, erpSecretKey })
    await expect(getConnectionSecrets(db, testBox(), id)).rejects.toThrow(SecretUnreadableError)
  })

  it('open only where they belong', async () => {
    const one = await createConnection(db, box, newConnection)
    const other = await createConnection(db, box, newConnection)
    expect(() => openConnectionSecrets(box, { ...one, sealed: other.sealed })).toThrow(SecretUnreadableError)
    const swapped = { storeKey: one.sealed.erpSecretKey, erpSecretKey: one.sealed.storeKey }
    expect(() => openConnectionSecrets(box, { ...one, sealed: swapped })).toThrow(SecretUnreadableError)
  })

  it('are replaced one at a time', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await changeConnection(db, box, id, () => ({ erpSecretKey: 'another' }))
    expect(await getConnectionSecrets(db, box, id)).toEqual({ storeKey, erpSecretKey: 'another' })
  })
})

describe('a change', () => {
  it('builds on the one before, however they overlap', async () => {
    const { id } = await createConnection(db, box, newConnection)
    const add = (carrier: string) =>
      db.transaction((tx) =>
        changeConnection(tx, box, id, ({ settings }) => ({
          settings: {
            orders: {
              ...settings.orders,
              deliveryTypes: { ...settings.orders.deliveryTypes, [carrier]: carrier },
            },
          },
        })),
      )
    await Promise.all(['1', '2', '3', '4'].map(add))
    const { settings } = await getConnection(db, id)
    expect(settings.orders.deliveryTypes).toEqual({ 1: '1', 2: '2', 3: '3', 4: '4' })
  })

  it('of what is not there is refused', async () => {
    await expect(changeConnection(db, box, newId(), () => ({ name: 'x' }))).rejects.toThrow(NotFoundError)
  })
})

describe('a pause', () => {
  it('keeps its first reason and ends with the resumption', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await pauseConnection(db, id, refused)
    await pauseConnection(db, id, pausedByOperator)
    expect(await getConnection(db, id)).toMatchObject({ state: 'paused', pausedReason: refused })
    await resumeConnection(db, id)
    await resumeConnection(db, id)
    const resumed = await getConnection(db, id)
    expect(resumed.state).toBe('active')
    expect(resumed).not.toHaveProperty('pausedReason')
  })

  it.each([
    ['by Pretok', 'new access data', refused, { storeKey: 'X'.repeat(32) }, 'active'],
    ['by Pretok', 'a new address', refused, { storeUrl: 'https://new.example' }, 'active'],
    ['by Pretok', 'another name', refused, { name: 'new' }, 'paused'],
    ['by hand', 'new access data', pausedByOperator, { storeKey: 'X'.repeat(32) }, 'paused'],
  ] as const)('%s, then %s', async (_by, _what, reason, change, state) => {
    const { id } = await createConnection(db, box, newConnection)
    await pauseConnection(db, id, reason)
    expect((await changeConnection(db, box, id, () => change)).state).toBe(state)
  })
})

it('lists page by page, newest first', async () => {
  const created: string[] = []
  for (let n = 0; n < 5; n += 1) created.unshift((await createConnection(db, box, newConnection)).id)
  const [first, second] = await listConnections(db, { limit: 2 })
  expect([first?.id, second?.id]).toEqual(created.slice(0, 2))
  const next = await listConnections(db, { limit: 3, after: created[1] as string })
  expect(next.map(({ id }) => id)).toEqual(created.slice(2, 5))
})
