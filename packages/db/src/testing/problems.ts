import { ConnectionId, OrderId, orderReasons, type Reason, stopReason } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { sql } from 'drizzle-orm'
import { createConnection } from '../connections.ts'
import { newId, type Tx } from '../database.ts'
import type { ProblemId } from '../problems.ts'
import { circuits, orders } from '../schema.ts'
import { type HeldWork, type LastError, work } from '../work.ts'
import { newConnection, testBox } from './test-database.ts'

export const box = testBox()
export const heldReason = orderReasons.noReference({ line: 'Mug', storeProductId: '7' })
export const awayReason = stopReason({ code: 'ERR_REMOTE_UNAVAILABLE', message: 'GET orders: no answer' })
const away: LastError = { code: 'ERR_REMOTE_UNAVAILABLE', message: 'GET orders: no answer' }

export const addConnection = async (db: Tx, name = 'Trgovina'): Promise<ConnectionId> =>
  ConnectionId.parse((await createConnection(db, box, { ...newConnection, name })).id)

interface GivenOrder {
  storeOrderId?: string
  state?: string
  reason?: Reason | null
  /** The store's answer about it was not understood. */
  unread?: boolean
  erpMkId?: string
  updatedAt?: Date
}

/** An order as it stands, however it came to. @returns its id */
export const addOrder = async (db: Tx, connectionId: string, given: GivenOrder = {}): Promise<string> => {
  const { storeOrderId = newId(), state = 'held', reason = heldReason, unread = false, erpMkId, updatedAt } = given
  const [row] = await db
    .insert(orders)
    .values({
      id: newId(),
      connectionId,
      storeOrderId,
      reference: `REF${storeOrderId}`,
      snapshot: unread ? null : {},
      contentHash: '',
      placedAt: new Date(),
      storeChangedAt: new Date(),
      currency: 'EUR',
      totalPaid: '47.06',
      state,
      reason,
      ...(erpMkId === undefined ? {} : { erpMkId }),
      ...(updatedAt ? { updatedAt } : {}),
    })
    .returning({ id: orders.id })
  if (!row) throw new Error('the order was not saved')
  return row.id
}

export const openCircuit = async (db: Tx, connectionId: string, side: 'store' | 'erp', openedAt = new Date()) => {
  const probeAt = new Date(Date.now() + 60_000)
  await db.insert(circuits).values({ connectionId, side, openedAt, probeAt, reason: awayReason })
  return probeAt
}

/** Hands a connection's work of one job out and starts it. */
export const startWork = async (db: Tx, connectionId: string, job: string): Promise<HeldWork> => {
  const all = await work.take(db, ordersQueue, { window: 100, depth: 100, leaseMs: 30_000 })
  const taken = all.find((one) => one.connectionId === connectionId && one.job === job)
  if (!taken) throw new Error(`no ${job} was handed out`)
  await work.start(db, ordersQueue, [taken], 30_000)
  return taken
}

/** An import that was given up, as a worker does. @returns its id as a problem */
export const failImport = async (db: Tx, connectionId: ConnectionId, lastError = away): Promise<ProblemId> => {
  await work.ask(db, ordersQueue, 'import-orders', { connectionId })
  const held = await startWork(db, connectionId, 'import-orders')
  await work.fail(db, held, lastError)
  return `work_${held.id}`
}

/** A transfer that was given up, whatever became of its order. @returns its id as a problem */
export const failTransfer = async (db: Tx, connectionId: ConnectionId, orderId: string, lastError = away) => {
  await work.ask(db, ordersQueue, 'transfer-order', { connectionId, orderId: OrderId.parse(orderId) })
  const held = await startWork(db, connectionId, 'transfer-order')
  await work.fail(db, held, lastError)
  return `work_${held.id}`
}

/** An import that failed so often and waits for its next try. @returns its id as a problem, and when it is tried next */
export const struggle = async (db: Tx, connectionId: ConnectionId, attempts: number) => {
  const runAt = new Date(Date.now() + 3_600_000)
  let id = ''
  for (let n = 0; n < attempts; n += 1) {
    await work.ask(db, ordersQueue, 'import-orders', { connectionId }, { urgent: true })
    const held = await startWork(db, connectionId, 'import-orders')
    await work.putBack(db, held, { runAt, lastError: away, countAttempt: true })
    id = `work_${held.id}`
  }
  return { id, runAt }
}

export const workRows = async (db: Tx, connectionId: string) => {
  const { rows } = await db.execute<{
    job: string
    key: string
    state: string
    lane: string
    attempts: number
    due: boolean
  }>(sql`
    select job, key, state, lane, attempts, run_at <= now() as due from work where connection_id = ${connectionId} order by id`)
  return rows
}
