import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from './connections.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { countOrders, getOrder, listOrders, type OrderFilter, type OrderPosition } from './order-list.ts'
import { fillTable } from './testing/fill-table.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const orders = 1_000_000
const connections = 1_000
const limit = 50

let db: Tx
let close: () => Promise<void>
let connectionId: string
let middle: OrderPosition

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  ;({ id: connectionId } = await createConnection(db, testBox(), newConnection))
  await db.execute(sql`
    insert into connections (id, name, store_url, store_key, erp_base_url, erp_company_id, erp_secret_key, settings)
    select gen_random_uuid(), '', '', '', '', '', '', '{}' from generate_series(2, ${connections}::int)`)
  // One in a hundred is held; references repeat, as split orders' do.
  await fillTable(
    db,
    'orders',
    sql`
      insert into orders (id, connection_id, store_order_id, reference, content_hash, placed_at, store_changed_at, currency,
        total_paid, state, buyer_order, erp_mk_id, erp_count_code, erp_total)
      select gen_random_uuid(), c.id, (n / ${connections})::text, 'REF' || upper(md5((n / 2)::text)), '',
        timestamptz '2026-01-01Z' + n * interval '20 seconds', now(), 'EUR', 47.06,
        case when (n / ${connections}) % 100 = 7 then 'held' else 'booked' end, 'A-' || n, 'mk' || n, 'PN-' || n, 47.06
      from generate_series(0, ${orders - 1}::int) n
      join (select id, row_number() over (order by id) - 1 as nth from connections) c on c.nth = n % ${connections}`,
  )
  const [row] = await listOrders(db, { to: new Date('2026-06-01T00:00:00Z') }, { limit: 1 })
  middle = row as OrderPosition
}, 180_000)
afterAll(() => close())

const touched = async (tx: Tx) => {
  const { rows } = await tx.execute<{ whole: number; rows: number }>(sql`
    select seq_scan::int as whole, idx_tup_fetch::int as rows from pg_stat_xact_user_tables where relname = 'orders'`)
  return rows[0] ?? { whole: 0, rows: 0 }
}

/** Rows of the table that a list touched, and whether it went through all of it. */
const cost = (filter: OrderFilter, after?: OrderPosition) =>
  db.transaction(async (tx) => {
    const before = await touched(tx)
    const found = await listOrders(tx, filter, { limit, ...(after ? { after } : {}) })
    const { whole, rows } = await touched(tx)
    return { found: found.length, whole: whole - before.whole, rows: rows - before.rows }
  })

const reference = `ref${'c4ca4238a0b923820dcc509a6f75849b'.slice(0, 6)}` // of md5('1')

describe(`among ${orders} orders`, () => {
  it.each<[string, () => [OrderFilter, OrderPosition?], number]>([
    ['the newest', () => [{}], 50],
    ['a page in the middle', () => [{}, middle], 50],
    ['those of one connection', () => [{ connectionId }, middle], 50],
    ['those held', () => [{ states: ['held'] }], 50],
    ['those held or rejected', () => [{ states: ['held', 'rejected'] }, middle], 50],
    ['those held of one connection', () => [{ connectionId, states: ['held'] }], 10],
    ['those of a day', () => [{ from: new Date('2026-03-01T00:00Z'), to: new Date('2026-03-01T00:10Z') }], 30],
    ['the beginning of a reference, in either case', () => [{ text: reference }], 2],
    ['a number in the ERP', () => [{ text: 'a-999999' }], 1],
    ['the beginning of a document number', () => [{ text: 'PN-99999' }], 11],
    ['a store order id', () => [{ text: '499' }], 50],
    ['a text within one connection', () => [{ connectionId, text: '499' }], 1],
    ['what very many begin with', () => [{ text: 'PN-9' }], 50],
    ['nothing like it', () => [{ text: '%' }], 0],
  ])('finds %s without reading them all', async (_what, filter, found) => {
    const spent = await cost(...filter())
    expect(spent).toMatchObject({ found, whole: 0 })
    expect(spent.rows).toBeLessThan(6_000)
  })

  it('counts them by state', async () => {
    expect(await countOrders(db)).toEqual({ booked: 990_000, held: 10_000 })
    expect(await countOrders(db, connectionId)).toEqual({ booked: 990, held: 10 })
    expect(await countOrders(db, newId())).toEqual({})
  })

  it('says when there is no such order', async () => {
    await expect(getOrder(db, newId())).rejects.toThrow(NotFoundError)
  })
})
