import { createTransport } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatDate, formatDotDate } from './calendar.ts'
import { createMetakockaClient, defaultConcurrency, type MetakockaClient } from './client.ts'
import type { SalesOrderBody } from './document-body.ts'
import type { PartnerReference } from './partner-body.ts'
import { collect } from './testing/collect.ts'

let sandbox: MetakockaSandbox
let client: MetakockaClient

const connect = (options: { secretKey?: string; writeTimeoutMs?: number } = {}) =>
  createMetakockaClient({
    baseUrl: sandbox.url,
    companyId: sandbox.companyId,
    secretKey: sandbox.secretKey,
    transport: createTransport({ concurrency: defaultConcurrency, allowPrivateNetworks: true }),
    ...options,
  })

beforeEach(async () => {
  sandbox = await startMetakockaSandbox({ settings: { uniqueBuyerOrder: true } })
  client = connect()
  await client.productAdd({ count_code: 'SKU-1', code: 'SKU-1', name: 'Majica M', unit: 'kos', sales: 'true' })
})
afterEach(() => sandbox.close())

const addAna = async (): Promise<PartnerReference> => {
  const ana = { customer: 'Ana Novak', street: 'Slovenska cesta 1', post_number: '1000', place: 'Ljubljana' }
  const added = await client.addPartner({
    partner: {
      ...ana,
      country: 'Slovenija',
      business_entity: 'false',
      taxpayer: 'false',
      foreign_county: 'false',
      buyer: 'true',
      partner_contact: { name: 'Ana Novak', email: 'ana@buyer.example' },
    },
  })
  const mk_address_id = added.mk_address_id_list[0]?.mk_id
  if (mk_address_id === undefined) throw new Error('no address was made')
  return { ...ana, mk_id: added.mk_id, mk_address_id }
}

const orderFor = (partner: PartnerReference, changes: Partial<SalesOrderBody> = {}): SalesOrderBody => ({
  doc_type: 'sales_order',
  doc_date: formatDate('2026-11-23'),
  buyer_order: 'PS-A-1',
  currency_code: 'EUR',
  status_code: 'created',
  partner,
  product_list: [{ code: 'SKU-1', amount: '2', price_with_tax: '24.40', tax_factor: '0.22' }],
  ...changes,
})
const byOrderNumber = { doc_type: 'sales_order', buyer_order: 'PS-A-1' } as const

describe('an order and what becomes of it', () => {
  it('is stored, found, paid and changed', async () => {
    expect(await client.findPartners({ partner_email: 'ana@buyer.example' })).toEqual([])
    const ana = await addAna()
    expect(await client.findPartners({ partner_email: 'ana@buyer.example' })).toMatchObject([{ mk_id: ana.mk_id }])

    expect(await client.findDocument(byOrderNumber)).toBeUndefined()
    const stored = await client.putDocument(orderFor(ana))
    expect(stored).toMatchObject({ total_price: '48.8', partner: { mk_id: ana.mk_id } })

    const order = await client.getDocument({ doc_type: 'sales_order', doc_id: stored.mk_id })
    expect(order).toMatchObject({
      mk_id: stored.mk_id,
      buyer_order: 'PS-A-1',
      doc_date: '2026-11-23',
      status_desc: 'created',
      product_list: [{ code: 'SKU-1', amount: '2' }],
      sum_basic: '40',
      sum_tax: { EX4: '8.8' },
      sum_all: '48.8',
    })
    expect(order.sum_paid).toBeUndefined()

    const found = await collect(
      client.searchAll({
        doc_type: 'sales_order',
        result_type: 'doc',
        query_advance: [{ type: 'customer_order', value: 'PS-A-1' }],
      }),
    )
    expect(found.map(({ mk_id }) => mk_id)).toEqual([stored.mk_id])

    await client.putTransaction({
      ...byOrderNumber,
      payment_mode: 'prepayment',
      payment_type: 'Transakcijski račun',
      date: formatDate('2026-11-24'),
      price: '48.80',
    })
    await client.changeDocumentStatus({ ...byOrderNumber, status_code: 'shipped' })
    expect(await client.findDocument(byOrderNumber)).toMatchObject({ sum_paid: '48.8', status_desc: 'shipped' })
  })

  it('is refused for a reason that can be told', async () => {
    const ana = await addAna()
    const { mk_id } = await client.putDocument(orderFor(ana))
    await expect(client.putDocument(orderFor(ana))).rejects.toMatchObject({
      code: 'ERR_METAKOCKA_DUPLICATE',
      documents: [{ mk_id }],
    })
    const unknownProduct = { code: 'SKU-2', amount: '1', price_with_tax: '1', tax_factor: '0.22' }
    await expect(
      client.putDocument(orderFor(ana, { buyer_order: 'PS-A-2', product_list: [unknownProduct] })),
    ).rejects.toMatchObject({ code: 'ERR_METAKOCKA_PRODUCTS_NOT_FOUND', products: ['SKU-2'] })
    await expect(
      client.putDocument(
        orderFor(ana, {
          buyer_order: 'PS-A-3',
          mark_paid: [{ payment_type: 'Shells', date: formatDotDate('2026-11-23') }],
        }),
      ),
    ).rejects.toMatchObject({
      code: 'ERR_METAKOCKA_INVALID_VALUE',
      parameter: 'payment_type',
      validValues: expect.arrayContaining(['Transakcijski račun']),
    })
    await expect(connect({ secretKey: 'wrong' }).warehouseList({})).rejects.toMatchObject({ code: 'ERR_REMOTE_AUTH' })
  })

  it.each(['hang-up-after', 'cut-answer', 'internal-error-after'] as const)(
    'is found after its answer was lost (%s)',
    async (kind) => {
      const ana = await addAna()
      sandbox.faults.add({ kind, call: 'put_document', times: 1 })
      await expect(client.putDocument(orderFor(ana))).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
      expect(await client.findDocument(byOrderNumber)).toMatchObject({ buyer_order: 'PS-A-1', sum_all: '48.8' })
    },
  )
})

describe('lists', () => {
  it('are read to their end', async () => {
    const codes = Array.from({ length: 7 }, (_, index) => `P-${index}`)
    sandbox.company.addProducts(
      codes.map((code) => ({ code, name: code, taxFactor: '0.22', priceWithTax: '12.20', stock: '5' })),
    )
    const products = await collect(client.productPages({ return_pricelist: 'true', limit: '3' }))
    expect(products.flat().map(({ code }) => code)).toEqual(['SKU-1', ...codes])
    expect(products[0]?.[1]?.pricelist).toMatchObject([{ price_def: [{ price_with_tax: '12.2' }] }])

    const [warehouse] = (await client.warehouseList({})).warehouse_list
    const stock = await collect(client.stockPages({ wh_id_list: warehouse?.mk_id ?? '', limit: '3' }))
    expect(stock.flat().map(({ code, amount }) => `${code}: ${amount}`)).toEqual(codes.map((code) => `${code}: 5`))
  })
})
