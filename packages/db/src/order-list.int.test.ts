import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from './connections.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { countOrders, getOrder, listOrders, type OrderFilter, type OrderPosition } from './order-list.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const orders = 100_000
const limit = 50

let db: Tx
let close: () => Promise<void>
let connectionId: string
let middle: OrderPosition

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const ids: string[] = []
  for (let n = 0; n < 20; n += 1) ids.push((await createConnection(db, testBox(), newConnection)).id)
  connectionId = ids[7] as string
  // One in a thousand is held; references repeat, as split orders' do.
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, content_hash, placed_at, store_changed_at, currency,
      total_paid, state, buyer_order, erp_mk_id, erp_count_code, erp_total)
    select gen_random_uuid(), (string_to_array(${ids.join()}, ','))[1 + n % 20]::uuid, (n / 20)::text,
      'REF' || upper(md5((n / 2)::text)), '', timestamptz '2026-01-01Z' + n * interval '5 minutes', now(), 'EUR',
      47.06, case when n % 1000 = 7 then 'held' else 'booked' end, 'A-' || n, 'mk' || n, 'PN-' || n, 47.06
    from generate_series(0, ${orders - 1}::int) n`)
  await db.execute(sql`analyze orders`)
  const [row] = await listOrders(db, { to: new Date('2026-06-01T00:00:00Z') }, { limit: 1 })
  middle = row as OrderPosition
})
afterAll(() => close())

/** Rows of the table that a list touched, and whether it went through all of it. */
const cost = (filter: OrderFilter, after?: OrderPosition) =>
  db.transaction(async (tx) => {
    const found = await listOrders(tx, filter, { limit, ...(after ? { after } : {}) })
    const { rows } = await tx.execute<{ whole: number; rows: number }>(sql`
      select seq_scan::int as whole, idx_tup_fetch::int as rows from pg_stat_xact_user_tables where relname = 'orders'`)
    return { found: found.length, ...rows[0] }
  })

const reference = `ref${'c4ca4238a0b923820dcc509a6f75849b'.slice(0, 6)}` // of md5('1')

describe(`among ${orders} orders`, () => {
  it.each<[string, () => [OrderFilter, OrderPosition?], number]>([
    ['the newest', () => [{}], 50],
    ['a page in the middle', () => [{}, middle], 50],
    ['those of one connection', () => [{ connectionId }, middle], 50],
    ['those held', () => [{ states: ['held'] }], 50],
    ['those held or rejected', () => [{ states: ['held', 'rejected'] }, middle], 44],
    ['those held of one connection', () => [{ connectionId, states: ['held'] }], 50],
    ['those of a day', () => [{ from: new Date('2026-03-01T00:00Z'), to: new Date('2026-03-01T01:00Z') }], 12],
    ['the beginning of a reference, in either case', () => [{ text: reference }], 2],
    ['a number in the ERP', () => [{ text: 'a-99999' }], 1],
    ['the beginning of a document number', () => [{ text: 'PN-9999' }], 11],
    ['a store order id', () => [{ text: '4999' }], 20],
    ['a text within one connection', () => [{ connectionId, text: '4999' }], 1],
    ['nothing like it', () => [{ text: '%' }], 0],
  ])('finds %s without reading them all', async (_what, filter, found) => {
    const touched = await cost(...filter())
    expect(touched).toMatchObject({ found, whole: 0 })
    expect(touched.rows).toBeLessThan(1_000)
  })

  it('counts them by state', async () => {
    expect(await countOrders(db)).toEqual({ booked: 99_900, held: 100 })
    expect(await countOrders(db, connectionId)).toEqual({ booked: 4_900, held: 100 })
    expect(await countOrders(db, newId())).toEqual({})
  })

  it('says when there is no such order', async () => {
    await expect(getOrder(db, newId())).rejects.toThrow(NotFoundError)
  })
})
