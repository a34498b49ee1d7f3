import { expect, it } from 'vitest'
import { startTestHub } from './testing/test-hub.ts'

it('a verdict about what the store said before does not take the place of a newer one', async () => {
  let cancelled = false
  const hub = await startTestHub({
    settings: { orders: { unknownProducts: 'hold' } },
    wrapErp: (erp) => ({
      ...erp,
      // While it is looked up whether the ERP has the product, the customer cancels and the store is read again.
      findProduct: async () => {
        if (!cancelled) {
          cancelled = true
          hub.store.shop.update('orders', 6, { current_state: '6', valid: '0', date_upd: hub.store.shop.now() })
          await hub.ask()
          await expect.poll(async () => (await hub.order(6)).state, { timeout: 20_000 }).toBe('cancelled')
        }
        return undefined
      },
    }),
  })
  hub.keepOrders(6)
  const worker = await hub.startWorker()
  try {
    await hub.ask()
    await expect.poll(() => cancelled, { timeout: 20_000 }).toBe(true)
    await hub.settled()
    expect(await hub.order(6)).toMatchObject({ state: 'cancelled', reason: { code: 'ERR_ORDER_CANCELLED' } })
    expect(hub.documents()).toEqual([])
  } finally {
    await worker.close()
    await hub.close()
  }
})
