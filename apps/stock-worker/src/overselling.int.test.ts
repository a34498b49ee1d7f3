import { setTimeout as pause } from 'node:timers/promises'
import { saveCursor, saveImportedOrders, schema, settleOrder } from '@pretok/db'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

interface Thing {
  productId: number
  combinationId: number
  code: string
}

interface Sale {
  storeOrderId: string
  thing: Thing
  quantity: number
}

const sellingMs = 2_000
const betweenSalesMs = 50
const reason = { code: 'ERR_TEST', message: '-', messageSl: '-', remedy: '-', remedySl: '-', details: {} }

let hub: TestHub
let things: Thing[] = []
/** What is free in the ERP, by code. */
let free: Map<string, number>
let unbooked: Sale[]
let imported: Set<string>
/** Customers buy right between our reading and our writing. */
let buysBetween: boolean
let lostFirst: number

/** Mulberry32: the same sales in every run. */
let seed = 1
const random = (below: number): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below
}
const anyThing = (): Thing => {
  const thing = things[random(things.length)]
  if (!thing) throw new Error('the shop has nothing to sell')
  return thing
}

const setFree = (code: string, pieces: number) => {
  free.set(code, pieces)
  hub.company.setStock({ code, amount: String(pieces) })
}

const importOrders = async (ids: readonly string[], state: 'waiting' | 'cancelled') => {
  const { store } = await hub.sides()
  const { orders } = await store.readOrdersById(ids)
  await hub.db.transaction((tx) =>
    saveImportedOrders(
      tx,
      hub.connectionId,
      orders.map((order) => ({ order, decision: { state, reason } })),
    ),
  )
}

/** As the worker of orders does: what was sold comes to the hub, then to the ERP. */
const bookOne = async () => {
  const sale = unbooked[0]
  if (!sale) return
  const { storeOrderId, thing, quantity } = sale
  if (!imported.has(storeOrderId)) await importOrders([storeOrderId], 'waiting')
  imported.add(storeOrderId)
  const row = (await hub.db.select().from(schema.orders)).find((one) => one.storeOrderId === storeOrderId)
  if (!row) throw new Error(`order ${storeOrderId} was not imported`)
  unbooked = unbooked.filter((one) => one !== sale)
  setFree(thing.code, (free.get(thing.code) ?? 0) - quantity)
  await hub.announce(hub.mkIdOf(thing.code))
  await hub.db.transaction((tx) => settleOrder(tx, row.id, { state: 'booked' }))
}

const sellOne = ({ code, ...thing } = anyThing()) => {
  const quantity = 1 + random(2)
  const order = hub.store.backOffice.order({ copyOf: 7, ...thing, quantity })
  if (order) unbooked = [...unbooked, { storeOrderId: String(order.id), thing: { ...thing, code }, quantity }]
  return order !== undefined
}

/** Twenty times a second by the clock, however long the rest takes. */
const sellUntil = async (end: number): Promise<number> => {
  let sold = 0
  for (let due = performance.now(); due < end; due += betweenSalesMs) {
    await pause(Math.max(0, due - performance.now()))
    if (sellOne()) sold += 1
  }
  return sold
}

/** Orders are booked, and goods come and go in the ERP. */
const tradeUntil = async (end: number): Promise<void> => {
  while (performance.now() < end) {
    if (random(3) === 0) await bookOne()
    if (random(4) === 0) {
      const { code } = anyThing()
      setFree(code, Math.max(0, (free.get(code) ?? 0) + random(9) - 4))
      await hub.announce(hub.mkIdOf(code))
    }
    await pause(betweenSalesMs)
  }
}

const wrong = () =>
  things.flatMap((thing) => {
    const { productId, combinationId, code } = thing
    const ordered = unbooked
      .filter((sale) => sale.thing.code === code)
      .reduce((total, { quantity }) => total + quantity, 0)
    const expected = Math.max(0, (free.get(code) ?? 0) - ordered)
    const found = hub.quantity(productId, combinationId)
    return found === expected ? [] : [{ code, found, expected }]
  })

beforeEach(async () => {
  buysBetween = false
  lostFirst = 0
  hub = await startTestHub({
    flows: { orders: true },
    syncing: { unsettledAfterMs: 500 },
    wrapStore: (store) => ({
      ...store,
      writeStock: (writes, options) => {
        const [first] = writes
        const thing = things.find(({ productId, combinationId }) => {
          const row = first?.row
          return productId === Number(row?.productId) && combinationId === Number(row?.combinationId ?? 0)
        })
        if (buysBetween && thing && sellOne(thing)) lostFirst += 1
        return store.writeStock(writes, options)
      },
    }),
  })
  await hub.startWorker()
  const codes = await hub.stockErp(() => 30)
  free = new Map([...codes].map((code) => [code, 30]))
  unbooked = []
  imported = new Set()
  await hub.readCatalogues()
  await importOrders(
    hub.store.shop.rows('orders').map(({ id }) => String(id)),
    'cancelled',
  )
  await saveCursor(hub.db, hub.connectionId, 'orders', {})
  await hub.flow()
  const codeOf = new Map(hub.company.products().map((product) => [product['mk_id'], String(product['code'])]))
  things = (await hub.items())
    .filter(({ target }) => target !== null)
    .slice(0, 8)
    .map(({ productId, combinationId, mkId }) => {
      return { productId: Number(productId), combinationId: Number(combinationId), code: codeOf.get(mkId ?? '') ?? '' }
    })
}, 30_000)
afterEach(() => hub.close())

it('trap 43: nothing that is sold while stock is written is lost, and nothing is sold twice', async () => {
  let sold = 0
  for (const round of [1, 2]) {
    buysBetween = true
    const end = performance.now() + sellingMs
    const [sales] = await Promise.all([sellUntil(end), tradeUntil(end)])
    sold += sales
    buysBetween = false
    await hub.settled()
    expect(wrong(), `after round ${round}`).toEqual([])
  }
  expect(sold).toBeGreaterThan(sellingMs / betweenSalesMs)
  expect(lostFirst).toBeGreaterThan(0)
  expect((await hub.changes()).some(({ trigger }) => trigger === 'erp-webhook')).toBe(true)
}, 60_000)

it('trap 48: where the ERP has less than open orders need, the lower number is pushed', async () => {
  const { code, ...thing } = anyThing()
  hub.store.backOffice.order({ copyOf: 7, ...thing, quantity: 3 })
  for (const [pieces, expected] of [
    [5, 2],
    [2, 0],
  ] as const) {
    setFree(code, pieces)
    await hub.announce(hub.mkIdOf(code))
    await hub.settled()
    expect(hub.quantity(thing.productId, thing.combinationId)).toBe(expected)
  }
})
