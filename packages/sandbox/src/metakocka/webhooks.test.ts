import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type HttpServer, readBody, startHttpServer } from '../http-server.ts'
import { addTestCompany, grossLine, order, put, type TestCompany } from './sandbox.fixture.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from './server.ts'

const clientSecret = 'a secret, not a key'
const acknowledgement = JSON.stringify({ check_respond_status_json_ok: 'true', status: 'ok' })

let sandbox: MetakockaSandbox
let listener: HttpServer
let company: TestCompany
let received: { headers: IncomingHttpHeaders; body: string }[]
let answers: { status: number; body: string }[]

beforeAll(async () => {
  sandbox = await startMetakockaSandbox()
  listener = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    async handle(request, response) {
      received.push({ headers: request.headers, body: await readBody(request) })
      const { status, body } = answers.shift() ?? { status: 200, body: acknowledgement }
      response.writeHead(status).end(body)
    },
  })
})
beforeEach(() => {
  received = []
  answers = []
  company = addTestCompany(sandbox, {
    warehouses: [{ mark: 'glavno', main: true }, { mark: 'drugo' }, { mark: 'staro', active: false }],
    settings: { webhook: { url: `${listener.url}/hook`, clientSecret, pauseMs: 0 } },
  })
})
afterAll(async () => {
  await sandbox.close()
  await listener.close()
})

const attempts = () => sandbox.webhooks.list().filter(({ companyId }) => companyId === company.view.id)
const setStock = async (amount: string) => {
  company.view.setStock({ code: 'art1', amount })
  await sandbox.webhooks.settled()
}

test('a change of stock is told with every active warehouse of the product, signed over its bytes', async () => {
  await setStock('2.5')
  const [{ headers, body } = { headers: {}, body: '' }, ...more] = received
  expect(more).toEqual([])
  expect(JSON.parse(body)).toMatchObject({
    opr_code: '0',
    stock_list_count: '2',
    stock_list: [
      { code: 'art1', amount: '2,5', reserved_amount: '0', free_amount: '2,5' },
      { code: 'art1', amount: '0' },
    ],
  })
  expect(headers).toMatchObject({
    'x-metakocka-event': 'warehouse_product_stock_update',
    'x-metakocka-id': expect.stringMatching(/^\d+$/),
    'x-metakocka-signature': createHmac('sha1', clientSecret).update(body).digest('base64'),
  })
  expect(attempts()).toMatchObject([{ attempt: 1, status: 200, taken: true }])
})

test('documents that move goods tell it too, orders do not', async () => {
  await put(company, order())
  await sandbox.webhooks.settled()
  expect(received).toEqual([])
  await put(company, { ...order({ product_list: [grossLine('art1', '1', '1')] }), doc_type: 'warehouse_packing_list' })
  await sandbox.webhooks.settled()
  expect(received).toHaveLength(1)
})

test('every change has an id of its own', async () => {
  await setStock('1')
  await setStock('2')
  const [one, other] = received.map(({ headers }) => headers['x-metakocka-id'])
  expect(one).not.toBe(other)
})

describe('an answer that is no acknowledgement', () => {
  test.each([
    ['a failure', 500, acknowledgement],
    ['another good status', 202, acknowledgement],
    ['no JSON', 200, 'OK'],
    ['one half of it', 200, '{"status": "ok"}'],
    ['the other half', 200, '{"check_respond_status_json_ok": "true"}'],
  ])('is followed by two more attempts under the same id: %s', async (_what, status, body) => {
    answers = Array.from({ length: 3 }, () => ({ status, body }))
    await setStock('1')
    expect(attempts()).toMatchObject([1, 2, 3].map((attempt) => ({ attempt, status, taken: false })))
    expect(new Set(received.map(({ headers }) => headers['x-metakocka-id'])).size).toBe(1)
  })

  test('is forgotten once an attempt succeeds', async () => {
    answers = [{ status: 503, body: '' }]
    await setStock('1')
    expect(attempts()).toMatchObject([{ taken: false }, { taken: true }])
  })
})

test('nobody there is an attempt too', async () => {
  company.view.changeSettings({ webhook: { url: 'http://127.0.0.1:1/hook', clientSecret, pauseMs: 0 } })
  await setStock('1')
  expect(attempts()).toMatchObject([{ taken: false }, { taken: false }, { taken: false }])
  expect(attempts()[0]?.status).toBeUndefined()
})

test('closing ends the wait for the next attempt', async () => {
  const own = await startMetakockaSandbox({
    settings: { webhook: { url: `${listener.url}/hook`, clientSecret } },
    seedProducts: [{ code: 'x', name: 'x', taxFactor: '0.22', priceWithTax: '1' }],
  })
  answers = [{ status: 500, body: '' }]
  own.company.setStock({ code: 'x', amount: '1' })
  await own.close()
  await own.webhooks.settled()
  expect(own.webhooks.list().every(({ taken }) => !taken)).toBe(true)
})
