import { findUnplanned, saveErpProducts, savePass, savePlans, saveProductPage } from '@pretok/db'
import { ProductPlan, ProductSettings, productReasons, StoreItem } from '@pretok/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askForCatalogue } from '../ask-for-catalogue.ts'
import type { ConnectionResource } from '../resources/connection.ts'
import type { ProblemItem } from '../resources/problem-item.ts'
import type { ProductDetail, ProductItem } from '../resources/product.ts'
import type { SyncResource } from '../resources/sync.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

interface Page {
  items: ProductItem[]
  nextCursor: string | null
}

let gateway: TestGateway
let connectionId: string
let other: string

const item = (productId: string, reference: string, name: string): StoreItem =>
  StoreItem.parse({
    productId,
    reference,
    ean13: '',
    supplierReference: '',
    kind: 'goods',
    isActive: true,
    changedAt: '2026-11-20T10:00:00Z',
    language: 'sl',
    names: { sl: name },
    summaries: {},
    descriptions: {},
    attributes: [],
    features: [],
    categories: [],
    weight: '0',
    width: '0',
    height: '0',
    depth: '0',
    minimalQuantity: 1,
    priceNet: '10',
    taxRate: '22',
    specialPrices: [],
    pack: [],
    images: [],
  })

const label = { name: 'Dvojnik', productId: '4' }
const reason = productReasons.referenceMissing({ item: label })
const plans: Record<string, object> = {
  1: { action: 'create', fields: { name: 'Skodelica', barcode: '3830000000000' } },
  2: {
    action: 'change',
    mkId: '77',
    changes: [{ field: 'name', from: 'Stara', to: '=1+1' }],
    fields: { name: '=1+1' },
  },
  3: { action: 'leave', mkId: '78', left: [{ field: 'weight', from: '1', to: '2' }] },
  4: { action: 'quarantine', reason },
  5: { action: 'skip' },
}

beforeAll(async () => {
  gateway = await createTestGateway()
  const create = async () => (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
  connectionId = await create()
  other = await create()
  const items = [
    item('1', 'SKO-1', 'Skodelica'),
    item('2', 'SKO-2', '=1+1'),
    item('3', 'KNJ_1', 'Knjiga "Čuk"'),
    item('4', '', 'Dvojnik'),
    item('5', 'OLD', 'Stara knjiga'),
    item('6', 'NEW', 'Še ne'),
  ]
  const page = { productIds: items.map(({ productId }) => productId), items, unreadable: [] }
  const { db } = gateway
  await db.transaction(async (tx) => {
    await saveProductPage(tx, connectionId, page, ProductSettings.parse({}))
    await saveProductPage(
      tx,
      other,
      { productIds: ['9'], items: [item('9', 'X', 'Drugje')], unreadable: [] },
      ProductSettings.parse({}),
    )
    const product = {
      mkId: '77',
      countCode: '77',
      code: 'SKO-2',
      isService: false,
      isActive: true,
      fields: {},
      priceLists: {},
    }
    await saveErpProducts(tx, connectionId, [product])
    await savePass(tx, connectionId, 'store', { completeAt: '2026-11-23T01:00:00.000Z', served: [] })
    const unplanned = await findUnplanned(tx, connectionId, 10)
    const planned = unplanned.flatMap(({ id, item, contentHash }) => {
      const plan = plans[item.productId]
      return plan ? [{ id, contentHash, plan: ProductPlan.parse(plan) }] : []
    })
    await savePlans(tx, planned)
  })
})
afterAll(() => gateway.close())

const list = async (query = '') => (await gateway.get<Page>(`/v1/products?connectionId=${connectionId}${query}`)).body
const idsOf = ({ items }: Page) => items.map(({ storeProductId }) => storeProductId)

describe('the list of products', () => {
  it('tells of each what is to become of it', async () => {
    const { items, nextCursor } = await list()
    expect(nextCursor).toBeNull()
    expect(items).toMatchObject([
      { code: 'SKO-1', action: 'create', changes: [{ field: 'name', to: 'Skodelica' }, { field: 'barcode' }] },
      { code: 'SKO-2', action: 'change', erpMkId: '77', changes: [{ field: 'name', from: 'Stara', to: '=1+1' }] },
      { code: 'KNJ_1', action: 'leave', left: [{ field: 'weight', from: '1', to: '2' }] },
      { code: '', action: 'quarantine', reason },
      { code: 'OLD', action: 'skip' },
      { code: 'NEW', changes: [], left: [], notes: [] },
    ])
    expect(items[5]).not.toHaveProperty('action')
  })

  it.each([
    ['&action=create', ['1']],
    ['&action=quarantine', ['4']],
    ['&code=ERR_PRODUCT_REFERENCE_MISSING', ['4']],
    ['&text=sko', ['1', '2']],
    ['&text=KNJIGA', ['3', '5']],
    ['&text=6', ['6']],
    ['&text=KNJ_', ['3']],
    ['&text=%25', []],
    ['&action=skip&text=knjiga', ['5']],
  ])('shows those of %s', async (query, ids) => {
    expect(idsOf(await list(query))).toEqual(ids)
  })

  it('comes in pages, also over all connections', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await gateway.get<Page>(`/v1/products?limit=2${cursor}`)
      seen.push(...idsOf(body))
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor)
    expect(seen.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '9'])
  })

  it.each(['connectionId=x', 'action=delete', 'code=nonsense', 'text=', 'limit=0', 'cursor=x', 'other=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await gateway.get(`/v1/products?${query}`)
      expect([status, body.errors?.[0]?.path]).toEqual([400, query.split('=')[0]])
    },
  )
})

it('one product is shown whole, with what the ERP has of it', async () => {
  const [, second] = (await list()).items
  const { body } = await gateway.get<ProductDetail>(`/v1/products/${second?.id}`)
  expect(body).toMatchObject({ ...second, store: { names: { sl: '=1+1' } }, erp: [{ mkId: '77', code: 'SKO-2' }] })
  expect(await gateway.get(`/v1/products/${connectionId}`)).toMatchObject({ status: 404 })
  expect(await gateway.get('/v1/products/x')).toMatchObject({ status: 400 })
})

it('a summary counts by action and reason', async () => {
  const { body } = await gateway.get<object>(`/v1/products/summary?connectionId=${connectionId}`)
  expect(body).toMatchObject({ total: 6, erpProducts: 1, storeReadAt: '2026-11-23T01:00:00.000Z' })
  expect(body).not.toHaveProperty('erpReadAt')
  expect((body as { counts: object[] }).counts).toEqual(
    expect.arrayContaining([
      { count: 1 },
      { action: 'quarantine', code: 'ERR_PRODUCT_REFERENCE_MISSING', count: 1 },
      { action: 'create', count: 1 },
    ]),
  )
  expect(await gateway.get('/v1/products/summary')).toMatchObject({ status: 400 })
  const nobody = '01a2085b-5cbb-724e-850d-6594249c9fdf'
  expect(await gateway.get(`/v1/products/summary?connectionId=${nobody}`)).toMatchObject({ status: 404 })
})

it('a file for spreadsheets holds all that a filter names, and no formulas', async () => {
  const { status, headers, text } = await gateway.get(`/v1/products.csv?connectionId=${connectionId}`)
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  const lines = text.split('\r\n')
  expect(lines).toHaveLength(1 + 6 + 1)
  expect(lines[0]).toMatch(/^\uFEFF"store_product_id","store_combination_id","code","name"/)
  expect(lines[2]).toContain(`"'=1+1"`)
  expect(lines[3]).toContain('"Knjiga ""Čuk"""')
  const some = await gateway.get(`/v1/products.csv?connectionId=${connectionId}&action=skip`)
  expect(some.text.split('\r\n')).toHaveLength(3)
  expect(await gateway.get('/v1/products.csv')).toMatchObject({ status: 400 })
})

it('reading needs the scope for it', async () => {
  const { key } = await gateway.makeKey(['write'])
  for (const url of ['/v1/products', `/v1/products.csv?connectionId=${connectionId}`])
    expect(await gateway.get(url, { apiKey: key })).toMatchObject({ status: 403 })
})

describe('a sync of products', () => {
  const ask = (input: object, of = other) =>
    gateway.post<SyncResource>(`/v1/connections/${of}/syncs`, { flow: 'products', ...input })
  const works = async (of = other) =>
    (await gateway.pool.query(`select job from work where queue = 'products' and connection_id = $1`, [of])).rows

  it('may look with the flow switched off, and only look', async () => {
    expect(await ask({})).toMatchObject({ status: 409, body: { code: 'ERR_SYNC_FLOW_OFF' } })
    expect(await works()).toEqual([])
    expect(await ask({ dryRun: true })).toMatchObject({ status: 202, body: { request: { dryRun: true } } })
    expect(await works()).toEqual([{ job: 'read-catalogue' }])
  })

  it.each([
    [{ dryRun: true, ids: ['1'] }, 'ids'],
    [{ from: '2026-11-01' }, 'from'],
    [{ dryRun: 'yes' }, 'dryRun'],
  ])('refuses %j', async (input, path) => {
    const { status, body } = await ask(input)
    expect([status, (body as unknown as { errors: { path: string }[] }).errors[0]?.path]).toEqual([400, path])
  })

  it('a change of what concerns products has the catalogue read', async () => {
    const { id } = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body
    await gateway.patch(`/v1/connections/${id}`, { settings: { products: { unit: 'kpl' } } })
    expect(await works(id)).toEqual([])
    await gateway.patch(`/v1/connections/${id}`, { settings: { flows: { products: true } } })
    expect(await works(id)).toEqual([{ job: 'read-catalogue' }])
  })
})

it('an item in quarantine is a problem while products flow, and tried again by reading it anew', async () => {
  const problems = async () =>
    (await gateway.get<{ items: ProblemItem[] }>(`/v1/problems?kind=product&connectionId=${connectionId}`)).body.items
  expect(await problems()).toEqual([])
  await gateway.patch(`/v1/connections/${connectionId}`, { settings: { flows: { products: true } } })
  const [problem] = await problems()
  expect(problem).toMatchObject({ kind: 'product', storeProductId: '4', reason, retryable: true })
  expect(problem?.id).toBe(`product_${problem?.productId}`)
  expect(await gateway.get(`/v1/problems/${problem?.id}`)).toMatchObject({ status: 200 })
  expect(await gateway.post(`/v1/problems/${problem?.id}/retry`, {})).toMatchObject({ status: 202 })
  const { body } = await gateway.get<{ items: SyncResource[] }>(`/v1/connections/${connectionId}/syncs`)
  expect(body.items).toMatchObject([{ flow: 'products', request: { ids: ['4'] } }])
})

it('a shop that announces a change has its catalogue read, where products or stock flow', async () => {
  const { id } = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body
  const asked = async () =>
    (await gateway.pool.query(`select job from work where queue = 'products' and connection_id = $1`, [id])).rows
  const announce = () => gateway.db.transaction((tx) => askForCatalogue(tx, id))
  await announce()
  expect(await asked()).toEqual([])
  await gateway.pool.query(
    `update connections set settings = jsonb_set(settings, '{flows,stock}', 'true') where id = $1`,
    [id],
  )
  await announce()
  expect(await asked()).toEqual([{ job: 'read-catalogue' }])
})
