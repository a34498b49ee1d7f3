import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { changeConnection } from '@pretok/db'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
const children: ChildProcess[] = []

beforeEach(async () => {
  hub = await startTestHub({ settings: { orders: { linesWithoutReference: 'create' } } })
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await hub.close()
})

const start = (env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ['--conditions=source', fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: hub.databaseUrl,
      QUEUE_BACKEND: 'postgres',
      PRETOK_SECRET_KEYS: hub.secretKeys,
      PRETOK_ALLOW_PRIVATE_NETWORKS: 'true',
      PRETOK_ERP_WRITE_CEILING_MS: '3000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  return { child, said: () => said }
}

it('killed in the middle and started again, it books every order once', { timeout: 120_000 }, async () => {
  hub.erp.faults.add({ kind: 'late-answer', call: 'put_document', ms: 30 })
  await hub.ask()
  for (const documents of [5, 30]) {
    const { child } = start()
    await expect.poll(() => hub.documents().length, { timeout: 60_000 }).toBeGreaterThan(documents)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  start()
  await hub.settled(90_000)
  const numbers = hub.documents().map(({ buyer_order }) => buyer_order)
  expect(new Set(numbers).size).toBe(numbers.length)
  const booked = (await hub.orders()).filter(({ state }) => state === 'booked')
  expect(numbers).toHaveLength(booked.length)
  expect(booked).toHaveLength(97)
})

it('asks the store by itself, and brings what it finds', { timeout: 60_000 }, async () => {
  hub.keepOrders(6)
  await changeConnection(hub.db, hub.box, hub.connectionId, ({ settings }) => ({
    settings: { ...settings, orders: { ...settings.orders, pollSeconds: 15 } },
  }))
  const { child } = start({ PRETOK_ERP_WRITE_CEILING_MS: '20000' })
  await expect.poll(() => hub.documents().length, { timeout: 50_000 }).toBe(1)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('asked to stop, it ends in order and says nothing of secrets or people', { timeout: 60_000 }, async () => {
  const { child, said } = start()
  await hub.ask()
  await expect.poll(() => hub.documents().length, { timeout: 60_000 }).toBeGreaterThan(5)
  child.kill('SIGTERM')
  const [status] = await once(child, 'exit')
  expect(status).toBe(0)
  const secrets = [
    hub.store.keys['valid-key'],
    hub.secretKeys,
    `"${hub.erp.secretKey}"`,
    'Žiga',
    '@mail.example',
    'Čopova',
  ]
  for (const secret of secrets) expect(said()).not.toContain(secret)
  expect(said()).toContain('orders read')
})

it('with wrong settings, it names all of them and does not start', async () => {
  const { child, said } = start({ DATABASE_URL: 'nowhere', QUEUE_BACKEND: 'redis', CONCURRENCY: '0' })
  const [status] = await once(child, 'exit')
  expect(status).not.toBe(0)
  for (const name of ['DATABASE_URL', 'CONCURRENCY']) expect(said()).toContain(name)
})
