import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bill, order, put, startTestCompany, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterAll(() => company.sandbox.close())

const paid = (amount?: string): Fields => ({
  payment_type: 'PayPal',
  date: '23.11.2026',
  ...(amount ? { amount } : {}),
})
const find = (mkId: string) => company.view.documents().find(({ mk_id }) => mk_id === mkId)
const sumPaid = (mkId: string) => find(mkId)?.sum_paid
const transact = (body: Fields) =>
  company.call(`${v1}put_transaction`, {
    doc_type: 'sales_order',
    payment_mode: 'payment',
    payment_type: 'PayPal',
    date: '2026-11-24+02:00',
    price: '10',
    ...body,
  })

describe('mark_paid', () => {
  test('without an amount means the whole document', async () => {
    expect(sumPaid((await put(company, order({ mark_paid: [paid()] }))).mk_id)).toBe('122')
  })

  test('replaces on an update; an empty list leaves it, a zero clears it', async () => {
    const { mk_id } = await put(company, order({ mark_paid: [paid('100'), paid('30'), paid('-8')] }))
    expect(sumPaid(mk_id)).toBe('122')
    await put(company, order({ mk_id, mark_paid: [] }))
    expect(sumPaid(mk_id)).toBe('122')
    await put(company, order({ mk_id, mark_paid: [paid('50.5')] }))
    expect(sumPaid(mk_id)).toBe('50.5')
    await put(company, order({ mk_id, mark_paid: [paid('0.00')] }))
    expect(sumPaid(mk_id)).toBeUndefined()
    expect(find(mk_id)).not.toHaveProperty('mark_paid')
  })
})

describe('put_transaction', () => {
  test('adds each time; a return takes away', async () => {
    const { mk_id } = await put(company, order({ buyer_order: 'T-1' }))
    await transact({ buyer_order: 'T-1' })
    await transact({ mk_id })
    expect(sumPaid(mk_id)).toBe('20')
    await transact({ mk_id, payment_mode: 'return', price: '5.50' })
    expect(find(mk_id)).toMatchObject({
      sum_paid: '14.5',
      mark_paid: [{ amount: '10', date: '24.11.2026' }, { amount: '10' }, { amount: '5,5', payment_tip: 'Vračilo' }],
    })
  })

  test('finds a bill of any kind as "bill"', async () => {
    const { mk_id } = await put(company, bill({ doc_type: 'sales_bill_foreign' }))
    expect(await transact({ doc_type: 'bill', mk_id })).toMatchObject({ opr_code: '0' })
    expect(await transact({ doc_type: 'sales_bill_domestic', mk_id })).toMatchObject({ opr_code: '2' })
  })

  test.each<[string, Fields, string]>([
    ['no document', {}, "Paramether 'mk_id' is required paramether"],
    [
      'two names',
      { mk_id: '1', buyer_order: '2' },
      "Only one of paramethers 'mk_id', 'count_code' and 'buyer_order' can be set",
    ],
    [
      'a customer order of a bill',
      { doc_type: 'bill', buyer_order: 'T-1' },
      "Paramether 'buyer_order' has invalid value : T-1",
    ],
    [
      'an unknown mode',
      { mk_id: '1', payment_mode: 'gift' },
      "Paramether 'payment_mode' has invalid value : gift. Valid values : payment,prepayment,return",
    ],
    ['a dotted date', { mk_id: '1', date: '24.11.2026' }, 'Not valid date for date'],
    ['an unknown order', { buyer_order: 'nobody' }, 'Cannot find document type sales_order with buyer_order = nobody'],
    ['an unknown type', { doc_type: 'receipt', mk_id: '1' }, 'Unknown document type : receipt'],
  ])('refuses %s', async (_what, body, oprDesc) => {
    expect(await transact(body)).toMatchObject({ opr_desc: oprDesc })
  })
})
