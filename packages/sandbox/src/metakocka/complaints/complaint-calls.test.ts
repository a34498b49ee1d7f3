import { afterAll, beforeAll, expect, it } from 'vitest'
import { addTestCompany, order, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from '../server.ts'

const path = '/rest/eshop/create_complaint'

let sandbox: MetakockaSandbox
let company: TestCompany
beforeAll(async () => {
  sandbox = await startMetakockaSandbox()
  company = addTestCompany(sandbox)
})
afterAll(() => sandbox.close())

const complaint = (rest: object = {}) => ({
  api_user_email: 'hub@shop.example',
  claim_type: 'return',
  claim_description: 'PS-1/C1',
  sales_order_customer_order: 'PS-1',
  datetime: '2026-11-23T08:14:05+02:00',
  complaint_products: [{ code: 'art1', amount: '2' }],
  ...rest,
})
const search = (from: string) =>
  company.call(`${v1}search`, {
    doc_type: 'complaint',
    result_type: 'doc',
    query_advance: [{ type: 'last_change_from', value: from }],
  })

it('keeps a complaint, which is found by its time and shows its order by number', async () => {
  expect(await search('2020-01-01T00:00:00+02:00')).toMatchObject({ opr_code: '6', opr_desc: 'No complaints found' })
  const { count_code } = await put(company, order({ buyer_order: 'PS-1' }))
  const made = await company.call(path, complaint())
  expect(made['opr_code']).toBe('0')
  expect(Object.keys(made)).not.toContain('mk_id')
  const { result } = (await search('2020-01-01T00:00:00+02:00')) as { result?: { mk_id: string }[] }
  expect(result).toMatchObject([{ buyer_order: count_code, claim_description: 'PS-1/C1', claim_type: 'return' }])
  const shown = await company.call(`${v1}get_document`, { doc_type: 'complaint', doc_id: result?.[0]?.mk_id })
  expect(shown).toMatchObject({ opr_code: '0', complaint_products: { code: 'art1', amount: '2' } })
  expect((await search('2099-01-01T00:00:00+02:00'))['opr_desc']).toBe('No complaints found')
})

it.each([
  ['a moment without its time', { datetime: '2026-11-23' }, { opr_code: '6', opr_desc: 'datetime is not valid' }],
  ['nobody', { api_user_email: undefined }, { opr_code: '2' }],
  ['an unknown order', { sales_order_customer_order: 'X' }, { opr_code: '6' }],
  ['an unknown product', { complaint_products: [{ code: 'X', amount: '1' }] }, { opr_code: '8' }],
  ['nothing', { complaint_products: [] }, { opr_code: '2' }],
])('refuses %s', async (_what, change, refusal) => {
  expect(await company.call(path, complaint(change))).toMatchObject(refusal)
})
