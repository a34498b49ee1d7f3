import type { Store } from '@pretok/domain'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { openShop } from './testing/shop-client.ts'

const resource = 'stock_availables'

let shop: PrestashopSandbox
let store: Store
beforeEach(async () => {
  shop = await startPrestashopSandbox()
  onTestFinished(() => shop.close())
  store = openShop(shop)
})

const stored = (rowId: string | undefined) => shop.shop.row(resource, Number(rowId))

it('trap 41: a write keeps the shop of a row', async () => {
  const [row] = await store.readStockRows(['7'])
  if (!row) throw new Error('no row')
  await store.writeStock([{ row, quantity: 12 }])
  expect(stored('7')).toMatchObject({ id_shop: '1', id_shop_group: '0', quantity: '12' })
})

it('trap 41: a row that somebody else has put into shop 0 is not taken for stock', async () => {
  shop.shop.update(resource, 7, { id_shop: '0' })
  expect(await store.readStockOf(['7'])).toEqual([])
})

it('trap 42: nothing but GET and PUT is ever asked, also where a row is missing', async () => {
  const rows = await store.readStockRows(['6', '7'])
  shop.shop.remove(resource, 7)
  const { refused } = await store.writeStock(rows.map((row) => ({ row, quantity: row.quantity + 1 })))
  expect(refused).toMatchObject([{ rowId: '7', code: '92' }])
  expect(await store.readStockOf(['7'])).toEqual([])
  expect(new Set(shop.requests.list().map(({ method }) => method))).toEqual(new Set(['GET', 'PUT']))
})

it('trap 42: the row of a group of shops is written as it is, where shops share their stock', async () => {
  shop.shop.update(resource, 7, { id_shop: '0', id_shop_group: '1' })
  const [row] = await store.readStockRows(['7'])
  if (!row) throw new Error('no row')
  await store.writeStock([{ row, quantity: 12 }])
  expect(stored('7')).toMatchObject({ id_shop: '0', id_shop_group: '1', quantity: '12' })
})

it('trap 43: what is sold while a bad row is looked for is not undone', async () => {
  shop.shop.update(resource, 6, { depends_on_stock: '1' })
  const rows = await store.readStockRows(['6', '7', '8'])
  let calls = 0
  const busy = openShop(shop, {
    before() {
      calls += 1
      if (calls === 2) shop.backOffice.sell(7, 0, 3)
    },
  })
  const { written, refused } = await busy.writeStock(rows.map((row) => ({ row, quantity: row.quantity + 50 })))
  expect([written, refused.map(({ rowId }) => rowId)]).toEqual([['8'], ['6']])
  expect(stored('7')?.['quantity']).toBe(String((rows[1]?.quantity ?? 0) - 3))
})

it('trap 44: a row that the store keeps itself says so, and is told with the words of the store when it is written', async () => {
  shop.shop.update(resource, 7, { depends_on_stock: '1' })
  const [row] = await store.readStockRows(['7'])
  if (!row) throw new Error('no row')
  expect(row.isKeptByStore).toBe(true)
  expect(await store.writeStock([{ row, quantity: row.quantity + 1 }])).toEqual({
    written: [],
    refused: [{ rowId: '7', code: '133', message: 'You cannot update the available stock when it depends on stock.' }],
  })
  expect(stored('7')?.['quantity']).toBe(String(row.quantity))
})

it('trap 45: the sum row is left alone, and follows its combinations', async () => {
  const rows = await store.readStockOf(['1'])
  const sumRow = rows.find(({ combinationId }) => combinationId === undefined)
  const combinations = rows.filter(({ combinationId }) => combinationId !== undefined)
  await store.writeStock(combinations.map((row) => ({ row, quantity: 7 })))
  expect(combinations.length).toBeGreaterThan(1)
  expect(stored(sumRow?.rowId)?.['quantity']).toBe(String(combinations.length * 7))
})
