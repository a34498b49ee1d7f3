import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditQuery, listAudit, recordAudit } from './audit-log.ts'
import { newId, type Tx } from './database.ts'
import { auditLog } from './schema.ts'
import { fillTable } from './testing/fill-table.ts'
import { openTestDatabase } from './testing/test-database.ts'

const entries = 1_000_000
const limit = 50
const actor = { kind: 'user', id: newId(), name: 'One' } as const

/** That long after the first day began; two entries a minute. */
const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1, 0, count))

let db: Tx
let close: () => Promise<void>
let connectionId: string

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  connectionId = newId()
  // One every half minute, one in a hundred of one connection; one in a thousand is of a rare kind, by a rare actor.
  await fillTable(
    db,
    'audit_log',
    sql`
      insert into audit_log (at, actor_kind, actor_id, actor_name, action, connection_id)
      select timestamptz '2026-01-01Z' + n * interval '30 seconds', 'user',
        case when n % 1000 = 7 then 'rare' else 'actor-' || n % 10 end, 'One',
        case when n % 1000 = 7 then 'user.deleted' else 'order.retried' end,
        case when n % 100 = 3 then ${connectionId}::uuid else gen_random_uuid() end
      from generate_series(1, ${entries}::int) n`,
  )
}, 180_000)
afterAll(() => close())

const touched = async (tx: Tx) => {
  const { rows } = await tx.execute<{ whole: number; rows: number }>(sql`
    select seq_scan::int as whole, idx_tup_fetch::int as rows from pg_stat_xact_user_tables where relname = 'audit_log'`)
  return rows[0] ?? { whole: 0, rows: 0 }
}

const cost = (query: Omit<AuditQuery, 'limit'>) =>
  db.transaction(async (tx) => {
    const before = await touched(tx)
    const found = await listAudit(tx, { ...query, limit })
    const { whole, rows } = await touched(tx)
    return { found: found.length, whole: whole - before.whole, rows: rows - before.rows }
  })

describe(`among ${entries} entries`, () => {
  it.each<[string, () => Omit<AuditQuery, 'limit'>, number]>([
    ['the newest', () => ({}), 50],
    ['a page in the middle', () => ({ after: '500000' }), 50],
    ['those of one connection', () => ({ connectionId }), 50],
    ['those of one connection, in the middle', () => ({ connectionId, after: '500000' }), 50],
    ['those of a rare kind', () => ({ action: 'user.deleted', after: '500000' }), 50],
    ['none of a kind', () => ({ action: 'nothing' }), 0],
    ['those of a kind and a connection', () => ({ action: 'order.retried', connectionId }), 50],
  ])('finds %s without reading them all', async (_what, query, found) => {
    const spent = await cost(query())
    expect(spent).toMatchObject({ found, whole: 0 })
    expect(spent.rows).toBeLessThan(6_000)
  })

  it.each<[string, Omit<AuditQuery, 'limit'>, string[]]>([
    ['an actor', { actorId: 'rare', after: '2008' }, ['2007', '1007', '7']],
    ['a time', { since: minutes(2), until: minutes(3) }, ['5', '4']],
    ['an actor in a time', { actorId: 'rare', since: minutes(500), until: minutes(1_000) }, ['1007']],
  ])('finds those of %s without reading them all', async (_what, query, ids) => {
    const found = await listAudit(db, { ...query, limit })
    expect(found.map(({ id }) => id)).toEqual(ids)
    const spent = await cost(query)
    expect(spent.whole).toBe(0)
    expect(spent.rows).toBeLessThan(6_000)
  })
})

describe('an entry', () => {
  const entry = {
    actor,
    ip: '192.0.2.1',
    requestId: 'request-1',
    action: 'connection.changed',
    connectionId: newId(),
    subject: 'sync/1',
    details: { changes: [{ field: 'name', from: 'a', to: 'b' }], more: 1 },
  }
  const list = () => listAudit(db, { connectionId: entry.connectionId, limit })

  it('is told as it was written', async () => {
    await recordAudit(db, entry)
    expect(await list()).toEqual([{ ...entry, id: expect.stringMatching(/^\d+$/), at: expect.any(Date) }])
  })

  it('stands only with what it tells of', async () => {
    const before = await list()
    const failing = db.transaction(async (tx) => {
      await recordAudit(tx, entry)
      throw new Error('not done after all')
    })
    await expect(failing).rejects.toThrow('not done after all')
    expect(await list()).toEqual(before)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['changed', async () => db.update(auditLog).set({ actorName: 'Nobody' })],
    ['deleted', async () => db.delete(auditLog)],
    ['cleared away', async () => db.execute(sql`truncate audit_log`)],
  ])('cannot be %s', async (_what, write) => {
    await recordAudit(db, entry)
    const before = await list()
    await expect(write()).rejects.toThrow('audit_log is only added to')
    expect(await list()).toEqual(before)
  })
})
