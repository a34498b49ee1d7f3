import { releasePass } from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub, type TestHubOptions } from './testing/test-hub.ts'

const somebody = { kind: 'user', id: 'u1', name: 'Ana' } as const

let hub: TestHub
/** A product without combinations, with its code. */
let simple: { productId: number; code: string }
let codes: Set<string>

const start = async (options: TestHubOptions = {}) => {
  await hub?.close()
  hub = await startTestHub(options)
  await hub.startWorker()
  codes = await hub.stockErp(() => 10)
  await hub.readCatalogues()
  const { store } = await hub.sides()
  const { items } = await store.readProducts({ by: 'id', limit: 500 })
  const counts = Map.groupBy(items, ({ reference }) => reference)
  const found = items.find(
    ({ combinationId, reference, kind }) =>
      combinationId === undefined && reference !== '' && kind === 'goods' && counts.get(reference)?.length === 1,
  )
  if (!found) throw new Error('the shop has no such product')
  simple = { productId: Number(found.productId), code: found.reference }
}
beforeEach(() => start())
afterEach(() => hub.close())

const quantity = () => hub.quantity(simple.productId)
const set = (amount: string, rest: object = {}) => hub.company.setStock({ code: simple.code, amount, ...rest })
const mkId = () => hub.mkIdOf(simple.code)

describe('what MetaKocka announces', () => {
  it('is in the store within two seconds, with its reason', async () => {
    await hub.flow()
    set('4')
    const began = performance.now()
    await hub.announce(mkId())
    await hub.until(() => expect(quantity()).toBe(4))
    expect(performance.now() - began).toBeLessThan(2_000)
    await hub.settled()
    const [change] = await hub.changes()
    expect(change).toMatchObject({ before: 10, after: 4, trigger: 'erp-webhook', outcome: 'written' })
    expect(change?.terms).toMatchObject([
      { kind: 'warehouse', basis: 'free', amount: '4', result: '4' },
      { kind: 'inFlight', value: '0' },
      { kind: 'whole', result: '4' },
    ])
  })

  it('may be that a single product is sold out', async () => {
    await hub.flow()
    set('0')
    await hub.announce(mkId())
    await hub.settled()
    expect(quantity()).toBe(0)
  })

  it('comes between the batches of a pass', async () => {
    await hub.flow()
    for (const code of codes) hub.company.setStock({ code, amount: '3' })
    let announced = false
    await hub.passTime(1)
    await hub.ask()
    await hub.until(async () => {
      if (!announced && (await hub.changes()).length > 10) {
        announced = true
        set('2')
        await hub.announce(mkId())
      }
      expect(announced).toBe(true)
    })
    await hub.settled()
    expect(quantity()).toBe(2)
  })
})

describe('a pass', () => {
  it('writes what differs and nothing else', async () => {
    await hub.flow()
    const puts = hub.requestsOf('PUT', 'stock_availables')
    await hub.passTime(1)
    await hub.flow()
    expect(hub.requestsOf('PUT', 'stock_availables')).toBe(puts)
    const [last] = await hub.passes()
    expect(last).toMatchObject({ kind: 'delta', state: 'done', counts: { toWrite: 0, written: 0 } })
    set('5')
    await hub.passTime(1)
    await hub.flow()
    expect(quantity()).toBe(5)
    expect(hub.requestsOf('PUT', 'stock_availables')).toBe(puts + 1)
    expect((await hub.passes())[0]).toMatchObject({ kind: 'delta', counts: { toWrite: 1, written: 1 } })
  })

  it('is not taken again before its time', async () => {
    await hub.flow()
    await hub.flow()
    expect(await hub.passes()).toHaveLength(1)
  })

  it('comes at once with new settings', async () => {
    await hub.flow()
    await hub.changeSettings({ buffer: 3 })
    await hub.flow()
    expect(quantity()).toBe(7)
  })

  it('sees nightly what somebody has changed in the store', async () => {
    await hub.flow()
    hub.store.backOffice.sell(simple.productId, 0, 4)
    await hub.passTime(1)
    await hub.flow()
    expect(quantity()).toBe(6)
    await hub.passTime(29)
    await hub.flow()
    expect(quantity()).toBe(10)
    expect((await hub.passes())[0]).toMatchObject({ kind: 'full' })
  })

  it('ends as a sync that was asked for', async () => {
    set('8')
    const sync = await hub.sync({})
    expect(sync).toMatchObject({ state: 'done' })
    expect(sync.counts.read).toBe((await hub.items()).length)
    expect(quantity()).toBe(8)
  })
})

describe('single products', () => {
  it('are written on request', async () => {
    await hub.flow()
    hub.store.backOffice.sell(simple.productId, 0, 4)
    const sync = await hub.sync({ ids: [String(simple.productId)] })
    expect(sync).toMatchObject({ state: 'done', counts: { read: 1, changed: 1 } })
    expect(quantity()).toBe(10)
    expect((await hub.changes())[0]).toMatchObject({ trigger: 'by-hand', before: 6, after: 10 })
  })
})

describe('valves', () => {
  const zeroAll = () => {
    for (const code of codes) hub.company.setStock({ code, amount: '0' })
  }

  it('stop a pass that would empty the store, until somebody releases it', async () => {
    await hub.flow()
    const before = hub.requestsOf('PUT', 'stock_availables')
    zeroAll()
    await hub.passTime(1)
    await hub.flow()
    expect(quantity()).toBe(10)
    const [stopped] = await hub.passes()
    expect(stopped).toMatchObject({ state: 'stopped', reason: { code: 'ERR_STOCK_TOO_MANY_TO_ZERO' } })
    expect(hub.requestsOf('PUT', 'stock_availables')).toBe(before)
    // It asks once, however often it is tried.
    await hub.passTime(1)
    await hub.flow()
    expect((await hub.passes()).filter(({ state }) => state === 'stopped')).toHaveLength(1)
    await releasePass(hub.db, stopped?.id ?? '', somebody)
    await hub.flow()
    expect(quantity()).toBe(0)
    const [done, released] = await hub.passes()
    expect(done).toMatchObject({ state: 'done' })
    expect(released).toMatchObject({ id: stopped?.id, settledAt: expect.any(Date) })
  })

  it('need nobody when the ERP comes back by itself', async () => {
    await hub.flow()
    zeroAll()
    await hub.passTime(1)
    await hub.flow()
    for (const code of codes) hub.company.setStock({ code, amount: '9' })
    await hub.passTime(1)
    await hub.flow()
    expect(quantity()).toBe(9)
    expect((await hub.passes()).filter(({ state, settledAt }) => state === 'stopped' && !settledAt)).toEqual([])
  })

  it('stop a pass on a list that is much shorter than the last one', async () => {
    await hub.flow()
    await hub.changeSettings({ mostToZeroPercent: 100 })
    await hub.flow()
    zeroAll()
    await hub.passTime(1)
    await hub.flow()
    expect(quantity()).toBe(10)
    expect((await hub.passes())[0]).toMatchObject({ state: 'stopped', reason: { code: 'ERR_STOCK_ANSWER_SHORT' } })
  })

  it('stop everything when a warehouse of the settings is not there', async () => {
    await hub.flow()
    await hub.changeSettings({ warehouses: [{ mark: 'nowhere', percent: 100 }] })
    await hub.flow()
    expect(quantity()).toBe(10)
    expect((await hub.passes())[0]).toMatchObject({
      state: 'stopped',
      reason: { code: 'ERR_STOCK_NO_WAREHOUSE', details: { marks: ['nowhere'] } },
    })
  })
})
