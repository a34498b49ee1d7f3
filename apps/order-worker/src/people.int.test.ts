import { type Erp, ErpProductAmbiguousError } from '@pretok/domain'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
afterEach(() => hub.close())

const flow = async () => {
  const worker = await hub.startWorker()
  await hub.ask()
  await hub.settled()
  await worker.close()
}

const row = (resource: string, id: number) => {
  const found = hub.store.shop.row(resource, id)
  if (!found) throw new Error(`the shop has no ${resource} ${id}`)
  return found
}

/** The same person as on order 6 orders again: as another guest, who has typed everything anew. */
const returnAsGuest = (orderId: number): void => {
  const order = row('orders', 6)
  const { id: _customer, ...customer } = row('customers', Number(order['id_customer']))
  const { id: _address, ...address } = row('addresses', Number(order['id_address_invoice']))
  const guest = hub.store.shop.insert('customers', {
    ...customer,
    is_guest: '1',
    email: String(customer['email']).toUpperCase(),
  })
  const typed = { ...address, id_customer: String(guest.id), city: ` ${String(address['city']).toUpperCase()}` }
  const again = String(hub.store.shop.insert('addresses', typed).id)
  hub.store.shop.update('orders', orderId, {
    id_customer: String(guest.id),
    id_address_invoice: again,
    id_address_delivery: again,
  })
}

describe('people', () => {
  it('trap 25: who comes back as a guest is the same partner', async () => {
    hub = await startTestHub()
    hub.keepOrders(6, 10)
    returnAsGuest(10)
    await flow()
    expect([(await hub.order(6)).state, (await hub.order(10)).state]).toEqual(['booked', 'booked'])
    expect(hub.documents()).toHaveLength(2)
    expect(hub.erp.company.partners()).toHaveLength(1)
  })

  it('trap 27: who has moved is another partner, and the booked document keeps the first', async () => {
    hub = await startTestHub()
    hub.keepOrders(6, 10)
    returnAsGuest(10)
    hub.store.shop.update('addresses', Number(row('orders', 10)['id_address_invoice']), { address1: 'Nova ulica 5' })
    await flow()
    const streetOf = async (orderId: number) => {
      const { erpMkId } = await hub.order(orderId)
      const partner = hub.documents().find(({ mk_id }) => mk_id === erpMkId)?.['partner']
      return (partner as { street?: string } | undefined)?.street
    }
    const before = row('addresses', Number(row('orders', 6)['id_address_invoice']))['address1']
    expect([await streetOf(6), await streetOf(10)]).toEqual([before, 'Nova ulica 5'])
    expect(hub.erp.company.partners()).toHaveLength(2)
  })
})

it('trap 33: a code that several products have holds the order, and nothing is sent', async () => {
  const wrapErp = (erp: Erp): Erp => ({
    ...erp,
    ensureProduct: (product, options) =>
      product.code === 'MED-900'
        ? Promise.reject(new ErpProductAmbiguousError(product.code))
        : erp.ensureProduct(product, options),
  })
  hub = await startTestHub({ wrapErp })
  hub.keepOrders(6)
  await flow()
  expect(await hub.order(6)).toMatchObject({
    state: 'held',
    reason: { code: 'ERR_ORDER_PRODUCT_AMBIGUOUS', details: { productCode: 'MED-900' } },
  })
  expect(hub.documents()).toEqual([])
})
