import { listProblems, releasePass } from '@pretok/db'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const somebody = { kind: 'user', id: 'u1', name: 'Ana' } as const

let hub: TestHub
let codes: string[]
let written: number

const puts = () => hub.requestsOf('PUT', 'stock_availables')
const setAll = (amount: string, which = codes) => {
  for (const code of which) hub.company.setStock({ code, amount })
}
const problems = () => listProblems(hub.db, { connectionId: hub.connectionId, kind: 'stock-pass' }, { limit: 10 })
const sellable = async () => (await hub.items()).filter(({ target }) => target !== null)
const soldOut = async () =>
  (await sellable()).filter(
    ({ productId, combinationId }) => hub.quantity(Number(productId), Number(combinationId)) === 0,
  )
const flowLater = async () => {
  await hub.passTime(1)
  await hub.flow()
}

beforeEach(async () => {
  hub = await startTestHub()
  await hub.startWorker()
  codes = [...(await hub.stockErp(() => 10))]
  await hub.readCatalogues()
  await hub.flow()
  written = puts()
})
afterEach(() => hub.close())

describe('a pass that would set too much to zero', () => {
  it('writes nothing, is a problem, and goes once it was released', async () => {
    setAll('0')
    await flowLater()
    expect(puts()).toBe(written)
    expect(await problems()).toMatchObject([
      { kind: 'stock-pass', reason: { code: 'ERR_STOCK_TOO_MANY_TO_ZERO', remedySl: expect.any(String) } },
    ])
    const [stopped] = await hub.passes()
    await releasePass(hub.db, stopped?.id ?? '', somebody)
    await hub.flow()
    expect(await soldOut()).toHaveLength((await sellable()).length)
    expect(await problems()).toEqual([])
  })

  it('asks again when it would set more to zero than was released', async () => {
    setAll('0', codes.slice(0, Math.ceil(codes.length / 2)))
    await flowLater()
    const [stopped] = await hub.passes()
    expect(stopped).toMatchObject({ state: 'stopped' })
    await releasePass(hub.db, stopped?.id ?? '', somebody)
    setAll('0')
    await hub.flow()
    expect(await soldOut()).toEqual([])
    expect(puts()).toBe(written)
    expect(await problems()).toMatchObject([{ reason: { code: 'ERR_STOCK_TOO_MANY_TO_ZERO' } }])
  })
})

describe('a pass on a list that became short', () => {
  it('writes nothing, is a problem, and goes once it was released', async () => {
    await hub.changeSettings({ mostToZeroPercent: 100 })
    await hub.flow()
    setAll('0')
    await flowLater()
    expect(puts()).toBe(written)
    expect(await problems()).toMatchObject([{ kind: 'stock-pass', reason: { code: 'ERR_STOCK_ANSWER_SHORT' } }])
    const [stopped] = await hub.passes()
    await releasePass(hub.db, stopped?.id ?? '', somebody)
    await hub.flow()
    expect(await soldOut()).toHaveLength((await sellable()).length)
    expect(await problems()).toEqual([])
  })
})

it('what is announced of a single product may set it to zero, however narrow the valves', async () => {
  await hub.changeSettings({ mostToZeroPercent: 0, shortestAnswerPercent: 100 })
  await hub.flow()
  const [item] = await sellable()
  const mkId = item?.mkId ?? ''
  const code = hub.company.products().find((product) => product['mk_id'] === mkId)?.['code']
  hub.company.setStock({ code: String(code), amount: '0' })
  await hub.announce(mkId)
  await hub.settled()
  expect((await soldOut()).map(({ id }) => id)).toEqual([item?.id])
  expect(await problems()).toEqual([])
})
