import { afterAll, beforeAll, expect, test } from 'vitest'
import { bill, put, startTestCompany, type TestCompany, v1 } from './sandbox.fixture.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

test('a report started with async ends in an address that gives the file', async () => {
  const { mk_id } = await put(company, bill())
  const { token } = await company.call(`${v1}report`, { mk_id, report_id: '38', async: 'true' })
  expect(await company.call(`${v1}report`, { token })).toHaveProperty('progress')
  const { url } = await company.call(`${v1}report`, { token })
  const file = await fetch(String(url))
  expect(file.headers.get('content-type')).toBe('application/pdf')
  expect(await file.text()).toContain(mk_id)
})

test('a report of nothing is refused', async () => {
  expect(await company.call(`${v1}report`, { mk_id: '1', report_id: '38' })).toMatchObject({ opr_code: '2' })
  expect(await company.call(`${v1}report`, {})).toMatchObject({
    opr_desc: "Paramether 'report_id' is required paramether",
  })
})
