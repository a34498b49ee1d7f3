import { recordInboundEvent } from '@pretok/db'
import { ProductSettings } from '@pretok/domain'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub, type TestHubOptions } from './testing/test-hub.ts'

let hub: TestHub
let closeWorker: () => Promise<void>
afterEach(async () => {
  await closeWorker()
  await hub.close()
})

const owners = (given: object) => ProductSettings.parse({ owners: given }).owners

const start = async (options: TestHubOptions = {}) => {
  hub = await startTestHub(options)
  const worker = await hub.startWorker()
  closeWorker = () => worker.close()
  await hub.flow()
  hub.forgetCalls()
}

/** A product that goes over: "Mug The best is yet to come". */
const mug = 6
const change = (fields: Record<string, string>, product = mug) => hub.store.backOffice.changeProduct(product, fields)
const readWhole = async () => {
  await hub.makeWholeReadingDue()
  await hub.flow()
}

describe('what changes in the store', () => {
  it('is written once where the store owns the field', async () => {
    await start({ settings: { owners: owners({ name: 'store' }) } })
    const { code } = await hub.item(mug)
    change({ name: 'Skodelica' })
    await hub.flow()
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 1 })
    expect(hub.productsWithCode(code)).toMatchObject([{ name: 'Skodelica' }])
    expect(await hub.item(mug)).toMatchObject({ action: 'leave', name: 'Skodelica' })
    await hub.flow()
    expect(hub.productCalls()).toMatchObject({ update: 1 })
  })

  it('is left alone and told where the field is written once', async () => {
    await start()
    change({ name: 'Skodelica' })
    await hub.flow()
    expect(hub.productCalls()).toEqual({ list: 0, add: 0, update: 0 })
    expect(await hub.item(mug)).toMatchObject({
      action: 'leave',
      plan: { left: [{ field: 'name', to: 'Skodelica' }, { field: 'translations' }] },
    })
  })

  it('is created when it is new', async () => {
    await start()
    hub.addProducts(mug, 1, () => ({ reference: 'NEW-1', date_upd: hub.store.shop.now() }))
    await hub.flow()
    expect(hub.productsWithCode('NEW-1')).toHaveLength(1)
    expect(hub.productCalls()).toEqual({ list: 1, add: 1, update: 0 })
  })

  it('is not made a second product when its reference changes, and flows on when the ERP follows', async () => {
    await start()
    const { code, erpMkId } = await hub.item(mug)
    change({ reference: 'MUG-NEW' })
    await hub.flow()
    expect(await hub.item(mug)).toMatchObject({
      action: 'quarantine',
      plan: { reason: { code: 'ERR_PRODUCT_CODE_CHANGED' } },
    })
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 0 })
    await hub.tellErp('product_update', { mk_id: erpMkId, code: 'MUG-NEW' })
    const sync = await hub.sync({ ids: [String(mug)] })
    await hub.settled()
    expect(await sync.get()).toMatchObject({ state: 'done' })
    expect(await hub.item(mug)).toMatchObject({ action: 'leave', erpMkId })
    expect(hub.productsWithCode(code)).toEqual([])
  })

  it('is found in combinations, which have no time of their own', async () => {
    await start({ settings: { owners: owners({ weight: 'store' }) } })
    const combination = hub.store.shop.rows('combinations').find(({ id }) => id === 1)
    hub.store.shop.update('combinations', 1, { weight: '7.000000' })
    const before = await hub.item(Number(combination?.['id_product']), 1)
    await hub.flow()
    const after = await hub.item(Number(combination?.['id_product']), 1)
    expect(after.contentHash).not.toBe(before.contentHash)
    expect((after.snapshot as { weight: string }).weight).toBe('7.3')
  })

  it('is read at once when the shop announces it', async () => {
    await start()
    hub.store.shop.update('products', mug, { active: '0' })
    const event = { connectionId: hub.connectionId, source: 'prestashop', event: 'product.changed' } as const
    await recordInboundEvent(hub.db, { ...event, eventId: 'a', subject: String(mug) })
    await hub.flow()
    expect(await hub.item(mug)).toMatchObject({ isActive: false })
  })

  it('is planned anew when the settings change', async () => {
    await start()
    change({ name: 'Skodelica' })
    await hub.flow()
    await hub.changeSettings({ owners: owners({ name: 'store' }) })
    await hub.flow()
    expect(await hub.item(mug)).toMatchObject({ action: 'leave', plan: { left: [{ field: 'translations' }] } })
    expect(hub.productsWithCode((await hub.item(mug)).code)).toMatchObject([{ name: 'Skodelica' }])
  })
})

describe('what is switched off or gone', () => {
  it('is deactivated where the settings say so, and comes back', async () => {
    await start({ settings: { whenInactive: 'deactivate' } })
    const { code } = await hub.item(mug)
    change({ active: '0' })
    await hub.flow()
    expect(hub.productsWithCode(code)).toMatchObject([{ activated: 'false' }])
    change({ active: '1' })
    await hub.flow()
    expect(hub.productsWithCode(code)).toMatchObject([{ activated: 'true' }])
  })

  it('is left as it is otherwise', async () => {
    await start()
    change({ active: '0' })
    await hub.flow()
    expect(await hub.item(mug)).toMatchObject({ action: 'leave' })
    expect(hub.productCalls()).toMatchObject({ update: 0 })
  })

  it('is gone only when the store says so by a 404', async () => {
    await start({ settings: { whenInactive: 'deactivate' } })
    const { code } = await hub.item(mug)
    hub.store.backOffice.deleteProduct(mug)
    await hub.flow()
    expect(await hub.item(mug)).toMatchObject({ goneAt: null })
    await readWhole()
    expect((await hub.item(mug)).goneAt).not.toBeNull()
    expect(hub.productsWithCode(code)).toMatchObject([{ activated: 'false' }])
  })

  it('trap 49: a page that is empty, cut or fails takes nothing away', async () => {
    await start({ settings: { whenInactive: 'deactivate' }, reading: { pageSize: 10 } })
    const empty = { effect: { kind: 'status', status: 200, body: '[]' }, resource: 'products', method: 'GET' } as const
    hub.store.faults.add({ ...empty, times: 2 })
    await readWhole()
    hub.store.faults.add({ effect: { kind: 'cut-body' }, resource: 'products', times: 1 })
    await hub.makeWholeReadingDue()
    await hub.ask()
    await hub.failed('read-catalogue')
    hub.store.faults.clear()
    await hub.retry()
    await hub.settled()
    expect((await hub.items()).filter(({ goneAt }) => goneAt !== null)).toEqual([])
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 0 })
    expect(hub.products().filter(({ activated }) => activated !== 'true')).toEqual([])
  })

  it('a combination is gone when its product no longer names it; an answer that only lacks it takes nothing away', async () => {
    await start()
    const gone = async () => (await hub.items()).filter(({ goneAt }) => goneAt !== null)
    const productId = Number(hub.store.shop.row('combinations', 1)?.['id_product'])
    hub.store.shop.remove('combinations', 1)
    await hub.flow()
    expect(await gone()).toEqual([])
    expect(await hub.item(productId)).toMatchObject({
      action: 'quarantine',
      plan: { reason: { code: 'ERR_PRODUCT_UNREADABLE' } },
    })
    const associations = hub.store.shop.row('products', productId)?.['associations'] as {
      combinations: { id: string }[]
    }
    const combinations = associations.combinations.filter(({ id }) => String(id) !== '1')
    hub.store.shop.update('products', productId, { associations: { ...associations, combinations } } as never)
    await hub.flow()
    expect(await gone()).toMatchObject([{ combinationId: '1' }])
  })
})

describe('what changes in the ERP', () => {
  it('sets an item aside while its code stands there twice, and lets it flow when it does no more', async () => {
    await start({ settings: { owners: owners({ name: 'store' }) } })
    const { code, erpMkId } = await hub.item(mug)
    const { mk_id: second } = await hub.tellErp('product_add', { count_code: 'X', code, name: 'Second', unit: 'kos' })
    change({ name: 'Skodelica' })
    await hub.flow()
    // Known only since the code was looked up before the write.
    expect(await hub.item(mug)).toMatchObject({
      action: 'quarantine',
      erpMkId,
      plan: { reason: { code: 'ERR_PRODUCT_DUPLICATE_IN_ERP' } },
    })
    expect(hub.productCalls()).toMatchObject({ update: 0 })
    await hub.tellErp('product_delete', { mk_id: second })
    await readWhole()
    expect(hub.productsWithCode(code)).toMatchObject([{ name: 'Skodelica' }])
  })

  it('is seen by a whole reading, also without a write', async () => {
    await start()
    const { code } = await hub.item(mug)
    await hub.tellErp('product_add', { count_code: 'X', code, name: 'Second', unit: 'kos' })
    await readWhole()
    expect(await hub.item(mug)).toMatchObject({ action: 'quarantine' })
  })

  it('is not taken for missing when a reading of the ERP breaks off', async () => {
    await start()
    hub.erp.faults.add({ kind: 'cut-answer', call: 'product_list', times: 1 })
    await hub.makeWholeReadingDue()
    await hub.ask()
    await hub.failed('read-catalogue')
    expect((await hub.items()).filter(({ action }) => action === 'create')).toEqual([])
    hub.erp.faults.clear()
    await hub.retry()
    await hub.settled()
    expect(hub.productCalls()).toMatchObject({ add: 0, update: 0 })
  })
})

it('nothing is planned before both catalogues were read whole once', async () => {
  hub = await startTestHub()
  const worker = await hub.startWorker()
  closeWorker = () => worker.close()
  hub.erp.faults.add({ kind: 'hang-up-before', call: 'product_list', times: 1 })
  await hub.ask()
  await hub.failed('read-catalogue')
  const items = await hub.items()
  expect(items).toHaveLength(60)
  expect(items.filter(({ action }) => action !== null)).toEqual([])
})
