import { randomUUID } from 'node:crypto'
import { openDatabase, schema } from '@pretok/db'
import { createLogger } from '@pretok/kernel'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startClearing } from './clear-outdated.ts'
import type { ConnectionResource } from './resources/connection.ts'
import { letIn } from './testing/people.ts'
import { createTestGateway, goodConnection, type TestGateway } from './testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
beforeAll(async () => {
  gateway = await createTestGateway()
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
})
afterAll(() => gateway.close())

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const add = (count: number, name: string, receivedAt: Date, handledAt: Date | null) =>
  gateway.db.insert(schema.inboundEvents).values(
    Array.from({ length: count }, (_, n) => ({
      connectionId,
      source: 'prestashop',
      eventId: `${name} ${n}`,
      event: 'order.created',
      subject: '57',
      receivedAt,
      handledAt,
    })),
  )
const kept = async () => (await gateway.db.select().from(schema.inboundEvents)).map(({ eventId }) => eventId).sort()

it('deletes handled events of more than 30 days at once, however many, and again later', async () => {
  await add(2_500, 'old', daysAgo(31), daysAgo(30.9))
  await add(1, 'unhandled', daysAgo(40), null)
  await add(1, 'young', daysAgo(29), daysAgo(29))
  const clearing = startClearing({ db: gateway.db, log: createLogger('test', 'silent'), everyMs: 50 })
  await expect.poll(kept).toEqual(['unhandled 0', 'young 0'])
  await add(1, 'later', daysAgo(31), daysAgo(31))
  await expect.poll(kept).toEqual(['unhandled 0', 'young 0'])
  await clearing.close()
})

it('deletes sessions that have ended, and failed sign-ins of long ago', async () => {
  const { id: userId } = await letIn(gateway, 'one')
  const session = (name: string, expiresAt: Date) => ({ id: randomUUID(), userId, tokenHash: name, expiresAt })
  await gateway.db.insert(schema.sessions).values([session('ended', daysAgo(0.01)), session('open', daysAgo(-1))])
  await gateway.db.insert(schema.signInFailures).values([
    { key: 'old', failures: 3, lastAt: daysAgo(1.1) },
    { key: 'young', failures: 3, lastAt: daysAgo(0.9) },
  ])
  const clearing = startClearing({ db: gateway.db, log: createLogger('test', 'silent') })
  const left = async () => [
    ...(await gateway.db.select().from(schema.sessions)).map(({ tokenHash }) => tokenHash),
    ...(await gateway.db.select().from(schema.signInFailures)).map(({ key }) => key),
  ]
  await expect.poll(left).toEqual(['open', 'young'])
  await clearing.close()
})

it('deletes changes of stock of more than 90 days, and passes that ended then', async () => {
  const [item] = await gateway.db
    .insert(schema.stockItems)
    .values({
      id: randomUUID(),
      connectionId,
      rowId: '1',
      productId: '1',
      row: {},
      quantity: 3,
      quantityAt: daysAgo(0),
    })
    .returning()
  if (!item) throw new Error('there is no row')
  const change = (at: Date) => ({
    ...{ id: randomUUID(), connectionId, itemId: item.id, at, before: 3, after: 2, terms: [] },
    ...{ trigger: 'nightly', outcome: 'written' },
  })
  const [old, young] = [change(daysAgo(90.1)), change(daysAgo(89.9))]
  await gateway.db.insert(schema.stockChanges).values([old, young])
  const pass = (state: string) => {
    return { id: randomUUID(), connectionId, kind: 'full', trigger: 'nightly', state, startedAt: daysAgo(90.1) }
  }
  await gateway.db.insert(schema.stockPasses).values([pass('done'), pass('running')])
  const clearing = startClearing({ db: gateway.db, log: createLogger('test', 'silent') })
  await expect
    .poll(async () => (await gateway.db.select().from(schema.stockChanges)).map(({ id }) => id))
    .toEqual([young.id])
  await expect
    .poll(async () => (await gateway.db.select().from(schema.stockPasses)).map(({ state }) => state))
    .toEqual(['running'])
  await clearing.close()
})

it('keeps so many months of the timeline, and has the next ones ready', async () => {
  await gateway.pool.query("select ensure_order_event_months(now() - interval '5 months', now())")
  const months = async () =>
    (
      await gateway.pool.query<{ n: string }>(`
      select inhrelid::regclass::text as n from pg_inherits where inhparent = 'order_events'::regclass
      and inhrelid::regclass::text ~ '[0-9]$' order by 1`)
    ).rows.length
  expect(await months()).toBe(5 + 1 + 3)
  const clearing = startClearing({ db: gateway.db, log: createLogger('test', 'silent'), timelineMonths: 2 })
  await expect.poll(months).toBe(2 + 1 + 3)
  await clearing.close()
})

it('goes on after a failure, and ends when told', async () => {
  const lines: string[] = []
  const log = createLogger('test', 'info', { write: (line) => lines.push(line) })
  const { db, close } = openDatabase({ url: gateway.url, applicationName: 'test' })
  await close()
  const clearing = startClearing({ db, log, everyMs: 20 })
  await expect.poll(() => lines.length).toBeGreaterThan(1)
  await clearing.close()
  expect(lines.join('')).toContain('outdated rows were not deleted')
})
