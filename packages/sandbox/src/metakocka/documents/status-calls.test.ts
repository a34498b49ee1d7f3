import { afterAll, beforeAll, expect, test } from 'vitest'
import { order, partner, put, startTestCompany, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany({ settings: { users: ['hub@example.com'] } })
})
afterAll(() => company.sandbox.close())

const change = (body: Fields) => company.call(`${v1}change_document_status`, { doc_type: 'sales_order', ...body })
const ship = (body: Fields) => company.call(`${v1}mark_orders_as_shipped`, body)
const statusOf = (mkId: string) => company.view.documents().find(({ mk_id }) => mk_id === mkId)?.status_desc

test('a list of ids changes all of them or none', async () => {
  const { mk_id } = await put(company, order({ status_code: 'created' }))
  expect(await change({ status_code: 'paused', mk_id_list: [mk_id, '1'] })).toMatchObject({ opr_code: '2' })
  expect(statusOf(mk_id)).toBe('created')
  expect(await change({ status_code: 'paused', mk_id_list: [mk_id] })).toMatchObject({ opr_code: '0' })
  expect(statusOf(mk_id)).toBe('paused')
})

test('an unknown user is refused', async () => {
  const { mk_id } = await put(company, order())
  expect(await change({ status_code: 'paused', mk_id, api_user_email: 'who@example.com' })).toMatchObject({
    opr_code: '6',
    opr_desc: "Cannot find email 'who@example.com' for paramether api_user_email",
  })
  expect(await change({ status_code: 'paused', mk_id, api_user_email: 'hub@example.com' })).toMatchObject({
    opr_code: '0',
  })
})

test('a status is known by its description only', async () => {
  const { mk_id } = await put(company, order())
  const refused = await change({ status_code: 'Pavziran', mk_id })
  expect(refused['opr_desc']).toMatch(
    /^Paramether 'status_code' has invalid value : Pavziran\. Valid values : created,draft,/,
  )
})

test('orders are marked as shipped by id, by customer order, or by country and status', async () => {
  const slovene = { ...partner, country: 'SI' }
  const byId = await put(company, order())
  const byBuyerOrder = await put(company, order({ buyer_order: 'S-1' }))
  const byCountry = await put(company, order({ partner: slovene, status_code: 'ready_to_ship' }))
  const abroad = await put(company, order({ partner: { ...partner, country: 'HR' }, status_code: 'ready_to_ship' }))
  await ship({ sales_order_id_list: [byId.mk_id] })
  await ship({ customer_order_list: ['S-1'] })
  await ship({ country: 'Slovenija', status_code: 'ready_to_ship' })
  expect([byId, byBuyerOrder, byCountry, abroad].map(({ mk_id }) => statusOf(mk_id))).toEqual([
    'shipped',
    'shipped',
    'shipped',
    'ready_to_ship',
  ])
  expect(await ship({})).toMatchObject({ opr_code: '2' })
  expect(await ship({ sales_order_id_list: [byId.mk_id], customer_order_list: ['S-1'] })).toMatchObject({
    opr_code: '2',
  })
})
