import { proveOrder, type StockRow, type StockWrite, type Store } from '@pretok/domain'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openShop } from './testing/shop-client.ts'

let shop: PrestashopSandbox
let store: Store
beforeEach(async () => {
  shop = await startPrestashopSandbox()
  onTestFinished(() => shop.close())
  store = openShop(shop)
})

const resource = 'stock_availables'
const stored = (rowId: string) => shop.shop.row(resource, Number(rowId))
const setRow = (rowId: string, changes: Record<string, string>) =>
  void shop.shop.update(resource, Number(rowId), changes)
const sent = () => shop.requests.list().map(({ method }) => method)

const readAll = async (limit = 1_000): Promise<StockRow[]> => {
  const rows: StockRow[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.readStock({ limit, ...(after !== undefined && { after }) })
    rows.push(...page.rows)
    if (page.next === undefined) return rows
    after = page.next
  }
}

/** Rows of products without combinations, as a caller writes them. */
const readPlain = async (count: number): Promise<StockRow[]> => {
  const rows = await readAll()
  const summed = new Set(rows.flatMap(({ productId, combinationId }) => (combinationId ? productId : [])))
  return rows.filter(({ productId }) => !summed.has(productId)).slice(0, count)
}

/** Other quantities than there are. */
const anew = (rows: readonly StockRow[]): StockWrite[] =>
  rows.map((row, index) => ({ row, quantity: row.quantity + 100 + index }))

const idsOf = (writes: readonly StockWrite[]) => writes.map(({ row }) => row.rowId)

describe('rows', () => {
  it('are read page by page, with all that a write must send back', async () => {
    setRow('7', { location: 'Shelf 3' })
    const rows = await readAll()
    expect(rows).toHaveLength(shop.shop.rows(resource).length)
    expect(await readAll(10)).toEqual(rows)
    expect(rows.find(({ rowId }) => rowId === '7')).toEqual({
      rowId: '7',
      productId: '7',
      shopId: '1',
      quantity: Number(stored('7')?.['quantity']),
      isKeptByStore: false,
      mark: { ...stored('7'), id: '7' },
    })
    expect(rows.filter(({ combinationId }) => combinationId !== undefined).length).toBeGreaterThan(10)
  })

  it('end with a page that is full by chance', async () => {
    const limit = shop.shop.rows(resource).length
    const { next = '' } = await store.readStock({ limit })
    expect(await store.readStock({ limit, after: next })).toEqual({ rows: [] })
  })

  it('of a group of shops name no shop', async () => {
    setRow('7', { id_shop: '0', id_shop_group: '1' })
    const [row] = await store.readStockRows(['7'])
    expect(row).toMatchObject({ rowId: '7', mark: { id_shop: '0', id_shop_group: '1' } })
    expect(row).not.toHaveProperty('shopId')
  })

  it('of no shop, or of no product, are left out, and the rest of their page is not', async () => {
    setRow('7', { id_shop: '0', id_shop_group: '0' })
    setRow('8', { id_product: '0' })
    const page = await store.readStock({ after: '6', limit: 3 })
    expect(page).toMatchObject({ rows: [{ rowId: '9' }], next: '9' })
    expect(await store.readStockRows(['6', '7', '8', '9', '99999'])).toMatchObject([{ rowId: '6' }, { rowId: '9' }])
  })

  it('are found by their products, in one request', async () => {
    shop.requests.clear()
    const rows = await store.readStockOf(['7', '1', '99999'])
    expect(new Set(rows.map(({ productId }) => productId))).toEqual(new Set(['1', '7']))
    expect(rows.length).toBeGreaterThan(2)
    expect(sent()).toEqual(['GET'])
  })
})

describe('a write', () => {
  it('takes one request, and leaves all but the quantities as they stood', async () => {
    setRow('7', { location: 'Shelf 3 & 4', out_of_stock: '1' })
    const writes = anew(await readPlain(20))
    const before = shop.shop.rows(resource)
    shop.requests.clear()
    expect(await store.writeStock(writes)).toEqual({ written: idsOf(writes), refused: [] })
    expect(sent()).toEqual(['PUT'])
    const quantities = new Map(writes.map(({ row, quantity }) => [row.rowId, String(quantity)]))
    expect(shop.shop.rows(resource)).toEqual(
      before.map((row) => ({ ...row, quantity: quantities.get(String(row.id)) ?? row['quantity'] })),
    )
  })

  it('sends nothing where nothing is to change', async () => {
    const [row] = await readPlain(1)
    if (!row) throw new Error('no row')
    shop.requests.clear()
    expect(await store.writeStock([{ row, quantity: row.quantity }])).toEqual({ written: [row.rowId], refused: [] })
    expect(await store.writeStock([])).toEqual({ written: [], refused: [] })
    expect(sent()).toEqual([])
  })

  it.each([2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN])(
    'of %d pieces is refused, and the others are written',
    async (bad) => {
      const writes = anew(await readPlain(3))
      const [first, ...others] = writes
      if (!first) throw new Error('no row')
      shop.requests.clear()
      expect(await store.writeStock([{ ...first, quantity: bad }, ...others])).toEqual({
        written: idsOf(others),
        refused: [{ rowId: first.row.rowId, code: 'range', message: expect.stringContaining(String(bad)) }],
      })
      expect(sent()).toEqual(['PUT'])
    },
  )

  it.each([2 ** 31 - 1, -(2 ** 31), -1, 0])('of %d pieces is done', async (quantity) => {
    const [row] = await readPlain(1)
    if (!row) throw new Error('no row')
    await store.writeStock([{ row, quantity }])
    expect(stored(row.rowId)?.['quantity']).toBe(String(quantity))
  })

  it.each([
    ['the first', [0]],
    ['the last', [9]],
    ['one in the middle', [4]],
    ['several', [0, 3, 4, 9]],
    ['all', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ])('that the shop refuses for %s is done for the others', async (_name, bad) => {
    const rows = await readPlain(10)
    for (const index of bad) setRow(rows[index]?.rowId ?? '', { depends_on_stock: '1' })
    const writes = anew(await store.readStockRows(rows.map(({ rowId }) => rowId)))
    const { written, refused } = await store.writeStock(writes)
    const good = writes.filter((_, index) => !bad.includes(index))
    expect(written).toEqual(idsOf(good))
    expect(refused.map(({ rowId }) => rowId)).toEqual(bad.map((index) => rows[index]?.rowId))
    for (const { row, quantity } of good) expect(stored(row.rowId)?.['quantity']).toBe(String(quantity))
  })

  it('tells of a row that is gone', async () => {
    const writes = anew(await readPlain(3))
    const gone = writes[1]?.row.rowId ?? ''
    shop.shop.remove(resource, Number(gone))
    expect(await store.writeStock(writes)).toEqual({
      written: [writes[0]?.row.rowId, writes[2]?.row.rowId],
      refused: [{ rowId: gone, code: '92', message: 'Invalid ID' }],
    })
  })

  it('is done for exactly the good rows, in few requests, whichever are bad', async () => {
    const rows = await readPlain(16)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: rows.length }), async (pattern) => {
        for (const [index, isBad] of pattern.entries()) {
          setRow(rows[index]?.rowId ?? '', { quantity: '5', depends_on_stock: isBad ? '1' : '0' })
        }
        const fresh = await store.readStockRows(rows.slice(0, pattern.length).map(({ rowId }) => rowId))
        const writes = fresh.map((row) => ({ row, quantity: 6 }))
        shop.requests.clear()
        const { written, refused } = await store.writeStock(writes)
        const bad = writes.filter((_, index) => pattern[index])
        expect(new Set(written)).toEqual(new Set(idsOf(writes.filter((_, index) => !pattern[index]))))
        expect(written.length + refused.length).toBe(writes.length)
        expect(refused.map(({ rowId }) => rowId)).toEqual(idsOf(bad))
        for (const [index, { row }] of writes.entries()) {
          expect(stored(row.rowId)?.['quantity']).toBe(pattern[index] ? '5' : '6')
        }
        expect(sent().length).toBeLessThanOrEqual(3 * bad.length + 1)
      }),
      { numRuns: 40 },
    )
  })

  it('without an answer may have been done, and may be repeated', async () => {
    const writes = anew(await readPlain(3))
    shop.faults.add({ effect: { kind: 'hang-up', when: 'after' }, method: 'PUT', resource, times: 1 })
    await expect(store.writeStock(writes)).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
    const now = await store.readStockRows(idsOf(writes))
    expect(now.map(({ quantity }) => quantity)).toEqual(writes.map(({ quantity }) => quantity))
    expect(await store.writeStock(writes)).toEqual({ written: idsOf(writes), refused: [] })
  })

  it('that the key forbids concerns stock alone', async () => {
    const writes = anew(await readPlain(1))
    const poor = openShop(shop, { key: shop.keys['get-only-key'] })
    await expect(poor.writeStock(writes)).rejects.toMatchObject({ code: 'ERR_STORE_WRITE_FORBIDDEN' })
    shop.faults.add({ effect: { kind: 'unauthorized', how: 'resource-missing' }, resource })
    await expect(store.readStock({ limit: 10 })).rejects.toMatchObject({ code: 'ERR_STORE_WRITE_FORBIDDEN' })
  })
})

describe('placed orders', () => {
  it('tell what they took, after a given one, in one request', async () => {
    await store.readPlacedOrders('0')
    const [order] = shop.placeOrders(6)
    shop.requests.clear()
    const placed = await store.readPlacedOrders('113')
    expect(placed).toEqual([
      {
        storeOrderId: String(order?.id),
        hasEnded: false,
        lines: shop.shop
          .resource('order_details')
          .findBy('id_order', [String(order?.id)])
          .map((line) => ({
            productId: line['product_id'],
            ...(line['product_attribute_id'] !== '0' && { combinationId: line['product_attribute_id'] }),
            quantity: Number(line['product_quantity']),
          })),
      },
    ])
    expect(placed[0]?.lines.length).toBeGreaterThan(0)
    expect(sent()).toEqual(['GET'])
    expect(await store.readPlacedOrders(String(order?.id))).toEqual([])
  })

  it('of the till of the sandbox are orders like others', async () => {
    const combination = { productId: 1, combinationId: 1 }
    for (const bought of [{ productId: 7 }, { productId: 8, unitPriceTaxIncl: '3.33' }, combination]) {
      const order = shop.backOffice.order({ copyOf: 7, quantity: 3, ...bought })
      const { orders, unreadable } = await store.readOrdersById([String(order?.id)])
      expect(unreadable).toEqual([])
      expect(orders.map((one) => proveOrder(one).ok)).toEqual([true])
    }
    expect(await store.readPlacedOrders('113')).toMatchObject([
      { lines: [{ productId: '7', quantity: 3 }] },
      { lines: [{ productId: '8', quantity: 3 }] },
      { lines: [{ productId: '1', combinationId: '1', quantity: 3 }] },
    ])
  })

  it.each([
    ['PS_OS_CANCELED', true],
    ['PS_OS_REFUND', true],
    ['PS_OS_ERROR', true],
    ['PS_OS_PAYMENT', false],
    ['PS_OS_SHIPPING', false],
  ])('that have come to %s have ended: %s', async (name, hasEnded) => {
    const [order] = shop.placeOrders(6)
    shop.backOffice.changeState(order?.id ?? 0, Number(shop.shop.configuration(name)))
    expect(await store.readPlacedOrders('113')).toMatchObject([{ hasEnded }])
  })

  it('are all told, however many they are', async () => {
    shop.placeOrders(6, 1_001)
    const placed = await store.readPlacedOrders('113')
    expect(placed.map(({ storeOrderId }) => storeOrderId)).toEqual(
      Array.from({ length: 1_001 }, (_, i) => `${114 + i}`),
    )
  })
})
