import { agedOrders, type Decision, orderReasons, type StoreOrder } from '@pretok/domain'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { saveImportedOrders } from './orders.ts'
import { orderEvents, orders } from './schema.ts'
import { listSetAside, type SetAsideOrder, saveDecisions, setAsideStatement } from './set-aside-orders.ts'
import { addConnection } from './testing/problems.ts'
import { readPlan } from './testing/read-plan.ts'
import { openTestDatabase } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
let connectionId: string

beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())
beforeEach(async () => {
  connectionId = await addConnection(db)
})

const sums = { paid: '0.00', total: '10.00', currency: 'EUR' }
const awaited: Decision = { state: 'waiting', reason: orderReasons.paymentAwaited({ ...sums, method: 'Nakazilo' }) }
const givenUp: Decision = { state: 'cancelled', reason: orderReasons.paymentGivenUp({ ...sums, days: 30 }) }
const ready: Decision = {
  state: 'ready',
  proof: { currency: 'EUR', totalPaid: '10.00', erpTotal: '10.00', lines: [], rates: [] },
}

const party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Ulica 1',
  postcode: '1000',
  city: 'Ljubljana',
  countryCode: 'SI',
}
const nothing = { net: '0', gross: '0' }
const orderOf = (storeOrderId: string, placedAt: string): StoreOrder => ({
  storeOrderId,
  reference: `REF${storeOrderId}`,
  referenceIsShared: false,
  placedAt,
  changedAt: placedAt,
  currency: 'EUR',
  state: { id: '1', name: 'Čaka na plačilo', meaning: 'open', paid: false },
  payment: { module: 'ps_wirepayment', label: 'Nakazilo', payments: [] },
  payer: party,
  recipient: party,
  lines: [],
  vouchers: [],
  discounts: nothing,
  shipping: nothing,
  wrapping: { ...nothing, wanted: false },
  totalPaid: '10.00',
  messages: [],
})

const save = (storeOrderId: string, decision: Decision, placedAt = '2026-10-01T08:00:00.000Z') =>
  saveImportedOrders(db, connectionId, [{ order: orderOf(storeOrderId, placedAt), decision }])

const waiting = { state: 'waiting', codes: ['ERR_ORDER_PAYMENT_AWAITED'] } as const
const look = (page: Partial<Parameters<typeof listSetAside>[3]> = {}) =>
  listSetAside(db, connectionId, waiting, { limit: 10, ...page })
const list = async (page: Parameters<typeof look>[0] = {}) => (await look(page)).found
const ids = (found: readonly SetAsideOrder[]) => found.map(({ order }) => order.storeOrderId)
const rowOf = async ({ id }: SetAsideOrder) => (await db.select().from(orders).where(eq(orders.id, id)))[0]

describe('orders that are set aside', () => {
  it('are listed page by page, oldest first, by state, reason and age', async () => {
    await save('3', awaited, '2026-10-03T08:00:00.000Z')
    await save('1', awaited, '2026-10-01T08:00:00.000Z')
    await save('2', awaited, '2026-10-02T08:00:00.000Z')
    await save('4', { state: 'waiting', reason: orderReasons.paymentNever({ module: 'x' }) })
    await save('5', givenUp)
    await save('6', ready)
    expect(ids(await list())).toEqual(['1', '2', '3'])
    const seen: string[] = []
    let page = await look({ limit: 1 })
    seen.push(...ids(page.found))
    while (page.next) {
      page = await look({ limit: 1, after: page.next })
      seen.push(...ids(page.found))
    }
    expect(seen).toEqual(['1', '2', '3'])
    expect(ids(await list({ placedBefore: new Date('2026-10-02T08:00:00Z') }))).toEqual(['1'])
  })

  it('are none of another connection, none that the ERP has something of, and none that were never understood', async () => {
    await save('1', awaited)
    await save('2', awaited)
    await save('3', awaited)
    await db.update(orders).set({ erpMkId: '1600000001' }).where(eq(orders.reference, 'REF2'))
    await db.update(orders).set({ snapshot: null }).where(eq(orders.reference, 'REF3'))
    expect(ids(await list())).toEqual(['1'])
    connectionId = await addConnection(db)
    expect(await look()).toEqual({ found: [] })
  })

  it('take new decisions, which stand on their timeline; those that may go are told', async () => {
    await save('1', awaited)
    await save('2', awaited, '2026-10-02T08:00:00.000Z')
    const [one, two] = (await list()) as [SetAsideOrder, SetAsideOrder]
    const told = await saveDecisions(db, [
      { was: one, decision: givenUp },
      { was: two, decision: ready },
    ])
    expect(told).toEqual([two.id])
    expect(await rowOf(one)).toMatchObject({ state: 'cancelled', reason: { code: 'ERR_ORDER_PAYMENT_GIVEN_UP' } })
    expect(await rowOf(two)).toMatchObject({ state: 'ready', reason: null, proof: { totalPaid: '10.00' } })
    const events = await db.select().from(orderEvents).where(eq(orderEvents.orderId, one.id))
    expect(events.at(-1)).toMatchObject({ kind: 'cancelled', data: { reason: 'ERR_ORDER_PAYMENT_GIVEN_UP' } })
  })

  it.each<[string, Partial<typeof orders.$inferInsert>]>([
    ['whose content changed', { contentHash: 'other' }],
    ['that somebody sends', { state: 'sending' }],
    ['that the ERP has something of', { erpMkId: '1600000001' }],
  ])('leave one alone %s meanwhile', async (_, meanwhile) => {
    await save('1', awaited)
    const [was] = (await list()) as [SetAsideOrder]
    await db.update(orders).set(meanwhile).where(eq(orders.id, was.id))
    expect(await saveDecisions(db, [{ was, decision: ready }])).toEqual([])
    expect((await rowOf(was))?.state).toBe(meanwhile.state ?? 'waiting')
  })
})

it('among a hundred thousand orders, those that are too old are found in an index', async () => {
  const another = await addConnection(db)
  await db.execute(sql`
    insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
      currency, total_paid, state, reason)
    select gen_random_uuid(), case when n % 2 = 0 then ${connectionId}::uuid else ${another}::uuid end, n::text, n::text, '{}', '',
      timestamptz '2026-01-01Z' + n * interval '1 minute', now(), 'EUR', 10,
      case when n % 40 = 0 then 'waiting' else 'booked' end,
      case when n % 40 = 0 then jsonb_build_object('code', 'ERR_ORDER_PAYMENT_AWAITED') end
    from generate_series(0, 99999) n`)
  await db.execute(sql`vacuum analyze orders`)
  const [aged] = agedOrders
  if (!aged) throw new Error('there is a list of those that time decides about')
  const page = { limit: 200, placedBefore: new Date('2026-02-01T00:00:00Z') }
  const plan = await readPlan(db, setAsideStatement(db, connectionId, aged, page).getSQL())
  expect(plan.shown).toBe(200)
  expect(plan.use('orders')).toMatchObject({ whole: 0 })
  expect(plan.use('orders').rows).toBeLessThan(2 * page.limit)
})
