import { createMetakockaClient } from '@pretok/client-metakocka'
import { type Erp, ErpFacts } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetakockaErp } from './erp.ts'
import { putDocument } from './testing/put-document.ts'

let sandbox: MetakockaSandbox
let transport: Transport
let erp: Erp

beforeEach(async () => {
  sandbox = await startMetakockaSandbox({
    warehouses: [
      { mark: 'glavno', name: 'Glavno skladišče', main: true },
      { mark: 'staro', active: false },
    ],
    seedProducts: [
      { code: 'MED-900', name: 'Med', taxFactor: '0.095', priceWithTax: '12' },
      { code: 'POST', name: 'Poštnina', unit: 'serv', taxFactor: '0.22', priceWithTax: '5', service: true },
    ],
  })
  transport = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  const { url: baseUrl, companyId, secretKey } = sandbox
  erp = createMetakockaErp(createMetakockaClient({ baseUrl, companyId, secretKey, transport }))
})
afterEach(async () => {
  await transport.close()
  await sandbox.close()
})

describe('the facts of a company', () => {
  it('are its warehouses, and what documents and products show of registers that no call reads', async () => {
    await putDocument(sandbox, { delivery_type: 'GLS', payments: ['PayPal', 'Gotovina'] })
    await putDocument(sandbox, { delivery_type: 'GLS', payments: ['Gotovina'] })
    await putDocument(sandbox, { doc_type: 'sales_bill_domestic', delivery_type: 'DPD', payments: ['Kartica'] })
    sandbox.requests.clear()
    const facts = await erp.readFacts()
    expect(ErpFacts.parse(facts)).toEqual({
      warehouses: [
        { id: expect.any(String), mark: 'glavno', name: 'Glavno skladišče', main: true, active: true },
        { id: expect.any(String), mark: 'staro', name: 'staro', main: false, active: false },
      ],
      paymentTypesSeen: ['Gotovina', 'PayPal', 'Kartica'],
      deliveryTypesSeen: ['GLS', 'DPD'],
      priceListsSeen: ['WEB'],
      priceBasesSeen: { WEB: 'gross' },
      unitsSeen: ['kos', 'serv'],
    })
    expect(sandbox.requests.list().map(({ call }) => call)).toEqual([
      'warehouse_list',
      'search',
      'search',
      'product_list',
    ])
  })

  it('of a new company are empty, not absent', async () => {
    expect(await erp.readFacts()).toMatchObject({ paymentTypesSeen: [], deliveryTypesSeen: [] })
  })

  it('that cannot be had just now are an error, not an absence', async () => {
    sandbox.faults.add({ kind: 'quota-exceeded', call: 'search' })
    await expect(erp.readFacts()).rejects.toMatchObject({ code: 'ERR_REMOTE_RATE_LIMITED' })
  })

  it('that MetaKocka refuses are absent', async () => {
    sandbox.faults.add({ kind: 'http-error', status: 429, call: 'search' })
    await expect(erp.readFacts()).rejects.toMatchObject({ code: 'ERR_REMOTE_RATE_LIMITED' })
    sandbox.faults.clear()
    sandbox.faults.add({ kind: 'html-page', status: 400, call: 'search' })
    const facts = await erp.readFacts()
    expect(facts.warehouses).toHaveLength(2)
    expect(facts).not.toHaveProperty('paymentTypesSeen')
  })
})
