import { createMetakockaClient } from '@pretok/client-metakocka'
import { createPrestashopClient } from '@pretok/client-prestashop'
import { createMetakockaErp } from '@pretok/connector-metakocka'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import type { ProductCursor } from '@pretok/domain'
import { createTransport } from '@pretok/http'
import type { Catalogues } from './catalogues.ts'

// Reads both catalogues by the same calls and keeps nothing of them: what remains of a reading when all that is the hub's is left out.
const systems = JSON.parse(process.argv[2] ?? '{}') as Catalogues
const toStore = createTransport({ concurrency: 4, allowPrivateNetworks: true })
const toErp = createTransport({ concurrency: 2, allowPrivateNetworks: true })
const client = createPrestashopClient({
  url: systems.storeUrl,
  key: systems.storeKey,
  auth: 'basic',
  transport: toStore,
})
const store = createPrestashopStore({ client })
const erp = createMetakockaErp(
  createMetakockaClient({
    baseUrl: systems.erpUrl,
    companyId: systems.erpCompanyId,
    secretKey: systems.erpSecretKey,
    transport: toErp,
  }),
)

const started = performance.now()
let items = 0
let after: ProductCursor | undefined
do {
  const page = await store.readProducts({ by: 'id', limit: 100, ...(after && { after }) })
  items += page.items.length
  after = page.next
} while (after)
for await (const page of erp.readProducts()) items += page.length
process.send?.({ seconds: (performance.now() - started) / 1000, items })
await Promise.all([toStore.close(), toErp.close()])
process.disconnect?.()
