import { startMetakockaSandbox, startPrestashopSandbox } from '@pretok/sandbox'

/** What the remote systems have seen. */
export interface Seen {
  storeRequests: number
  erpCalls: Record<string, number>
  documents: number
}

export interface RemoteSystems {
  storeUrl: string
  storeKey: string
  erpUrl: string
  erpCompanyId: string
  erpSecretKey: string
}

/** Bulk orders of the recorded shop: two VAT rates, three customers, no vouchers; what an ordinary shop is full of. */
const models = [44, 45, 46, 47, 48, 49]

// The stand-ins, in a process of their own so that their work is not counted as ours.
const orders = Number(process.argv[2])
const store = await startPrestashopSandbox()
for (const { id } of store.shop.rows('orders')) if (!models.includes(id)) store.shop.remove('orders', id)
for (const model of models) store.placeOrders(model, Math.ceil(orders / models.length))
for (const model of models) store.shop.remove('orders', model)
const surplus = store.shop.rows('orders').slice(orders)
for (const { id } of surplus) store.shop.remove('orders', id)
const erp = await startMetakockaSandbox()

let storeRequests = 0
const erpCalls: Record<string, number> = {}

/** The logs are bounded, so they are counted and emptied often. */
const count = (): void => {
  storeRequests += store.requests.list().length
  store.requests.clear()
  for (const { call = 'unknown' } of erp.requests.list()) erpCalls[call] = (erpCalls[call] ?? 0) + 1
  erp.requests.clear()
}
setInterval(count, 50).unref()

process.on('message', () => {
  count()
  const seen: Seen = {
    storeRequests,
    erpCalls: { ...erpCalls },
    documents: erp.company.documents('sales_order').length,
  }
  process.send?.(seen)
})
process.on('disconnect', () => process.exit(0))
const systems: RemoteSystems = {
  storeUrl: store.url,
  storeKey: store.keys['valid-key'],
  erpUrl: erp.url,
  erpCompanyId: erp.companyId,
  erpSecretKey: erp.secretKey,
}
process.send?.(systems)
