import {
  beginChanges,
  beginPass,
  endPass,
  listProblems,
  ProblemId,
  StockPassProgress,
  saveJudgements,
  saveStockRows,
  schema,
  settleChanges,
} from '@pretok/db'
import { ConnectionId, type StockRow, type StockTerm, stockReasons } from '@pretok/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { StockItem } from '../resources/stock.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

interface Page {
  items: StockItem[]
  nextCursor: string | null
}

let gateway: TestGateway
let connectionId: ConnectionId

const terms: StockTerm[] = [
  { kind: 'warehouse', warehouse: 'glavno', basis: 'free', amount: '5', percent: 100, value: '5', result: '5' },
  { kind: 'inFlight', value: '2', result: '3' },
  { kind: 'whole', value: '3', result: '3' },
]
const row = (rowId: string, quantity: number): StockRow => ({
  rowId,
  productId: rowId,
  quantity,
  isKeptByStore: false,
  mark: {},
})
const readAt = new Date('2026-11-23T10:00:00Z')

beforeEach(async () => {
  gateway = await createTestGateway()
  const settings = { flows: { stock: true } }
  const created = await gateway.post<ConnectionResource>('/v1/connections', { ...goodConnection, settings })
  connectionId = ConnectionId.parse(created.body.id)
  await gateway.db.transaction((tx) => saveStockRows(tx, connectionId, [row('1', 9), row('2', 4), row('3', 0)], readAt))
  await gateway.db.delete(schema.work)
  const [first, second] = (await list()).items
  const judged = { levels: [], mkId: '77', reason: null }
  await gateway.db.transaction((tx) =>
    saveJudgements(tx, [
      { ...judged, id: first?.id ?? '', verdict: 'write', target: 3, terms },
      {
        ...judged,
        id: second?.id ?? '',
        verdict: 'refused',
        target: 1,
        terms,
        reason: stockReasons.refused({ code: '133', words: 'depends on stock', quantity: 1 }),
      },
    ]),
  )
})
afterEach(() => gateway.close())

const list = async (query = '') => (await gateway.get<Page>(`/v1/stock?connectionId=${connectionId}${query}`)).body
const first = async () => (await list('&verdict=write')).items[0] as StockItem
const asked = async () => (await gateway.db.select().from(schema.work)).map(({ queue, job }) => `${queue} ${job}`)

const stopped = async () => {
  const wish = { connectionId, kind: 'full', trigger: 'full', progress: StockPassProgress.parse({}) } as const
  const pass = await gateway.db.transaction((tx) => beginPass(tx, wish))
  const reason = stockReasons.tooManyToZero({ toZero: 8, compared: 10, percent: 30, examples: ['A'] })
  await gateway.db.transaction((tx) =>
    endPass(tx, { ...pass, counts: { ...pass.counts, toZero: 8 } }, 'stopped', reason),
  )
  return pass.id
}

describe('the list of stock', () => {
  it('tells of each row what it holds, what it is to hold, and why in words', async () => {
    expect(await first()).toMatchObject({
      storeRowId: '1',
      quantity: 9,
      target: 3,
      terms: [
        { kind: 'warehouse', text: 'Warehouse glavno: 5 free: 5' },
        { kind: 'inFlight', textSl: 'V naročilih, ki jih MetaKocka še ne šteje: 2; ostane: 3' },
        { kind: 'whole', result: '3' },
      ],
    })
  })

  it('goes by pages', async () => {
    const page = await list('&limit=2')
    const rest = await list(`&limit=2&cursor=${page.nextCursor}`)
    expect([...page.items, ...rest.items].map(({ storeRowId }) => storeRowId)).toEqual(['1', '2', '3'])
    expect(rest.nextCursor).toBeNull()
  })

  it.each([
    ['verdict=wrong', 'verdict'],
    ['cursor=x', 'cursor'],
    ['sort=name', 'sort'],
  ])('refuses %s', async (query, path) => {
    const { status, body } = await gateway.get<{ errors: { path: string }[] }>(`/v1/stock?${query}`)
    expect({ status, path: body.errors[0]?.path }).toEqual({ status: 400, path })
  })

  it('is counted by verdict, and comes as a file', async () => {
    const { body } = await gateway.get(`/v1/stock/summary?connectionId=${connectionId}`)
    expect(body).toMatchObject({ total: 3, counts: expect.arrayContaining([{ verdict: 'write', count: 1 }]) })
    const file = await gateway.get(`/v1/stock.csv?connectionId=${connectionId}&verdict=write`)
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(file.text.split('\r\n')[1]).toMatch(/^"1","1","","","","9","5","3","-6","write"/)
  })
})

describe('a row', () => {
  it('tells what was sent to the store, and why', async () => {
    const { id } = await first()
    await gateway.db.transaction(async (tx) => {
      const [changeId = ''] = await beginChanges(tx, connectionId, [
        { itemId: id, before: 9, after: 3, terms, trigger: 'delta' },
      ])
      await settleChanges(tx, [{ id: changeId, outcome: 'written' }])
    })
    const change = { before: 9, after: 3, trigger: 'delta', outcome: 'written', terms: [{ kind: 'warehouse' }, {}, {}] }
    expect((await gateway.get(`/v1/stock/${id}`)).body).toMatchObject({ changes: [change] })
    const changes = (query = '') => gateway.get<Page>(`/v1/stock/changes?connectionId=${connectionId}${query}`)
    expect((await changes()).body.items).toMatchObject([{ stockId: id, ...change }])
    expect((await changes('&since=2036-01-01')).body.items).toEqual([])
    expect(await gateway.get('/v1/stock/01a2085b-5cbb-724e-850d-6594249c9fdf')).toMatchObject({ status: 404 })
  })

  it('is looked at again when a person asks for it', async () => {
    const { id } = await first()
    expect(await gateway.post(`/v1/stock/${id}/repair`)).toMatchObject({ status: 202 })
    expect(await first()).toHaveProperty('dueAt')
    expect(await asked()).toEqual(['stock sync-stock'])
  })

  it('is not repaired while stock does not flow', async () => {
    const { id } = await first()
    await gateway.patch(`/v1/connections/${connectionId}`, { settings: { flows: { stock: false } } })
    expect(await gateway.post(`/v1/stock/${id}/repair`)).toMatchObject({
      status: 409,
      body: { code: 'ERR_SYNC_FLOW_OFF' },
    })
    expect(await first()).not.toHaveProperty('dueAt')
  })

  it('that the store refused is a problem, which can be tried again', async () => {
    const [problem] = await listProblems(gateway.db, { kind: 'stock' }, { limit: 10 })
    expect(problem).toMatchObject({
      kind: 'stock',
      stock: { storeProductId: '2' },
      reason: { code: 'ERR_STOCK_REFUSED' },
    })
    expect(await gateway.post(`/v1/problems/${problem?.id}/retry`)).toMatchObject({ status: 202 })
    expect((await list('&verdict=refused')).items[0]).toHaveProperty('dueAt')
    expect(await asked()).toEqual(['stock sync-stock'])
  })
})

describe('a pass that was stopped', () => {
  it('is listed and is a problem', async () => {
    const id = await stopped()
    const { body } = await gateway.get<Page>(`/v1/stock-passes?connectionId=${connectionId}`)
    expect(body.items).toMatchObject([{ id, state: 'stopped', reason: { code: 'ERR_STOCK_TOO_MANY_TO_ZERO' } }])
    const [problem] = await listProblems(gateway.db, { kind: 'stock-pass' }, { limit: 10 })
    expect(problem).toMatchObject({ id: ProblemId.parse(`stock-pass_${id}`), stockPassId: id })
  })

  it('is released by a person, who is written down', async () => {
    const id = await stopped()
    expect(await gateway.post(`/v1/stock-passes/${id}/release`)).toMatchObject({
      status: 202,
      body: { id, releasedAt: expect.any(String) },
    })
    expect(await asked()).toEqual(['stock sync-stock'])
    const audited = await gateway.db.select().from(schema.auditLog)
    const entry = audited.find(({ action }) => action === 'stock-pass.released')
    expect(entry).toMatchObject({ connectionId, details: { pass: id, toZero: 8 } })
  })

  it('is not released twice over, nor when there is none', async () => {
    expect(await gateway.post('/v1/stock-passes/01a2085b-5cbb-724e-850d-6594249c9fdf/release')).toMatchObject({
      status: 404,
    })
    expect(await asked()).toEqual([])
  })

  it('is compared anew, and not released, when the problem is tried again', async () => {
    const id = await stopped()
    expect(await gateway.post(`/v1/problems/stock-pass_${id}/retry`)).toMatchObject({ status: 202 })
    const [pass] = await gateway.db.select().from(schema.stockPasses)
    expect(pass?.releasedAt).toBeNull()
    expect(await gateway.db.select().from(schema.syncs)).toMatchObject([{ flow: 'stock', request: {} }])
  })
})
