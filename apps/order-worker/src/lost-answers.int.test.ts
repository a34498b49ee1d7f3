import { beginSending, lockOrder, schema } from '@pretok/db'
import { decide, OrderSettings } from '@pretok/domain'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub()
  hub.keepOrders(6)
})
afterEach(async () => {
  await worker?.close()
  await hub.close()
})

const flow = async () => {
  worker = await hub.startWorker()
  await hub.ask()
  await hub.settled()
}

const events = async (orderId: string) =>
  (
    await hub.db
      .select()
      .from(schema.orderEvents)
      .where(eq(schema.orderEvents.orderId, orderId))
      .orderBy(schema.orderEvents.id)
  ).map(({ kind }) => kind)

describe('when MetaKocka books and no answer comes back', () => {
  it.each([
    ['the connection breaks', { kind: 'hang-up-after' }],
    ['the answer is cut in half', { kind: 'cut-answer' }],
    ['it says "internal error"', { kind: 'internal-error-after' }],
  ] as const)('because %s, the order is looked up and adopted', async (_why, fault) => {
    hub.erp.faults.add({ ...fault, call: 'put_document', times: 1 })
    await flow()
    const order = await hub.order(6)
    expect(order.state).toBe('booked')
    expect(hub.documents().map(({ mk_id }) => mk_id)).toEqual([order.erpMkId])
    expect(await events(order.id)).toEqual(['imported', 'sending', 'in_doubt', 'booked'])
  })
})

describe('an order in doubt', () => {
  it('is looked up though the store has meanwhile given an answer about it that cannot be understood', async () => {
    await hub.close()
    hub = await startTestHub({ writeCeilingMs: 2_000 })
    hub.keepOrders(6)
    hub.erp.faults.add({ kind: 'hang-up-after', call: 'put_document', times: 1 })
    worker = await hub.startWorker()
    await hub.ask()
    await expect
      .poll(async () => (await hub.orders()).map(({ state }) => state), { timeout: 10_000 })
      .toEqual(['in_doubt'])
    hub.store.shop.update('orders', 6, { total_paid: 'n/a', date_upd: hub.store.shop.now() })
    await hub.ask()
    await hub.settled()
    const order = await hub.order(6)
    expect(await events(order.id)).toEqual(['imported', 'sending', 'in_doubt', 'changed', 'booked'])
    expect(hub.documents().map(({ mk_id }) => mk_id)).toEqual([order.erpMkId])
  })
})

describe('when MetaKocka did not book and no answer comes back', () => {
  it('the order is sent again, once it is certain', async () => {
    hub.erp.faults.add({ kind: 'hang-up-before', call: 'put_document', times: 1 })
    await flow()
    const order = await hub.order(6)
    expect(order).toMatchObject({ state: 'booked', sendings: 2 })
    expect(hub.documents()).toHaveLength(1)
  })
})

describe('when the process vanishes', () => {
  const intend = async () => {
    await flow()
    await worker.close()
    const { id } = await hub.order(6)
    return id
  }

  it('after the intent and before the call, the order is sent once', async () => {
    hub.erp.faults.add({ kind: 'wrong-credentials' })
    worker = await hub.startWorker()
    await hub.ask()
    await expect.poll(async () => (await hub.connection())?.state, { timeout: 10_000 }).toBe('paused')
    await worker.close()
    hub.erp.faults.clear()
    const { id } = await hub.order(6)
    await hub.db.transaction(async (tx) => {
      const row = await lockOrder(tx, id)
      if (!row) throw new Error('order 6 was imported')
      const decision = decide(row.order, OrderSettings.parse({}))
      if (decision.state !== 'ready') throw new Error('order 6 is ready')
      const { contentHash } = row
      await beginSending(tx, id, { buyerOrder: 'FGHITLYVH', proof: decision.proof, contentHash })
    })
    await hub.resume()
    worker = await hub.startWorker()
    await hub.settled()
    expect(await hub.order(6)).toMatchObject({ state: 'booked', sendings: 2 })
    expect(hub.documents()).toHaveLength(1)
  })

  it('after the call and before the outcome, the document is adopted', async () => {
    const id = await intend()
    await hub.db
      .update(schema.orders)
      .set({ state: 'sending', sendingSince: new Date(), erpMkId: null, erpCountCode: null, erpTotal: null })
      .where(eq(schema.orders.id, id))
    worker = await hub.startWorker()
    await hub.askTransfer(id)
    await hub.settled()
    const order = await hub.order(6)
    expect(order.state).toBe('booked')
    expect(hub.documents().map(({ mk_id }) => mk_id)).toEqual([order.erpMkId])
  })
})

describe('what stands in MetaKocka already', () => {
  /** Books order 6, then makes Pretok forget it, as after a new installation. */
  const forget = async () => {
    await flow()
    await worker.close()
    await hub.db.delete(schema.orders)
    await hub.db.delete(schema.cursors)
  }

  it('is adopted when its total is the proven one', async () => {
    await forget()
    await flow()
    expect((await hub.order(6)).state).toBe('booked')
    expect(hub.documents()).toHaveLength(1)
  })

  it('is adopted when it came between the lookup and the call, and the check for unique numbers refuses ours', async () => {
    await hub.close()
    let elsewhere = async () => {}
    hub = await startTestHub({
      wrapErp: (erp) => ({
        ...erp,
        async findSalesOrders(buyerOrder, options) {
          const found = await erp.findSalesOrders(buyerOrder, options)
          await elsewhere()
          elsewhere = async () => {}
          return found
        },
      }),
    })
    hub.keepOrders(6)
    hub.erp.company.changeSettings({ uniqueBuyerOrder: true })
    elsewhere = () => hub.bookElsewhere('FGHITLYVH', '47.06')
    await flow()
    const order = await hub.order(6)
    expect(order).toMatchObject({ state: 'booked', sendings: 1 })
    expect(hub.documents().map(({ mk_id }) => mk_id)).toEqual([order.erpMkId])
  })

  it('is held with both totals when it says something else', async () => {
    hub.erp.faults.add({ kind: 'wrong-total', call: 'put_document', amount: '0.01', times: 1 })
    await flow()
    const order = await hub.order(6)
    expect(order).toMatchObject({
      state: 'held',
      reason: { code: 'ERR_ORDER_ERP_TOTAL_DIFFERS', details: { erpTotal: '47.07', totalPaid: '47.06' } },
    })
    // What is stored is right after all, so a second look adopts it.
    await hub.askTransfer(order.id)
    await hub.settled()
    expect((await hub.order(6)).state).toBe('booked')
    expect(hub.documents()).toHaveLength(1)
  })

  it('is held, all of them named, when there are several', async () => {
    await forget()
    await hub.bookElsewhere('FGHITLYVH', '47.06')
    await flow()
    const { state, reason } = await hub.order(6)
    expect(state).toBe('held')
    expect(reason).toMatchObject({ code: 'ERR_ORDER_ERP_DUPLICATES' })
    const codes = hub.documents().map(({ count_code }) => count_code)
    for (const code of codes) expect(JSON.stringify(reason)).toContain(code)
    expect(codes).toHaveLength(2)
  })
})
