import { ProductSettings } from '@pretok/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

/** Of the 60 items: 21 products without combinations (one more is a draft), 39 combinations. */
const expected = {
  leave: 32,
  skip: 1,
  ERR_PRODUCT_DUPLICATE_IN_STORE: 24,
  ERR_PRODUCT_COMBINATION_REFERENCE_MISSING: 2,
  ERR_PRODUCT_REFERENCE_MISSING: 1,
}

let hub: TestHub
let close: (() => Promise<void>) | undefined
afterAll(async () => {
  await close?.()
  await hub.close()
})

describe('the recorded catalogue', () => {
  beforeAll(async () => {
    hub = await startTestHub({ settings: { owners: ProductSettings.parse({ owners: { name: 'store' } }).owners } })
    const worker = await hub.startWorker()
    close = () => worker.close()
    await hub.flow()
  })

  it('goes over, save what is doubtful', async () => {
    expect(await hub.tally()).toEqual(expected)
    const over = (await hub.items()).filter(({ action }) => action === 'leave')
    expect(hub.products().map(({ code }) => code)).toEqual(expect.arrayContaining(over.map(({ code }) => code)))
    expect(hub.products()).toHaveLength(over.length)
    expect(over.every(({ erpMkId, writtenAt }) => erpMkId !== null && writtenAt !== null)).toBe(true)
  })

  it('keeps what the code of is not one of a kind, or not there', async () => {
    const [a, b, nameless] = [await hub.item(23), await hub.item(24), await hub.item(22)]
    for (const one of [a, b]) expect(one).toMatchObject({ code: 'DUP-1', action: 'quarantine', erpMkId: null })
    expect(a.plan).toMatchObject({ reason: { code: 'ERR_PRODUCT_DUPLICATE_IN_STORE', messageSl: expect.any(String) } })
    expect(nameless).toMatchObject({ code: '', action: 'quarantine' })
    expect(hub.productsWithCode('DUP-1')).toEqual([])
    expect(await hub.item(26)).toMatchObject({ code: 'OLD-1', action: 'skip' })
  })

  it('takes along letters of all kinds, services and packs', async () => {
    const codes = (await hub.items()).filter(({ action }) => action === 'leave').map(({ code }) => code)
    expect(codes).toContain('ČŠŽ-Ø 1/2')
    const kinds = new Map(
      (await hub.items()).map(({ code, snapshot }) => [code, (snapshot as { kind: string } | null)?.kind]),
    )
    for (const product of hub.products()) {
      expect([product['code'], product['service']]).toEqual([
        product['code'],
        String(kinds.get(String(product['code'])) === 'virtual'),
      ])
    }
    expect([...kinds.values()]).toContain('pack')
  })

  it('costs a lookup and a creation for each new product, and one reading of either side', () => {
    expect(hub.productCalls()).toEqual({ list: 1 + 32, add: 32, update: 0 })
    expect(hub.store.requests.list().length).toBeLessThanOrEqual(14)
  })

  it('makes no call to the ERP the next time', async () => {
    hub.forgetCalls()
    await hub.flow()
    expect(hub.productCalls()).toEqual({ list: 0, add: 0, update: 0 })
    expect(await hub.tally()).toEqual(expected)
  })

  it('writes nothing after both catalogues were read whole again', async () => {
    const before = await hub.items()
    hub.forgetCalls()
    await hub.makeWholeReadingDue()
    await hub.flow()
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 0 })
    expect(await hub.tally()).toEqual(expected)
    const plannedAt = (items: typeof before) => items.map(({ id, plannedAt }) => [id, plannedAt])
    expect(plannedAt(await hub.items())).toEqual(plannedAt(before))
  })
})

describe('a look at the catalogue', () => {
  it('tells what would be written, with the flow switched off, and writes nothing', async () => {
    await close?.()
    await hub.close()
    hub = await startTestHub({ flowIsOn: false, reading: { pageSize: 10 } })
    const worker = await hub.startWorker()
    close = () => worker.close()
    const sync = await hub.sync({ dryRun: true })
    await hub.settled()
    expect(await sync.get()).toMatchObject({ state: 'done', counts: { read: 33, added: 60, changed: 0 } })
    const { leave: create, ...others } = expected
    expect(await hub.tally()).toEqual({ create, ...others })
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 0 })
    expect(hub.store.requests.list().filter(({ method }) => method !== 'GET')).toEqual([])
    expect(hub.products()).toEqual([])

    const another = await hub.sync({ dryRun: true })
    await hub.settled()
    expect(await another.get()).toMatchObject({ state: 'done', counts: { read: 33, added: 0, changed: 0 } })
  })
})
