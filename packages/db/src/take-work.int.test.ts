import { ordersQueue as queue } from '@pretok/jobs'
import { createTestDatabase } from '@pretok/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { takeStatement } from './take-work.ts'
import { fillTable } from './testing/fill-table.ts'

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

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Plan[]
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** Rows of `work` a node had to look at, over all its loops. */
const rowsRead = (node: Plan): number =>
  node['Actual Loops'] *
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0))

const depth = 40

/** How many rows of `work` one round looks at, having made sure that it never goes through all of them. */
const readInOneRound = async (): Promise<number> => {
  const statement = takeStatement(queue, { window: 4, depth, leaseMs: 30_000 })
  const { rows } = await database.db.execute<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    sql`explain (analyze, format json) ${statement}`,
  )
  await database.db.execute(sql`update work set state = 'waiting' where state = 'queued'`)
  const onWork = nodesOf(rows[0]?.['QUERY PLAN'][0].Plan as Plan).filter(
    (node) => node['Relation Name'] === 'work' && node['Node Type'] !== 'ModifyTable',
  )
  expect(onWork.length).toBeGreaterThan(4)
  expect(onWork.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([])
  return onWork.reduce((sum, node) => sum + rowsRead(node), 0)
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
