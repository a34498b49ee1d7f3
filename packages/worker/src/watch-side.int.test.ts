import { createConnection, type Database, findCircuits, migrate, openDatabase, schema } from '@pretok/db'
import { ConnectionSettings } from '@pretok/domain'
import type { CallReport } from '@pretok/http'
import { createLogger, createSecretBox } from '@pretok/kernel'
import { createTestDatabase } from '@pretok/testing'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { watchSide } from './watch-side.ts'

const box = createSecretBox(`test:${Buffer.alloc(32).toString('base64')}`)
const answered = (status: number, durationMs = 0): CallReport => ({ label: 'GET orders', status, durationMs, bytes: 0 })
const unanswered: CallReport = { label: 'GET orders', cause: 'ECONNRESET', durationMs: 0, bytes: 0 }

let database: Database
let drop: () => Promise<void>
let connectionId: string
let said: { level: number; msg: string }[]
beforeAll(async () => {
  const testDatabase = await createTestDatabase({ migrate })
  drop = testDatabase.drop
  database = openDatabase({ url: testDatabase.url, applicationName: 'test' })
})
afterAll(async () => {
  await database.close()
  await drop()
})
beforeEach(async () => {
  said = []
  const { id } = await createConnection(database.db, box, {
    name: 'Trgovina',
    storeUrl: 'https://shop.example',
    storeKey: 'store-key',
    erpBaseUrl: 'https://erp.example',
    erpCompanyId: '16',
    erpSecretKey: 'erp-key',
    settings: ConnectionSettings.parse({}),
  })
  connectionId = id
})
afterEach(() => database.db.delete(schema.connections))

/** As in one more process. */
const watch = (db = database.db) => {
  const log = createLogger('test', 'debug', { write: (line) => said.push(JSON.parse(line)) })
  return watchSide({ db, connectionId, side: 'store', log })
}
const times = async (count: number, tell: () => Promise<void> | undefined) => {
  for (let n = 0; n < count; n += 1) await tell()
}
const circuits = () => findCircuits(database.db, connectionId)
const passProbeTime = (overdueMs = 0) =>
  database.db.update(schema.circuits).set({ probeAt: sql`now() - ${overdueMs} * interval '1 millisecond'` })
const texts = () => said.map(({ msg }) => msg)

describe('a side that fails', () => {
  it.each([
    [answered(503), 'ERR_REMOTE_UNAVAILABLE', { status: 503, seen: 'GET orders: HTTP 503' }],
    [answered(429), 'ERR_REMOTE_RATE_LIMITED', { status: 429, seen: 'GET orders: HTTP 429' }],
    [unanswered, 'ERR_REMOTE_UNAVAILABLE', { cause: 'ECONNRESET', seen: 'GET orders: no answer (ECONNRESET)' }],
  ])('is out of order with the eighth call, and that is said once: %o', async (call, code, details) => {
    const { onCall } = watch()
    await times(7, () => onCall(call))
    expect(await circuits()).toEqual([])
    await times(20, () => onCall(call))
    expect(await circuits()).toMatchObject([{ side: 'store', trips: 1, reason: { code, details } }])
    const [circuit] = await circuits()
    expect(said).toMatchObject([
      {
        level: 40,
        msg: 'side out of order',
        connectionId,
        side: 'store',
        probeAt: circuit?.probeAt.toISOString(),
        code,
      },
    ])
  })

  it('is left alone as long as it asks for', async () => {
    const { onCall } = watch()
    await times(8, () => onCall({ ...answered(429), retryAfterMs: 120_000 }))
    const [circuit] = await circuits()
    expect(Number(circuit?.probeAt) - Number(circuit?.openedAt)).toBe(120_000)
  })

  it('is out of order once, however many processes see it', async () => {
    const watches = [watch(), watch(), watch()]
    await Promise.all(watches.map(({ onCall }) => times(8, () => onCall(unanswered))))
    expect(await circuits()).toMatchObject([{ trips: 1 }])
    expect(texts()).toEqual(['side out of order'])
  })

  it('asks nothing of the database while all is well', async () => {
    const { onCall } = watch()
    expect([answered(200), answered(404), unanswered].map(onCall)).toEqual([undefined, undefined, undefined])
  })
})

describe('a side that is out of order', () => {
  const outOfOrder = async () => {
    const { onCall } = watch()
    await times(8, () => onCall(unanswered))
    said = []
    const elsewhere = watch()
    elsewhere.know(true)
    return { here: { onCall }, elsewhere }
  }

  it.each(['here', 'elsewhere'] as const)('works again with the first probe that succeeds, %s', async (where) => {
    const watches = await outOfOrder()
    await passProbeTime()
    await watches[where].onCall(answered(200))
    expect(await circuits()).toEqual([])
    expect(said).toMatchObject([{ level: 30, msg: 'side works again', connectionId, side: 'store' }])
    // The other learns it with its next call, and a single failure opens nothing.
    const other = watches[where === 'here' ? 'elsewhere' : 'here']
    await other.onCall(answered(200))
    expect(other.onCall(unanswered)).toBeUndefined()
    expect(await circuits()).toEqual([])
    expect(said).toHaveLength(1)
  })

  it('stays so, longer, when the probe fails', async () => {
    const { elsewhere } = await outOfOrder()
    await passProbeTime()
    await elsewhere.onCall(answered(503))
    expect(await circuits()).toMatchObject([{ trips: 2, reason: { details: { status: 503 } } }])
    expect(said).toMatchObject([{ msg: 'side out of order', trips: 2 }])
  })

  it('is not judged by calls that began before the probe was due', async () => {
    const { here, elsewhere } = await outOfOrder()
    const [before] = await circuits()
    await here.onCall(answered(200))
    await here.onCall(unanswered)
    expect(await circuits()).toEqual([before])
    await passProbeTime(5_000)
    await elsewhere.onCall(answered(200, 10_000))
    await elsewhere.onCall(answered(503, 10_000))
    expect(await circuits()).toMatchObject([{ trips: 1 }])
    await elsewhere.onCall(answered(200, 1_000))
    expect(await circuits()).toEqual([])
  })

  it('is not opened anew by one failure when another process has closed it', async () => {
    const { here, elsewhere } = await outOfOrder()
    await passProbeTime()
    await elsewhere.onCall(answered(200))
    await here.onCall(unanswered)
    expect(await circuits()).toEqual([])
    await times(7, () => here.onCall(unanswered))
    expect(await circuits()).toHaveLength(1)
  })

  it('is not believed to be so when the database has told otherwise', async () => {
    const { elsewhere } = await outOfOrder()
    elsewhere.know(false)
    expect(elsewhere.onCall(answered(200))).toBeUndefined()
  })
})

it('a database that is away fails no call', async () => {
  const nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' })
  const { onCall, know } = watch(nowhere.db)
  await times(8, () => onCall(unanswered))
  know(true)
  await onCall(answered(200))
  expect(said).toMatchObject(
    Array(2).fill({ level: 40, msg: 'circuit not written', connectionId, err: { code: 'ERR_DB_UNAVAILABLE' } }),
  )
  await nowhere.close()
})
