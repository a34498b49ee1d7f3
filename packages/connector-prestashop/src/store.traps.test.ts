import { createPrestashopClient } from '@pretok/client-prestashop'
import { proveOrder, type StoreOrder } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPrestashopStore } from './store.ts'

// Where connectors for PrestaShop have gone wrong; docs/traps.md lists them all.

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

const read = (id: number) =>
  createPrestashopStore({
    client: createPrestashopClient({ url: shop.url, key: shop.keys['valid-key'], transport }),
  }).readOrdersById([String(id)])

const one = async (id: number): Promise<StoreOrder> => {
  const [order] = (await read(id)).orders
  if (!order) throw new Error(`order ${id} cannot be read`)
  return order
}

const unreadableField = async (id: number) => (await read(id)).unreadable[0]?.reason.details['field']

const row = (resource: string, id: number) => {
  const found = shop.shop.row(resource, id)
  if (!found) throw new Error(`the shop has no ${resource} ${id}`)
  return found
}

const copyOf = (resource: string, id: number) => {
  const { id: _, ...fields } = row(resource, id)
  return fields
}

describe('money', () => {
  it('trap 8: a voucher that was removed from the order is none', async () => {
    const [voucher] = shop.shop.rows('order_cart_rules').filter((rule) => rule['id_order'] === '10')
    const before = (await one(10)).vouchers
    shop.shop.insert('order_cart_rules', { ...copyOf('order_cart_rules', voucher?.id ?? 0), value: '9', deleted: '1' })
    expect((await one(10)).vouchers).toEqual(before)
  })

  it('trap 13: a currency is known by its ISO code, and an order without one is held', async () => {
    const dollars = shop.shop
      .rows('orders')
      .find((order) => row('currencies', Number(order['id_currency']))['iso_code'] === 'USD')
    expect((await one(dollars?.id ?? 0)).currency).toBe('USD')
    shop.shop.remove('currencies', Number(dollars?.['id_currency']))
    expect(await unreadableField(dollars?.id ?? 0)).toBe('orders.id_currency')
  })

  it('trap 14: a reduced line keeps the total that was charged, to the cent', async () => {
    const proven = proveOrder(await one(12))
    expect(proven.ok && proven.proof.lines.map(({ erpGross }) => erpGross)).toEqual([
      '23.33',
      '12.52',
      '37.02',
      '11.59',
      '8.54',
    ])
  })
})

describe('a cart', () => {
  const placeTwice = (secondsLater: number, changes: Record<string, string> = {}): number => {
    const placed = String(row('orders', 6)['date_add'])
    const later = new Date(Date.parse(`${placed.replace(' ', 'T')}Z`) + secondsLater * 1_000)
    const date_add = later.toISOString().slice(0, 19).replace('T', ' ')
    return shop.shop.insert('orders', {
      ...copyOf('orders', 6),
      reference: 'SECONDONE',
      date_add,
      ...changes,
      associations: {},
    }).id
  }

  it('trap 24: that was ordered twice within seconds is known by its second order', async () => {
    const second = placeTwice(2)
    expect((await one(second)).placedAlreadyAs).toBe('FGHITLYVH')
    expect(await one(6)).not.toHaveProperty('placedAlreadyAs')
    shop.shop.update('orders', 6, { current_state: shop.shop.configuration('PS_OS_CANCELED') ?? '' })
    expect(await one(second)).not.toHaveProperty('placedAlreadyAs')
  })

  it('trap 24: that is ordered again later, or was split, is no such case', async () => {
    expect(await one(placeTwice(61))).not.toHaveProperty('placedAlreadyAs')
    expect(await one(placeTwice(1, { id_cart: '0' }))).not.toHaveProperty('placedAlreadyAs')
    for (const id of [31, 32]) expect(await one(id)).not.toHaveProperty('placedAlreadyAs')
  })
})

describe('tax', () => {
  it('that a taxable product was sold without is told apart from goods that are never taxed', async () => {
    const untaxed = async (id: number) => (await one(id)).lines.map(({ vatLeftOut, taxRate }) => [vatLeftOut, taxRate])
    expect(await untaxed(15)).toEqual([[true, undefined]].concat([[true, undefined]]))
    expect(await untaxed(6)).toEqual([
      [undefined, '22'],
      [undefined, '9.5'],
    ])
    for (const { id } of shop.shop.rows('order_details').filter((detail) => detail['id_order'] === '15')) {
      shop.shop.update('order_details', id, { id_tax_rules_group: '0' })
    }
    expect(await untaxed(15)).toEqual([[undefined, undefined]].concat([[undefined, undefined]]))
  })

  it('that a module has lifted for this buyer leaves a tax 0 behind', async () => {
    for (const { id } of shop.shop.rows('order_details').filter((detail) => detail['id_order'] === '15')) {
      shop.shop.update('order_details', id, { associations: { taxes: [{ id: '0' }] } })
    }
    expect((await one(15)).lines.map(({ vatLeftOut }) => vatLeftOut)).toEqual([true, true])
  })
})

describe('lines', () => {
  it.each([101, 250])('trap 17: of %i none is lost', async (count) => {
    const [first] = shop.shop.rows('order_details').filter((detail) => detail['id_order'] === '6')
    const order = row('orders', 6)
    const details = Array.from({ length: count - 2 }, () =>
      shop.shop.insert('order_details', copyOf('order_details', first?.id ?? 0)),
    )
    const [pattern] = order.associations?.['order_rows'] ?? []
    shop.shop.update('orders', 6, {
      associations: {
        ...order.associations,
        order_rows: [
          ...(order.associations?.['order_rows'] ?? []),
          ...details.map(({ id }) => ({ ...pattern, id: String(id) })),
        ],
      },
    })
    const { lines } = await one(6)
    expect(lines).toHaveLength(count)
    expect(new Set(lines.map(({ storeLineId }) => storeLineId)).size).toBe(count)
  })

  it('trap 18: that cannot be read for now stop the order, which is tried again and never goes without them', async () => {
    shop.faults.add({ effect: { kind: 'status', status: 500, body: '' }, resource: 'order_details' })
    await expect(read(6)).rejects.toMatchObject({ retry: 'later' })
  })

  it('trap 18: of which one is missing hold the order', async () => {
    shop.shop.remove('order_details', 8)
    expect(await unreadableField(6)).toBe('order_details')
  })

  it('trap 30: keep name and reference of a product that was deleted since', async () => {
    const before = (await one(6)).lines
    for (const { storeProductId } of before) shop.shop.remove('products', Number(storeProductId))
    expect((await one(6)).lines).toEqual(before)
  })

  it('trap 31, trap 32: have the reference that the order was placed with, or none: nothing is looked up', async () => {
    const [detail] = shop.shop
      .rows('order_details')
      .filter(({ product_attribute_id: combination }) => combination !== '0')
    const line = async () =>
      (await one(Number(detail?.['id_order']))).lines.find(({ storeLineId }) => storeLineId === String(detail?.id))
    expect(await line()).toMatchObject({ reference: detail?.['product_reference'] })
    shop.shop.update('order_details', detail?.id ?? 0, { product_reference: '' })
    const nameless = await line()
    expect(nameless).not.toHaveProperty('reference')
    expect(nameless?.storeCombinationId).toBe(detail?.['product_attribute_id'])
  })
})

describe('people', () => {
  it('trap 26: a firm without VAT number, with one on the invoice address only, with a `dni` in its place', async () => {
    const { id_address_invoice, id_address_delivery } = copyOf('orders', 7)
    const invoice = shop.shop.insert('addresses', {
      ...copyOf('addresses', Number(id_address_invoice)),
      vat_number: '',
      dni: '',
    })
    shop.shop.update('orders', 7, { id_address_invoice: String(invoice.id) })
    const payer = async (changes: Record<string, string>) => {
      shop.shop.update('addresses', invoice.id, changes)
      return (await one(7)).payer
    }
    expect(await payer({})).not.toHaveProperty('vatNumber')
    expect(await payer({ vat_number: 'DE 123.456-789', dni: '5123456000' })).toMatchObject({ vatNumber: 'DE123456789' })
    expect(await payer({ vat_number: '', dni: '12345679' })).toMatchObject({ vatNumber: '12345679' })
    expect(await payer({ company: '' })).not.toHaveProperty('vatNumber')
    shop.shop.update('addresses', Number(id_address_delivery), { vat_number: '', dni: '' })
    await payer({ company: 'Firma', vat_number: 'SI12345679' })
    expect((await one(7)).recipient).not.toHaveProperty('vatNumber')
  })

  it('trap 27: an address that was changed after the order is another one; the order goes by its own', async () => {
    const address = Number(row('orders', 6)['id_address_invoice'])
    const before = (await one(6)).payer
    shop.shop.update('addresses', address, { deleted: '1' })
    const moved = shop.shop.insert('addresses', {
      ...copyOf('addresses', address),
      deleted: '0',
      address1: 'Nova ulica 5',
    })
    expect((await one(6)).payer).toEqual(before)
    shop.shop.update('orders', 6, { id_address_invoice: String(moved.id) })
    expect((await one(6)).payer).toEqual({ ...before, street: 'Nova ulica 5' })
  })

  it('trap 28: an order outlives its customer; without its address it is held', async () => {
    shop.shop.remove('customers', Number(row('orders', 6)['id_customer']))
    expect((await one(6)).payer).toMatchObject({ firstName: 'Žiga', lastName: 'Šuštaršič' })
    shop.shop.remove('addresses', Number(row('orders', 6)['id_address_invoice']))
    expect(await unreadableField(6)).toBe('addresses')
  })
})

describe('odd data', () => {
  it('trap 38: a date that is none holds the order only where it counts', async () => {
    const never = '0000-00-00 00:00:00'
    shop.shop.update('orders', 6, { invoice_date: never, delivery_date: never })
    expect((await one(6)).placedAt).toBe('2026-11-23T07:47:18Z')
    shop.shop.update('orders', 6, { date_add: never })
    expect(await unreadableField(6)).toBe('orders.date_add')
  })

  it('trap 39: control characters go, all other characters stay, HTML is text', async () => {
    const [detail] = shop.shop.rows('order_details').filter(({ id_order }) => id_order === '6')
    shop.shop.update('order_details', detail?.id ?? 0, { product_name: 'Čaj\u0007 &lt;b&gt;\u0000  🍵\t𝒢ünther\u009f' })
    shop.shop.update('addresses', Number(row('orders', 6)['id_address_invoice']), { firstname: ' Ana\u001f\n😀 ' })
    const order = await one(6)
    expect(order.lines.map(({ name }) => name)).toContain('Čaj &lt;b&gt; 🍵 𝒢ünther')
    expect(order.payer.firstName).toBe('Ana 😀')
  })

  it('trap 40: a shop that the key has no right to says so', async () => {
    const body = '{"errors":[{"code":132,"message":"No permission for this key on this shop"}]}'
    shop.faults.add({ effect: { kind: 'status', status: 403, body }, resource: 'orders' })
    await expect(read(6)).rejects.toMatchObject({ code: 'ERR_PRESTASHOP_KEY_NOT_FOR_SHOP', retry: 'when-fixed' })
  })
})
