import { changeConnection } from '@pretok/db'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
beforeEach(async () => {
  hub = await startTestHub({ checks: { firstMs: 100, longestMs: 400 }, writeCeilingMs: 10_000 })
  hub.keepOrders(6, 8, 21, 22)
})
afterEach(() => hub.close())

/** Every row of every table, BullMQ's own included, by table. */
const everything = async (): Promise<Map<string, string>> => {
  const { rows } = await hub.database.pool.query<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
  const texts = rows.map(async ({ name }) => {
    const { rows: all } = await hub.database.pool.query<{ row: string }>(`select t::text as row from ${name} t`)
    return [name, all.map(({ row }) => row).join('\n')] as const
  })
  return new Map(await Promise.all(texts))
}

const key = () => String(hub.store.keys['valid-key'])

/** As they could stand somewhere: in plain, as a header, in an address. */
const secretForms = (): string[] =>
  [key(), hub.erp.secretKey].flatMap((secret) => [
    secret,
    secret.toLowerCase(),
    Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ])

const state = async () => (await hub.connection())?.state
const patience = { timeout: 20_000 }

it('no secret is stored in plain, and no person in the queue, whatever goes wrong', { timeout: 90_000 }, async () => {
  const worker = await hub.startWorker()
  // The shop repeats the address, in which the key stands, and then it refuses the key in its own words.
  await changeConnection(hub.db, hub.box, hub.connectionId, () => ({ storeAuth: 'ws_key' }))
  hub.store.faults.add({ effect: { kind: 'redirect', to: `http://other.example/?ws_key=${key()}&url=orders` } })
  await hub.ask()
  await expect.poll(state, patience).toBe('paused')
  hub.store.faults.clear()
  hub.store.faults.add({
    effect: { kind: 'status', status: 500, body: `Fatal error: key ${key()} in /var/www` },
    times: 2,
  })
  await expect.poll(state, patience).toBe('active')
  // The ERP refuses in words that hold what it was sent, hangs up after the work, and refuses the secret.
  hub.erp.faults.add({ kind: 'wrong-credentials', times: 1 })
  await hub.ask({ urgent: true })
  await expect.poll(() => hub.documents().length, patience).toBeGreaterThan(1)
  await worker.close()

  const tables = await everything()
  expect(tables.size).toBeGreaterThan(15)
  const secrets = secretForms()
  for (const [name, text] of tables) {
    for (const secret of secrets) expect(text.includes(secret), `${name} holds ${secret}`).toBe(false)
    // Orders and partners are what the hub is for; a queue is not the place for them.
    if (!/^public\.(orders|bindings)$/.test(name)) {
      for (const person of ['Žiga', '@mail.example', 'Čopova'])
        expect(text.includes(person), `${name} holds ${person}`).toBe(false)
    }
  }
})
