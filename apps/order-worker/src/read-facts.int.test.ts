import { findFacts, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { connectionsQueue } from '@pretok/jobs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askWhenDue } from './ask-when-due.ts'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const patience = { timeout: 15_000 }

let hub: TestHub
let connectionId: ConnectionId
beforeEach(async () => {
  hub = await startTestHub({ checks: { firstMs: 100, longestMs: 400 } })
  connectionId = ConnectionId.parse(hub.connectionId)
  await hub.startWorker()
})
afterEach(() => hub.close())

const facts = () => findFacts(hub.db, connectionId)

it('both sides are asked what they say of themselves, and again when it comes due', async () => {
  for (const flow of ['store-facts', 'erp-facts']) await askWhenDue(hub.db, { connectionId, flow })
  await expect.poll(async () => Object.keys(await facts()), patience).toEqual(['store', 'erp'])
  const { store, erp } = await facts()
  expect(store?.facts).toMatchObject({
    version: '8.2.1',
    timeZone: 'Europe/Ljubljana',
    defaultCurrency: 'EUR',
    rounding: { mode: 'half-up', type: 'line' },
  })
  expect(erp?.facts.warehouses).toContainEqual(expect.objectContaining({ mark: 'glavno', main: true }))
})

it('a side that does not answer leaves what is known of the other, and of itself', async () => {
  await work.ask(hub.db, connectionsQueue, 'read-store-facts', { connectionId })
  await expect.poll(async () => (await facts()).store, patience).toBeDefined()
  const before = await facts()
  hub.store.faults.add({ effect: { kind: 'hang-up', when: 'before' } })
  for (const flow of ['store-facts', 'erp-facts']) await askWhenDue(hub.db, { connectionId, flow })
  await expect.poll(async () => (await facts()).erp, patience).toBeDefined()
  expect((await facts()).store).toEqual(before.store)
})
