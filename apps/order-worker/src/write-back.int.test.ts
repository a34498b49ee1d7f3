import { listOrderEvents, listProblems, schema, work } from '@pretok/db'
import type { Store } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startTestHub, type TestHub, type TestHubOptions } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> } | undefined

/** Order 6 is paid by card (state 2); order 7 awaits its bank wire (state 10). */
const start = async (statuses: object = {}, options: TestHubOptions = {}) => {
  hub = await startTestHub({
    settings: {
      flows: { statuses: true },
      orders: { paymentRules: { ps_wirepayment: 'always' } },
      statuses,
    },
    writingBack: { throughAfterMs: 500 },
    ...options,
  })
  hub.keepOrders(6, 7)
  worker = await hub.startWorker()
  await hub.ask()
  await hub.settled()
}

beforeEach(() => {
  worker = undefined
})
afterEach(async () => {
  await worker?.close()
  await hub.close()
})

/** Somebody packs the order in MetaKocka. */
const inErp = async (id: number, status: string, extra: Record<string, string> = {}) => {
  const { erpMkId } = await hub.order(id)
  hub.erp.company.amendDocument(erpMkId ?? '', { status })
  if (Object.keys(extra).length > 0) await setColumns(erpMkId ?? '', extra)
}

const setColumns = async (mkId: string, columns: Record<string, string>) => {
  const answer = await fetch(`${hub.erp.url}/rest/eshop/v1/update_document`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      company_id: hub.erp.companyId,
      secret_key: hub.erp.secretKey,
      doc_type: 'sales_order',
      mk_id: mkId,
      extra_column: Object.entries(columns).map(([name, value]) => ({ name, value })),
    }),
  })
  expect(await answer.json()).toMatchObject({ opr_code: '0' })
}

const flowBack = async (patienceMs?: number) => {
  await hub.askProgress()
  await hub.settled(patienceMs)
}

const storeOrder = (id: number) => hub.store.shop.row('orders', id)
const historyOf = (id: number) =>
  hub.store.shop
    .rows('order_histories')
    .filter((row) => row['id_order'] === String(id))
    .map((row) => Number(row['id_order_state']))
const parcelOf = (id: number) =>
  hub.store.shop.rows('order_carriers').find((row) => row['id_order'] === String(id))?.['tracking_number']
const eventsOf = async (id: number) =>
  (await listOrderEvents(hub.db, (await hub.order(id)).id)).filter(
    ({ kind }) => kind.startsWith('store-') || kind.startsWith('write-back') || kind === 'erp-progress',
  )
const kindsOf = async (id: number) => (await eventsOf(id)).map(({ kind }) => kind)
const problems = () => listProblems(hub.db, {}, { limit: 10 })
const puts = (resource: string) =>
  hub.store.requests.list().filter((request) => request.method === 'PUT' && request.resource === resource)

/** What an employee would have left. */
const right = { current_state: '4', valid: '1', total_paid_real: '90.230000', total_paid: '90.230000' }

describe('an order that was shipped in MetaKocka', () => {
  it('is shipped in the store, with its tracking number, and all fields are right', async () => {
    await start()
    await inErp(7, 'shipped', { tracking_number: 'TS600511111' })
    await flowBack()
    const [invoice] = hub.store.shop.rows('order_invoices').filter((row) => row['id_order'] === '7')
    expect(storeOrder(7)).toMatchObject({
      ...right,
      shipping_number: 'TS600511111',
      invoice_number: invoice?.['number'],
      invoice_date: invoice?.['date_add'],
      delivery_number: invoice?.['delivery_number'],
      delivery_date: invoice?.['delivery_date'],
    })
    expect(historyOf(7)).toEqual([10, 4])
    expect(await eventsOf(7)).toMatchObject([
      { kind: 'erp-progress', data: { status: 'shipped', stage: 'shipped', parcels: 1 } },
      { kind: 'store-tracking-set', data: { to: 'TS600511111' } },
      { kind: 'store-state-set', data: { from: '10', to: '4', windowMs: expect.any(Number) } },
    ])
    expect(historyOf(6)).toEqual([2])
    expect(await problems()).toEqual([])
  })

  it('trap 52: has its tracking number before its state, so that the mail can name it', async () => {
    await start()
    await inErp(6, 'shipped', { tracking_number: 'TS1', associated_tracking_numbers: 'TS2' })
    hub.store.requests.clear()
    await flowBack()
    const written = hub.store.requests.list().filter(({ method }) => method === 'PUT')
    expect(written.map(({ resource }) => resource)).toEqual(['order_carriers', 'orders', 'orders'])
    expect(parcelOf(6)).toBe('TS1, TS2')
  })

  it('trap 50: is told once, however often MetaKocka changes it', async () => {
    await start()
    await inErp(6, 'shipped')
    await flowBack()
    hub.store.requests.clear()
    await inErp(6, 'shipped', { tracking_number: 'TS1' })
    await flowBack()
    await inErp(6, 'completed', { packed_by: 'Ana' })
    await flowBack()
    expect(historyOf(6)).toEqual([2, 4])
    expect(parcelOf(6)).toBe('TS1')
    expect(puts('orders')).toEqual([])
  })

  it('trap 51: has one payment, which its invoice brought along, and is not booked again for it', async () => {
    await start()
    await inErp(7, 'shipped')
    await flowBack()
    await hub.ask()
    await hub.settled()
    const reference = storeOrder(7)?.['reference']
    const payments = hub.store.shop.rows('order_payments').filter((row) => row['order_reference'] === reference)
    expect(payments).toMatchObject([{ amount: '90.230000' }])
    expect(storeOrder(7)).toMatchObject(right)
    expect(hub.documents()).toHaveLength(2)
  })

  it('trap 22: stays cancelled in the store, and a person is told', async () => {
    await start()
    hub.store.backOffice.changeState(6, 6)
    await inErp(6, 'shipped', { tracking_number: 'TS1' })
    await flowBack()
    await inErp(6, 'completed', { tracking_number: 'TS2' })
    await flowBack()
    expect(historyOf(6)).toEqual([2, 6])
    expect(parcelOf(6)).toBe('')
    expect(await problems()).toMatchObject([{ kind: 'work', reason: { code: 'ERR_STORE_STATE_CONFLICT' } }])
    expect(await kindsOf(6)).toContain('write-back-stopped')
    expect((await hub.order(6)).state).toBe('booked')
  })

  it('trap 35: gets the state that the shop calls shipped by its configuration', async () => {
    await start()
    const { shop } = hub.store
    const { id: _, ...shipped } = shop.row('order_states', 4) ?? {}
    const { id } = shop.insert('order_states', shipped)
    const setting = shop.rows('configurations').find((row) => row['name'] === 'PS_OS_SHIPPING')
    shop.update('configurations', setting?.id ?? 0, { value: String(id) })
    await inErp(6, 'shipped')
    await flowBack()
    expect(historyOf(6)).toEqual([2, id])
  })
})

describe('reading', () => {
  it('leaves out orders of others, and those that were booked before the first reading looks back', async () => {
    await start()
    await hub.bookElsewhere('SOMEBODY', '10.00')
    const longAgo = new Date(Date.now() - 30 * 86_400_000)
    await hub.db.update(schema.orders).set({ bookedAt: longAgo }).where(eq(schema.orders.storeOrderId, '6'))
    for (const id of [6, 7]) await inErp(id, 'shipped')
    await flowBack()
    expect(await hub.db.select().from(schema.orderProgress)).toHaveLength(1)
    expect(historyOf(6)).toEqual([2])
    await inErp(6, 'shipped', { tracking_number: 'TS1' })
    await flowBack()
    expect(historyOf(6)).toEqual([2, 4])
  })

  it('goes on where it began last, by the ERP clock, a little earlier', async () => {
    await start()
    await flowBack()
    const asked = () => hub.erp.requests.list().filter(({ call }) => call === 'search').length
    const before = asked()
    await flowBack()
    expect(asked()).toBe(before + 1)
    const [cursor] = await hub.db.select().from(schema.cursors).where(eq(schema.cursors.flow, 'statuses'))
    expect(cursor?.cursor).toEqual({ readAt: expect.stringMatching(/^\d{4}-.*Z$/) })
    const { readAt } = (cursor?.cursor ?? {}) as { readAt?: string }
    expect(Math.abs(Date.now() - Date.parse(readAt ?? ''))).toBeLessThan(30_000)
  })

  it('does nothing while the flow is switched off', async () => {
    hub = await startTestHub()
    hub.keepOrders(6)
    worker = await hub.startWorker()
    await hub.ask()
    await hub.settled()
    await inErp(6, 'shipped')
    await hub.askProgress()
    await hub.ask()
    await vi.waitFor(async () => expect((await hub.findWork()).map(({ job }) => job)).toEqual(['read-order-progress']))
    expect(historyOf(6)).toEqual([2])
  })
})

describe('somebody who changes the order in the store', () => {
  /** Lets it happen once, right before our change of state. */
  const meanwhile = (happens: () => void): TestHubOptions => {
    let times = 0
    return {
      wrapStore: (store: Store): Store => ({
        ...store,
        setOrderState(...given) {
          times += 1
          if (times === 1) happens()
          return store.setOrderState(...given)
        },
      }),
    }
  }

  it.each([
    ['to delivered', 5, [2, 5], []],
    ['to cancelled', 6, [2, 6], ['ERR_STORE_STATE_CONFLICT']],
    ['to an earlier state', 3, [2, 3, 4], []],
  ])('%s after we have decided is not overwritten', async (_what, state, history, codes) => {
    await start(
      {},
      meanwhile(() => void hub.store.backOffice.changeState(6, state)),
    )
    await inErp(6, 'shipped')
    await flowBack()
    expect(historyOf(6)).toEqual(history)
    expect((await problems()).map(({ reason }) => reason.code)).toEqual(codes)
  })
})

describe('somebody who changes the order in the very moment of our write', () => {
  /** The narrowest gap, between our reading and our writing, in which their change is overwritten. */
  const inBetween = (state: number): TestHubOptions => {
    let times = 0
    return {
      wrapStore: (store: Store): Store => ({
        ...store,
        async setOrderState(write, options) {
          times += 1
          if (times > 1) return store.setOrderState(write, options)
          hub.store.backOffice.changeState(6, state)
          const now = await store.readOrderStates(write.storeOrderId)
          return store.setOrderState({ ...write, from: String(state), mark: now?.mark ?? {} }, options)
        },
      }),
    }
  }

  it.each([
    ['to delivered', 5, [2, 5, 4, 5], []],
    ['to cancelled', 6, [2, 6, 4, 6], ['ERR_STORE_STATE_CONFLICT']],
    ['to an earlier state', 3, [2, 3, 4], []],
  ])('%s gets it back, unless we would have gone on from there', async (_what, state, history, codes) => {
    await start({}, inBetween(state))
    await inErp(6, 'shipped')
    await flowBack()
    expect(historyOf(6)).toEqual(history)
    expect((await problems()).map(({ reason }) => reason.code)).toEqual(codes)
    expect(storeOrder(6)).toMatchObject({ valid: state === 6 ? '0' : '1', total_paid_real: '47.060000' })
    expect(await eventsOf(6)).toContainEqual(
      expect.objectContaining({
        kind: 'store-state-set',
        data: expect.objectContaining({ overwritten: String(state) }),
      }),
    )
  })
})

describe('when the store fails', () => {
  const faultOf = (resource: string) => ({ method: 'PUT', resource, times: 1 })

  it.each([
    ['the first write is done and its answer lost', 'orders', { kind: 'hang-up', when: 'after' }],
    ['the first write is lost', 'orders', { kind: 'hang-up', when: 'before' }],
    ['the first write is answered with 500', 'orders', { kind: 'status', status: 500 }],
    ['the answer is cut in half', 'orders', { kind: 'cut-body' }],
    ['the tracking number is lost', 'order_carriers', { kind: 'hang-up', when: 'before' }],
    ['the tracking number is written and the answer lost', 'order_carriers', { kind: 'hang-up', when: 'after' }],
  ] as const)('because %s, the order is right in the end, with one row of history', async (_why, resource, effect) => {
    await start()
    await inErp(7, 'shipped', { tracking_number: 'TS1' })
    hub.store.faults.add({ ...faultOf(resource), effect })
    await hub.askProgress()
    await settledWithRetries()
    expect(historyOf(7)).toEqual([10, 4])
    expect(storeOrder(7)).toMatchObject(right)
    expect(Number(storeOrder(7)?.['invoice_number'])).toBeGreaterThan(0)
    expect(parcelOf(7)).toBe('TS1')
    expect((await kindsOf(7)).filter((kind) => kind === 'store-state-set')).toHaveLength(1)
  })

  it('because the second write is lost, the order is right in the end', async () => {
    let failed = 0
    await start(
      {},
      {
        wrapStore: (store) => ({
          ...store,
          mendOrder(...given) {
            failed += 1
            if (failed === 1) throw new RemoteOutcomeUnknownError('the answer was lost')
            return store.mendOrder(...given)
          },
        }),
      },
    )
    await inErp(7, 'shipped')
    await hub.askProgress()
    await settledWithRetries()
    expect(historyOf(7)).toEqual([10, 4])
    expect(storeOrder(7)).toMatchObject(right)
  })

  it('a key that may not write is a problem of this flow: orders go on', async () => {
    await start()
    hub.store.faults.add({ ...faultOf('orders'), effect: { kind: 'unauthorized', how: 'resource-missing' } })
    await inErp(6, 'shipped')
    await flowBack()
    expect(await problems()).toMatchObject([{ reason: { code: 'ERR_STORE_WRITE_FORBIDDEN' } }])
    expect((await hub.connection())?.state).toBe('active')
  })
})

describe('a process that dies', () => {
  it.each(['setOrderState', 'mendOrder'] as const)('around %s leaves nothing half done', async (step) => {
    let times = 0
    const closing = new AbortController()
    onTestFinished(() => closing.abort())
    await start(
      {},
      {
        wrapStore: (store) => ({
          ...store,
          async [step](...given: never[]) {
            times += 1
            if (times > 1) return (store[step] as (...all: never[]) => Promise<never>)(...given)
            await (store[step] as (...all: never[]) => Promise<never>)(...given)
            // What it has done is done, and it never hears of it.
            return new Promise<never>(() => undefined)
          },
        }),
      },
    )
    await inErp(7, 'shipped')
    await hub.askProgress()
    await vi.waitFor(() => expect(times).toBe(1), { timeout: 10_000 })
    await hub.db
      .update(schema.work)
      .set({ leaseUntil: new Date(0) })
      .where(eq(schema.work.job, 'write-back'))
    await settledWithRetries()
    expect(historyOf(7)).toEqual([10, 4])
    expect(storeOrder(7)).toMatchObject(right)
  })
})

/** Work that waits for its next try need not wait. */
const settledWithRetries = () =>
  vi.waitFor(
    async () => {
      const open = (await hub.findWork()).filter(({ state }) => state !== 'failed')
      for (const { job, state, payload } of open) {
        if (job === 'write-back' && state === 'waiting') {
          await hub.db.transaction((tx) => work.ask(tx, ordersQueue, 'write-back', payload as never, { urgent: true }))
        }
      }
      expect(open).toEqual([])
    },
    { timeout: 20_000, interval: 100 },
  )
