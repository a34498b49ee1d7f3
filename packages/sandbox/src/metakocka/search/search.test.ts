import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTestCompany, bill, grossLine, order, partner, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import { startMetakockaSandbox } from '../server.ts'
import type { Fields } from '../wire/fields.ts'

let now = new Date('2026-01-10T08:00:00Z')
let company: TestCompany
const made: string[] = []

beforeAll(async () => {
  company = addTestCompany(await startMetakockaSandbox({ clock: () => now }))
  for (let day = 10; day < 35; day += 1) {
    now = new Date(Date.UTC(2026, 0, day, 8))
    const { mk_id } = await put(
      company,
      order({
        doc_date: `${now.toISOString().slice(0, 10)}+02:00`,
        buyer_order: `O-${day}`,
        status_code: day % 2 ? 'created' : 'draft',
        delivery_type: day < 15 ? 'GLS' : 'DHL',
        product_list: [grossLine(day === 20 ? 'POST' : 'art1', '1', '10')],
        ...(day === 12 ? { mark_paid: [{ payment_type: 'PayPal', date: '12.01.2026' }] } : {}),
        ...(day === 13
          ? { receiver: { ...partner, customer: 'Bine', partner_contact: { email: 'bine@example.com', gsm: '1' } } }
          : {}),
      }),
    )
    made.push(mk_id)
  }
})
afterAll(() => company.sandbox.close())

const search = (body: Fields = {}, conditions: Record<string, string> = {}) =>
  company.call(`${v1}search`, {
    doc_type: 'sales_order',
    query_advance: Object.entries(conditions).map(([type, value]) => ({ type, value })),
    ...body,
  })
const idsOf = (answer: Fields) => (answer['result'] as Fields[]).map(({ mk_id }) => mk_id)
const count = async (conditions: Record<string, string>) => Number((await search({}, conditions))['result_all_records'])

test('pages run through all orders once, oldest first', async () => {
  const pages = [
    await search({ limit: 10 }),
    await search({ limit: 10, offset: 10 }),
    await search({ limit: 10, offset: 20 }),
  ]
  expect(pages.map((page) => page['result_count'])).toEqual(['10', '10', '5'])
  expect(pages.every((page) => page['result_all_records'] === '25')).toBe(true)
  expect(pages.flatMap(idsOf)).toEqual(made)
  expect(idsOf(await search({ order_direction: 'desc' }))).toEqual(made.toReversed())
  expect(await search({ limit: 5000 })).toMatchObject({ limit: '100' })
})

test('ids alone, or whole documents', async () => {
  expect((await search({ limit: 1 }))['result']).toEqual([{ mk_id: made[0], opr_code: '0', count_code: 'PP-1' }])
  expect((await search({ limit: 1, result_type: 'doc' }))['result']).toMatchObject([
    { buyer_order: 'O-10', sum_all: '10', product_list: [{}] },
  ])
})

describe('filters', () => {
  test.each<[Record<string, string>, number]>([
    [{ doc_date_from: '2026-01-30+01:00' }, 5],
    [{ doc_date_from: '2026-01-12+01:00', doc_date_to: '2026-01-14+02:00' }, 3],
    [{ last_change_from: '2026-02-02T09:00:00+01:00' }, 2],
    [{ last_change_from: '2026-02-02T09:00:01+01:00' }, 1],
    [{ last_change_to: '2026-01-10T10:00:00+02:00' }, 1],
    [{ status_list: 'draft' }, 13],
    [{ status_list: 'draft,created' }, 25],
    [{ customer_order: 'O-11' }, 1],
    [{ customer_order: 'O-1' }, 0],
    [{ product_code_list: 'POST,NONE' }, 1],
    [{ delivery_type: 'GLS', status_list: 'draft' }, 3],
    [{ payment_status: 'true' }, 1],
    [{ payment_status: 'false' }, 24],
    [{ partner_country: 'Slovenia' }, 25],
    [{ partner_country: 'HR' }, 0],
    [{ partner_query: 'novak' }, 25],
    [{ partner_recipient_name: 'Bine' }, 1],
    [{ partner_recipient_email: 'bine@example.com', partner_recipient_phone: '1' }, 1],
    [{ profit_center: 'DEMO' }, 25],
    [{ tracking_last_event_date_from: '2026-01-10T10:00:00+02:00' }, 0],
  ])('%o finds %i', async (conditions, found) => {
    expect(await count(conditions)).toBe(found)
  })

  test.each<[Record<string, string>]>([
    [{ status_changed_since: '2026-01-10' }],
    [{ doc_date_from: '10.01.2026' }],
    [{ last_change_from: '2026-01-10' }],
    [{ status_change_from: '2026-01-10T10:00:00+02:00' }],
    [{ partner_country: 'Atlantis' }],
    [{ payment_status: 'maybe' }],
  ])('%o is refused', async (conditions) => {
    expect(await search({}, conditions)).toMatchObject({ opr_code: '2' })
  })

  test('a change of status is found by time and status together', async () => {
    now = new Date('2026-03-01T08:00:00Z')
    await company.call(`${v1}change_document_status`, {
      doc_type: 'sales_order',
      mk_id: made[0],
      status_code: 'canceled',
    })
    const window = { status_change_from: '2026-03-01T00:00:00+02:00', status_change_to: '2026-03-02T00:00:00+02:00' }
    expect(await count({ ...window, status_change_list: 'canceled,lost' })).toBe(1)
    expect(await count({ ...window, status_change_list: 'lost' })).toBe(0)
    expect(
      await count({ ...window, status_change_from: '2026-03-01T12:00:00+02:00', status_change_list: 'canceled' }),
    ).toBe(0)
  })

  test('time of last change is for orders only, day of the document not for offers', async () => {
    await put(company, bill())
    const lastChange = { last_change_from: '2020-01-01T00:00:00+02:00' }
    expect(await search({ doc_type: 'sales_bill_domestic' }, lastChange)).toMatchObject({ opr_code: '2' })
    expect(await search({ doc_type: 'sales_bill_domestic' }, { doc_date_from: '2026-01-01+02:00' })).toMatchObject({
      result_count: '1',
    })
    expect(await search({ doc_type: 'sales_offer' }, { doc_date_from: '2026-01-01+02:00' })).toMatchObject({
      opr_code: '2',
    })
  })
})
