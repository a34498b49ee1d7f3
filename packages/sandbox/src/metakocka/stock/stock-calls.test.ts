import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addTestCompany, grossLine, json, order, put, type TestCompany, v1 } from '../sandbox.fixture.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from '../server.ts'
import type { Fields } from '../wire/fields.ts'

let sandbox: MetakockaSandbox
let company: TestCompany
beforeAll(async () => {
  sandbox = await startMetakockaSandbox()
})
beforeEach(() => {
  company = addTestCompany(sandbox, {
    warehouses: [
      { mark: 'glavno', main: true },
      { mark: 'drugo', showProductFreeStock: false },
    ],
  })
  company.view.setStock({ code: 'art1', amount: '10' })
})
afterAll(() => sandbox.close())

const stock = async (body: Fields = {}): Promise<Fields[]> => {
  const answer = await company.call(`${json}warehouse_stock`, body)
  return answer['stock_list'] as Fields[]
}
const level = (amount: string, reserved: string, free: string) => ({
  code: 'art1',
  amount,
  reserved_amount: reserved,
  free_amount: free,
})
const ordered = (amount: string, rest: Fields = {}) =>
  put(company, order({ product_list: [grossLine('art1', amount, '1')], ...rest }))
const packed = (amount: string, rest: Fields = {}) =>
  put(company, {
    ...order({ product_list: [grossLine('art1', amount, '1')] }),
    doc_type: 'warehouse_packing_list',
    ...rest,
  })

describe('reservations', () => {
  test('an order reserves, its packing list takes out and frees', async () => {
    await ordered('3', { buyer_order: 'R-1' })
    expect(await stock()).toMatchObject([level('10', '3', '7')])
    await packed('2', { sales_order_list: [{ buyer_order: 'R-1' }] })
    expect(await stock()).toMatchObject([level('8', '1', '7')])
  })

  test('a packing list on its own takes out, and gives back when it is deleted or changed', async () => {
    const { mk_id } = await packed('4')
    expect(await stock()).toMatchObject([level('6', '0', '6')])
    await packed('1', { mk_id })
    expect(await stock()).toMatchObject([level('9', '0', '9')])
    await company.call(`${v1}delete_document`, { doc_type: 'warehouse_packing_list', mk_id })
    expect(await stock()).toMatchObject([level('10', '0', '10')])
  })

  test('an acceptance note brings in', async () => {
    await packed('5', { doc_type: 'warehouse_acceptance_note' })
    expect(await stock()).toMatchObject([level('15', '0', '15')])
  })

  test.each(['canceled', 'manually_closed', 'duplicate', 'completed', 'package_returned'])(
    '%s frees',
    async (status_code) => {
      const { mk_id } = await ordered('3')
      await company.call(`${v1}change_document_status`, { doc_type: 'sales_order', mk_id, status_code })
      expect(await stock()).toMatchObject([level('10', '0', '10')])
    },
  )

  test('a deleted order frees; services never reserve', async () => {
    const { mk_id } = await ordered('3')
    await put(company, order({ product_list: [grossLine('POST', '5', '1')] }))
    expect(await stock()).toMatchObject([level('10', '3', '7')])
    await company.call(`${v1}delete_document`, { doc_type: 'sales_order', mk_id })
    expect(await stock()).toMatchObject([level('10', '0', '10')])
  })

  test('stock may become negative', async () => {
    await packed('12')
    expect(await stock()).toMatchObject([level('-2', '0', '-2')])
  })
})

describe('warehouse_stock', () => {
  test('prints a decimal comma and one row per location; rows can be summed', async () => {
    company.view.setStock({ code: 'art1', amount: '2.5', microlocation: 'm1' })
    await ordered('4')
    expect(await stock()).toMatchObject([level('10', '4', '6'), { ...level('2,5', '0', '2,5'), microlocation: 'm1' }])
  })

  test('filters by warehouse and code, and pages', async () => {
    company.view.addProducts([{ code: 'b', name: 'b', taxFactor: '0.22', priceWithTax: '1', stock: '1' }])
    company.view.setStock({ code: 'art1', amount: '7', warehouse: 'drugo' })
    const all = await stock()
    expect(all).toHaveLength(3)
    expect(await stock({ product_code_list: 'art1,none' })).toHaveLength(2)
    expect(await stock({ wh_id_list: all[2]?.['warehouse_id'] })).toMatchObject([{ amount: '7' }])
    expect([...(await stock({ limit: '2' })), ...(await stock({ limit: '2', offset: '2' }))]).toEqual(all)
  })

  test('zero rows vanish unless printed; a bare reservation shows only when asked for', async () => {
    company.view.setStock({ code: 'art1', amount: '0' })
    expect(await stock()).toEqual([])
    company.view.changeSettings({ printZeroStock: true })
    expect(await stock()).toMatchObject([level('0', '0', '0')])
    await ordered('1', { warehouse: 'drugo' })
    expect(await stock()).toHaveLength(1)
    expect(await stock({ return_reservation_without_stock: 'true' })).toMatchObject([{}, level('0', '1', '-1')])
  })

  test('without reservations in the company neither column is printed', async () => {
    company.view.changeSettings({ reservations: false })
    const [row] = await stock()
    expect(row).not.toHaveProperty('reserved_amount')
    expect(row).not.toHaveProperty('free_amount')
  })
})

test('product_list sums warehouses; free_amount only those that show it', async () => {
  company.view.setStock({ code: 'art1', amount: '7', warehouse: 'drugo' })
  await ordered('4')
  const answer = await company.call(`${json}product_list`, {
    code: 'art1',
    return_warehause_stock: 'true',
    return_free_amount: 'true',
    return_warehouse_reservation: 'true',
  })
  expect(answer['product_list']).toMatchObject([
    {
      amount: '17',
      amount_detail: [
        { warehouse_mark: 'glavno', amount: '10' },
        { warehouse_mark: 'drugo', amount: '7' },
      ],
      reservation_detail: [{ warehouse_mark: 'glavno', amount: '4' }],
      free_amount: '6',
    },
  ])
})
