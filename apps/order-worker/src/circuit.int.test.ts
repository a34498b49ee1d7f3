import { findCircuits, schema } from '@pretok/db'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  // Time passes when the test says so.
  hub = await startTestHub({ writeCeilingMs: 60_000, circuitWait: { firstMs: 600_000, longestMs: 600_000 } })
  hub.keepOrders(6)
  worker = await hub.startWorker()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

const circuits = () => findCircuits(hub.db, hub.connectionId)
const passProbeTime = () => hub.db.update(schema.circuits).set({ probeAt: sql`now()` })
/** Work that failed waits up to a minute; here it does not. */
const retryNow = () => hub.db.update(schema.work).set({ runAt: sql`now()` }).where(eq(schema.work.state, 'waiting'))
const patience = { timeout: 30_000, interval: 20 }

const orders = async (count: number) => {
  await vi.waitFor(async () => expect(await hub.orders()).toHaveLength(count), patience)
}
const quiet = async () => {
  await vi.waitFor(async () => {
    const handedOut = (await hub.findWork()).filter(({ state }) => state !== 'waiting')
    expect(handedOut).toEqual([])
  }, patience)
}

it('leaves an ERP alone that is out of order, and books everything once when it is back', {
  timeout: 150_000,
}, async () => {
  hub.store.placeOrders(6, 29)
  hub.erp.faults.add({ kind: 'http-error', status: 503 })
  const calls = () => hub.erp.requests.list().length

  await hub.ask()
  await vi.waitFor(async () => expect(await circuits()).toHaveLength(1), patience)
  expect(await circuits()).toMatchObject([
    { side: 'erp', trips: 1, reason: { code: 'ERR_REMOTE_UNAVAILABLE', details: { status: 503 } } },
  ])
  await orders(30)
  await quiet()
  const callsUntilOpen = calls()
  // Eight that trip it, and those that were handed out meanwhile.
  expect(callsUntilOpen).toBeGreaterThanOrEqual(8)
  expect(callsUntilOpen).toBeLessThanOrEqual(16)

  hub.store.placeOrders(6, 5)
  await hub.ask()
  await orders(35)
  await quiet()
  expect(calls()).toBe(callsUntilOpen)

  await retryNow()
  await passProbeTime()
  await vi.waitFor(async () => expect(await circuits()).toMatchObject([{ trips: 2 }]), patience)
  await quiet()
  expect(calls()).toBe(callsUntilOpen + 1)

  hub.erp.faults.clear()
  await passProbeTime()
  await vi.waitFor(async () => expect(await circuits()).toEqual([]), patience)
  await retryNow()
  await hub.settled(60_000)
  const booked = await hub.orders()
  expect(booked.filter(({ state }) => state !== 'booked')).toEqual([])
  expect(hub.documents()).toHaveLength(35)
  expect(new Set(hub.documents().map(({ mk_id }) => mk_id))).toEqual(new Set(booked.map(({ erpMkId }) => erpMkId)))
})
