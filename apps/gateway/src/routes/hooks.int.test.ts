import { randomBytes, randomUUID } from 'node:crypto'
import { pauseConnection, pausedByOperator, schema } from '@pretok/db'
import { createLogger, createSecretBox, fingerprint } from '@pretok/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import type { ConnectionResource } from '../resources/connection.ts'
import type { CreatedHookSecret } from '../resources/hook-secret.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'
import { signWebhook } from '../verify-webhook.ts'

const box = createSecretBox(`k1:${randomBytes(32).toString('base64')}`)
const unknownId = '01a2085b-5cbb-724e-850d-6594249c9fdf'
const nobodysSecret = `whsec_${randomBytes(32).toString('base64')}`

let gateway: TestGateway
const logged: string[] = []
beforeAll(async () => {
  gateway = await createTestGateway({
    box,
    log: createLogger('gateway', 'trace', { write: (line) => logged.push(line) }),
  })
})
afterAll(() => gateway.close())

const connect = async () => (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
const makeSecret = async (id: string, headers: Record<string, string> = {}) => {
  const answer = await gateway.post<CreatedHookSecret>(`/v1/connections/${id}/hook-secrets/prestashop`, undefined, {
    headers,
  })
  expect(answer.status).toBe(201)
  return answer.body
}
/** A connection whose shop may send webhooks. */
const connectShop = async () => {
  const id = await connect()
  return { id, secret: (await makeSecret(id)).secret as string }
}

const event = (type = 'order.created', id: string | number = '57') =>
  JSON.stringify({ type, timestamp: '2026-11-23T12:22:14+01:00', data: { id } })
const nowS = () => Math.floor(Date.now() / 1000)

interface Delivery {
  id: string
  secret: string
  body?: string
  webhookId?: string
  timestamp?: string
  /** Instead of the right headers; `undefined` leaves one out. */
  headers?: Record<string, string | undefined>
  /** Sent in place of what was signed. */
  sent?: string | Buffer
}

const deliver = async ({ id, secret, body = event(), sent = body, headers, ...given }: Delivery) => {
  const { webhookId = `msg_${randomUUID()}`, timestamp = String(nowS()) } = given
  const signature = signWebhook(secret, { id: webhookId, timestamp, body: Buffer.from(body) })
  const all = {
    'content-type': 'application/json',
    'webhook-id': webhookId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
    ...headers,
  }
  return gateway.post<Problem>(`/hooks/prestashop/${id}`, sent, {
    apiKey: null,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  })
}

const stored = async (connectionId: string) =>
  (await gateway.db.select().from(schema.inboundEvents)).filter((row) => row.connectionId === connectionId)
const asked = async (connectionId: string) =>
  (await gateway.db.select().from(schema.work)).filter(
    (row) => row.connectionId === connectionId && row.queue === 'orders',
  )

const refusal = { status: 401, code: 'ERR_WEBHOOK_SIGNATURE' }
const outcome = ({ status, body }: { status: number; body: Problem }) => ({ status, code: body.code })

describe('a webhook', () => {
  it('is stored, and the reading of its order asked for, in one go', async () => {
    const { id, secret } = await connectShop()
    const answer = await deliver({ id, secret, webhookId: 'msg_1', body: event('order.created', 57) })
    expect(answer).toMatchObject({ status: 202, body: { accepted: true } })
    expect(await stored(id)).toMatchObject([
      { source: 'prestashop', eventId: 'msg_1', event: 'order.created', subject: '57', handledAt: null },
    ])
    expect(await asked(id)).toMatchObject([
      { queue: 'orders', job: 'import-orders', key: id, lane: 'live', state: 'waiting', payload: { connectionId: id } },
    ])
  })

  it.each(['product.changed', 'stock.changed'])('of another flow is kept, and asks for nothing: %s', async (type) => {
    const { id, secret } = await connectShop()
    expect((await deliver({ id, secret, body: event(type, '19') })).status).toBe(202)
    expect(await stored(id)).toMatchObject([{ event: type, subject: '19', handledAt: null }])
    expect(await asked(id)).toEqual([])
  })

  it('that comes twice changes nothing the second time, whatever it says then', async () => {
    const { id, secret } = await connectShop()
    await deliver({ id, secret, webhookId: 'msg_1' })
    const before = { events: await stored(id), work: await asked(id) }
    const repeat = () => deliver({ id, secret, webhookId: 'msg_1', body: event('order.changed', '99') })
    expect(await repeat()).toMatchObject({ status: 200, body: { accepted: false, duplicate: true } })
    expect({ events: await stored(id), work: await asked(id) }).toEqual(before)
    await gateway.db.delete(schema.work)
    expect((await repeat()).status).toBe(200)
    expect(await asked(id)).toEqual([])
  })

  it('that comes many times at the same moment is one row and one piece of work', async () => {
    const { id, secret } = await connectShop()
    const answers = await Promise.all(Array.from({ length: 12 }, () => deliver({ id, secret, webhookId: 'msg_1' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 202])
    expect(await stored(id)).toHaveLength(1)
    expect(await asked(id)).toHaveLength(1)
  })

  it('of one connection is not that of another, though the ids be the same', async () => {
    const [one, other] = [await connectShop(), await connectShop()]
    for (const shop of [one, other]) expect((await deliver({ ...shop, webhookId: 'msg_1' })).status).toBe(202)
    expect(outcome(await deliver({ id: one.id, secret: other.secret }))).toEqual(refusal)
  })

  it('is stored for a paused connection too', async () => {
    const { id, secret } = await connectShop()
    await pauseConnection(gateway.db, id, pausedByOperator)
    expect((await deliver({ id, secret })).status).toBe(202)
    expect(await asked(id)).toHaveLength(1)
  })

  it('finds its connection in capitals too, and asks for the same work', async () => {
    const { id, secret } = await connectShop()
    for (const path of [id, id.toUpperCase()]) expect((await deliver({ id: path, secret })).status).toBe(202)
    expect(await asked(id)).toHaveLength(1)
  })

  it('needs no media type: what counts is the signature', async () => {
    const { id, secret } = await connectShop()
    for (const type of [undefined, 'text/plain', 'application/json; charset=utf-8']) {
      expect((await deliver({ id, secret, headers: { 'content-type': type } })).status).toBe(202)
    }
  })
})

describe('the signature', () => {
  const unsigned = { id: 'msg_1', timestamp: '1', body: Buffer.from('') }

  it('may be one of several, of other secrets and other kinds', async () => {
    const { id, secret } = await connectShop()
    const webhookId = 'msg_1'
    const timestamp = String(nowS())
    const right = signWebhook(secret, { id: webhookId, timestamp, body: Buffer.from(event()) })
    const wrong = signWebhook(nobodysSecret, { id: webhookId, timestamp, body: Buffer.from(event()) })
    const send = (signature: string) =>
      deliver({ id, secret, webhookId, timestamp, headers: { 'webhook-signature': signature } })
    expect(outcome(await send(`v1a,${right.slice(3)} ${wrong}`))).toEqual(refusal)
    expect((await send(`v1a,${right.slice(3)} ${wrong} ${right}`)).status).toBe(202)
  })

  it('is of the bytes as they came, blanks and all', async () => {
    const { id, secret } = await connectShop()
    const body =
      '\n{ "type" : "order.created",\r\n"timestamp":"2026-11-23T12:22:14Z", "data": {"id": "\\u0035\\u0037"} }\t'
    expect((await deliver({ id, secret, body })).status).toBe(202)
    expect(await stored(id)).toMatchObject([{ subject: '57' }])
    for (const sent of [body.trim(), JSON.stringify(JSON.parse(body)), body.replace('\r\n', '\n'), `${body} `]) {
      expect(outcome(await deliver({ id, secret, body, sent })), sent).toEqual(refusal)
    }
  })

  it.each<[string, Partial<Delivery>]>([
    ['another body', { sent: event('order.created', '58') }],
    ['bytes that are no text', { sent: Buffer.from([0xff, 0xfe, 0x00]) }],
    ['no body', { sent: '' }],
    ['another id', { headers: { 'webhook-id': 'msg_2' } }],
    ['another time', { headers: { 'webhook-timestamp': String(nowS() - 1) } }],
    ['no id', { headers: { 'webhook-id': undefined } }],
    ['no time', { headers: { 'webhook-timestamp': undefined } }],
    ['a time that is none', { timestamp: 'yesterday' }],
    ['no signature', { headers: { 'webhook-signature': undefined } }],
    ['an empty signature', { headers: { 'webhook-signature': 'v1,' } }],
    ['a signature of nothing', { headers: { 'webhook-signature': signWebhook(nobodysSecret, unsigned) } }],
    ['another secret', { secret: nobodysSecret }],
    ['an API key in its place', { headers: { 'webhook-signature': undefined, authorization: 'Bearer pk_x' } }],
  ])('is refused with %s, and nothing is stored', async (_what, wrong) => {
    const { id, secret } = await connectShop()
    expect(outcome(await deliver({ id, secret, ...wrong }))).toEqual(refusal)
    expect(await stored(id)).toEqual([])
    expect(await asked(id)).toEqual([])
  })

  it('gets the same refusal whether the connection, the secret or the signature is not there', async () => {
    const known = await connectShop()
    const bare = await connect()
    const refusals = [
      await deliver({ id: known.id, secret: nobodysSecret }),
      await deliver({ id: bare, secret: nobodysSecret }),
      await deliver({ id: unknownId, secret: nobodysSecret }),
      await deliver({ id: 'none', secret: nobodysSecret }),
      await deliver({ id: known.id, secret: known.secret, headers: { 'webhook-signature': undefined } }),
      await deliver({ id: unknownId, secret: nobodysSecret, body: 'not JSON' }),
    ]
    const told = refusals.map(({ status, headers, body: { requestId: _, ...body } }) => {
      const { date: _date, 'x-request-id': _id, 'x-ratelimit-remaining': _left, ...rest } = headers
      return { status, headers: rest, body }
    })
    for (const one of told) expect(one).toEqual(told[0])
    expect(told[0]).toMatchObject({ status: 401, body: { code: refusal.code } })
  })

  it('may be five minutes old or new, no more, and the refusal tells the time', async () => {
    const { id, secret } = await connectShop()
    for (const by of [-290, 290]) {
      expect((await deliver({ id, secret, timestamp: String(nowS() + by) })).status).toBe(202)
    }
    for (const [connection, by] of [
      [id, -310],
      [id, 310],
      [unknownId, -86_400],
    ] as const) {
      const { status, body } = await deliver({ id: connection, secret, timestamp: String(nowS() + by) })
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'ERR_WEBHOOK_TIME' })
      const [, told] = /here it is (\d+)/.exec(body.detail) ?? []
      expect(Math.abs(Number(told) - nowS())).toBeLessThan(5)
    }
    expect(await stored(id)).toHaveLength(2)
  })
})

describe('a signed body', () => {
  it.each<[string, string, number, string]>([
    ['that is no JSON', '{"type": ', 400, 'ERR_REQUEST_UNREADABLE'],
    ['that is empty', '', 400, 'ERR_REQUEST_UNREADABLE'],
    ['that reaches for the prototype', `{"__proto__": {}, ${event().slice(1)}`, 400, 'ERR_REQUEST_UNREADABLE'],
    ['that is a list', '[]', 400, 'ERR_REQUEST_INVALID'],
    ['of 16 KiB and a byte', JSON.stringify('x'.repeat(16 * 1024 - 1)), 413, 'ERR_REQUEST_TOO_LARGE'],
    ['of 16 KiB', JSON.stringify('x'.repeat(16 * 1024 - 2)), 400, 'ERR_REQUEST_INVALID'],
  ])('%s is refused', async (_what, body, status, code) => {
    const { id, secret } = await connectShop()
    const answer = await deliver({ id, secret, body })
    expect(outcome(answer)).toEqual({ status, code })
    if (status === 413) expect(answer.body.detail).toContain('16 KiB')
    expect(await stored(id)).toEqual([])
  })

  it.each<[string, object]>([
    ['type', { type: 'order.deleted' }],
    ['timestamp', { timestamp: 'yesterday' }],
    ['timestamp', { timestamp: undefined }],
    ['data.id', { data: {} }],
    ['data.id', { data: { id: '-1' } }],
    ['data.id', { data: { id: '057' } }],
    ['data.id', { data: { id: 5.7 } }],
    ['data.id', { data: { id: '57]|[58' } }],
    ['data.email', { data: { id: '57', email: 'ana@example.com' } }],
    ['shop', { shop: 1 }],
  ])('with a wrong %s says so: %j', async (path, wrong) => {
    const { id, secret } = await connectShop()
    const body = JSON.stringify({ ...JSON.parse(event()), ...wrong })
    const { status, body: problem } = await deliver({ id, secret, body })
    expect({ status, path: problem.errors?.map((one) => one.path) }).toEqual({ status: 400, path: [path] })
    expect(await stored(id)).toEqual([])
  })

  it.each(['a.b', '', 'x'.repeat(201), 'a b'])('with the id %j says so', async (webhookId) => {
    const { id, secret } = await connectShop()
    const { status, body } = await deliver({ id, secret, webhookId })
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'webhook-id' })
  })
})

describe('the secret', () => {
  it('is shown once, stored sealed, and known by its fingerprint', async () => {
    const id = await connect()
    const read = async () => (await gateway.get<ConnectionResource>(`/v1/connections/${id}`)).body.hooks.prestashop
    const url = `/hooks/prestashop/${id}`
    expect(await read()).toEqual({ url })

    const made = await makeSecret(id)
    expect(made).toEqual({ url, secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) })
    expect(await read()).toEqual({ url, secretFingerprint: fingerprint(made.secret ?? '') })
    const { rows } = await gateway.pool.query(
      'select to_jsonb(connections)::text as row from connections where id = $1',
      [id],
    )
    expect(rows[0].row).not.toContain(made.secret)
    expect(rows[0].row).not.toContain(made.secret?.slice(6))
  })

  it('is replaced at once: what is signed with the old one is refused', async () => {
    const { id, secret } = await connectShop()
    const { secret: newer = '' } = await makeSecret(id)
    expect(newer).not.toBe(secret)
    expect(outcome(await deliver({ id, secret }))).toEqual(refusal)
    expect((await deliver({ id, secret: newer })).status).toBe(202)
  })

  it('is made once for a repeated request, and not shown again', async () => {
    const id = await connect()
    const headers = { 'idempotency-key': 'make-it' }
    const { secret = '', url } = await makeSecret(id, headers)
    expect(await makeSecret(id, headers)).toEqual({ url })
    expect((await deliver({ id, secret })).status).toBe(202)
    const { rows } = await gateway.pool.query('select body::text from idempotency_keys')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('can be taken away, as often as one likes', async () => {
    const { id, secret } = await connectShop()
    for (const _ of [1, 2])
      expect((await gateway.delete(`/v1/connections/${id}/hook-secrets/prestashop`)).status).toBe(204)
    expect(outcome(await deliver({ id, secret }))).toEqual(refusal)
    const { body } = await gateway.get<ConnectionResource>(`/v1/connections/${id}`)
    expect(body.hooks.prestashop).not.toHaveProperty('secretFingerprint')
  })

  it('belongs to a connection, and only who may write makes it', async () => {
    const url = `/v1/connections/${unknownId}/hook-secrets/prestashop`
    expect(outcome(await gateway.post(url))).toEqual({ status: 404, code: 'ERR_DB_NOT_FOUND' })
    expect(outcome(await gateway.delete(url))).toEqual({ status: 404, code: 'ERR_DB_NOT_FOUND' })
    const { key: apiKey } = await gateway.makeKey(['read'])
    const id = await connect()
    expect((await gateway.post(`/v1/connections/${id}/hook-secrets/prestashop`, undefined, { apiKey })).status).toBe(
      403,
    )
    expect(
      (await gateway.post(`/v1/connections/${id}/hook-secrets/prestashop`, undefined, { apiKey: null })).status,
    ).toBe(401)
  })

  it('that does not open any more lets nobody in, and the log says so', async () => {
    const { id, secret } = await connectShop()
    const lines: string[] = []
    const reader = await createTestGateway({
      db: gateway.db,
      log: createLogger('gateway', 'info', { write: (line) => lines.push(line) }),
    })
    const webhook = { id: 'msg_1', timestamp: String(nowS()), body: Buffer.from(event()) }
    const answer = await reader.post(`/hooks/prestashop/${id}`, event(), {
      apiKey: null,
      headers: {
        'webhook-id': webhook.id,
        'webhook-timestamp': webhook.timestamp,
        'webhook-signature': signWebhook(secret, webhook),
      },
    })
    expect(outcome(answer)).toEqual(refusal)
    expect(lines.join('')).toContain('ERR_SECRET_UNREADABLE')
    await reader.close()
  })

  it('is in no log line and no other answer, nor is a signature or what was sent', async () => {
    const { id, secret } = await connectShop()
    const texts = [
      await deliver({ id, secret, webhookId: 'msg_planted' }),
      await deliver({ id, secret, sent: event('order.created', '424242') }),
      await deliver({ id, secret, body: '{"planted": "ana@example.com"' }),
      await deliver({ id, secret, body: JSON.stringify({ planted: secret }) }),
      await gateway.get(`/v1/connections/${id}`),
      await gateway.get('/v1/connections'),
    ].map(({ text }) => text)
    expect(logged.some((line) => line.includes('/hooks/prestashop/:connectionId'))).toBe(true)
    for (const text of [...texts, logged.join('')]) {
      for (const planted of [secret, secret.slice(6), 'v1,', 'ana@example.com', '424242']) {
        expect(text).not.toContain(planted)
      }
    }
  })
})

describe('the rate limit', () => {
  it('is each connection’s own, and says how long to wait', async () => {
    const own = await createTestGateway({ requestsPerMinute: 3, db: gateway.db, box })
    const [one, other] = [await connectShop(), await connectShop()]
    const send = async ({ id, secret }: { id: string; secret: string }, authorization: string) => {
      const webhook = { id: randomUUID(), timestamp: String(nowS()), body: Buffer.from(event()) }
      return own.post(`/hooks/prestashop/${id}`, event(), {
        apiKey: null,
        headers: {
          authorization,
          'webhook-id': webhook.id,
          'webhook-timestamp': webhook.timestamp,
          'webhook-signature': signWebhook(secret, webhook),
        },
      })
    }
    const statuses = async (shop: { id: string; secret: string }) => {
      const all: number[] = []
      for (const n of [1, 2, 3, 4]) all.push((await send(shop, `Basic ${n}`)).status)
      return all
    }
    expect(await statuses(one)).toEqual([202, 202, 202, 429])
    expect(await statuses(other)).toEqual([202, 202, 202, 429])
    const { headers, body } = await send({ ...one, id: one.id.toUpperCase() }, '')
    expect(body.code).toBe('ERR_REQUEST_RATE_LIMITED')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    await own.close()
  })
})

it('without the database, the sender is told to come again', async () => {
  const own = await createTestGateway()
  await own.pool.end()
  const { status, headers, body } = await own.post(`/hooks/prestashop/${unknownId}`, event(), {
    apiKey: null,
    headers: { 'webhook-id': 'a', 'webhook-timestamp': String(nowS()), 'webhook-signature': 'v1,x' },
  })
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'ERR_DB_UNAVAILABLE' })
  expect(headers['retry-after']).toBe('5')
  await own.app.close()
})
