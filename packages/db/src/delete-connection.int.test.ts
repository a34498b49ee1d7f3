import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordAudit } from './audit-log.ts'
import { saveFacts } from './connection-facts.ts'
import { createConnection, getConnection } from './connections.ts'
import { newId, type Tx } from './database.ts'
import { deleteConnection, describeDeletion } from './delete-connection.ts'
import { NotFoundError } from './not-found.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const box = testBox()
let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())

const connect = async (): Promise<string> => {
  const { id } = await createConnection(db, box, newConnection)
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, content_hash, placed_at, store_changed_at, currency,
      total_paid, state)
    select gen_random_uuid(), ${id}::uuid, n::text, 'R' || n, '', now(), now(), 'EUR', 1,
      (array['booked', 'sending', 'in_doubt'])[n] from generate_series(1, 3) n`)
  await db.execute(
    sql`insert into order_events (order_id, kind) select id, 'imported' from orders where connection_id = ${id}`,
  )
  await db.execute(sql`insert into bindings (connection_id, kind, key) values (${id}, 'product', 'A')`)
  await db.execute(
    sql`insert into work (connection_id, queue, job, key, payload) values (${id}, 'orders', 'x', ${id}, '{}')`,
  )
  await saveFacts(db, id, 'store', { version: '8.2.1' })
  await recordAudit(db, {
    actor: { kind: 'api-key', id: 'k', name: 'k' },
    action: 'connection.created',
    connectionId: id,
  })
  return id
}

const count = async (table: string): Promise<number> => {
  const { rows } = await db.execute<{ n: string }>(sql`select count(*) as n from ${sql.identifier(table)}`)
  return Number(rows[0]?.n)
}

it('takes away everything of the connection and nothing of another; the audit log stays', async () => {
  const [gone, stays] = [await connect(), await connect()]
  expect(await describeDeletion(db, gone)).toEqual({
    name: 'Trgovina',
    orders: 3,
    unsettledOrders: 2,
    syncs: 0,
    bindings: 1,
    products: 0,
  })
  await deleteConnection(db, gone)
  await expect(getConnection(db, gone)).rejects.toThrow(NotFoundError)
  await expect(describeDeletion(db, gone)).rejects.toThrow(NotFoundError)
  await expect(deleteConnection(db, gone)).rejects.toThrow(NotFoundError)
  expect((await describeDeletion(db, stays)).orders).toBe(3)
  const left = await Promise.all(
    ['orders', 'order_events', 'bindings', 'work', 'connection_facts', 'audit_log'].map(count),
  )
  expect(left).toEqual([3, 3, 1, 1, 1, 2])
})

it('knows nothing of a connection that never was', async () => {
  await expect(deleteConnection(db, newId())).rejects.toThrow(NotFoundError)
})
