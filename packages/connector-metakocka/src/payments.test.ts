import { createMetakockaClient } from '@pretok/client-metakocka'
import { type Erp, type ErpPayment, ErpPaymentTypeError, ErpRefusedError, type Party } from '@pretok/domain'
import { createTransport, type Transport } from '@pretok/http'
import { RemoteOutcomeUnknownError, RemoteUnavailableError } from '@pretok/kernel'
import { type MetakockaSandbox, startMetakockaSandbox } from '@pretok/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetakockaErp } from './erp.ts'

let sandbox: MetakockaSandbox
let transport: Transport
let erp: Erp
let mkId: string

const ana: Party = {
  firstName: 'Ana',
  lastName: 'Novak',
  street: 'Ulica 1',
  postcode: '3000',
  city: 'Celje',
  countryCode: 'SI',
  email: 'ana@mail.example',
}

beforeEach(async () => {
  sandbox = await startMetakockaSandbox()
  transport = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  const { url: baseUrl, companyId, secretKey } = sandbox
  erp = createMetakockaErp(createMetakockaClient({ baseUrl, companyId, secretKey, transport }))

  await erp.ensureProduct({ code: 'MED-900', name: 'Med', service: false, unit: 'kos' })
  const payer = await erp.ensurePartner(ana)
  const booked = await erp.bookSalesOrder(
    {
      buyerOrder: 'ABCDEFGHI',
      day: '2026-11-23',
      placedAt: '2026-11-23T07:47:18Z',
      currency: 'EUR',
      payer: ana,
      recipient: ana,
      lines: [{ kind: 'product', code: 'MED-900', name: 'Med', quantity: 2, unitPrice: '12.00', taxRate: '9.5' }],
      payments: [{ paymentType: 'Kartica', amount: '4.00', day: '2026-11-23' }],
    },
    { payer, recipient: payer, correlationId: 'c-1' },
  )
  mkId = booked.mkId
  sandbox.requests.clear()
})
afterEach(async () => {
  await transport.close()
  await sandbox.close()
})

const payment = (change: Partial<ErpPayment> = {}): ErpPayment => ({
  mkId,
  paidInAll: '24.00',
  paymentType: 'Transakcijski račun',
  day: '2026-11-24',
  note: 'TX-8891',
  ...change,
})

const document = () => sandbox.company.documents('sales_order')[0]
const calls = () => sandbox.requests.list().map(({ call }) => call)

describe('what has been paid', () => {
  it('is the sum of the payments, with two decimals', async () => {
    expect(await erp.findPaid(mkId)).toBe('4.00')
  })

  it('is not told of a document that is not there', async () => {
    expect(await erp.findPaid('1600000099999')).toBeUndefined()
  })
})

describe('a payment that arrived afterwards', () => {
  it('is added up to what is to have been paid in all', async () => {
    expect(await erp.addPayment(payment())).toBe('24.00')
    expect(document()).toMatchObject({
      sum_paid: '24',
      mark_paid: [
        { payment_type: 'Kartica', amount: '4' },
        { payment_type: 'Transakcijski račun', amount: '20', date: '24.11.2026', notes: 'TX-8891' },
      ],
    })
    expect(calls()).toEqual(['get_document', 'put_transaction'])
  })

  it('is not added again, however often it is tried', async () => {
    await erp.addPayment(payment())
    sandbox.requests.clear()
    expect(await erp.addPayment(payment())).toBe('24.00')
    expect(calls()).toEqual(['get_document'])
    expect(document()).toMatchObject({ sum_paid: '24' })
  })

  it('that somebody has noted in part is completed', async () => {
    await erp.addPayment(payment({ paidInAll: '10.01' }))
    expect(await erp.addPayment(payment())).toBe('24.00')
    expect(document()).toMatchObject({ sum_paid: '24' })
  })

  it('of which more is there already is left alone, and what is there is told', async () => {
    expect(await erp.addPayment(payment({ paidInAll: '3.99' }))).toBe('4.00')
    expect(calls()).toEqual(['get_document'])
  })
})

describe('when no answer comes back', () => {
  it.each([
    ['done', 'hang-up-after', ['get_document']],
    ['not done', 'hang-up-before', ['get_document', 'put_transaction']],
  ] as const)('and it was %s, the next try adds what is missing', async (_what, kind, next) => {
    sandbox.faults.add({ kind, call: 'put_transaction', times: 1 })
    await expect(erp.addPayment(payment())).rejects.toBeInstanceOf(RemoteOutcomeUnknownError)
    sandbox.requests.clear()
    expect(await erp.addPayment(payment())).toBe('24.00')
    expect(calls()).toEqual(next)
    expect(document()).toMatchObject({ sum_paid: '24' })
  })

  it('to the question what was paid, nothing is added', async () => {
    sandbox.faults.add({ kind: 'hang-up-before', call: 'get_document' })
    await expect(erp.addPayment(payment())).rejects.toBeInstanceOf(RemoteUnavailableError)
    expect(calls()).toEqual(['get_document'])
  })
})

describe('what adds nothing', () => {
  it('is a payment whose time to start is over once what was paid is known', async () => {
    const mayStart = () => calls().length === 0
    await expect(erp.addPayment(payment(), { mayStart })).rejects.toBeInstanceOf(RemoteUnavailableError)
    expect(calls()).toEqual(['get_document'])
    expect(await erp.findPaid(mkId)).toBe('4.00')
  })

  it('is an unknown payment type; the valid ones are told', async () => {
    const refused = await erp.addPayment(payment({ paymentType: 'Kripto' })).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ErpPaymentTypeError)
    expect(await erp.findPaid(mkId)).toBe('4.00')
  })

  it('is a payment of a document that is gone', async () => {
    await expect(erp.addPayment(payment({ mkId: '1600000099999' }))).rejects.toBeInstanceOf(ErpRefusedError)
  })
})
