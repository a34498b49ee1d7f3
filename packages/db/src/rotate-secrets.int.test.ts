import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSecretBox } from '@pretok/kernel'
import { createTestDatabase } from '@pretok/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeConnection, createConnection, getConnection, openConnectionSecrets } from './connections.ts'
import { type Database, openDatabase } from './database.ts'
import { openHookSecret, replaceHookSecret } from './hook-secret.ts'
import { migrate } from './migrate.ts'
import { rotateSecrets } from './rotate-secrets.ts'
import { connections } from './schema.ts'
import { newConnection } from './testing/test-database.ts'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const [k1, k2, lost] = [key('k1'), key('k2'), key('lost')]
const oldBox = createSecretBox(k1)
const bothBox = createSecretBox(`${k2},${k1}`)
const newBox = createSecretBox(k2)

let database: Database
let url: string
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ url, drop } = await createTestDatabase({ migrate }))
  database = openDatabase({ url, applicationName: 'test' })
})
afterAll(async () => {
  await database.close()
  await drop()
})

const rotate = (keys: string) =>
  promisify(execFile)(
    process.execPath,
    ['--conditions=source', fileURLToPath(new URL('./rotate-secrets-main.ts', import.meta.url))],
    { env: { DATABASE_URL: url, PRETOK_SECRET_KEYS: keys } },
  )

it('seals all secrets of all connections under the first key, and changes nothing else', async () => {
  const { db } = database
  const ids: string[] = []
  for (let nth = 0; nth < 230; nth += 1) {
    ids.push((await createConnection(db, oldBox, { ...newConnection, erpSecretKey: `secret-${nth}` })).id)
  }
  const [first = '', fresh = ''] = ids
  const hookSecrets = {
    prestashop: await replaceHookSecret(db, oldBox, { connectionId: first as never, source: 'prestashop' }),
    metakocka: await replaceHookSecret(db, oldBox, { connectionId: first as never, source: 'metakocka' }),
  }
  await changeConnection(db, bothBox, fresh, () => ({ storeKey: 'N'.repeat(32) }))
  const before = await getConnection(db, first)

  const { stdout } = await rotate(`${k2},${k1}`)

  expect(JSON.parse(stdout)).toMatchObject({ resealed: 230 * 2 + 2 - 1 })
  const after = await getConnection(db, first)
  expect({ ...after, sealed: null }).toEqual({ ...before, sealed: null })
  for (const [nth, id] of ids.entries()) {
    const { erpSecretKey } = openConnectionSecrets(newBox, await getConnection(db, id))
    expect(erpSecretKey).toBe(`secret-${nth}`)
  }
  for (const source of ['prestashop', 'metakocka'] as const) {
    expect(openHookSecret(newBox, after, source)).toBe(hookSecrets[source])
  }
  expect(await rotateSecrets(db, newBox)).toEqual({ resealed: 0, unreadable: [] })
})

it('names the connections whose secrets do not open, and seals the others all the same', async () => {
  const { db } = database
  await db.delete(connections)
  const orphan = await createConnection(db, createSecretBox(lost), newConnection)
  const fine = await createConnection(db, oldBox, newConnection)
  const { code, stdout } = await rotate(`${k2},${k1}`).catch((error) => error)
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ resealed: 2, connectionIds: [orphan.id] })
  expect(stdout).not.toContain(newConnection.storeKey)
  expect(openConnectionSecrets(newBox, await getConnection(db, fine.id)).storeKey).toBe(newConnection.storeKey)
})

it('leaves a secret alone that somebody changes meanwhile', async () => {
  const { db, pool } = database
  await db.delete(connections)
  const { id } = await createConnection(db, oldBox, newConnection)
  const waiting = async () =>
    (await pool.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
      .rowCount
  const rotation = await db.transaction(async (tx) => {
    await changeConnection(tx, bothBox, id, () => ({ storeKey: 'N'.repeat(32) }))
    const rotating = rotateSecrets(db, bothBox)
    await expect.poll(waiting).toBe(1)
    return { rotating }
  })
  expect(await rotation.rotating).toEqual({ resealed: 1, unreadable: [] })
  expect(openConnectionSecrets(newBox, await getConnection(db, id))).toEqual({
    storeKey: 'N'.repeat(32),
    erpSecretKey: newConnection.erpSecretKey,
  })
})
