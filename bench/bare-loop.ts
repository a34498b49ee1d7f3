import { setTimeout as wait } from 'node:timers/promises'
import { createMetakockaClient, defaultConcurrency as erpConcurrency } from '@pretok/client-metakocka'
import { createPrestashopClient, defaultConcurrency as storeConcurrency } from '@pretok/client-prestashop'
import { createMetakockaErp } from '@pretok/connector-metakocka'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import {
  ConnectionSettings,
  decide,
  type OrderCursor,
  type PartnerRef,
  partyKey,
  type StoreOrder,
  toBuyerOrder,
  toSalesOrder,
} from '@pretok/domain'
import { createTransport } from '@pretok/http'
import type { RemoteSystems } from './remote-systems.ts'

// The baseline: the same calls to the remote systems, from a loop with no database and no queue. It forgets all when it ends.
const remote = JSON.parse(process.argv[2] ?? '') as RemoteSystems
const { orders: settings } = ConnectionSettings.parse({})
const lane = (concurrency: number) => createTransport({ concurrency, allowPrivateNetworks: true })
const toStore = lane(storeConcurrency)
const toErp = lane(erpConcurrency)
const store = createPrestashopStore({
  client: createPrestashopClient({ url: remote.storeUrl, key: remote.storeKey, transport: toStore }),
})
const erp = createMetakockaErp(
  createMetakockaClient({
    baseUrl: remote.erpUrl,
    companyId: remote.erpCompanyId,
    secretKey: remote.erpSecretKey,
    transport: toErp,
  }),
)

/** As many at once as the hub allows one connection. */
const window = 4
const partners = new Map<string, Promise<PartnerRef>>()
const products = new Map<string, Promise<string>>()

const once = <T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}

const book = async (order: StoreOrder): Promise<void> => {
  const decision = decide(order, settings, new Date())
  if (decision.state !== 'ready') return
  const buyerOrder = toBuyerOrder(order, settings)
  const document = toSalesOrder(order, decision.proof, settings, buyerOrder)
  if ((await erp.findSalesOrders(buyerOrder)).length > 0) return
  for (const { code, name, kind } of document.lines) {
    await once(products, code, () =>
      erp.ensureProduct({ code, name, service: kind !== 'product', unit: settings.unit }),
    )
  }
  const partner = (party: StoreOrder['payer']) => once(partners, partyKey(party), () => erp.ensurePartner(party))
  await erp.bookSalesOrder(document, {
    payer: await partner(document.payer),
    recipient: await partner(document.recipient),
    correlationId: order.storeOrderId,
  })
}

const started = performance.now()
const waiting: StoreOrder[] = []
let reading = true

const read = async (): Promise<void> => {
  let after: OrderCursor | undefined
  do {
    const page = await store.readOrders({ ...(after ? { after } : {}), limit: 50 })
    waiting.push(...page.orders)
    after = page.next
  } while (after)
  reading = false
}

const work = async (): Promise<void> => {
  while (reading || waiting.length > 0) {
    const order = waiting.shift()
    if (order) await book(order)
    else await wait(2)
  }
}

await Promise.all([read(), ...Array.from({ length: window }, work)])
process.send?.({ ms: performance.now() - started })
await Promise.all([toStore.close(), toErp.close()])
process.disconnect()
