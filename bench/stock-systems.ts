import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import type { Catalogues } from './catalogues.ts'

/** What the remote systems have seen since they were last asked. */
export interface StockCalls {
  storeReads: number
  storePuts: number
  erpCalls: number
}

/** A product without combinations of the recorded shop. */
const model = 6

/** Pieces of a product on both sides, at first. */
const pieces = (n: number): number => 10 + (n % 90)

// The stand-ins with many rows of stock, in a process of their own so that their work is not counted as ours. Each hundredth row of the
// store holds another number than the ERP.
const rows = Number(process.argv[2])
const store = await startPrestashopSandbox()
const { id: _, ...product } = store.shop.row('products', model) ?? { id: 0 }
const found = store.shop.rows('stock_availables').find((row) => Number(row['id_product']) === model)
const { id: _row, ...stock } = found ?? { id: 0 }
for (const resource of ['products', 'combinations', 'stock_availables']) {
  for (const { id } of store.shop.rows(resource)) store.shop.remove(resource, id)
}
for (let n = 1; n <= rows; n += 1) {
  const { id } = store.shop.insert('products', { ...product, reference: `BULK-${n}` })
  const quantity = String(n % 100 === 0 ? 1 : pieces(n))
  store.shop.insert('stock_availables', { ...stock, id_product: String(id), quantity })
}
const erp = await startMetakockaSandbox()
erp.company.addProducts(
  Array.from({ length: rows }, (_, index) => ({
    code: `BULK-${index + 1}`,
    name: `Izdelek ${index + 1}`,
    taxFactor: '0.22',
    priceWithTax: '12.2',
    stock: String(pieces(index + 1)),
  })),
)

const seen: StockCalls = { storeReads: 0, storePuts: 0, erpCalls: 0 }
/** The logs are bounded, so they are counted and emptied often. */
const count = (): void => {
  for (const { method } of store.requests.list()) seen[method === 'PUT' ? 'storePuts' : 'storeReads'] += 1
  store.requests.clear()
  seen.erpCalls += erp.requests.list().length
  erp.requests.clear()
}
setInterval(count, 50).unref()

process.on('message', (message) => {
  if (message === 'change') {
    for (let n = 50; n <= rows; n += 100) erp.company.setStock({ code: `BULK-${n}`, amount: '5' })
  }
  count()
  process.send?.({ ...seen })
  Object.assign(seen, { storeReads: 0, storePuts: 0, erpCalls: 0 })
})
process.on('disconnect', () => process.exit(0))
const systems: Catalogues = {
  storeUrl: store.url,
  storeKey: store.keys['valid-key'],
  erpUrl: erp.url,
  erpCompanyId: erp.companyId,
  erpSecretKey: erp.secretKey,
}
process.send?.(systems)
