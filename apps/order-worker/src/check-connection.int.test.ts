import { changeConnection, pauseConnection, pausedByOperator, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { connectionsQueue } from '@pretok/jobs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const waits = { firstMs: 100, longestMs: 400 }
const patience = { timeout: 15_000 }

let hub: TestHub
let worker: { close(): Promise<void> }

beforeEach(async () => {
  hub = await startTestHub({ checks: waits, writeCeilingMs: 10_000 })
  hub.keepOrders(6, 8, 21)
  worker = await hub.startWorker()
})
afterEach(async () => {
  await worker.close()
  await hub.close()
})

const state = async () => (await hub.connection())?.state
const reason = async () => (await hub.connection())?.pausedReason as { code: string; details: Record<string, unknown> }
const untilPaused = () => expect.poll(state, patience).toBe('paused')
/** Changes with every pause, resumption and new reason. */
const version = async () => (await hub.connection())?.updatedAt
const untilActive = () => expect.poll(state, patience).toBe('active')
const findCheck = async () => (await hub.findWork()).find(({ job }) => job === 'check-connection')
/** When the store was asked for an order's id: by a check, and by nothing else. */
const checksAt = () =>
  hub.store.requests.list().flatMap(({ at, resource, query }) => {
    const isCheck = resource === 'orders' && new URLSearchParams(query).get('display') === '[id]'
    return isCheck ? [Date.parse(at)] : []
  })
const untilChecked = async (more = 2) => {
  const before = checksAt().length
  await expect.poll(() => checksAt().length, patience).toBeGreaterThanOrEqual(before + more)
}
const refuse = (how: 'wrong-key' | 'resource-missing', resource?: string) =>
  hub.store.faults.add({ effect: { kind: 'unauthorized', how }, resource })

describe('a connection that Pretok paused', () => {
  it('stays paused while the cause lasts, and goes on by itself once it is mended', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    const before = await version()
    await untilChecked(3)
    expect(await state()).toBe('paused')
    expect(await version()).toEqual(before)
    expect((await reason()).code).toBe('ERR_PRESTASHOP_KEY_REFUSED')
    expect(await findCheck()).toMatchObject({ attempts: 0, lastError: null })

    hub.store.faults.clear()
    await untilActive()
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
    expect((await hub.connection())?.pausedReason).toBeNull()
  })

  it('goes on when the ERP knows the secret again', async () => {
    const fault = hub.erp.faults.add({ kind: 'wrong-credentials' })
    await hub.ask()
    await untilPaused()
    const before = await version()
    await untilChecked()
    expect(await version()).toEqual(before)
    expect((await reason()).code).toBe('ERR_REMOTE_AUTH')
    hub.erp.faults.remove(fault.id)
    await untilActive()
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })

  it('does not go on while a single right is missing that only the flow needs', async () => {
    refuse('resource-missing', 'customers')
    await hub.ask()
    await untilPaused()
    const before = await version()
    await untilChecked(3)
    expect(await version()).toEqual(before)
    expect(await reason()).toMatchObject({
      code: 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED',
      details: { resource: 'customers' },
    })
    hub.store.faults.clear()
    await untilActive()
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })

  it('tells when something else keeps it paused', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    hub.store.faults.clear()
    refuse('resource-missing', 'addresses')
    await expect.poll(async () => (await reason())?.details['resource'], patience).toBe('addresses')
    expect(await state()).toBe('paused')

    hub.store.faults.clear()
    const fault = hub.erp.faults.add({ kind: 'ip-refused' })
    await expect.poll(async () => (await reason())?.code, patience).toBe('ERR_METAKOCKA_IP_NOT_ALLOWED')
    hub.erp.faults.remove(fault.id)
    await untilActive()
    await hub.settled()
    expect(hub.documents()).toHaveLength(2)
  })

  it('keeps its reason while the store does not answer, as that proves nothing', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    hub.store.faults.clear()
    hub.store.faults.add({ effect: { kind: 'hang-up', when: 'before' } })
    await untilChecked(2)
    expect(await state()).toBe('paused')
    expect((await reason()).code).toBe('ERR_PRESTASHOP_KEY_REFUSED')
    hub.store.faults.clear()
    await untilActive()
  })

  it('is left alone once a person has paused it', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    await pauseConnection(hub.db, hub.connectionId, pausedByOperator)
    hub.store.faults.clear()
    await expect.poll(findCheck, patience).toBeUndefined()
    expect(await state()).toBe('paused')
    expect((await reason()).code).toBe(pausedByOperator.code)
  })

  it('needs no check any more when new access data set it going', async () => {
    await changeConnection(hub.db, hub.box, hub.connectionId, () => ({ storeKey: 'X'.repeat(32) }))
    await hub.ask()
    await untilPaused()
    await changeConnection(hub.db, hub.box, hub.connectionId, () => ({ storeKey: hub.store.keys['valid-key'] }))
    await hub.settled()
    expect(await state()).toBe('active')
    expect(hub.documents()).toHaveLength(2)
  })
})

it('a connection paused by hand is not even called', async () => {
  await pauseConnection(hub.db, hub.connectionId, pausedByOperator)
  const connectionId = ConnectionId.parse(hub.connectionId)
  await work.ask(hub.db, connectionsQueue, 'check-connection', { connectionId })
  await expect.poll(findCheck, patience).toBeUndefined()
  expect(await state()).toBe('paused')
  expect(hub.store.requests.list()).toEqual([])
})

describe('checks', () => {
  it('come more and more seldom, and not more seldom than they may', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    const pausedAt = (await hub.connection())?.updatedAt.getTime() ?? 0
    for (let nth = 0; nth < 5; nth += 1) {
      await untilChecked(1)
      await expect.poll(async () => (await findCheck())?.state, patience).toBe('waiting')
      expect(((await findCheck())?.runAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(waits.longestMs)
    }
    const [first = 0, second = 0, third = 0] = checksAt()
    expect(first - pausedAt).toBeGreaterThanOrEqual(waits.firstMs - 10)
    expect(second - first).toBeGreaterThanOrEqual(Math.min(first - pausedAt, waits.longestMs))
    expect(third - second).toBeGreaterThanOrEqual(Math.min(second - pausedAt, waits.longestMs))
  })

  it('wait as long as the other side asks for', async () => {
    refuse('wrong-key')
    await hub.ask()
    await untilPaused()
    hub.store.faults.clear()
    const headers = { 'retry-after': '60' }
    hub.store.faults.add({ effect: { kind: 'status', status: 429, headers } })
    await untilChecked(1)
    await expect
      .poll(async () => ((await findCheck())?.runAt.getTime() ?? 0) - Date.now(), patience)
      .toBeGreaterThan(50_000)
  })
})
