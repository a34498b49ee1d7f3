import { ConnectionId } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { SecretUnreadableError } from '@pretok/kernel'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  changeConnection,
  changePausedReason,
  createConnection,
  getConnection,
  getConnectionSecrets,
  listConnections,
  openConnectionSecrets,
  pauseConnection,
  pausedByOperator,
  resumeConnection,
} from './connections.ts'
import { type Database, newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'
import { work } from './work.ts'

const box = testBox()
const refused = { ...pausedByOperator, code: 'ERR_PRESTASHOP_KEY_REFUSED' }
const { storeKey, erpSecretKey } = newConnection

let db: Tx
let listen: Database['listen']
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, listen, close } = await openTestDatabase())
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
            ...settings,
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
    await pauseConnection(db, id, { ...refused, code: 'ERR_REMOTE_AUTH' })
    expect(await getConnection(db, id)).toMatchObject({ state: 'paused', pausedReason: refused })
    expect(await resumeConnection(db, id)).toBe(true)
    expect(await resumeConnection(db, id)).toBe(false)
    const resumed = await getConnection(db, id)
    expect(resumed.state).toBe('active')
    expect(resumed).not.toHaveProperty('pausedReason')
  })

  it('by hand stands, whatever stopped the connection before or later', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await pauseConnection(db, id, refused)
    const seen = await getConnection(db, id)
    await pauseConnection(db, id, pausedByOperator)
    expect(await pauseConnection(db, id, refused)).toBe(false)
    expect(await changePausedReason(db, seen, refused)).toBe(false)
    expect(await resumeConnection(db, id, seen)).toBe(false)
    expect(await getConnection(db, id)).toMatchObject({ state: 'paused', pausedReason: pausedByOperator })
  })

  it('changes its reason and ends only for those who saw it as it is', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await pauseConnection(db, id, refused)
    const first = await getConnection(db, id)
    const another = { ...refused, code: 'ERR_REMOTE_AUTH' }
    expect(await changePausedReason(db, first, another)).toBe(true)
    expect(await changePausedReason(db, first, refused)).toBe(false)
    expect(await resumeConnection(db, id, first)).toBe(false)
    const second = await getConnection(db, id)
    expect(second).toMatchObject({ state: 'paused', pausedReason: another })
    expect(await resumeConnection(db, id, second)).toBe(true)
    expect((await getConnection(db, id)).state).toBe('active')
  })

  it('ends with a call to the pumps, where something waits', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await work.ask(db, ordersQueue, 'import-orders', { connectionId: ConnectionId.parse(id) })
    const heard = vi.fn<(queue: string | undefined) => void>()
    const listening = listen(work.channel, heard)
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(undefined))
    for (const end of [
      () => resumeConnection(db, id),
      () => changeConnection(db, box, id, () => ({ storeKey: 'X'.repeat(32) })),
    ]) {
      await pauseConnection(db, id, refused)
      heard.mockClear()
      await end()
      await vi.waitFor(() => expect(heard.mock.calls).toEqual([['orders']]))
    }
    await listening.close()
  })

  it('that was made in SQL can be seen too', async () => {
    const { id } = await createConnection(db, box, newConnection)
    await db.execute(sql`update connections set state = 'paused', updated_at = now() where id = ${id}`)
    expect(await resumeConnection(db, id, await getConnection(db, id))).toBe(true)
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
