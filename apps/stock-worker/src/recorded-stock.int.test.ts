import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub()
  await hub.startWorker()
  await hub.stockErp(() => 7)
  await hub.readCatalogues()
})
afterAll(() => hub.close())

describe('the recorded shop', () => {
  it('is compared on request without anything being written', async () => {
    const before = hub.store.shop.rows('stock_availables').map(({ id, quantity }) => [id, quantity])
    const sync = await hub.sync({ dryRun: true })
    expect(sync).toMatchObject({ state: 'done' })
    expect(sync.counts.changed).toBeGreaterThan(10)
    expect(hub.store.shop.rows('stock_availables').map(({ id, quantity }) => [id, quantity])).toEqual(before)
    expect(hub.requestsOf('PUT', 'stock_availables')).toBe(0)
    expect(await hub.passes()).toMatchObject([{ kind: 'compare', state: 'done' }])
  })

  it('gets what the ERP has, and its sum rows follow', async () => {
    await hub.flow()
    const items = await hub.items()
    expect(items).toHaveLength(hub.store.shop.rows('stock_availables').length)
    const tally = Map.groupBy(items, ({ verdict }) => verdict)
    expect(tally.get('same')).toHaveLength(30)
    expect(tally.get('sum')).toHaveLength(11)
    for (const { productId, combinationId } of tally.get('same') ?? []) {
      expect(hub.quantity(Number(productId), Number(combinationId))).toBe(7)
    }
    for (const { productId } of tally.get('sum') ?? []) {
      const rows = items.filter((item) => item.productId === productId && item.combinationId !== '')
      const total = rows.reduce((sum, row) => sum + hub.quantity(Number(productId), Number(row.combinationId)), 0)
      expect(hub.quantity(Number(productId))).toBe(total)
    }
    expect(await hub.passes()).toMatchObject([{ kind: 'full', state: 'done' }, { kind: 'compare' }])
  })
})
