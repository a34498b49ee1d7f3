import { createMetakockaClient, Document } from '@pretok/client-metakocka'
import type { Erp, OrderProgress, ProgressPage } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetakockaErp } from './erp.ts'
import { toOrderProgress } from './read-order-progress.ts'
import { putDocument } from './testing/put-document.ts'

let sandbox: MetakockaSandbox
let transport: Transport
let erp: Erp
let now = new Date('2026-11-23T08:00:00Z')

beforeEach(async () => {
  now = new Date('2026-11-23T08:00:00Z')
  sandbox = await startMetakockaSandbox({
    clock: () => now,
    seedProducts: [{ code: 'MED-900', name: 'Med', taxFactor: '0.095', priceWithTax: '12' }],
  })
  transport = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  const { url: baseUrl, companyId, secretKey } = sandbox
  erp = createMetakockaErp(createMetakockaClient({ baseUrl, companyId, secretKey, transport }))
})
afterEach(async () => {
  await transport.close()
  await sandbox.close()
})

const read = async (since: string): Promise<ProgressPage[]> => {
  const pages: ProgressPage[] = []
  for await (const page of erp.readProgress(since)) pages.push(page)
  return pages
}
const documentOf = (fields: Record<string, unknown>) => toOrderProgress(Document.parse({ mk_id: '1', ...fields }))
const column = (columns: Record<string, string>) => Object.entries(columns).map(([name, value]) => ({ name, value }))

describe('how far orders have come', () => {
  it('is read from a moment on, in Ljubljana time, a hundred a page, one search after the other', async () => {
    for (let booked = 0; booked < 101; booked += 1) await putDocument(sandbox, { buyer_order: `O-${booked}` })
    const [first] = sandbox.company.documents('sales_order')
    now = new Date('2026-11-23T09:00:00Z')
    sandbox.company.amendDocument(first?.mk_id ?? '', { status: 'shipped' })

    expect((await read('2026-11-23T08:30:00Z')).map(({ orders }) => orders)).toMatchObject([
      [{ mkId: first?.mk_id, progress: { stage: 'shipped', status: { code: 'shipped', name: 'Odpremljen' } } }],
    ])
    const pages = await read('2026-11-23T07:00:00Z')
    expect(pages.map(({ orders }) => orders.length)).toEqual([100, 1])
  })

  it('tells the time of the other side, also where nothing has changed', async () => {
    const [page, ...others] = await read('2026-11-23T09:00:00Z')
    expect(page?.orders).toEqual([])
    expect(others).toEqual([])
    expect(Math.abs(Date.parse(page?.readAt ?? '') - Date.now())).toBeLessThan(60_000)
  })
})

describe('a document', () => {
  const open: OrderProgress = { stage: 'open', parcels: [] }

  it.each<[string, Record<string, unknown>, OrderProgress]>([
    ['says nothing', {}, open],
    [
      'has a status',
      { status_code: 'Novo', status_desc: 'created' },
      { ...open, status: { code: 'created', name: 'Novo' } },
    ],
    [
      'has only the value of a status',
      { status_code: 'Pakirano' },
      { ...open, status: { code: 'Pakirano', name: 'Pakirano' } },
    ],
    [
      'has left under a status of the company',
      { status_code: 'Na poti', status_desc: 'on_way', shipped_date: '2026-11-23+02:00', delivery_type: 'GLS' },
      {
        stage: 'shipped',
        status: { code: 'on_way', name: 'Na poti' },
        shippedOn: '2026-11-23',
        carrier: 'GLS',
        parcels: [],
      },
    ],
    [
      'has left and come back',
      { status_code: 'Vračilo paketa', status_desc: 'package_returned', shipped_date: '2026-11-23+02:00' },
      {
        stage: 'stopped',
        status: { code: 'package_returned', name: 'Vračilo paketa' },
        shippedOn: '2026-11-23',
        parcels: [],
      },
    ],
    [
      'has a parcel',
      {
        extra_column: column({
          tracking_number: 'TS600511111',
          tracking_url: 'https://carrier.example/?match=1',
          ip: '',
        }),
      },
      { stage: 'open', parcels: [{ trackingNumber: 'TS600511111', url: 'https://carrier.example/?match=1' }] },
    ],
    [
      'has several parcels, as recorded',
      {
        extra_column: column({
          tracking_number: 'TrackingCodeMain',
          associated_tracking_numbers: 'TrackingCode1,TracklingCode2',
        }),
      },
      {
        stage: 'open',
        parcels: ['TrackingCodeMain', 'TrackingCode1', 'TracklingCode2'].map((trackingNumber) => ({ trackingNumber })),
      },
    ],
  ])('that %s is understood', (_what, fields, progress) => {
    expect(documentOf(fields)).toEqual(progress)
  })
})
