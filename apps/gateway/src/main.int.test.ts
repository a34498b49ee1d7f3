import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { migrate, openDatabase } from '@pretok/db'
import { createTestDatabase } from '@pretok/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CreatedApiKey } from './resources/api-key.ts'
import { goodConnection } from './testing/test-gateway.ts'

const apiKey = `pk_${randomBytes(32).toString('base64url')}`
const main = fileURLToPath(new URL('./main.ts', import.meta.url))

const run = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--conditions=source', main], { env, stdio: ['ignore', 'pipe', 'pipe'] })

interface LogLine {
  msg: string
  requestId?: string
  [fact: string]: unknown
}

const admin = { email: 'admin@shop.example', password: randomBytes(18).toString('base64url') }
let settings: { DATABASE_URL: string; PRETOK_SECRET_KEYS: string; [name: string]: string }
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await createTestDatabase({ migrate })
  drop = database.drop
  settings = {
    DATABASE_URL: database.url,
    PORT: '0',
    PRETOK_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    PRETOK_BOOTSTRAP_API_KEY: apiKey,
    PRETOK_BOOTSTRAP_ADMIN_EMAIL: admin.email,
    PRETOK_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
  }
})
afterAll(() => drop())

it('serves with the first key and admin, logs without secrets, and stops when told', async () => {
  const gateway = run(settings)
  const log: string[] = []
  let output = ''
  gateway.stderr?.on('data', (chunk) => (output += chunk))
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: gateway.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      log.push(line)
      const [, address] = /Server listening at (http:[^"]+)/.exec(line) ?? []
      if (address) resolve(address)
    })
  })
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(url + path, {
      ...init,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...init.headers },
    })
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) })

  const created = await post('/v1/connections', goodConnection)
  expect(created.status).toBe(201)
  const made = (await (await post('/v1/api-keys', { name: 'x', scopes: ['read'] })).json()) as CreatedApiKey
  await post('/v1/connections', { ...goodConnection, store: { url: 'x y', key: `${goodConnection.store.key}!` } })
  await ask('/v1/orders?q=ana@example.com&state=held')
  await ask('/v1/orders', { headers: { authorization: 'Bearer pk_wrong-key' } })
  await ask('/nowhere?ws_key=abc123')
  const signedIn = await post('/v1/session', admin)
  expect(await signedIn.json()).toMatchObject({ kind: 'user', role: 'admin' })
  const [, token = ''] = /session=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '') ?? []
  expect(token).not.toBe('')
  await ask('/healthz')

  // A failure inside: the statement and its values must not reach the log either.
  const { db, close } = openDatabase({ url: settings.DATABASE_URL, applicationName: 'test' })
  await db.execute('alter table connections add constraint broken check (name <> $$Trgovina$$) not valid')
  const failed = await post('/v1/connections', goodConnection)
  expect(failed.status).toBe(500)
  const { requestId } = (await failed.json()) as { requestId: string }
  await close()

  gateway.kill('SIGTERM')
  const [status] = await once(gateway, 'close')
  expect(status).toBe(0)

  const lines = log.map((line) => JSON.parse(line) as LogLine)
  const requests = lines.filter(({ msg }) => msg === 'request')
  expect(requests.map(({ method, route, status: answered }) => `${method} ${route} ${answered}`)).toEqual([
    'POST /v1/connections 201',
    'POST /v1/api-keys 201',
    'POST /v1/connections 400',
    'GET /v1/orders 200',
    'GET /v1/orders 401',
    'GET unknown 404',
    'POST /v1/session 200',
    'POST /v1/connections 500',
  ])
  for (const line of requests) {
    expect(Object.keys(line).sort()).toEqual([
      'hostname',
      'level',
      'method',
      'ms',
      'msg',
      'name',
      'pid',
      'requestId',
      'route',
      'status',
      'time',
    ])
  }
  expect(lines.find(({ msg }) => msg === 'request failed')).toMatchObject({
    requestId,
    err: { code: 'ERR_DB_FAILED' },
  })
  const secrets = [
    apiKey,
    made.key as string,
    'pk_wrong-key',
    goodConnection.store.key,
    goodConnection.erp.secretKey,
    'ana@example.com',
    'abc123',
    admin.email,
    admin.password,
    token,
    settings.PRETOK_SECRET_KEYS,
  ]
  for (const secret of secrets) expect(log.join('\n') + output).not.toContain(secret)
})

it('says what is wrong with its settings and does not start', async () => {
  const gateway = run({ ...settings, DATABASE_URL: '', PORT: 'eighty' })
  let output = ''
  gateway.stderr?.on('data', (chunk) => (output += chunk))
  const [status] = await once(gateway, 'close')
  expect(status).toBe(1)
  expect(output).toMatch(/DATABASE_URL[\s\S]*PORT/)
})

it('ends soon after its last request, though the client keeps the connection', { timeout: 9_000 }, async () => {
  const gateway = run(settings)
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: gateway.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const [, address] = /Server listening at (http:[^"]+)/.exec(line) ?? []
      if (address) resolve(address)
    })
  })
  const agent = new Agent({ keepAlive: true })
  const headers = { authorization: `Bearer ${apiKey}` }
  const { db, close } = openDatabase({ url: settings.DATABASE_URL, applicationName: 'test' })
  let answered: Promise<unknown[]> | undefined
  await db.transaction(async (tx) => {
    // The request waits for this lock, so it is under way when the gateway is told to stop.
    await tx.execute('lock table api_keys in access exclusive mode')
    answered = once(get(`${url}/v1/orders`, { agent, headers }), 'response')
    await expect
      .poll(async () => (await db.execute('select from pg_locks where not granted')).rowCount)
      .toBeGreaterThan(0)
    gateway.kill('SIGTERM')
  })
  const [response] = (await answered) as [IncomingMessage]
  response.resume()
  expect(response.statusCode).toBe(200)
  const [status] = await once(gateway, 'close')
  expect(status).toBe(0)
  agent.destroy()
  await close()
})
