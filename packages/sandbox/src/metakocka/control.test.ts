import { afterAll, beforeAll, expect, test } from 'vitest'
import { bill, order, put, secretKey, startTestCompany, type TestCompany, v1 } from './sandbox.fixture.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

const control = async (method: string, path: string, body?: unknown) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const answer = await fetch(`${company.sandbox.url}/_sandbox/${path}`, init)
  const parsed: unknown = await answer.json()
  return { status: answer.status, body: parsed }
}
const own = (path: string) => `companies/${company.view.id}/${path}`

test('shows what a company holds', async () => {
  const { mk_id } = await put(company, order({ buyer_order: 'SEEN' }))
  await control('PUT', own('stock'), { code: 'art1', amount: '4' })
  expect((await control('GET', own('documents'))).body).toMatchObject([{ mk_id, buyer_order: 'SEEN' }])
  expect((await control('GET', own('partners'))).body).toMatchObject([{ customer: 'Ana Novak' }])
  expect((await control('GET', own('products'))).body).toMatchObject([{ code: 'art1' }, { code: 'POST' }])
  expect((await control('GET', own('stock'))).body).toMatchObject([{ code: 'art1', amount: '4', reserved_amount: '1' }])
  expect(JSON.stringify((await control('GET', 'companies')).body)).not.toContain(secretKey)
})

test('changes settings one by one and refuses what is none', async () => {
  expect((await control('PUT', own('settings'), { uniqueBuyerOrder: true })).body).toMatchObject({
    uniqueBuyerOrder: true,
    currency: 'EUR',
  })
  expect(company.view.settings().uniqueBuyerOrder).toBe(true)
  expect((await control('PUT', own('settings'), { uniqueBuyerOrders: true })).status).toBe(400)
  expect((await control('PUT', own('settings'), { arithmetic: 'abacus' })).status).toBe(400)
})

test('adds and removes faults', async () => {
  expect((await control('POST', 'faults', { kind: 'http-error', status: 503, call: 'search' })).body).toMatchObject({
    kind: 'http-error',
    probability: 1,
  })
  expect((await company.send(`${v1}search`, {})).status).toBe(503)
  expect((await control('POST', 'faults', { kind: 'plague' })).status).toBe(400)
  expect((await control('DELETE', 'faults')).status).toBe(200)
  expect((await control('GET', 'faults')).body).toEqual([])
  expect((await company.send(`${v1}search`, {})).status).toBe(200)
})

test('shows and clears the log of requests', async () => {
  await control('DELETE', 'requests')
  await company.call(`${v1}search`, { doc_type: 'sales_order' })
  expect((await control('GET', 'requests')).body).toMatchObject([{ call: 'search', oprCode: '0' }])
})

test('adds a company and products', async () => {
  const product = { code: 'c', name: 'c', taxFactor: '0.095', priceWithTax: '1.5' }
  await control('POST', 'companies', { companyId: 'new', secretKey: 'k', settings: { currency: 'CZK' } })
  await control('POST', 'companies/new/products', [product])
  expect((await control('GET', 'companies/new/products')).body).toMatchObject([{ code: 'c' }])
  expect(
    await company.call(`${v1}search`, { doc_type: 'sales_order', company_id: 'new', secret_key: 'k' }),
  ).toMatchObject({
    opr_code: '0',
  })
})

test('does to a document what a person does in MetaKocka', async () => {
  const { mk_id } = await put(company, bill())
  const issued = { status: 'created', publishedAt: '2026-11-23T10:00:00Z', texts: { furs_eor: 'e-1' } }
  expect((await control('PATCH', own(`documents/${mk_id}`), issued)).status).toBe(200)
  expect(await company.call(`${v1}get_document`, { doc_type: 'sales_bill_domestic', doc_id: mk_id })).toMatchObject({
    publish_ts: '2026-11-23T12:00:00+02:00',
    furs_eor: 'e-1',
    status_desc: 'created',
  })
  expect((await control('PATCH', own('documents/1'), issued)).status).toBe(400)
})

test('knows nothing else', async () => {
  expect((await control('GET', 'weather')).status).toBe(404)
  expect((await control('GET', 'companies/nobody/documents')).status).toBe(404)
  expect((await control('GET', own('secrets'))).status).toBe(404)
})
