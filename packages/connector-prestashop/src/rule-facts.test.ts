import { createPrestashopClient } from '@pretok/client-prestashop'
import { createTransport, type Transport } from '@pretok/http'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPrestashopStore } from './store.ts'

let shop: PrestashopSandbox
let transport: Transport

beforeEach(async () => {
  shop = await startPrestashopSandbox()
  transport = createTransport({ concurrency: 4, allowPrivateNetworks: true })
})
afterEach(async () => {
  await transport.close()
  await shop.close()
})

const read = async (id: number) => {
  const client = createPrestashopClient({ url: shop.url, key: shop.keys['valid-key'], transport })
  const [order] = (await createPrestashopStore({ client }).readOrdersById([String(id)])).orders
  if (!order) throw new Error(`order ${id} was not read`)
  return order
}

/** A state of the shop's own, with another id and another name than any that PrestaShop brings along. */
const addState = (flags: Record<string, string>) => {
  const { id: _, ...usual } = shop.shop.row('order_states', 1) ?? { id: 0 }
  const none = { paid: '0', shipped: '0', logable: '0' }
  return String(shop.shop.insert('order_states', { ...usual, ...none, name: 'Prevzeto v Kopru', ...flags }).id)
}

describe('what the rules of a connection ask of an order', () => {
  it.each([
    [{}, { paid: false, shipped: false, valid: false }],
    [{ logable: '1' }, { paid: false, shipped: false, valid: true }],
    [
      { logable: '1', paid: '1' },
      { paid: true, shipped: false, valid: true },
    ],
    [
      { logable: '1', shipped: '1' },
      { paid: false, shipped: true, valid: true },
    ],
  ])('trap 35: a state of the shop’s own means what its flags %j say', async (flags, meant) => {
    const id = addState(flags)
    shop.shop.update('orders', 6, { current_state: id })
    expect((await read(6)).state).toEqual({ id, name: 'Prevzeto v Kopru', meaning: 'open', delivered: false, ...meant })
  })

  it('trap 35: which states mean cancelled and delivered is what the shop has configured', async () => {
    const [cancelled, delivered] = [addState({}), addState({ shipped: '1' })]
    for (const { id, name } of shop.shop.rows('configurations')) {
      if (name === 'PS_OS_CANCELED') shop.shop.update('configurations', id, { value: cancelled })
      if (name === 'PS_OS_DELIVERED') shop.shop.update('configurations', id, { value: delivered })
    }
    shop.shop.update('orders', 6, { current_state: cancelled })
    expect((await read(6)).state).toMatchObject({ meaning: 'cancelled', delivered: false })
    shop.shop.update('orders', 6, { current_state: delivered })
    expect((await read(6)).state).toMatchObject({ meaning: 'open', delivered: true, shipped: true })
  })

  it('trap 8: a voucher that was taken off again is none', async () => {
    const rules = shop.shop.rows('order_cart_rules').filter((row) => row['id_order'] === '11')
    expect((await read(11)).vouchers).toHaveLength(rules.length)
    shop.shop.update('order_cart_rules', rules[0]?.id ?? 0, { deleted: '1' })
    expect((await read(11)).vouchers).toHaveLength(rules.length - 1)
  })

  it('trap 34: a payment that the merchant renamed keeps its module', async () => {
    const before = (await read(6)).payment
    shop.shop.update('orders', 6, { payment: 'Kartica (nova)' })
    expect((await read(6)).payment).toMatchObject({ module: before.module, label: 'Kartica (nova)' })
  })

  it('trap 36: a carrier that was edited, and so has a new id, keeps its reference', async () => {
    const before = (await read(6)).shipping
    const { id: _, ...carrier } = shop.shop.row('carriers', 2) ?? { id: 0 }
    const edited = shop.shop.insert('carriers', { ...carrier, name: 'Pošta, novo' })
    expect(edited.id).not.toBe(2)
    shop.shop.update('orders', 6, { id_carrier: String(edited.id) })
    expect((await read(6)).shipping).toMatchObject({
      carrierReference: before.carrierReference,
      carrierName: 'Pošta, novo',
    })
  })

  it('the customer’s default group comes along, and is absent with a customer that is gone', async () => {
    const customer = shop.shop.row('orders', 6)?.['id_customer']
    shop.shop.update('customers', Number(customer), { id_default_group: '17' })
    expect((await read(6)).customerGroup).toBe('17')
    shop.shop.remove('customers', Number(customer))
    expect(await read(6)).not.toHaveProperty('customerGroup')
  })
})
