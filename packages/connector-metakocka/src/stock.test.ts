import { createMetakockaClient } from '@pretok/client-metakocka'
import { amount, type Erp, type ErpLevel } from '@pretok/domain'
import { createTransport, type Transport, type TransportRequest, type TransportResponse } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createMetakockaErp } from './erp.ts'

const codes = ['MED-900', 'MED-250', 'VOSEK']

let sandbox: MetakockaSandbox
let erp: Erp

const connect = (send?: (inner: Transport, request: TransportRequest) => Promise<TransportResponse>): Erp => {
  const inner = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  onTestFinished(() => inner.close())
  const transport: Transport = send ? { ...inner, send: (request) => send(inner, request) } : inner
  const { url: baseUrl, companyId, secretKey } = sandbox
  return createMetakockaErp(createMetakockaClient({ baseUrl, companyId, secretKey, transport }))
}

beforeEach(async () => {
  sandbox = await startMetakockaSandbox({
    warehouses: [
      { mark: 'glavno', main: true },
      { mark: 'drugo', active: false },
    ],
    seedProducts: codes.map((code) => ({ code, name: code, taxFactor: '0.095', priceWithTax: '12' })),
  })
  onTestFinished(() => sandbox.close())
  erp = connect()
})

const readAll = async (one = erp): Promise<ErpLevel[]> => {
  const pages: ErpLevel[][] = []
  for await (const page of one.readLevels()) pages.push(page)
  return pages.flat()
}

/** What a caller makes of pages: one amount for each product and warehouse. */
const addUp = (levels: readonly ErpLevel[]): Record<string, string> => {
  const sums: Record<string, string> = {}
  for (const { warehouseId, code, amount: more } of levels) {
    const key = `${warehouseId}/${code}`
    sums[key] = amount(sums[key] ?? 0)
      .plus(more)
      .toFixed()
  }
  return sums
}

const pageOf = (rows: number) => sandbox.faults.add({ kind: 'short-list', call: 'warehouse_stock', rows })

const reserve = async (code: string, pieces: string): Promise<void> => {
  const { url, companyId, secretKey } = sandbox
  const partner = {
    business_entity: 'false',
    taxpayer: 'false',
    foreign_county: 'false',
    customer: 'Ana Novak',
    street: 'Ulica 1',
    post_number: '3000',
    place: 'Celje',
    country: 'Slovenija',
  }
  const body = {
    company_id: companyId,
    secret_key: secretKey,
    doc_type: 'sales_order',
    doc_date: '23.11.2026',
    partner,
    product_list: [{ code, amount: pieces, price_with_tax: '12', tax_factor: '0.095' }],
  }
  const response = await fetch(`${url}/rest/eshop/v1/put_document`, { method: 'POST', body: JSON.stringify(body) })
  expect(await response.json()).toMatchObject({ opr_code: '0' })
}

describe('levels', () => {
  it('trap 47: are the sum of all places, exact, and less than nothing where more is reserved than there is', async () => {
    sandbox.company.setStock({ code: 'MED-900', amount: '0.1' })
    sandbox.company.setStock({ code: 'MED-900', amount: '0.2', microlocation: 'A1' })
    sandbox.company.setStock({ code: 'MED-900', amount: '-5', microlocation: 'B1' })
    sandbox.company.setStock({ code: 'MED-900', amount: '3', warehouse: 'drugo' })
    await reserve('MED-900', '2')
    await reserve('VOSEK', '1')
    const [glavno, drugo] = await erp.readWarehouses()
    expect(await readAll()).toEqual([
      { warehouseId: glavno?.id, mkId: expect.any(String), code: 'MED-900', amount: '-4.7', free: '-6.7' },
      { warehouseId: drugo?.id, mkId: expect.any(String), code: 'MED-900', amount: '3', free: '3' },
      { warehouseId: glavno?.id, mkId: expect.any(String), code: 'VOSEK', amount: '0', free: '-1' },
    ])
  })

  it('have nothing free, and nothing held back, where the company keeps no reservations', async () => {
    sandbox.company.changeSettings({ reservations: false })
    sandbox.company.setStock({ code: 'MED-900', amount: '7.5' })
    const levels = await readAll()
    expect(levels).toMatchObject([{ amount: '7.5' }])
    expect(levels[0]).not.toHaveProperty('free')
  })

  it('add up to what there is, wherever pages end', async () => {
    const place = fc.record({
      code: fc.constantFrom(...codes),
      warehouse: fc.constantFrom('glavno', 'drugo'),
      microlocation: fc.constantFrom('A1', 'A2', 'B1'),
      thousandths: fc.integer({ min: -5_000, max: 5_000 }).filter((one) => one !== 0),
    })
    const idOf = new Map((await erp.readWarehouses()).map(({ mark, id }) => [mark, id]))
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(place, { maxLength: 18, selector: (one) => `${one.code}${one.warehouse}${one.microlocation}` }),
        fc.integer({ min: 1, max: 7 }),
        async (places, pageSize) => {
          const set = (one: (typeof places)[number], thousandths: number) =>
            sandbox.company.setStock({ ...one, amount: amount(thousandths).div(1000).toFixed() })
          const expected: Record<string, string> = {}
          for (const one of places) {
            set(one, one.thousandths)
            const key = `${idOf.get(one.warehouse)}/${one.code}`
            expected[key] = amount(expected[key] ?? 0)
              .plus(amount(one.thousandths).div(1000))
              .toFixed()
          }
          const { id } = pageOf(pageSize)
          expect(addUp(await readAll())).toEqual(expected)
          sandbox.faults.remove(id)
          for (const one of places) set(one, 0)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('of given products are asked for together, and leave out those without stock', async () => {
    for (const code of ['MED-900', 'MED-250']) sandbox.company.setStock({ code, amount: '4' })
    const [first] = await readAll()
    sandbox.requests.clear()
    const unknown = Array.from({ length: 450 }, (_, index) => String(9_000_000 + index))
    expect(await erp.readLevelsOf([...unknown, first?.mkId ?? '', first?.mkId ?? ''])).toEqual([first])
    expect(sandbox.requests.list()).toHaveLength(3)
    expect(await erp.readLevelsOf([])).toEqual([])
    expect(sandbox.requests.list()).toHaveLength(3)
  })
})

describe('a list that is not whole', () => {
  beforeEach(() => {
    for (const code of codes) sandbox.company.setStock({ code, amount: '4' })
  })

  it.each([
    ['a page in HTML', { kind: 'html-page' }, 'ERR_REMOTE_UNAVAILABLE'],
    ['a breakdown', { kind: 'internal-error-before' }, 'ERR_REMOTE_UNAVAILABLE'],
    ['half an answer', { kind: 'cut-answer' }, 'ERR_REMOTE_UNAVAILABLE'],
    ['no answer', { kind: 'hang-up-after' }, 'ERR_REMOTE_UNAVAILABLE'],
    ['a used-up quota', { kind: 'quota-exceeded' }, 'ERR_REMOTE_RATE_LIMITED'],
    ['rows that are counted and not given', { kind: 'short-list', rows: 0, recounts: false }, 'ERR_REMOTE_UNAVAILABLE'],
  ] as const)('trap 49: is an error, not less stock: %s', async (_name, fault, code) => {
    for (const skip of [0, 1]) {
      sandbox.faults.clear()
      sandbox.faults.add({ ...fault, call: 'warehouse_stock', times: 1, skip })
      pageOf(1)
      await expect(readAll()).rejects.toMatchObject({ code })
    }
  })

  it('trap 49: does not end with a page that came too short', async () => {
    sandbox.faults.add({ kind: 'short-list', call: 'warehouse_stock', rows: 1, times: 1 })
    expect(await readAll()).toHaveLength(3)
  })

  it('is noticed when pages are not turned', async () => {
    const pretending = connect(async (inner, request) => {
      const asked = JSON.parse(String(request.body))
      const response = await inner.send({ ...request, body: JSON.stringify({ ...asked, offset: '0' }) })
      const answer = { ...JSON.parse(new TextDecoder().decode(response.body)), offset: asked.offset }
      return { ...response, body: Buffer.from(JSON.stringify(answer)) }
    })
    await expect(readAll(pretending)).rejects.toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })

  it('counts a row once that slides to the next page meanwhile', async () => {
    sandbox.company.setStock({ code: 'MED-900', amount: '0' })
    sandbox.company.setStock({ code: 'VOSEK', amount: '1', microlocation: 'A1' })
    pageOf(2)
    let calls = 0
    const busy = connect((inner, request) => {
      calls += 1
      if (calls === 2) sandbox.company.setStock({ code: 'MED-900', amount: '4' })
      return inner.send(request)
    })
    expect(Object.values(addUp(await readAll(busy)))).toEqual(['4', '5'])
  })
})

describe('warehouses', () => {
  it('are all there are', async () => {
    expect(await erp.readWarehouses()).toMatchObject([
      { mark: 'glavno', isMain: true, isActive: true },
      { mark: 'drugo', isMain: false, isActive: false },
    ])
  })
})
