import type { ConnectionId } from '@pretok/domain'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { findBookedPieces, findPlacedAfter, findUnbookedPieces, findUnissuedPieces } from './stock-in-flight.ts'
import { addConnection } from './testing/problems.ts'
import { readPlan } from './testing/read-plan.ts'
import { openTestDatabase } from './testing/test-database.ts'

const orders = 100_000
const connectionCount = 20
/** Of one connection. */
const [unbooked, bookedLately] = [10, 650]

let db: Tx
let close: () => Promise<void>
let connectionId: ConnectionId

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  const ids: string[] = []
  for (let n = 0; n < connectionCount; n += 1) ids.push(await addConnection(db))
  connectionId = ids[7] as ConnectionId
  // Two orders in a thousand wait; the others were booked ten minutes apart, so those of 90 days are some 650 of each connection.
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
      currency, total_paid, state, booked_at)
    select gen_random_uuid(), (string_to_array(${ids.join()}, ','))[1 + n % ${connectionCount}]::uuid, (1000000 - n)::text, n::text,
      '{"lines": [{"storeProductId": "6", "storeCombinationId": "9", "quantity": 2}, {"storeProductId": "7", "quantity": 1}]}', '',
      at, at, 'EUR', 47.06, case when waits then 'ready' else 'booked' end, case when waits then null else at end
    from generate_series(0, ${orders - 1}::int) n,
      lateral (select now() - n * interval '10 minutes' as at, n / ${connectionCount} % 500 = 7 as waits) s`)
  await db.execute(sql`
    insert into order_progress (order_id, progress, read_at)
    select id, '{"stage": "closed"}', now() from orders where state = 'booked' and booked_at < now() - interval '1 day'`)
  for (const table of ['orders', 'order_progress']) await db.execute(sql.raw(`vacuum analyze ${table}`))
}, 60_000)
afterAll(() => close())

/** How the statement goes by which something is found. */
const planOf = async (find: (tx: Tx) => Promise<unknown>) => {
  let asked: SQL | undefined
  const listening = {
    execute: async (statement: SQL) => {
      asked = statement
      return { rows: [] }
    },
  }
  await find(listening as unknown as Tx)
  if (!asked) throw new Error('nothing was asked')
  return readPlan(db, asked)
}

describe(`among ${orders} orders of ${connectionCount} connections`, () => {
  it('pieces that are not booked are counted, product by product', async () => {
    expect(await findUnbookedPieces(db, connectionId)).toEqual(
      expect.arrayContaining([
        { productId: '6', combinationId: '9', quantity: 2 * unbooked },
        { productId: '7', combinationId: '', quantity: unbooked },
      ]),
    )
  })

  it('pieces that have not been issued are those of orders that are open in the ERP', async () => {
    const pieces = await findUnissuedPieces(db, connectionId)
    // Of the last day: 144 orders of 20 connections.
    const open = pieces.find(({ productId }) => productId === '7')?.quantity ?? 0
    expect(open).toBeGreaterThanOrEqual(6)
    expect(open).toBeLessThanOrEqual(8)
    expect(pieces).toContainEqual({ productId: '6', combinationId: '9', quantity: 2 * open })
  })

  it.each<[string, (tx: Tx) => Promise<unknown>, number]>([
    ['not booked', (tx) => findUnbookedPieces(tx, connectionId), 2 * unbooked],
    ['not issued', (tx) => findUnissuedPieces(tx, connectionId), 2 * bookedLately],
    [
      'booked since a moment',
      (tx) => findBookedPieces(tx, connectionId, new Date(Date.now() - 90 * 86_400_000)),
      2 * bookedLately,
    ],
    ['the newest', (tx) => findPlacedAfter(tx, connectionId), 2 * 100],
  ])('those %s are found in indexes', async (_what, find, most) => {
    const { use } = await planOf(find)
    expect(use('orders')).toMatchObject({ whole: 0 })
    expect(use('orders').rows).toBeLessThanOrEqual(most)
    expect(use('order_progress').whole).toBe(0)
  })
})
