import type { ProductCursor, StoreItem } from '@pretok/domain'
import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop } from './testing/shop-client.ts'

// Where connectors for PrestaShop have gone wrong with the catalogue; docs/traps.md lists them all.

let shop: PrestashopSandbox

beforeEach(async () => {
  shop = await startPrestashopSandbox()
})
afterEach(() => shop.close())

const read = async (...ids: number[]): Promise<StoreItem[]> => {
  const { items, unreadable } = await openShop(shop).readProductsById(ids.map(String))
  expect(unreadable).toEqual([])
  return items
}

const one = async (id: number): Promise<StoreItem> => {
  const [item] = await read(id)
  if (!item) throw new Error(`product ${id} has no item`)
  return item
}

describe('reading changes', () => {
  it('trap 16: more products in one second than fit on a page are each read once', async () => {
    for (const { id } of shop.shop.rows('products'))
      shop.shop.update('products', id, { date_upd: '2026-11-23 09:00:00' })
    const store = openShop(shop)
    const ids: string[] = []
    let after: ProductCursor | undefined
    do {
      const page = await store.readProducts({ by: 'change', limit: 8, ...(after && { after }) })
      ids.push(...page.productIds)
      after = page.next
    } while (after)
    expect(ids.map(Number)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1))
  })

  it('trap 46: a changed combination does not move its product’s time, and is found by reading all of them', async () => {
    const store = openShop(shop)
    const query = { by: 'change', after: { changedAt: '2026-11-23 08:47:17' }, limit: 100 } as const
    shop.shop.update('combinations', 4, { price: '3.500000' })
    expect((await store.readProducts(query)).productIds).toEqual([])
    const { items } = await store.readProducts({ by: 'id', limit: 100 })
    expect(items.find(({ combinationId }) => combinationId === '4')?.priceNet).toBe('27.4')
  })

  it('trap 49: an answer that was cut off is no answer', async () => {
    for (const resource of ['products', 'combinations', 'specific_prices']) {
      const fault = shop.faults.add({ effect: { kind: 'cut-body' }, resource })
      await expect(openShop(shop).readProducts({ by: 'id', limit: 100 })).rejects.toMatchObject({ retry: 'later' })
      shop.faults.remove(fault)
    }
  })
})

describe('references', () => {
  it('trap 32: a combination’s own is its only one, and a product’s is not its combinations’', async () => {
    expect((await read(10)).map(({ reference }) => reference)).toEqual(['', ''])
    shop.shop.update('products', 2, { reference: '' })
    expect((await read(2)).map(({ reference }) => reference)).toEqual(['DEMO-2-S', 'DEMO-2-M', 'DEMO-2-L', 'DEMO-2-XL'])
    expect((await one(22)).reference).toBe('')
  })

  it('trap 33: one that several have is told of each of them', async () => {
    const named = (await read(4, 23, 24)).map(({ reference, productId, combinationId }) => [
      reference,
      productId,
      combinationId,
    ])
    expect(named).toEqual([
      ['demo_5', '4', '16'],
      ['demo_5', '4', '17'],
      ['demo_5', '4', '18'],
      ['DUP-1', '23', undefined],
      ['DUP-1', '24', undefined],
    ])
  })
})

describe('what PrestaShop writes', () => {
  it('trap 37: ids as numbers, no associations, one language, nothing for null', async () => {
    const before = await one(20)
    shop.shop.update('products', 20, {
      id_category_default: 10,
      id_tax_rules_group: 4,
      minimal_quantity: 1,
      upc: null,
      mpn: null,
      description: 'Kuharica',
      manufacturer_name: false,
      associations: undefined,
    })
    const { manufacturer: _, ...others } = before
    expect(await one(20)).toEqual({ ...others, descriptions: { en: 'Kuharica' } })
  })

  it('trap 38: dates of zeros are no bounds of a special price', async () => {
    expect((await one(8)).specialPrices).toEqual([{ fromQuantity: 1, priceNet: '9.5' }])
  })

  it('trap 39: control characters go, HTML, umlauts and emoji stay', async () => {
    shop.shop.update('products', 25, {
      reference: ' ČŠŽ-Ø\t1/2\u0000',
      name: [{ id: '2', value: 'Čevlji\u0007 s  šumniki\n😀' }],
      description: [{ id: '2', value: '<p>Ena<br>\n\u0001dve & 😀</p>\n' }],
    })
    expect(await one(25)).toMatchObject({
      reference: 'ČŠŽ-Ø 1/2',
      names: { sl: 'Čevlji s šumniki 😀' },
      descriptions: { sl: '<p>Ena<br>\n dve & 😀</p>' },
    })
  })

  it('trap 40: a shop that the key has no right to says so, and is no proof that a product is gone', async () => {
    const body = '{"errors":[{"code":132,"message":"No permission for this key on this shop"}]}'
    shop.faults.add({ effect: { kind: 'status', status: 403, body }, resource: 'products' })
    const refused = { code: 'ERR_PRESTASHOP_KEY_NOT_FOR_SHOP', retry: 'when-fixed' }
    await expect(read(20)).rejects.toMatchObject(refused)
    await expect(openShop(shop).isProductGone('20')).rejects.toMatchObject(refused)
  })

  it('trap 40: a product of another shop of a multistore is not gone', async () => {
    const body = '{"errors":[{"code":131,"message":"This object is not in this shop"}]}'
    shop.faults.add({ effect: { kind: 'status', status: 404, body }, resource: 'products' })
    await expect(openShop(shop).isProductGone('20')).rejects.toMatchObject({ code: 'ERR_PRESTASHOP_REJECTED' })
  })
})
