import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from './connections.ts'
import type { Tx } from './database.ts'
import {
  deleteOldInboundEvents,
  findUnhandled,
  type InboundSender,
  markHandled,
  recordInboundEvent,
  shopEvents,
} from './inbound-events.ts'
import { inboundEvents } from './schema.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())

const newSender = async (): Promise<InboundSender> => {
  const { id: connectionId } = await createConnection(db, testBox(), newConnection)
  return { connectionId, source: 'prestashop' }
}
const record = (sender: InboundSender, eventId: string, event = 'order.created', subject = '57') =>
  recordInboundEvent(db, { ...sender, eventId, event, subject })

const found = async (sender: InboundSender, limit = 100) =>
  (await findUnhandled(db, sender, shopEvents.orders, limit)).map(({ eventId }) => eventId)
const kept = async ({ connectionId }: InboundSender) =>
  (await db.select().from(inboundEvents).where(eq(inboundEvents.connectionId, connectionId))).map((row) => row.eventId)

describe('an event', () => {
  it('is recorded once for its connection and source', async () => {
    const [one, other] = [await newSender(), await newSender()]
    expect(await record(one, 'a')).toBe(true)
    expect(await record(one, 'a', 'order.changed', '58')).toBe(false)
    expect(await record(other, 'a')).toBe(true)
    expect(await record({ ...one, source: 'metakocka' }, 'a')).toBe(true)
    expect(await findUnhandled(db, one, shopEvents.orders, 9)).toEqual([{ eventId: 'a', subject: '57' }])
  })

  it('is recorded once by two transactions that overlap; if the first is rolled back, by the second', async () => {
    const sender = await newSender()
    let second: Promise<boolean> | undefined
    const first = db.transaction(async (tx) => {
      await recordInboundEvent(tx, { ...sender, eventId: 'a', event: 'order.created', subject: '57' })
      second = record(sender, 'a')
      await expect
        .poll(async () => (await db.execute('select from pg_locks where not granted')).rowCount)
        .toBeGreaterThan(0)
      throw new Error('rolled back')
    })
    await expect(first).rejects.toThrow('rolled back')
    expect(await second).toBe(true)
    expect(await kept(sender)).toEqual(['a'])
  })

  it('is found until it is handled, the oldest first, by its kind', async () => {
    const sender = await newSender()
    const other = await newSender()
    await record(sender, 'b')
    await record(sender, 'a', 'order.changed')
    await record(sender, 'c', 'stock.changed')
    await record(other, 'a')
    expect(await found(sender)).toEqual(['b', 'a'])
    expect(await found(sender, 1)).toEqual(['b'])
    await markHandled(db, sender, ['b', 'a'])
    expect(await found(sender)).toEqual([])
    expect(await found(other)).toEqual(['a'])
    expect((await findUnhandled(db, sender, shopEvents.stock, 9)).map(({ eventId }) => eventId)).toEqual(['c'])
  })
})

it('old events are deleted in batches, once they are handled', async () => {
  const sender = await newSender()
  const day = (n: number) => new Date(Date.UTC(2026, 0, n))
  const add = (eventId: string, receivedAt: Date, handledAt: Date | null) =>
    db
      .insert(inboundEvents)
      .values({ ...sender, eventId, event: 'order.created', subject: '57', receivedAt, handledAt })
  for (const n of [1, 2, 3]) await add(`old ${n}`, day(n), day(9))
  await add('unhandled', day(1), null)
  await add('young', day(8), day(9))
  expect(await deleteOldInboundEvents(db, day(5), 2)).toBe(2)
  expect((await kept(sender)).sort()).toEqual(['old 3', 'unhandled', 'young'])
  expect(await deleteOldInboundEvents(db, day(5), 2)).toBe(1)
  expect(await deleteOldInboundEvents(db, day(5), 2)).toBe(0)
  expect((await kept(sender)).sort()).toEqual(['unhandled', 'young'])
})
