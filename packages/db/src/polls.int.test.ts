import { ConnectionSettings } from '@pretok/domain'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createConnection, pauseConnection, pausedByOperator, resumeConnection } from './connections.ts'
import type { Tx } from './database.ts'
import { findPolls, type PolledFlow } from './polls.ts'
import { connections } from './schema.ts'
import { newConnection, openTestDatabase, testBox } from './testing/test-database.ts'

const box = testBox()
let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterEach(() => db.delete(connections))
afterAll(() => close())

const connect = async (pollSeconds?: number): Promise<string> => {
  const settings = ConnectionSettings.parse({ orders: { pollSeconds } })
  return (await createConnection(db, box, { ...newConnection, settings })).id
}
const all: readonly PolledFlow[] = ['orders', 'statuses', 'products', 'stock', 'store-facts', 'erp-facts']
const orderPolls = () => findPolls(db, ['orders'])
const everyMs = async () => new Map((await orderPolls()).map((poll) => [poll.connectionId, poll.everyMs]))

it('polls each connection at its own interval, and those that say 0 never', async () => {
  const [usual, slow] = [await connect(), await connect(3_600)]
  await connect(0)
  expect(await everyMs()).toEqual(
    new Map([
      [usual, 60_000],
      [slow, 3_600_000],
    ]),
  )
})

it('takes the usual interval where the settings are older than the field', async () => {
  const id = await connect()
  await db.execute(sql`update connections set settings = '{"orders": {}}'`)
  expect(await everyMs()).toEqual(new Map([[id, 60_000]]))
})

it('leaves paused connections alone until they go on', async () => {
  const id = await connect()
  await pauseConnection(db, id, pausedByOperator)
  expect(await findPolls(db, all)).toEqual([])
  await resumeConnection(db, id)
  expect([...(await everyMs()).keys()]).toEqual([id])
})

it('leaves a flow alone that is switched off', async () => {
  const settings = ConnectionSettings.parse({ flows: { orders: false } })
  await createConnection(db, box, { ...newConnection, settings })
  expect(await orderPolls()).toEqual([])
})

it('asks how booked orders come along where that flow is on, at its own interval', async () => {
  const connectWith = async (settings: object) =>
    (await createConnection(db, box, { ...newConnection, settings: ConnectionSettings.parse(settings) })).id
  const usual = await connectWith({ flows: { statuses: true } })
  const slow = await connectWith({ flows: { statuses: true }, statuses: { pollSeconds: 3_600 } })
  await connectWith({ flows: { statuses: true }, statuses: { pollSeconds: 0 } })
  await connectWith({})
  const polls = await findPolls(db, ['statuses'])
  expect(new Map(polls.map(({ connectionId, everyMs }) => [connectionId, everyMs]))).toEqual(
    new Map([
      [usual, 300_000],
      [slow, 3_600_000],
    ]),
  )
})

it('reads daily what each side says of itself, also where nothing else flows', async () => {
  const id = await connect(0)
  expect(await findPolls(db, all)).toEqual([
    { connectionId: id, flow: 'store-facts', everyMs: 86_400_000 },
    { connectionId: id, flow: 'erp-facts', everyMs: 86_400_000 },
  ])
})

it('polls the catalogue and the progress of orders for stock too, which has to know them', async () => {
  const connectWith = async (settings: object) =>
    (await createConnection(db, box, { ...newConnection, settings: ConnectionSettings.parse(settings) })).id
  const products = await connectWith({ flows: { products: true }, products: { pollSeconds: 120 } })
  const stock = await connectWith({ flows: { stock: true }, stock: { pollSeconds: 900 } })
  await connectWith({})
  const polls = await findPolls(db, ['products', 'stock', 'statuses'])
  expect(polls.map(({ connectionId, flow, everyMs }) => `${connectionId} ${flow} ${everyMs}`).toSorted()).toEqual(
    [
      `${products} products 120000`,
      `${stock} products 300000`,
      `${stock} stock 900000`,
      `${stock} statuses 300000`,
    ].toSorted(),
  )
})
