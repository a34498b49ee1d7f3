import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CreatedApiKey } from './resources/api-key.ts'
import type { ConnectionResource } from './resources/connection.ts'
import { createTestGateway, goodConnection, type TestGateway } from './testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

let used = 0
const withKey = (key = `key-${used++}`) => ({ headers: { 'idempotency-key': key } })
const create = (rest: object, input: object = goodConnection) =>
  gateway.post<ConnectionResource>('/v1/connections', input, rest)
const countConnections = async () => (await gateway.pool.query('select from connections')).rowCount ?? 0

it('gives the same answer again and does nothing twice', async () => {
  const rest = withKey()
  const before = await countConnections()
  const first = await create(rest)
  const again = await create(rest)
  expect(again).toMatchObject({ status: 201, body: first.body, headers: { location: first.headers.location } })
  expect(first.headers).not.toHaveProperty('idempotency-replayed')
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(await countConnections()).toBe(before + 1)
})

it('refuses the key for another request', async () => {
  const rest = withKey()
  await create(rest)
  const refused = { status: 422, body: { code: 'ERR_IDEMPOTENCY_KEY_REUSED' } }
  expect(await create(rest, { ...goodConnection, name: 'Another' })).toMatchObject(refused)
  expect(await gateway.post('/v1/api-keys', { name: 'x', scopes: ['read'] }, rest)).toMatchObject(refused)
})

it('keeps the callers apart', async () => {
  const rest = withKey()
  const { key: apiKey } = await gateway.makeKey(['write'])
  const mine = await create(rest)
  const theirs = await create({ ...rest, apiKey })
  expect(theirs.status).toBe(201)
  expect(theirs.body.id).not.toBe(mine.body.id)
})

it('of two at once lets one through', async () => {
  const rest = withKey()
  const before = await countConnections()
  const answers = await Promise.all([create(rest), create(rest), create(rest)])
  expect(answers.map(({ status }) => status)).toContain(201)
  for (const { status } of answers) expect([201, 409]).toContain(status)
  expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1)
  expect(await countConnections()).toBe(before + 1)
})

it('says so while the first is still being answered', async () => {
  const { body } = await create({})
  const rest = withKey()
  const blocker = await gateway.pool.connect()
  await blocker.query('begin')
  await blocker.query('select from connections where id = $1 for update', [body.id])
  const slow = gateway.patch(`/v1/connections/${body.id}`, { name: 'slow' }, rest)
  await expect
    .poll(
      async () => (await gateway.pool.query(`select from pg_locks where locktype = 'advisory' and granted`)).rowCount,
    )
    .toBe(1)
  const second = await gateway.patch(`/v1/connections/${body.id}`, { name: 'slow' }, rest)
  expect(second).toMatchObject({ status: 409, body: { code: 'ERR_IDEMPOTENCY_KEY_BUSY' } })
  await blocker.query('commit')
  blocker.release()
  expect((await slow).status).toBe(200)
  const after = await gateway.patch(`/v1/connections/${body.id}`, { name: 'slow' }, rest)
  expect(after.headers['idempotency-replayed']).toBe('true')
})

it('lets a request that failed be repeated', async () => {
  const rest = withKey()
  expect((await create(rest, { ...goodConnection, name: '' })).status).toBe(400)
  expect((await create(rest)).status).toBe(201)
})

it('keeps no secrets: a made key is shown only the first time', async () => {
  const rest = withKey()
  const input = { name: 'x', scopes: ['read'] }
  const first = await gateway.post<CreatedApiKey>('/v1/api-keys', input, rest)
  await create(withKey())
  const again = await gateway.post<CreatedApiKey>('/v1/api-keys', input, rest)
  const { key, ...shown } = first.body
  expect(again).toMatchObject({ status: 201, body: shown })
  expect(again.body).not.toHaveProperty('key')
  const { rows } = await gateway.pool.query('select * from idempotency_keys')
  for (const secret of [key as string, goodConnection.store.key, goodConnection.erp.secretKey]) {
    expect(JSON.stringify(rows)).not.toContain(secret)
  }
})

it('refuses a key without end', async () => {
  const { status, body } = await gateway.post('/v1/connections', goodConnection, withKey('k'.repeat(201)))
  expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'idempotency-key' })
})
