import { expect, it } from 'vitest'
import { findAppliedRules } from './applied-rules.ts'
import { StoreOrder } from './order.ts'
import { OrderSettings } from './order-settings.ts'

const party = { firstName: 'A', lastName: 'B', street: 'C 1', postcode: '1', city: 'D', countryCode: 'DE' }
const order = StoreOrder.parse({
  storeOrderId: '1',
  reference: 'ABC',
  referenceIsShared: false,
  placedAt: '2026-11-20T10:00:00.000Z',
  changedAt: '2026-11-20T10:00:00.000Z',
  currency: 'EUR',
  state: { id: '2', name: 'Paid', meaning: 'open', paid: true },
  payment: { module: 'ps_wirepayment', label: 'Wire', payments: [] },
  payer: party,
  recipient: party,
  lines: [
    {
      storeLineId: '1',
      storeProductId: '7',
      name: 'Mug',
      quantity: 1,
      unitGross: '12.20',
      totalNet: '10',
      totalGross: '12.20',
      taxRate: '22',
    },
  ],
  vouchers: [],
  discounts: { net: '0', gross: '0' },
  shipping: { net: '0', gross: '0', carrierReference: '3' },
  wrapping: { wanted: false, net: '0', gross: '0' },
  rounding: 'line',
  totalPaid: '12.20',
  messages: [],
})
const rulesOf = (settings: unknown) =>
  Object.fromEntries(
    findAppliedRules(order, OrderSettings.parse(settings)).map(({ setting, value }) => [
      setting.replace('settings.orders.', ''),
      value,
    ]),
  )

it('names the rules that count by default', () => {
  expect(rulesOf({})).toEqual({
    'paymentRules.ps_wirepayment': 'when-paid',
    'paymentTypes.ps_wirepayment': 'Transakcijski račun',
    unknownProducts: 'create',
    linesWithoutReference: 'hold',
  })
})

it('names entries of their own before what counts for all others, and nothing that does not count', () => {
  expect(
    rulesOf({
      paymentRules: {},
      paymentTypes: { other: 'X' },
      deliveryTypes: { 3: 'GLS', 4: 'DPD' },
      deliveryServices: { 4: 'D4' },
      warehouse: 'M1',
      buyerOrderPrefix: 'A-',
      states: { requires: 'paid', always: ['2'], never: ['9'] },
    }),
  ).toMatchObject({
    otherPaymentRule: 'always',
    otherPaymentType: 'Kartica',
    'deliveryTypes.3': 'GLS',
    warehouse: 'M1',
    buyerOrderPrefix: 'A-',
    'states.requires': 'paid',
    'states.always': ['2'],
  })
  expect(Object.keys(rulesOf({ deliveryServices: { 4: 'D4' } }))).not.toContain('deliveryServices.4')
})

it('names the override that is meant for the order, and what follows from it', () => {
  const overrides = [
    { when: { countries: ['AT'] }, use: { warehouse: 'AT' } },
    { when: { countries: ['DE'] }, use: { warehouse: 'DE', paymentTypes: { ps_wirepayment: 'Nakazilo' } } },
  ]
  expect(rulesOf({ overrides, warehouse: 'M1' })).toMatchObject({
    'overrides.1': overrides[1],
    warehouse: 'DE',
    'paymentTypes.ps_wirepayment': 'Nakazilo',
  })
})
