import { createHash, createHmac, randomBytes } from 'node:crypto'
import { pauseConnection, pausedByOperator, schema } from '@pretok/db'
import { createLogger, createSecretBox, fingerprint } from '@pretok/kernel'
import { startMetakockaSandbox } from '@pretok/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import type { ConnectionResource } from '../resources/connection.ts'
import type { CreatedHookSecret } from '../resources/hook-secret.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'
import { signMetakockaWebhook, signWebhook } from '../verify-webhook.ts'

const box = createSecretBox(`k1:${randomBytes(32).toString('base64')}`)
const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
const nobodysSecret = randomBytes(20).toString('hex')
const acknowledged = { status: 'ok', check_respond_status_json_ok: 'true' }
const refusal = { status: 401, code: 'ERR_WEBHOOK_SIGNATURE' }

let gateway: TestGateway
const logged: string[] = []
beforeAll(async () => {
  gateway = await createTestGateway({
    box,
    log: createLogger('gateway', 'trace', { write: (line) => logged.push(line) }),
  })
})
afterAll(() => gateway.close())

const secretsUrl = (id: string, source = 'metakocka') => `/v1/connections/${id}/hook-secrets/${source}`
const makeSecret = async (id: string, source?: string) =>
  (await gateway.post<CreatedHookSecret>(secretsUrl(id, source))).body.secret as string
const connectBare = async (stock = true) => {
  const input = { ...goodConnection, settings: { flows: { stock } } }
  return (await gateway.post<ConnectionResource>('/v1/connections', input)).body.id
}
/** A connection whose ERP may send webhooks. */
const connect = async () => {
  const id = await connectBare()
  return { id, secret: await makeSecret(id) }
}

/** As the documentation shows it: a row per warehouse. */
const push = (...products: string[]) =>
  JSON.stringify({
    opr_code: '0',
    stock_list_count: '2',
    stock_list: products.flatMap((mk_id) =>
      ['1600303267', '1600004367'].map((warehouse_id) => ({
        warehouse_id,
        mk_id,
        code: 'SKU-1',
        title: 'Čebelji med, žlička',
        amount: '0',
        unit: 'kos',
      })),
    ),
  })

interface Delivery {
  id: string
  secret: string
  body?: string | Buffer
  eventId?: string
  event?: string
  /** Instead of the right headers; `undefined` leaves one out. */
  headers?: Record<string, string | undefined>
  /** Sent in place of what was signed. */
  sent?: string | Buffer
}

const headersOf = ({ secret, body = push('1600094857'), eventId = '71538876', event, headers }: Delivery) => {
  const all = {
    'content-type': 'application/json; charset=UTF-8',
    'x-metakocka-event': event ?? 'warehouse_product_stock_update',
    'x-metakocka-id': eventId,
    'x-metakocka-signature': signMetakockaWebhook(secret, Buffer.from(body)),
    ...headers,
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
const deliver = (delivery: Delivery, to = gateway) =>
  to.post<Problem>(`/hooks/metakocka/${delivery.id}`, delivery.sent ?? delivery.body ?? push('1600094857'), {
    apiKey: null,
    headers: headersOf(delivery),
  })

const stored = async (connectionId: string) =>
  (await gateway.db.select().from(schema.inboundEvents)).filter((row) => row.connectionId === connectionId)
const outcome = ({ status, body }: { status: number; body: Problem }) => ({ status, code: body.code })

describe('a webhook of MetaKocka', () => {
  it('has stock looked at, and is acknowledged in both documented ways', async () => {
    const { id, secret } = await connect()
    const { status, body } = await deliver({ id, secret })
    expect({ status, body }).toEqual({ status: 200, body: acknowledged })
    expect(await stored(id)).toMatchObject([
      {
        source: 'metakocka',
        eventId: '71538876',
        event: 'warehouse_product_stock_update',
        subject: '1600094857',
        handledAt: null,
      },
    ])
    const asked = (await gateway.db.select().from(schema.work)).filter(({ connectionId }) => connectionId === id)
    expect(asked.map(({ job }) => job)).toContain('sync-stock')
  })

  it('is done with where stock does not flow: its next reading has everything', async () => {
    const id = await connectBare(false)
    expect((await deliver({ id, secret: await makeSecret(id) })).status).toBe(200)
    expect(await stored(id)).toMatchObject([{ handledAt: expect.any(Date) }])
    const asked = (await gateway.db.select().from(schema.work)).filter(({ connectionId }) => connectionId === id)
    expect(asked.map(({ queue }) => queue)).not.toContain('stock')
  })

  it('that comes again under its id is acknowledged and changes nothing, whatever it says then', async () => {
    const { id, secret } = await connect()
    await deliver({ id, secret })
    const before = await stored(id)
    const { status, body } = await deliver({ id, secret, body: push('1'), event: 'another' })
    expect({ status, body }).toEqual({ status: 200, body: acknowledged })
    expect(await stored(id)).toEqual(before)
  })

  it('that comes many times at the same moment is one row', async () => {
    const { id, secret } = await connect()
    const answers = await Promise.all(Array.from({ length: 12 }, () => deliver({ id, secret })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await stored(id)).toHaveLength(1)
  })

  it.each<[string, string, string]>([
    ['several products', push('16', '17', '16'), '16,17'],
    ['one row that is no list', '{"stock_list": {"mk_id": 1600094857}}', '1600094857'],
    ['rows that are odd', '{"stock_list": [1, null, {}, {"mk_id": "x"}, {"mk_id": "5\\u0000"}, {"mk_id": "5"}]}', '5'],
    ['no rows', '{}', ''],
  ])('names its products: %s', async (_what, body, subject) => {
    const { id, secret } = await connect()
    expect((await deliver({ id, secret, body })).status).toBe(200)
    expect(await stored(id)).toMatchObject([{ subject, handledAt: null }])
  })

  it('of a kind that nobody takes is acknowledged, and done with', async () => {
    const { id, secret } = await connect()
    const { status, body } = await deliver({ id, secret, event: 'document_changed', body: '{"doc": 1}' })
    expect({ status, body }).toEqual({ status: 200, body: acknowledged })
    expect(await stored(id)).toMatchObject([{ event: 'document_changed', handledAt: expect.any(Date) }])
  })

  it('is kept for a paused connection too, and finds it in capitals', async () => {
    const { id, secret } = await connect()
    await pauseConnection(gateway.db, id, pausedByOperator)
    expect((await deliver({ id: id.toUpperCase(), secret })).status).toBe(200)
    expect(await stored(id)).toHaveLength(1)
  })

  it('may have 256 KiB', async () => {
    const { id, secret } = await connect()
    const of = (length: number) => `{"title": "${'x'.repeat(length - '{"title": ""}'.length)}"}`
    expect((await deliver({ id, secret, body: of(256 * 1024) })).status).toBe(200)
    const { status, body } = await deliver({ id, secret, body: of(256 * 1024 + 1) })
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'ERR_REQUEST_TOO_LARGE' })
    expect(body.detail).toContain('256 KiB')
  })
})

describe('its signature', () => {
  it('is Base64 of the HMAC-SHA1 of the bytes as they came', async () => {
    const { id, secret } = await connect()
    const body = Buffer.from(`\n ${push('5')}\r\n`)
    const signature = createHmac('sha1', secret).update(body).digest('base64')
    expect((await deliver({ id, secret, body, headers: { 'x-metakocka-signature': signature } })).status).toBe(200)
    for (const sent of [body.toString().trim(), body.toString('latin1'), JSON.stringify(JSON.parse(String(body)))]) {
      expect(outcome(await deliver({ id, secret, body, sent })), sent).toEqual(refusal)
    }
  })

  it('may be of bytes that are not UTF-8', async () => {
    const { id, secret } = await connect()
    const body = Buffer.concat([
      Buffer.from('{"stock_list": {"mk_id": "7", "title": "'),
      Buffer.from([0xe8, 0x22]),
      Buffer.from('}}'),
    ])
    expect((await deliver({ id, secret, body })).status).toBe(200)
    expect(await stored(id)).toMatchObject([{ subject: '7' }])
  })

  const signed = (make: (secret: string, body: string) => string) => (secret: string) => ({
    headers: { 'x-metakocka-signature': make(secret, push('1600094857')) },
  })
  it.each<[string, (secret: string) => Partial<Delivery>]>([
    ['another secret', () => ({ secret: nobodysSecret })],
    ['an altered byte', () => ({ sent: push('1600094858') })],
    ['no body', () => ({ sent: '' })],
    ['no signature', () => ({ headers: { 'x-metakocka-signature': undefined } })],
    ['an empty signature', () => ({ headers: { 'x-metakocka-signature': '' } })],
    ['hexadecimal digits', signed((secret, body) => createHmac('sha1', secret).update(body).digest('hex'))],
    ['SHA-256', signed((secret, body) => createHmac('sha256', secret).update(body).digest('base64'))],
    ['no key', signed((_secret, body) => createHash('sha1').update(body).digest('base64'))],
    [
      'the bytes of the digits as key',
      signed((secret, body) => createHmac('sha1', Buffer.from(secret, 'hex')).update(body).digest('base64')),
    ],
    ['no padding', signed((secret, body) => createHmac('sha1', secret).update(body).digest('base64').slice(0, -1))],
    [
      'an API key in its place',
      () => ({ headers: { 'x-metakocka-signature': undefined, authorization: 'Bearer pk_x' } }),
    ],
  ])('is refused with %s, and nothing is kept', async (_what, wrong) => {
    const { id, secret } = await connect()
    expect(outcome(await deliver({ id, secret, ...wrong(secret) }))).toEqual(refusal)
    expect(await stored(id)).toEqual([])
  })

  it('of the store’s secret counts for nothing here, nor this one there', async () => {
    const { id, secret } = await connect()
    const storeSecret = await makeSecret(id, 'prestashop')
    expect(outcome(await deliver({ id, secret: storeSecret }))).toEqual(refusal)
    const event = JSON.stringify({ type: 'order.created', timestamp: '2026-11-23T12:22:14Z', data: { id: '57' } })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const tell = (key: string) =>
      gateway.post(`/hooks/prestashop/${id}`, event, {
        apiKey: null,
        headers: {
          'webhook-id': 'msg_1',
          'webhook-timestamp': timestamp,
          'webhook-signature': signWebhook(key, { id: 'msg_1', timestamp, body: Buffer.from(event) }),
        },
      })
    expect(outcome(await tell(secret))).toEqual(refusal)
    expect((await tell(storeSecret)).status).toBe(202)
    expect((await deliver({ id, secret })).status).toBe(200)
  })

  it('gets the same refusal whether the connection, the secret or the signature is not there', async () => {
    const known = await connect()
    const refusals = [
      await deliver({ id: known.id, secret: nobodysSecret }),
      await deliver({ id: await connectBare(), secret: nobodysSecret }),
      await deliver({ id: unknownId, secret: nobodysSecret }),
      await deliver({ id: 'none', secret: nobodysSecret }),
      await deliver({ ...known, headers: { 'x-metakocka-signature': undefined } }),
      await deliver({
        id: unknownId,
        secret: nobodysSecret,
        body: 'not JSON',
        headers: { 'x-metakocka-id': undefined },
      }),
    ]
    const told = refusals.map(({ status, headers, body: { requestId: _, ...body } }) => {
      const { date: _date, 'x-request-id': _id, 'x-ratelimit-remaining': _left, ...rest } = headers
      return { status, headers: rest, body }
    })
    for (const one of told) expect(one).toEqual(told[0])
    expect(told[0]).toMatchObject({ status: 401, body: { code: refusal.code } })
  })
})

describe('a signed body', () => {
  it.each<[string, Partial<Delivery>, string]>([
    ['that is no JSON', { body: '{"stock_list": ' }, 'ERR_REQUEST_UNREADABLE'],
    ['that is empty', { body: '' }, 'ERR_REQUEST_UNREADABLE'],
    ['that is a list', { body: '[]' }, 'ERR_REQUEST_INVALID'],
    ['without an id', { headers: { 'x-metakocka-id': undefined } }, 'ERR_REQUEST_INVALID'],
    ['with an endless id', { eventId: '1'.repeat(201) }, 'ERR_REQUEST_INVALID'],
    ['without a kind of event', { headers: { 'x-metakocka-event': undefined } }, 'ERR_REQUEST_INVALID'],
  ])('%s is refused', async (_what, wrong, code) => {
    const { id, secret } = await connect()
    expect(outcome(await deliver({ id, secret, ...wrong }))).toEqual({ status: 400, code })
    expect(await stored(id)).toEqual([])
  })
})

describe('the secret', () => {
  it('of each side is made, shown by its fingerprint and taken away on its own', async () => {
    const id = await connectBare()
    const hooks = async () => (await gateway.get<ConnectionResource>(`/v1/connections/${id}`)).body.hooks
    const [prestashop, metakocka] = [{ url: `/hooks/prestashop/${id}` }, { url: `/hooks/metakocka/${id}` }]
    expect(await hooks()).toEqual({ prestashop, metakocka })

    const { body: made } = await gateway.post<CreatedHookSecret>(secretsUrl(id))
    expect(made).toEqual({ ...metakocka, secret: expect.stringMatching(/^[0-9a-f]{40}$/) })
    const secretFingerprint = fingerprint(made.secret ?? '')
    expect(await hooks()).toEqual({ prestashop, metakocka: { ...metakocka, secretFingerprint } })

    const storeSecret = await makeSecret(id, 'prestashop')
    expect((await gateway.delete(secretsUrl(id))).status).toBe(204)
    expect(await hooks()).toEqual({
      prestashop: { ...prestashop, secretFingerprint: fingerprint(storeSecret) },
      metakocka,
    })
    expect(outcome(await deliver({ id, secret: made.secret ?? '' }))).toEqual(refusal)
  })

  it('opens also when it was asked for by an id in capitals', async () => {
    const id = await connectBare()
    expect((await deliver({ id, secret: await makeSecret(id.toUpperCase()) })).status).toBe(200)
  })

  it('is of a side that there is', async () => {
    const id = await connectBare()
    expect((await gateway.post(secretsUrl(id, 'furs'))).status).toBe(400)
    expect((await gateway.post(secretsUrl(unknownId))).status).toBe(404)
  })

  it('is in no log line and no other answer, nor is a signature or what was sent', async () => {
    const { id, secret } = await connect()
    const texts = [
      await deliver({ id, secret, body: push('424242') }),
      await deliver({ id, secret, sent: push('424242') }),
      await deliver({ id, secret, body: `{"planted": "${secret}"` }),
      await gateway.get(`/v1/connections/${id}`),
    ].map(({ text }) => text)
    expect(logged.some((line) => line.includes('/hooks/metakocka/:connectionId'))).toBe(true)
    const signature = signMetakockaWebhook(secret, Buffer.from(push('424242')))
    for (const text of [...texts, logged.join('')]) {
      for (const planted of [secret, signature, 'žlička', '424242']) expect(text).not.toContain(planted)
    }
  })

  it('that does not open any more lets nobody in, and the log says so', async () => {
    const connection = await connect()
    const lines: string[] = []
    const reader = await createTestGateway({
      db: gateway.db,
      log: createLogger('gateway', 'info', { write: (line) => lines.push(line) }),
    })
    expect(outcome(await deliver(connection, reader))).toEqual(refusal)
    expect(lines.join('')).toContain('ERR_SECRET_UNREADABLE')
    await reader.close()
  })
})

it('takes of one connection what the rate limit allows', async () => {
  const own = await createTestGateway({ requestsPerMinute: 3, db: gateway.db, box })
  const [one, other] = [await connect(), await connect()]
  for (const connection of [one, other]) {
    const statuses = []
    for (const eventId of ['1', '2', '3', '4']) statuses.push((await deliver({ ...connection, eventId }, own)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  }
  await own.close()
})

it('hears of stock that changes in MetaKocka, over the wire', async () => {
  const listening = await createTestGateway({ db: gateway.db, box })
  const address = await listening.app.listen({ host: '127.0.0.1', port: 0 })
  const { id, secret } = await connect()
  const sandbox = await startMetakockaSandbox({
    warehouses: [{ mark: 'glavno', main: true }, { mark: 'drugo' }],
    seedProducts: [{ code: 'MED-900', name: 'Čebelji med', taxFactor: '0.095', priceWithTax: '12' }],
    settings: { webhook: { url: `${address}/hooks/metakocka/${id}`, clientSecret: secret, pauseMs: 0 } },
  })
  sandbox.company.setStock({ code: 'MED-900', amount: '12' })
  await sandbox.webhooks.settled()
  const [delivery, ...more] = sandbox.webhooks.list()
  expect(more).toEqual([])
  expect(delivery).toMatchObject({ attempt: 1, status: 200, taken: true })
  const [product] = sandbox.company.products()
  expect(await stored(id)).toMatchObject([{ eventId: delivery?.id, subject: product?.['mk_id'] }])

  sandbox.company.changeSettings({
    webhook: { url: `${address}/hooks/metakocka/${id}`, clientSecret: nobodysSecret, pauseMs: 0 },
  })
  sandbox.company.setStock({ code: 'MED-900', amount: '11' })
  await sandbox.webhooks.settled()
  expect(sandbox.webhooks.list().slice(1)).toMatchObject([1, 2, 3].map((attempt) => ({ attempt, status: 401 })))
  expect(await stored(id)).toHaveLength(1)
  await sandbox.close()
  await listening.close()
})
