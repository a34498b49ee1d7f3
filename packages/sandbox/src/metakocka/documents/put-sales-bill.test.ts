import { afterAll, beforeAll, expect, test } from 'vitest'
import { grossLine, json, partner, startTestCompany, type TestCompany } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

const putBill = (body: Fields) =>
  company.call(`${json}put_sales_bill`, {
    bill_date: '23.11.2026',
    payment_date: '30.11.2026',
    partner,
    product_list: [grossLine('art1', '1', '122')],
    ...body,
  })
const last = () => company.view.documents().at(-1)

test('stores a bill under its older names', async () => {
  expect(await putBill({ foreign: 'true' })).toMatchObject({ opr_code: '0' })
  expect(last()).toMatchObject({
    doc_type: 'sales_bill_foreign',
    doc_date: '2026-11-23+02:00',
    duo_payment: '2026-11-30+02:00',
    sum_all: '122',
  })
})

test('a discount in percent stands on every line and counts once', async () => {
  const lines = (discount?: string) => [{ ...grossLine('art1', '1', '100'), discount }]
  expect(await putBill({ discount_percent: '10', product_list: lines() })).toMatchObject({ opr_code: '2' })
  expect(await putBill({ discount_percent: '10', product_list: lines('10') })).toMatchObject({ opr_code: '0' })
  expect(last()?.sum_all).toBe('90')
})

test('dates are dotted', async () => {
  expect(await putBill({ bill_date: '2026-11-23+02:00' })).toMatchObject({
    opr_code: '6',
    opr_desc: 'Not valid date for bill_date',
  })
})

test('what should be verified at FURS is not stored', async () => {
  const before = company.view.documents().length
  const paid = (payment_type: string) => ({ mark_paid: [{ payment_type, date: '23.11.2026' }], send_to_furs: 'true' })
  expect(await putBill(paid('PayPal'))).toMatchObject({ opr_code: '6', opr_code_app: '4002' })
  expect(await putBill(paid('Gotovina'))).toMatchObject({ opr_code: '6', opr_code_app: '4003' })
  company.view.changeSettings({ fiscalRegister: false })
  expect(await putBill(paid('PayPal'))).toMatchObject({ opr_code: '6', opr_code_app: '4001' })
  expect(company.view.documents()).toHaveLength(before)
})
