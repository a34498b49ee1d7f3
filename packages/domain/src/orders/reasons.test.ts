import { describe, expect, it } from 'vitest'
import { Reason } from './order-state.ts'
import { orderReasons } from './reasons.ts'

/** Something for every placeholder of every reason. */
const details = {
  paid: '10.01',
  total: '20.02',
  currency: 'EUR',
  quantity: 3,
  price: '4.07',
  method: 'Bančno nakazilo',
  module: 'ps_wirepayment',
  placedAt: '2026-11-23T07:47:18Z',
  startAt: '2026-12-01T00:00:00Z',
  state: 'Preklicano',
  stateId: '6',
  requires: 'shipped' as const,
  days: 30,
  label: 'Bančno nakazilo',
  carrierReference: '4',
  carrier: 'Pošta Slovenije',
  parts: '68.20',
  totalPaid: '61.80',
  difference: '6.40',
  what: 'Skodelica',
  rate: '22',
  gross: '12.20',
  net: '9.99',
  storeNet: '9.98',
  netAtRate: '10.00',
  vouchers: '8.00',
  discounts: '5.00',
  voucher: 'DESET',
  line: 'Skodelica',
  storeProductId: '7',
  reference: 'demo_11-predolga-sifra',
  codes: ['demo_11', 'demo_12'],
  country: 'AT',
  productCode: 'MED-900',
  placedAlreadyAs: 'FGHITLYVH',
  who: 'payer' as const,
  missing: ['street', 'city'],
  field: 'order_rows',
  erpTotal: '61.81',
  erpCurrency: 'EUR',
  differences: [{ what: 'quantity' as const, code: 'MED-900', taxRate: '9.5', erp: '3', proven: '2' }],
  countCode: 'PP-28001',
  countCodes: ['PP-28001', 'PP-28002'],
  buyerOrder: 'PS-KHWLILZLL',
  lookAt: '2026-11-23T07:47:18Z',
  text: 'No partner with such properties.',
  paymentType: 'Kartica',
  valid: ['Gotovina', 'Transakcijski račun'],
}

const reasons = Object.entries(orderReasons).map(([name, make]) => ({ name, reason: make(details) }))

describe('orderReasons', () => {
  it.each(reasons)('$name says in both languages what is and what to do', ({ reason }) => {
    const { message, messageSl, remedy, remedySl } = Reason.parse(reason)
    for (const text of [message, messageSl, remedy, remedySl]) {
      expect(text).toMatch(/^["\p{Lu}].+\.$/u)
      expect(text).not.toMatch(/undefined|NaN|\[object/)
    }
    expect(messageSl).not.toBe(message)
    expect(remedySl).not.toBe(remedy)
  })

  it('has a code of its own for each', () => {
    const codes = reasons.map(({ reason }) => reason.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^ERR_ORDER_[A-Z_]+$/)
  })

  it.each([
    ['sumsContradict', '68.20', '61.80'],
    ['roundingUnknown', '68.20', '61.80'],
    ['vouchersContradict', '8.00', '5.00'],
    ['notProvable', '61.81', '61.80'],
    ['erpTotalDiffers', '61.81', '61.80'],
    ['paymentAwaited', '10.01', '20.02'],
    ['paymentError', '10.01', '20.02'],
    ['paymentGivenUp', '10.01', '20.02'],
  ] as const)('%s names both sums', (name, one, other) => {
    const { message, messageSl, details: told } = orderReasons[name](details)
    for (const sum of [one, other]) {
      expect(message).toContain(sum)
      expect(messageSl).toContain(sum)
      expect(Object.values(told)).toContain(sum)
    }
  })
})
