import { createMetakockaClient } from '@pretok/client-metakocka'
import {
  type Erp,
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpProductUnknownError,
  ErpRefusedError,
  type Party,
  type SalesOrder,
} from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetakockaErp } from './erp.ts'

let sandbox: MetakockaSandbox
let transport: Transport
let erp: Erp

beforeEach(async () => {
  sandbox = await startMetakockaSandbox()
  transport = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  const { url: baseUrl, companyId, secretKey } = sandbox
  erp = createMetakockaErp(createMetakockaClient({ baseUrl, companyId, secretKey, transport }))
})
afterEach(async () => {
  await transport.close()
  await sandbox.close()
})

const ana: Party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Ulica 1',
  postcode: '3000',
  city: 'Celje',
  countryCode: 'SI',
  email: 'ana@mail.example',
}
const firm: Party = { ...ana, company: 'Žužek d.o.o.', vatNumber: 'SI12345678', email: 'info@zuzek.example' }

const order: SalesOrder = {
  buyerOrder: 'ABCDEFGHI',
  day: '2026-11-23',
  placedAt: '2026-11-23T07:47:18Z',
  currency: 'EUR',
  payer: ana,
  recipient: ana,
  lines: [
    { kind: 'product', code: 'MED-900', name: 'Med', quantity: 2, unitPrice: '12.00', taxRate: '9.5' },
    { kind: 'discount', code: 'POPUST', name: 'Bon', quantity: -1, unitPrice: '4.00', taxRate: '9.5' },
  ],
  payments: [],
}

const book = async (change: Partial<SalesOrder> = {}) => {
  await erp.ensureProduct({ code: 'MED-900', name: 'Med', service: false, unit: 'kos' })
  await erp.ensureProduct({ code: 'POPUST', name: 'Popust', service: true, unit: 'kos' })
  const payer = await erp.ensurePartner(ana)
  return erp.bookSalesOrder({ ...order, ...change }, { payer, recipient: payer, correlationId: 'c-1' })
}

const calls = () => sandbox.requests.list().map(({ call }) => call)

describe('partners', () => {
  it('trap 25: are created once and found afterwards, a guest who comes back too, however they are written', async () => {
    const created = await erp.ensurePartner(ana)
    sandbox.requests.clear()
    expect(await erp.ensurePartner({ ...ana, street: 'ULICA 1', lastName: 'novak' })).toEqual(created)
    expect(calls()).toEqual(['get_partner'])
    expect(sandbox.company.partners()).toHaveLength(1)
  })

  it('of the same e-mail but another address or name are others', async () => {
    const refs = [ana, { ...ana, street: 'Ulica 2' }, { ...ana, firstName: 'Anja' }]
    const ids = []
    for (const party of refs) ids.push((await erp.ensurePartner(party)).partnerId)
    expect(new Set(ids).size).toBe(3)
  })

  it('without e-mail are found by their name', async () => {
    const { email: _, ...nameless } = ana
    expect(await erp.ensurePartner(nameless)).toEqual(await erp.ensurePartner(nameless))
  })

  it('trap 27: keep the address that a booked document has, when they move', async () => {
    await book()
    const [standing] = structuredClone(sandbox.company.partners())
    const [document] = structuredClone(sandbox.company.documents())
    await erp.ensurePartner({ ...ana, street: 'Nova ulica 5' })
    await erp.ensurePartner(firm)
    const addresses = () => sandbox.company.partners().map((partner) => partner['partner_delivery_address_list'])
    expect(addresses()[2]).toMatchObject([{ street: 'Ulica 1' }])
    await erp.ensurePartner({ ...firm, street: 'Nova ulica 5' })
    expect(sandbox.company.partners()[0]).toEqual(standing)
    expect(addresses()[1]).toMatchObject([{ street: 'Nova ulica 5' }])
    expect(addresses()[2]).toMatchObject([{ street: 'Ulica 1' }, { street: 'Nova ulica 5' }])
    expect(sandbox.company.documents()).toEqual([document])
  })

  it('trap 26: with a tax number are one partner, with one address more for each place', async () => {
    const first = await erp.ensurePartner(firm)
    const second = await erp.ensurePartner({ ...firm, street: 'Industrijska 9' })
    expect(second.partnerId).toBe(first.partnerId)
    expect(second.addressId).not.toBe(first.addressId)
    expect(await erp.ensurePartner({ ...firm, street: 'Industrijska 9', email: 'other@zuzek.example' })).toEqual(second)
    expect(sandbox.company.partners()).toMatchObject([{ customer: 'Žužek d.o.o.', tax_id_number: 'SI12345678' }])
  })
})

describe('products', () => {
  it('are found by exactly their code, or created', async () => {
    expect(await erp.findProduct('MED-900')).toBeUndefined()
    const id = await erp.ensureProduct({ code: 'MED-900', name: 'Med', service: false, unit: 'kos' })
    expect(await erp.ensureProduct({ code: 'MED-900', name: 'Other', service: false, unit: 'kos' })).toBe(id)
    expect(await erp.findProduct('MED-900')).toBe(id)
    expect(await erp.findProduct('MED')).toBeUndefined()
  })

  it('trap 33: of one code are not chosen among', async () => {
    const { url: baseUrl, companyId, secretKey } = sandbox
    const client = createMetakockaClient({ baseUrl, companyId, secretKey, transport })
    for (const count_code of ['1', '2'])
      await client.productAdd({ count_code, code: 'MED-900', name: 'Med', unit: 'kos' })
    const product = { code: 'MED-900', name: 'Med', service: false, unit: 'kos' }
    for (const ask of [() => erp.findProduct('MED-900'), () => erp.ensureProduct(product)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'ERR_ERP_PRODUCT_AMBIGUOUS', productCode: 'MED-900' })
    }
  })
})

describe('sales orders', () => {
  it('are booked in one call and found by their number', async () => {
    const booked = await book()
    expect(booked).toMatchObject({ buyerOrder: 'ABCDEFGHI', total: '20', currency: 'EUR' })
    expect(calls().filter((call) => call === 'put_document')).toHaveLength(1)
    const { mkId, countCode } = booked
    expect(await erp.findSalesOrders('ABCDEFGHI')).toMatchObject([{ mkId, countCode, total: '20' }])
  })

  it('are read back whole, in the two calls that find them', async () => {
    await book()
    sandbox.requests.clear()
    expect(await erp.findSalesOrders('ABCDEFGHI')).toMatchObject([
      {
        lines: [
          { code: 'MED-900', quantity: '2', gross: '24.00', taxRate: '9.5' },
          { code: 'POPUST', quantity: '-1', gross: '-4.00', taxRate: '9.5' },
        ],
        base: '18.26',
        taxes: [{ taxRate: '9.5', tax: '1.74' }],
        paid: '0',
      },
    ])
    expect(calls()).toEqual(['get_document', 'search'])
  })

  it('of one number are all read back whole', async () => {
    await book()
    await book()
    for (const { lines } of await erp.findSalesOrders('ABCDEFGHI')) {
      expect(lines?.map(({ taxRate }) => taxRate)).toEqual(['9.5', '9.5'])
    }
  })

  it('that are not there are not found, and that costs one call', async () => {
    expect(await erp.findSalesOrders('NOSUCHONE')).toEqual([])
    expect(calls()).toEqual(['get_document'])
  })

  it('of one number are all found', async () => {
    const [first, second] = [await book(), await book()]
    const found = (await erp.findSalesOrders('ABCDEFGHI')).map(({ mkId }) => mkId)
    expect(found.toSorted()).toEqual([first.mkId, second.mkId].toSorted())
  })

  it('of nothing to pay have the total 0', async () => {
    const [product] = order.lines
    if (!product) throw new Error('the order has lines')
    await book({ lines: [product, { ...product, kind: 'discount', code: 'POPUST', quantity: -1, unitPrice: '24.00' }] })
    expect(await erp.findSalesOrders('ABCDEFGHI')).toMatchObject([{ total: '0' }])
  })
})

describe('a refusal', () => {
  it('of a repeated number names the document that stands', async () => {
    const { mkId, countCode } = await book()
    sandbox.company.changeSettings({ uniqueBuyerOrder: true })
    const refused = await book().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ErpDuplicateError)
    expect(refused).toMatchObject({ documents: [{ mkId, countCode }] })
  })

  it('of a payment type lists the valid ones', async () => {
    const payments = [{ paymentType: 'Kripto', amount: '20.00', day: '2026-11-23' }]
    const refused = await book({ payments }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ErpPaymentTypeError)
    expect((refused as ErpPaymentTypeError).valid).toContain('Transakcijski račun')
  })

  it('of an unknown product names its code', async () => {
    const [line] = order.lines
    if (!line) throw new Error('the order has lines')
    const refused = await book({ lines: [{ ...line, code: 'GONE-1' }] }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ErpProductUnknownError)
    expect((refused as ErpProductUnknownError).codes).toEqual(['GONE-1'])
  })

  it('for any other reason keeps the words', async () => {
    const refused = await book({ buyerOrder: 'x'.repeat(31) }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ErpRefusedError)
    expect(sandbox.company.documents()).toEqual([])
  })
})

describe('what is not about the document', () => {
  it.each([
    ['wrong credentials', { kind: 'wrong-credentials' }, 'ERR_REMOTE_AUTH'],
    ['the quota', { kind: 'quota-exceeded' }, 'ERR_REMOTE_RATE_LIMITED'],
    ['a lost answer', { kind: 'hang-up-after' }, 'ERR_REMOTE_OUTCOME_UNKNOWN'],
  ] as const)('passes as it is: %s', async (_what, fault, code) => {
    sandbox.faults.add({ ...fault, call: 'put_document' })
    await expect(book()).rejects.toMatchObject({ code })
  })
})

describe('the check', () => {
  it('passes in one small read', async () => {
    sandbox.requests.clear()
    await erp.check()
    expect(sandbox.requests.list().map(({ call }) => call)).toEqual(['product_list'])
  })

  it.each([
    ['wrong-credentials', 'ERR_REMOTE_AUTH'],
    ['ip-refused', 'ERR_METAKOCKA_IP_NOT_ALLOWED'],
    ['quota-exceeded', 'ERR_REMOTE_RATE_LIMITED'],
    ['hang-up-before', 'ERR_REMOTE_UNAVAILABLE'],
  ] as const)('fails as every call would: %s', async (kind, code) => {
    sandbox.faults.add({ kind })
    await expect(erp.check()).rejects.toMatchObject({ code })
  })
})
