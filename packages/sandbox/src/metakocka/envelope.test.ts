import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTestCompany, json, order, put, secretKey, type TestCompany, v1 } from './sandbox.fixture.ts'
import { startMetakockaSandbox } from './server.ts'

let now = Date.parse('2026-11-23T10:00:00Z')
let company: TestCompany
beforeAll(async () => {
  company = addTestCompany(await startMetakockaSandbox({ clock: () => new Date(now) }))
})
afterAll(() => company.sandbox.close())

const list = `${json}product_list`

test('an answer tells its code and time as text', async () => {
  expect(await company.call(list, {})).toMatchObject({ opr_code: '0', opr_time_ms: expect.stringMatching(/^\d+$/) })
})

test('a company is known by both its credentials', async () => {
  const refused = { opr_code: '3', opr_desc: 'Invalid value for secret_key and company_id' }
  expect(await company.call(list, { secret_key: 'x' })).toMatchObject(refused)
  expect(await company.call(list, { secret_key: '' })).toMatchObject(refused)
  expect(await company.call(list, { company_id: 'nobody' })).toMatchObject(refused)
})

test('companies on one server keep to themselves', async () => {
  const other = addTestCompany(company.sandbox)
  await put(other, order({ buyer_order: 'ONLY-THERE' }))
  const read = { doc_type: 'sales_order', buyer_order: 'ONLY-THERE' }
  expect(await company.call(`${v1}get_document`, read)).toMatchObject({ opr_code: '2' })
  expect(await other.call(`${v1}get_document`, read)).toMatchObject({ opr_code: '0' })
})

test('a quota refuses what is too much in its window', async () => {
  const limited = addTestCompany(company.sandbox, { settings: { quota: { calls: 2, windowMs: 1000 } } })
  const codes = async () => (await limited.call(list, {}))['opr_code']
  expect([await codes(), await codes(), await codes()]).toEqual(['0', '0', '5'])
  now += 1001
  expect(await codes()).toBe('0')
})

describe('requests that are none', () => {
  test.each([
    ['another path family', `${v1}product_list`],
    ['another path family', `${json}search`],
    ['an unknown call', `${v1}frobnicate`],
    ['the root', '/'],
  ])('%s answers a page: %s', async (_what, path) => {
    const answer = await company.send(path, {})
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('text/html')
  })

  test('so does a GET', async () => {
    expect((await fetch(`${company.sandbox.url}${list}`)).status).toBe(404)
  })

  test('a body that is not JSON is an internal error', async () => {
    const answer = await fetch(`${company.sandbox.url}${list}`, { method: 'POST', body: '<xml/>' })
    expect(await answer.json()).toMatchObject({ opr_code: '1' })
  })
})

test('the log of requests holds no bodies', async () => {
  company.sandbox.requests.clear()
  await company.call(list, {})
  await company.call(`${v1}get_document`, { doc_type: 'sales_order', doc_id: '1' })
  const log = company.sandbox.requests.list()
  expect(log).toMatchObject([
    { path: list, call: 'product_list', companyId: company.view.id, status: 200, oprCode: '0' },
    { call: 'get_document', oprCode: '2' },
  ])
  expect(JSON.stringify(log)).not.toContain(secretKey)
})
