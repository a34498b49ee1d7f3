import {
  beginSending,
  lockOrder,
  pauseConnection,
  pausedByOperator,
  recordEvent,
  saveImportedOrders,
  saveProgress,
  settleOrder,
} from '@pretok/db'
import { ConnectionId, orderReasons } from '@pretok/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { OrderDetail, OrderItem } from '../resources/order.ts'
import { heldReason, importOrder } from '../testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

type Page = { items: OrderItem[]; nextCursor: string | null }

const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

const connect = async () => (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id

const book = async (orderId: string, buyerOrder: string) => {
  const { proof, contentHash } = (await lockOrder(gateway.db, orderId)) ?? {}
  if (!proof || contentHash === undefined) throw new Error('only a proven order is booked')
  await beginSending(gateway.db, orderId, { buyerOrder, proof, contentHash })
  const document = { mkId: '1600000123', countCode: `PN-${buyerOrder}`, buyerOrder, total: '47.06' }
  await settleOrder(gateway.db, orderId, { state: 'booked', document })
}

const list = async (connectionId: string, query = '') => {
  const { status, body } = await gateway.get<Page>(`/v1/orders?connectionId=${connectionId}${query}`)
  expect(status).toBe(200)
  return body.items
}

describe('a list of orders', () => {
  let connectionId: string
  let bookedId: string
  beforeAll(async () => {
    connectionId = await connect()
    bookedId = await importOrder(gateway.db, connectionId, {
      storeOrderId: '1',
      reference: 'AAAAAAAAA',
      placedAt: '2026-11-01T10:00:00.000Z',
    })
    await book(bookedId, 'Web-AAAAAAAAA')
    const others = { placedAt: '2026-11-02T10:00:00.000Z', reference: 'BBBBBBBBB' }
    await importOrder(gateway.db, connectionId, { ...others, storeOrderId: '2' }, 'held')
    await importOrder(gateway.db, connectionId, { ...others, storeOrderId: '3', placedAt: '2026-11-03T10:00:00.000Z' })
    await importOrder(gateway.db, await connect(), { storeOrderId: '4', reference: 'AAAAAAAAA' })
  })

  it('shows each with its state, reason and document', async () => {
    const [newest, held, booked] = await list(connectionId)
    expect(newest).toEqual({
      id: expect.any(String),
      connectionId,
      storeOrderId: '3',
      reference: 'BBBBBBBBB',
      state: 'ready',
      totalPaid: '47.06',
      currency: 'EUR',
      placedAt: '2026-11-03T10:00:00.000Z',
      updatedAt: expect.any(String),
    })
    expect(held).toMatchObject({
      state: 'held',
      reason: heldReason,
      heldReason: `${heldReason.code}: ${heldReason.message}`,
    })
    expect(booked).toMatchObject({
      state: 'booked',
      erp: { mkId: '1600000123', countCode: 'PN-Web-AAAAAAAAA', buyerOrder: 'Web-AAAAAAAAA', total: '47.06' },
    })
  })

  it.each([
    ['&state=held', ['2']],
    ['&state=held&state=booked', ['2', '1']],
    ['&q=1', ['1']],
    ['&q=aaaa', ['1']],
    ['&q=web-a', ['1']],
    ['&q=PN-WEB', ['1']],
    ['&q=BBBB', ['3', '2']],
    ['&q=%25', []],
    ['&from=2026-11-02', ['3', '2']],
    ['&from=2026-11-02&to=2026-11-03', ['2']],
    ['&to=2026-11-02T11:00:00%2B01:00', ['1']],
    ['&limit=1', ['3']],
  ])('is narrowed down by %s', async (query, storeOrderIds) => {
    expect((await list(connectionId, query)).map(({ storeOrderId }) => storeOrderId)).toEqual(storeOrderIds)
  })

  it.each([
    ['state=sent', 'state.0'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['connectionId=1', 'connectionId'],
    ['cursor=zzz', 'cursor'],
    ['cursor=WyJhIl0', 'cursor'],
    ['from=today', 'from'],
    ['q=', 'q'],
    ['sort=asc', 'sort'],
  ])('refuses %s and names the parameter', async (query, path) => {
    const { status, body } = await gateway.get(`/v1/orders?${query}`)
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('counts by state', async () => {
    expect((await gateway.get(`/v1/orders/summary?connectionId=${connectionId}`)).body).toEqual({
      states: { booked: 1, held: 1, ready: 1 },
      total: 3,
    })
    const everywhere = await gateway.get<{ total: number }>('/v1/orders/summary')
    expect(everywhere.body.total).toBeGreaterThan(3)
  })
})

describe('paging', () => {
  /** Few moments, so that many orders share one. */
  const moment = fc.integer({ min: 0, max: 3 }).map((day) => `2026-10-0${day + 1}T00:00:00.000Z`)

  it('shows each order once and in order, whatever is imported meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(moment, { minLength: 1, maxLength: 12 }),
        fc.array(moment, { maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (first, meanwhile, limit) => {
          const connectionId = await connect()
          let count = 0
          const add = (placedAt: string) =>
            importOrder(gateway.db, connectionId, { storeOrderId: String(count++), placedAt })
          const before: string[] = []
          for (const placedAt of first) before.push(await add(placedAt))

          const seen: OrderItem[] = []
          const waiting = [...meanwhile]
          let cursor: string | null = ''
          while (cursor !== null) {
            const query: string = `connectionId=${connectionId}&limit=${limit}${cursor && `&cursor=${cursor}`}`
            const { body }: { body: Page } = await gateway.get<Page>(`/v1/orders?${query}`)
            expect(body.items.length).toBeLessThanOrEqual(limit)
            seen.push(...body.items)
            const next = waiting.pop()
            if (next) await add(next)
            cursor = body.nextCursor
          }

          const keys = seen.map(({ placedAt, id }) => placedAt + id)
          expect(keys).toEqual(keys.toSorted().reverse())
          expect(new Set(keys).size).toBe(keys.length)
          expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(before))
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('one order', () => {
  it('shows what the store says, the proof and what happened', async () => {
    const connectionId = await connect()
    const orderId = await importOrder(gateway.db, connectionId)
    await recordEvent(gateway.db, orderId, 'looked-up', { found: 0 })
    await book(orderId, 'XKBKNABJK')
    const { status, body } = await gateway.get<OrderDetail>(`/v1/orders/${orderId}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: orderId,
      state: 'booked',
      storeState: { name: 'Plačilo sprejeto', paid: true },
      payer: { lastName: 'Novak', city: 'Ljubljana' },
      lines: [{ reference: 'MUG-1', totalGross: '47.06' }],
      messages: ['Pustite pri sosedu'],
      buyerOrder: 'XKBKNABJK',
      bookedAt: expect.any(String),
      proof: { totalPaid: '47.06', erpTotal: '47.06', rates: [{ taxRate: '22', tax: '8.49' }] },
      erp: { countCode: 'PN-XKBKNABJK' },
    })
    expect(body.timeline.map(({ kind }) => kind)).toEqual(['imported', 'looked-up', 'sending', 'booked'])
  })

  it('is shown also when the store’s answer could not be understood', async () => {
    const connectionId = await connect()
    const reason = orderReasons.unreadable({ field: 'total_paid' })
    const unreadable = {
      storeOrderId: '9',
      reference: 'ODD',
      changedAt: '2026-11-01T00:00:00.000Z',
      placedAt: '2026-11-01T00:00:00.000Z',
      currency: 'EUR',
      totalPaid: '0',
      reason,
    }
    await saveImportedOrders(gateway.db, connectionId, [{ unreadable }])
    const [item] = await list(connectionId)
    const { status, body } = await gateway.get<OrderDetail>(`/v1/orders/${item?.id}`)
    expect({ status, state: body.state, reason: body.reason }).toEqual({ status: 200, state: 'held', reason })
    expect(body).not.toHaveProperty('lines')
  })

  it('shows how far MetaKocka has come with it, once that was read', async () => {
    const connectionId = await connect()
    const id = await importOrder(gateway.db, connectionId, { storeOrderId: '7', reference: 'PPPPPPPPP' })
    await book(id, 'PPPPPPPPP')
    const show = async () => (await gateway.get<OrderDetail>(`/v1/orders/${id}`)).body.progress
    expect(await show()).toBeUndefined()
    const progress = {
      status: { code: 'shipped', name: 'Odpremljen' },
      stage: 'shipped' as const,
      parcels: [{ trackingNumber: 'TS600511111', url: 'https://carrier.example/TS600511111' }],
    }
    await saveProgress(gateway.db, ConnectionId.parse(connectionId), [{ mkId: '1600000123', progress }])
    expect(await show()).toEqual({ ...progress, readAt: expect.stringMatching(/^\d{4}-.*Z$/) })
  })

  it('that does not exist is not found', async () => {
    expect((await gateway.get(`/v1/orders/${unknownId}`)).status).toBe(404)
    expect((await gateway.post(`/v1/orders/${unknownId}/retry`)).status).toBe(404)
  })
})

describe('trying an order again', () => {
  const workOf = async (orderId: string) =>
    (await gateway.pool.query(`select job, payload from work where payload->>'orderId' = $1`, [orderId])).rows

  it.each(['held', 'rejected', 'waiting', 'ready', 'in_doubt'] as const)('asks for its transfer: %s', async (state) => {
    const connectionId = await connect()
    const orderId = await importOrder(gateway.db, connectionId)
    await settleOrder(gateway.db, orderId, { state })
    const { status, body } = await gateway.post<OrderItem>(`/v1/orders/${orderId}/retry`)
    expect({ status, id: body.id, state: body.state }).toEqual({ status: 202, id: orderId, state })
    expect(await workOf(orderId)).toEqual([{ job: 'transfer-order', payload: { connectionId, orderId } }])
  })

  it.each(['booked', 'sending', 'cancelled'] as const)('is refused: %s', async (state) => {
    const orderId = await importOrder(gateway.db, await connect())
    await settleOrder(gateway.db, orderId, { state })
    const { status, body } = await gateway.post(`/v1/orders/${orderId}/retry`)
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'ERR_ORDER_NOT_RETRIABLE' })
    expect(await workOf(orderId)).toEqual([])
  })

  it('says when it waits for its connection', async () => {
    const connectionId = await connect()
    const orderId = await importOrder(gateway.db, connectionId, {}, 'held')
    await pauseConnection(gateway.db, connectionId, pausedByOperator)
    const { status, body } = await gateway.post(`/v1/orders/${orderId}/retry`)
    expect({ status, body }).toMatchObject({ status: 202, body: { pausedReason: pausedByOperator } })
  })
})
