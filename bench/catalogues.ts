import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'

/** What the remote systems have seen. */
export interface CatalogueCalls {
  storeRequests: number
  erpCalls: number
}

export interface Catalogues {
  storeUrl: string
  storeKey: string
  erpUrl: string
  erpCompanyId: string
  erpSecretKey: string
}

/** A product without combinations of the recorded shop. */
const model = 6

// The stand-ins with large catalogues, in a process of their own so that their work is not counted as ours. Half of the products stand in
// the ERP already.
const products = Number(process.argv[2])
const store = await startPrestashopSandbox()
const { id: _, ...like } = store.shop.row('products', model) ?? { id: 0 }
for (const { id } of store.shop.rows('products')) store.shop.remove('products', id)
for (const { id } of store.shop.rows('combinations')) store.shop.remove('combinations', id)
const firstDay = Date.parse('2020-01-01T00:00:00Z')
for (let n = 1; n <= products; n += 1) {
  const saved = new Date(firstDay + n * 60_000).toISOString().replace('T', ' ').slice(0, 19)
  store.shop.insert('products', { ...like, reference: `BULK-${n}`, date_upd: saved })
}
const erp = await startMetakockaSandbox()
erp.company.addProducts(
  Array.from({ length: Math.floor(products / 2) }, (_, index) => ({
    code: `BULK-${2 * (index + 1)}`,
    name: `Izdelek ${index}`,
    taxFactor: '0.22',
    priceWithTax: '12.2',
  })),
)

const seen: CatalogueCalls = { storeRequests: 0, erpCalls: 0 }
/** The logs are bounded, so they are counted and emptied often. */
const count = (): void => {
  seen.storeRequests += store.requests.list().length
  store.requests.clear()
  seen.erpCalls += erp.requests.list().length
  erp.requests.clear()
}
setInterval(count, 50).unref()

process.on('message', () => {
  count()
  process.send?.({ ...seen })
  Object.assign(seen, { storeRequests: 0, erpCalls: 0 })
})
process.on('disconnect', () => process.exit(0))
const catalogues: Catalogues = {
  storeUrl: store.url,
  storeKey: store.keys['valid-key'],
  erpUrl: erp.url,
  erpCompanyId: erp.companyId,
  erpSecretKey: erp.secretKey,
}
process.send?.(catalogues)
