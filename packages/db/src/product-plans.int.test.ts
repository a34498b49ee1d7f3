import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { listStatement, type ProblemFilter } from './problems.ts'
import { addConnection } from './testing/problems.ts'
import { readPlan } from './testing/read-plan.ts'
import { openTestDatabase } from './testing/test-database.ts'

const items = 100_000
const connectionCount = 20
const limit = 50

let db: Tx
let close: () => Promise<void>
let connectionId: string

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const ids: string[] = []
  for (let n = 0; n < connectionCount; n += 1) ids.push(await addConnection(db))
  connectionId = ids[7] as string
  await db.execute(sql`update connections set settings = jsonb_set(settings, '{flows}', '{"products": true}')`)
  // One in twenty is in quarantine, of each connection.
  await db.execute(sql`
    insert into store_items (id, connection_id, product_id, code, name, is_active, snapshot, content_hash, read_at, action, plan, planned_at)
    select gen_random_uuid(), (string_to_array(${ids.join()}, ','))[1 + n % ${connectionCount}]::uuid, n::text, 'C-' || n, 'Izdelek ' || n, true,
      '{}', n::text, now(), action, jsonb_build_object('action', action) || case when action = 'leave' then '{}' else jsonb_build_object('reason', jsonb_build_object(
        'code', 'ERR_PRODUCT_REFERENCE_MISSING', 'message', '', 'messageSl', '', 'remedy', '', 'remedySl', '')) end,
      timestamptz '2026-01-01Z' + n * interval '1 minute'
    from generate_series(0, ${items - 1}::int) n,
      lateral (select case when n / ${connectionCount} % 20 = 7 then 'quarantine' else 'leave' end as action) s`)
  await db.execute(sql`vacuum analyze store_items`)
  await db.execute(sql`analyze connections`)
})
afterAll(() => close())

describe(`of ${items} items, one in twenty of them in quarantine`, () => {
  it.each<[string, () => ProblemFilter]>([
    ['the newest', () => ({ kind: 'product' })],
    ['the newest among all problems', () => ({})],
    ['those of one connection', () => ({ kind: 'product', connectionId })],
    ['those of a time', () => ({ kind: 'product', since: new Date('2026-02-01Z'), until: new Date('2026-03-01Z') })],
  ])('%s are found as problems in an index', async (_what, filter) => {
    const { shown, use } = await readPlan(db, listStatement(filter(), { limit }))
    const used = use('store_items')
    expect({ shown, whole: used.whole }).toEqual({ shown: limit, whole: 0 })
    expect(used.rows).toBeLessThanOrEqual(2 * limit)
  })

  it.each([
    ['what waits to be planned', sql`action is null and snapshot is not null`, 0],
    ['what is to be written', sql`action in ('create', 'change')`, 0],
    ['those of one action', sql`action = 'quarantine'`, limit],
  ])('%s of one connection is found in an index', async (_what, which, shown) => {
    const statement = sql`
      select id from store_items where connection_id = ${connectionId} and ${which} order by id limit ${limit}`
    const plan = await readPlan(db, statement)
    expect({ shown: plan.shown, whole: plan.use('store_items').whole }).toEqual({ shown, whole: 0 })
    expect(plan.use('store_items').rows).toBeLessThanOrEqual(items / connectionCount / 20 + limit)
  })
})
