import { changeConnection, schema } from '@pretok/db'
import type { OrderSettings } from '@pretok/domain'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

const change = (given: Partial<OrderSettings>) =>
  changeConnection(hub.db, hub.box, hub.connectionId, ({ settings }) => ({
    settings: { ...settings, orders: { ...settings.orders, ...given } },
  }))

const read = async () => {
  await hub.ask()
  await hub.settled()
}

const codeOf = async (id: number) => {
  const { state, reason } = await hub.order(id)
  return `${state} ${(reason as { code: string } | null)?.code ?? ''}`.trim()
}

const events = async (id: number) => {
  const { id: orderId } = await hub.order(id)
  const rows = await hub.db.select().from(schema.orderEvents).where(eq(schema.orderEvents.orderId, orderId))
  return rows.toSorted((a, b) => Number(a.id - b.id)).map(({ kind }) => kind)
}

/** As if so many days had gone by since the order was placed, and since the last look at those that wait. */
const passDays = async (days: number) => {
  const placedAt = new Date(Date.now() - days * 86_400_000).toISOString()
  await hub.db.execute(sql`
    update orders set placed_at = ${placedAt}::timestamptz,
      snapshot = jsonb_set(snapshot, '{placedAt}', to_jsonb(${placedAt}::text))`)
  await hub.db.execute(sql`
    update cursors set cursor = jsonb_set(cursor, '{beganAt}', to_jsonb(${placedAt}::text))
    where flow = 'orders:decide-again'`)
}

/** Order 8 waits for a bank transfer, of which 1.00 has come. */
const leaveUnpaid = async () => {
  await change({ giveUpUnpaidAfterDays: 30 })
  hub.keepOrders(8)
  hub.store.shop.update('orders', 8, { module: 'ps_wirepayment', current_state: '10', date_add: hub.store.shop.now() })
  pay('1.000000')
}
const pay = (amount: string) => {
  for (const { id, order_reference } of hub.store.shop.rows('order_payments')) {
    if (order_reference === 'AONBTQICG') hub.store.shop.update('order_payments', id, { amount })
  }
}

describe('an order that nobody pays', () => {
  it('is given up when its time is over, without a word from the store, and comes back when it is paid after all', async () => {
    await leaveUnpaid()
    worker = await hub.startWorker()
    await read()
    expect(await codeOf(8)).toBe('waiting ERR_ORDER_PAYMENT_AWAITED')

    await passDays(29)
    await read()
    expect(await codeOf(8)).toBe('waiting ERR_ORDER_PAYMENT_AWAITED')

    await passDays(31)
    await read()
    expect(await codeOf(8)).toBe('cancelled ERR_ORDER_PAYMENT_GIVEN_UP')
    expect(await events(8)).toEqual(['imported', 'cancelled'])
    await read()
    expect(await events(8)).toHaveLength(2)

    pay('46.090000')
    hub.store.shop.update('orders', 8, { current_state: '2', date_upd: hub.store.shop.now() })
    await read()
    expect(await codeOf(8)).toBe('booked')
  })

  it('is looked at once a day, not with every reading', async () => {
    await leaveUnpaid()
    worker = await hub.startWorker()
    await read()
    const { id } = await hub.order(8)
    const placedAt = new Date(Date.now() - 40 * 86_400_000)
    await hub.db.update(schema.orders).set({ placedAt }).where(eq(schema.orders.id, id))
    await hub.db.execute(sql`
      update orders set snapshot = jsonb_set(snapshot, '{placedAt}', to_jsonb(${placedAt.toISOString()}::text))`)
    await read()
    expect(await codeOf(8)).toBe('waiting ERR_ORDER_PAYMENT_AWAITED')
  })

  it('waits again when the patience is made longer', async () => {
    await leaveUnpaid()
    worker = await hub.startWorker()
    await read()
    await passDays(31)
    await read()
    expect(await codeOf(8)).toBe('cancelled ERR_ORDER_PAYMENT_GIVEN_UP')
    await change({ giveUpUnpaidAfterDays: 90 })
    await read()
    expect(await codeOf(8)).toBe('waiting ERR_ORDER_PAYMENT_AWAITED')
  })
})

describe('after a change of the settings', () => {
  it('an order that was held for want of a mapping goes by itself, with what was chosen', async () => {
    hub.keepOrders(6)
    await change({ whenUnmapped: { paymentType: 'hold', deliveryType: 'hold' } })
    worker = await hub.startWorker()
    await read()
    expect((await hub.order(6)).reason).toMatchObject({
      code: 'ERR_ORDER_PAYMENT_TYPE_UNMAPPED',
      details: { module: 'ps_checkout', settings: 'settings.orders.paymentTypes.ps_checkout' },
    })

    await change({ paymentTypes: { ps_checkout: 'Kartica' } })
    await read()
    expect((await hub.order(6)).reason).toMatchObject({
      code: 'ERR_ORDER_DELIVERY_TYPE_UNMAPPED',
      details: { settings: 'settings.orders.deliveryTypes.2' },
    })
    expect(hub.documents()).toHaveLength(0)

    await change({ deliveryTypes: { 2: 'GLS' }, deliveryServices: { 2: 'PAKET' } })
    await read()
    expect(await codeOf(6)).toBe('booked')
    expect(hub.documents()).toMatchObject([{ delivery_type: 'GLS' }])
    expect(hub.erp.company.products().map(({ code }) => code)).toContain('PAKET')
  })

  it('an order that waited for its state or for the start goes, whatever turns it takes', async () => {
    await worker?.close()
    await hub.close()
    hub = await startTestHub({ importing: { turnMs: -1 } })
    hub.keepOrders(6, 8)
    await change({ states: { requires: 'any', always: [], never: ['2', '3', '4', '5', '10', '11'] } })
    worker = await hub.startWorker()
    await read()
    expect([await codeOf(6), await codeOf(8)]).toEqual(Array(2).fill('waiting ERR_ORDER_STATE_EXCLUDED'))

    await change({ states: { requires: 'any', always: [], never: [] }, startAt: '2100-01-01T00:00:00Z' })
    await read()
    expect([await codeOf(6), await codeOf(8)]).toEqual(Array(2).fill('waiting ERR_ORDER_BEFORE_START'))

    await change({ startAt: '2000-01-01T00:00:00Z' })
    await read()
    expect([await codeOf(6), await codeOf(8)]).toEqual(Array(2).fill('booked'))
  })

  it('an order that the ERP has something of is left alone', async () => {
    hub.keepOrders(6)
    await change({ whenUnmapped: { paymentType: 'hold', deliveryType: 'skip' } })
    worker = await hub.startWorker()
    await read()
    await hub.db.update(schema.orders).set({ erpMkId: '1600000001' })
    await change({ whenUnmapped: { paymentType: 'default', deliveryType: 'skip' } })
    await read()
    expect(await codeOf(6)).toBe('held ERR_ORDER_PAYMENT_TYPE_UNMAPPED')
  })
})
