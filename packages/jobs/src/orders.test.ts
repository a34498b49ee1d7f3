import { randomUUID } from 'node:crypto'
import { ConnectionId, OrderId } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import { ordersQueue } from './orders.ts'

const connectionId = ConnectionId.parse(randomUUID())
const orderId = OrderId.parse(randomUUID())
const { 'import-orders': importOrders, 'transfer-order': transferOrder } = ordersQueue.jobs

describe('the orders queue', () => {
  it('imports a connection once at a time', () => {
    expect(importOrders.key(importOrders.payload.parse({ connectionId }))).toBe(connectionId)
  })

  it('transfers an order once at a time', () => {
    expect(transferOrder.key({ connectionId, orderId })).toBe(orderId)
  })

  it('lets no record travel in a payload', () => {
    const parsed = transferOrder.payload.parse({ connectionId, orderId, customer: { email: 'a@example.com' } })
    expect(parsed).toEqual({ connectionId, orderId })
  })

  it('refuses a payload without its ids', () => {
    expect(importOrders.payload.safeParse({}).success).toBe(false)
    expect(transferOrder.payload.safeParse({ connectionId, orderId: '17' }).success).toBe(false)
  })

  it.each(Object.entries(ordersQueue.jobs))('%s can be retried within its bounds', (name, job) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(job.attempts).toBeGreaterThan(1)
    expect(job.backoffMs).toBeLessThanOrEqual(job.maxBackoffMs)
  })
})
