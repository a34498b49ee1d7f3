import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createConnection } from './connections.ts'
import { newId, type Tx } from './database.ts'
import { dropOrderEventMonths, ensureOrderEventMonths } from './order-event-months.ts'
import { listOrderEvents } from './order-list.ts'
import { recordEvent } from './orders.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
let orderId: string
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const { id } = await createConnection(db, testBox(), newConnection)
  orderId = newId()
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, content_hash, placed_at, store_changed_at, currency, total_paid, state)
    values (${orderId}, ${id}, '1', 'R', '', now(), now(), 'EUR', 1, 'booked')`)
})
afterAll(() => close())

const months = async (): Promise<string[]> => {
  const { rows } = await db.execute<{ name: string }>(sql`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'order_events'::regclass order by 1`)
  return rows.map(({ name }) => name)
}
const addAt = (at: string, kind: string) =>
  db.execute(sql`insert into order_events (order_id, at, kind) values (${orderId}, ${at}::timestamptz, ${kind})`)
const partitionOf = async (kind: string): Promise<string | undefined> => {
  const { rows } = await db.execute<{ name: string }>(sql`
    select tableoid::regclass::text as name from order_events where kind = ${kind}`)
  return rows[0]?.name
}
const monthName = (at: Date) => `order_events_${at.toISOString().slice(0, 7).replace('-', '_')}`
const inMonths = (months: number) => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))
}

it('has this month and the next three, and makes what is missing, also when several do so at once', async () => {
  const wanted = [0, 1, 2, 3].map((nth) => monthName(inMonths(nth)))
  expect(await months()).toEqual(expect.arrayContaining([...wanted, 'order_events_default']))
  await db.execute(sql`drop table ${sql.identifier(wanted[2] as string)}`)
  const made = await Promise.all([ensureOrderEventMonths(db), ensureOrderEventMonths(db)])
  expect(made.toSorted()).toEqual([0, 1])
  expect(await months()).toEqual(expect.arrayContaining(wanted))
  await recordEvent(db, orderId, 'now')
  expect(await partitionOf('now')).toBe(wanted[0])
})

it('takes over what landed in no month, and tells of one order from all of them', async () => {
  const month = inMonths(3)
  await db.execute(sql`drop table ${sql.identifier(monthName(month))}`)
  await addAt(month.toISOString(), 'early')
  expect(await partitionOf('early')).toBe('order_events_default')
  await ensureOrderEventMonths(db)
  expect(await partitionOf('early')).toBe(monthName(month))
  expect((await listOrderEvents(db, orderId)).map(({ kind }) => kind)).toEqual(['now', 'early'])
})

it('drops whole months that are over, and no other', async () => {
  await db.execute(sql`select ensure_order_event_months('2020-01-15'::timestamptz, '2020-03-15'::timestamptz)`)
  await addAt('2020-01-31T23:59:59Z', 'january')
  await addAt('2020-02-01T00:00:00Z', 'february')
  expect(await dropOrderEventMonths(db, new Date('2020-02-10'))).toEqual(['order_events_2020_01'])
  const kinds = (await listOrderEvents(db, orderId)).map(({ kind }) => kind)
  expect(kinds).toContain('february')
  expect(kinds).not.toContain('january')
  expect(await dropOrderEventMonths(db, new Date('2020-02-10'))).toEqual([])
})

it('is only added to', async () => {
  await expect(db.execute(sql`update order_events set kind = 'other'`)).rejects.toThrow('only added to')
})
