import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { listProblems, listStatement, type ProblemFilter, type ProblemPosition } from './problems.ts'
import { addConnection } from './testing/problems.ts'
import { readPlan } from './testing/read-plan.ts'
import { openTestDatabase } from './testing/test-database.ts'

const orders = 100_000
const connectionCount = 20
const givenUp = 500
const limit = 50

let db: Tx
let close: () => Promise<void>
let connectionId: string
let middle: ProblemPosition

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const ids: string[] = []
  for (let n = 0; n < connectionCount; n += 1) ids.push(await addConnection(db))
  connectionId = ids[7] as string
  // One in twenty is stopped, of each connection; each for one of three reasons.
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
      currency, total_paid, state, reason, updated_at)
    select gen_random_uuid(), (string_to_array(${ids.join()}, ','))[1 + n % ${connectionCount}]::uuid, n::text, n::text, '{}', '',
      now(), now(), 'EUR', 47.06, case when stopped then 'held' else 'booked' end, case when stopped then jsonb_build_object(
        'code', 'ERR_ORDER_' || (array['EMPTY', 'VAT_UNKNOWN', 'REFERENCE_MISSING'])[1 + n % 3], 'message', '', 'messageSl', '',
        'remedy', '', 'remedySl', '') end, timestamptz '2026-01-01Z' + n * interval '1 minute'
    from generate_series(0, ${orders - 1}::int) n, lateral (select n / ${connectionCount} % 20 = 7 as stopped) s`)
  // Transfers that were given up and that their orders tell of; transfers and imports that wait.
  await db.execute(sql`
    insert into work (connection_id, queue, job, key, payload, state, attempts, last_error, created_at)
    select connection_id, 'orders', 'transfer-order', id::text, '{}', 'failed', 8, '{"code": "ERR_REMOTE_UNAVAILABLE"}', updated_at
    from orders where state = 'held' limit ${givenUp}`)
  await db.execute(sql`
    insert into work (connection_id, queue, job, key, payload)
    select connection_id, 'orders', 'transfer-order', id::text, '{}' from orders where state = 'booked' limit 20000`)
  await db.execute(sql`
    insert into work (connection_id, queue, job, key, payload) select id, 'orders', 'import-orders', id::text, '{}' from connections`)
  await db.execute(sql`vacuum analyze orders`)
  await db.execute(sql`vacuum analyze work`)
  const rows = await listProblems(db, {}, { limit: 2_500 })
  middle = (rows.at(-1) as (typeof rows)[number]).position
})
afterAll(() => close())

const planOf = async (filter: ProblemFilter, after?: ProblemPosition) => {
  const statement = listStatement(filter, { limit, ...(after ? { after } : {}) })
  const { shown, use } = await readPlan(db, statement)
  const [orders, work] = [use('orders'), use('work')]
  return { shown, whole: orders.whole + work.whole, orders: orders.rows, work: work.rows }
}

describe(`among ${orders} orders, one in twenty of them stopped`, () => {
  it.each<[string, () => [ProblemFilter, ProblemPosition?], number]>([
    ['the newest', () => [{}], 2 * limit],
    ['a page in the middle', () => [{}, middle], 2 * limit],
    ['those of one connection', () => [{ connectionId }], 2 * limit],
    ['those of one connection, in the middle', () => [{ connectionId }, middle], 2 * limit],
    ['orders', () => [{ kind: 'order' }, middle], 2 * limit],
    ['those of a time', () => [{ since: new Date('2026-02-01Z'), until: new Date('2026-03-01Z') }], 2 * limit],
    // No index knows reasons: these are looked for among all that are stopped.
    ['those of one reason', () => [{ code: 'ERR_ORDER_EMPTY' }], orders / 20 + limit],
    ['those of one reason and connection', () => [{ code: 'ERR_ORDER_EMPTY', connectionId }], 250 + limit],
  ])('finds %s in indexes', async (_what, of, most) => {
    const plan = await planOf(...of())
    expect(plan).toMatchObject({ shown: limit, whole: 0 })
    expect(plan.orders).toBeGreaterThanOrEqual(limit)
    expect(plan.orders).toBeLessThanOrEqual(most)
    // Of work: what was given up once, an import for each connection, and a look at the next try of each order shown.
    expect(plan.work).toBeLessThanOrEqual(givenUp + connectionCount + limit)
  })
})
