import { ordersQueue as queue } from '@pretok/jobs'
import { createTestDatabase } from '@pretok/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { takeStatement } from './take-work.ts'
import { fillTable } from './testing/fill-table.ts'
import { readPlan } from './testing/read-plan.ts'

const connectionCount = 1_000
const backlog = 100_000

let database: Database
let dropDatabase: () => Promise<void>

beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  database = openDatabase({ url, applicationName: 'test' })
  await database.db.execute(sql`
    insert into connections (id, name, store_url, store_key, erp_base_url, erp_company_id, erp_secret_key, settings)
    select gen_random_uuid(), n::text, '', '', '', '', '', '{}' from generate_series(1, ${connectionCount}) n`)
  await fillTable(
    database.db,
    'work',
    sql`
    insert into work (connection_id, queue, job, key, payload, lane, run_at)
    select c.id, 'orders', 'transfer-order', c.name || '/' || n, '{}', case when n % 2 = 0 then 'live' else 'backfill' end,
      now() - n * interval '1 minute'
    from connections c, generate_series(1, ${backlog / connectionCount}) n`,
  )
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})

const depth = 40

/** How many rows of `work` one round looks at, having made sure that it never goes through all of them. */
const readInOneRound = async (): Promise<number> => {
  const statement = takeStatement(queue, { window: 4, depth, leaseMs: 30_000 })
  const work = (await readPlan(database.db, statement)).use('work')
  await database.db.execute(sql`update work set state = 'waiting' where state = 'queued'`)
  expect(work.steps).toBeGreaterThan(4)
  expect(work.whole).toBe(0)
  return work.rows
}

describe('taking from 100,000 rows waiting for 1,000 connections', () => {
  it('reads a few index entries per row handed out, whatever waits', async () => {
    const read = await readInOneRound()
    expect(read).toBeGreaterThan(depth)
    expect(read).toBeLessThan(depth * 12)
  })

  it('passes over connections that have nothing due with one look each', async () => {
    await database.db.execute(sql`
      update work set run_at = now() + interval '1 hour' where connection_id <> (select max(connection_id::text)::uuid from work)`)
    await database.db.execute(sql`vacuum analyze work`)
    const read = await readInOneRound()
    expect(read).toBeGreaterThan(connectionCount)
    expect(read).toBeLessThan(connectionCount * 4)
  })
})
