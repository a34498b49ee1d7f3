import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let codes: Set<string>
let closeWorker: () => Promise<void>
/** Happens right before the second batch of a pass is written. */
let beforeSecond: (() => void) | undefined
let writes: number

beforeEach(async () => {
  beforeSecond = undefined
  hub = await startTestHub({
    wrapStore: (store) => ({
      ...store,
      writeStock: (...given) => {
        writes += 1
        if (writes === 2) beforeSecond?.()
        return store.writeStock(...given)
      },
    }),
  })
  closeWorker = (await hub.startWorker()).close
  codes = await hub.stockErp(() => 10)
  await hub.readCatalogues()
  await hub.flow()
  await hub.passTime(1)
  writes = 0
})
afterEach(async () => {
  await closeWorker()
  await hub.close()
})

const setAll = (amount: string) => {
  for (const code of codes) hub.company.setStock({ code, amount })
}

/** What the store has of everything that is for us to say. */
const quantities = async () =>
  (await hub.items())
    .filter(({ target }) => target !== null)
    .map(({ productId, combinationId }) => hub.quantity(Number(productId), Number(combinationId)))

const expectEverywhere = async (pieces: number) => {
  const found = await quantities()
  expect(found.length).toBeGreaterThan(10)
  expect(new Set(found)).toEqual(new Set([pieces]))
}

const expectNothingZeroed = async () => expect((await hub.changes()).filter(({ after }) => after === 0)).toEqual([])

describe('a list of the ERP', () => {
  it.each([
    ['is not given', { kind: 'http-error', status: 500 }],
    ['is a web page', { kind: 'html-page' }],
    ['is cut off', { kind: 'cut-answer' }],
  ] as const)('trap 49: that %s is no stock, and the next one is', async (_how, fault) => {
    setAll('6')
    hub.erp.faults.add({ ...fault, call: 'warehouse_stock' })
    await hub.ask()
    await hub.until(async () => expect((await hub.findWork()).some(({ lastError }) => lastError !== null)).toBe(true))
    await expectEverywhere(10)
    hub.erp.faults.clear()
    await hub.ask()
    await hub.settled()
    await expectEverywhere(6)
    await expectNothingZeroed()
  })

  it.each([true, false])('trap 49: that comes in short pages is read to its end (recounts: %s)', async (recounts) => {
    setAll('6')
    hub.erp.faults.add({ kind: 'short-list', rows: 5, recounts, call: 'warehouse_stock', times: 1 })
    await hub.flow()
    await expectEverywhere(6)
    await expectNothingZeroed()
  })

  it('trap 49: that is empty stops the pass, and nobody is needed when the next one is whole', async () => {
    hub.erp.faults.add({ kind: 'short-list', rows: 0, call: 'warehouse_stock' })
    await hub.flow()
    await expectEverywhere(10)
    expect((await hub.passes())[0]).toMatchObject({ state: 'stopped' })
    hub.erp.faults.clear()
    await hub.passTime(1)
    await hub.flow()
    await expectEverywhere(10)
    await expectNothingZeroed()
    expect((await hub.passes())[0]).toMatchObject({ state: 'done' })
  })
})

describe('the store', () => {
  it.each([
    ['fails in the middle', { kind: 'status', status: 500 }],
    ['hangs up after it has written', { kind: 'hang-up', when: 'after' }],
    ['hangs up before it has written', { kind: 'hang-up', when: 'before' }],
  ] as const)('that %s has everything in the end', async (_how, effect) => {
    setAll('6')
    let struck = false
    beforeSecond = () => {
      struck = true
      hub.store.faults.add({ effect, method: 'PUT', resource: 'stock_availables', times: 1 })
    }
    await hub.ask()
    await hub.until(() => expect(struck).toBe(true))
    await hub.until(async () => {
      const [open] = await hub.findWork()
      if (open?.lastError) await hub.ask()
      expect(open).toBeUndefined()
    })
    await expectEverywhere(6)
    await expectNothingZeroed()
  })
})

it('a worker that is closed in the middle of a pass goes on where it was', async () => {
  setAll('6')
  let closing: Promise<void> | undefined
  beforeSecond = () => {
    closing = closeWorker()
  }
  await hub.ask()
  await hub.until(() => expect(closing).toBeDefined())
  await closing
  setAll('4')
  await hub.passTime(1)
  closeWorker = (await hub.startWorker()).close
  await hub.flow()
  await hub.passTime(1)
  await hub.flow()
  await expectEverywhere(4)
  await expectNothingZeroed()
  expect((await hub.passes()).every(({ state }) => state === 'done')).toBe(true)
})
