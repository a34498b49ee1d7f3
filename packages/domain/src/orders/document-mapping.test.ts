import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { placeOrder } from './cart.fixture.ts'
import type { StoreOrder } from './order.ts'
import { OrderSettings } from './order-settings.ts'
import { proveOrder } from './proof.ts'
import { toBuyerOrder, toSalesOrder } from './to-sales-order.ts'

type Settings = z.input<typeof OrderSettings>

const { order: placed } = placeOrder({
  rounding: 'line',
  products: [{ net: '11.900000', taxRate: '22', quantity: 2 }],
  vouchers: [],
  shipping: { net: '7.00', taxRate: '22' },
})

/** Paid by card in full, delivered by a carrier with the reference 4. */
const order: StoreOrder = {
  ...placed,
  customerGroup: '3',
  payment: {
    module: 'stripe',
    label: 'Kartica (Visa)',
    payments: [{ method: 'Kartica', amount: placed.totalPaid, paidAt: placed.placedAt }],
  },
  shipping: { ...placed.shipping, carrierReference: '4', carrierName: 'Pošta Slovenije' },
}

const toDocument = (settings: Settings, changes: Partial<StoreOrder> = {}) => {
  const changed = { ...order, ...changes }
  const proven = proveOrder(changed)
  if (!proven.ok) throw new Error(proven.reason.message)
  const parsed = OrderSettings.parse(settings)
  return toSalesOrder(changed, proven.proof, parsed, toBuyerOrder(changed, parsed))
}

describe('the document', () => {
  it.each<[keyof Settings & keyof ReturnType<typeof toDocument>, string]>([
    ['warehouse', 'M2'],
    ['statusCode', 'created'],
    ['priceList', 'VP'],
    ['profitCenter', 'Splet'],
  ])('holds the %s of the settings, and none where none is set', (field, value) => {
    expect(toDocument({ [field]: value })[field]).toBe(value)
    expect(toDocument({})).not.toHaveProperty(field)
  })

  it('names the method of payment of the module, else what the store calls it', () => {
    expect(toDocument({}).methodOfPayment).toBe('Kartica (Visa)')
    expect(toDocument({ methodsOfPayment: { stripe: 'Stripe' } }).methodOfPayment).toBe('Stripe')
  })

  it('trap 34: goes by the module, whatever the payment is called in the store', () => {
    const settings = { paymentTypes: { stripe: 'Kartica BA' }, methodsOfPayment: { stripe: 'Stripe' } }
    const renamed = { payment: { ...order.payment, label: 'Plačilo s kartico', module: 'stripe' } }
    expect(toDocument(settings, renamed)).toEqual(toDocument(settings))
    expect(toDocument(settings).payments[0]?.paymentType).toBe('Kartica BA')
  })

  it('trap 36: goes by the reference of the carrier, whatever it is called by now', () => {
    const settings = { deliveryTypes: { 4: 'Pošta' }, deliveryServices: { 4: 'POSTA-PAKET' } }
    const renamed = { shipping: { ...order.shipping, carrierName: 'Pošta, novo' } }
    for (const document of [toDocument(settings), toDocument(settings, renamed)]) {
      expect(document.deliveryType).toBe('Pošta')
      expect(document.lines.find(({ kind }) => kind === 'delivery')?.code).toBe('POSTA-PAKET')
    }
    const another = { shipping: { ...order.shipping, carrierReference: '5' } }
    expect(toDocument(settings, another).lines.find(({ kind }) => kind === 'delivery')?.code).toBe('DOSTAVA')
  })
})

describe('an override', () => {
  const elsewhere = { recipient: { ...order.recipient, countryCode: 'HR' } }
  const croatia = { when: { countries: ['hr'] }, use: { warehouse: 'HR' } }

  const table: [what: string, z.input<typeof OrderSettings>['overrides'], Partial<StoreOrder>, string | undefined][] = [
    ['of the country', [croatia], elsewhere, 'HR'],
    ['of another country', [croatia], {}, 'M1'],
    ['of the country of the payer only', [croatia], { payer: { ...order.payer, countryCode: 'HR' } }, 'M1'],
    ['of the group', [{ when: { groups: ['2', '3'] }, use: { warehouse: 'VP' } }], {}, 'VP'],
    ['of another group', [{ when: { groups: ['2'] }, use: { warehouse: 'VP' } }], {}, 'M1'],
    [
      'of country and group, only one fits',
      [{ when: { countries: ['HR'], groups: ['3'] }, use: { warehouse: 'x' } }],
      {},
      'M1',
    ],
    ['of country and group', [{ when: { countries: ['HR'], groups: ['3'] }, use: { warehouse: 'x' } }], elsewhere, 'x'],
    ['the first of two', [{ when: { groups: ['3'] }, use: { warehouse: 'VP' } }, croatia], elsewhere, 'VP'],
  ]

  it.each(table)('%s', (_, overrides, changes, warehouse) => {
    expect(toDocument({ warehouse: 'M1', overrides }, changes).warehouse).toBe(warehouse)
  })

  it('does not fit a customer whose group the store did not tell', () => {
    const { customerGroup: _, ...unknown } = order
    const overrides = [{ when: { groups: ['3'] }, use: { warehouse: 'VP' } }]
    const parsed = OrderSettings.parse({ overrides })
    const proven = proveOrder(unknown)
    if (!proven.ok) throw new Error(proven.reason.message)
    expect(toSalesOrder(unknown, proven.proof, parsed, 'X')).not.toHaveProperty('warehouse')
  })

  it('changes single entries of what is set, and leaves the rest', () => {
    const settings: Settings = {
      warehouse: 'M1',
      deliveryTypes: { 4: 'Pošta', 5: 'GLS' },
      overrides: [
        {
          when: { countries: ['HR'] },
          use: {
            statusCode: 'izvoz',
            otherPaymentType: 'Kartica HR',
            methodsOfPayment: { stripe: 'Stripe HR' },
            deliveryTypes: { 5: 'GLS HR' },
            deliveryServices: { 4: 'DOSTAVA-HR' },
          },
        },
      ],
    }
    expect(toDocument(settings, elsewhere)).toMatchObject({
      warehouse: 'M1',
      statusCode: 'izvoz',
      deliveryType: 'Pošta',
      methodOfPayment: 'Stripe HR',
      payments: [{ paymentType: 'Kartica HR' }],
    })
    const byGls = { ...elsewhere, shipping: { ...order.shipping, carrierReference: '5' } }
    expect(toDocument(settings, byGls).deliveryType).toBe('GLS HR')
  })
})

describe('settings that were stored before there were so many', () => {
  it('are still understood, and do what they did', () => {
    const stored = {
      paymentRules: { ps_wirepayment: 'when-paid' },
      deliveryTypes: { 4: 'Pošta' },
      unit: 'kos',
    } as const
    expect(OrderSettings.parse(stored)).toMatchObject({
      ...stored,
      states: { requires: 'any', always: [], never: [] },
      whenUnmapped: { paymentType: 'default', deliveryType: 'skip' },
      document: 'sales_order',
      overrides: [],
    })
  })

  it.each<[what: string, settings: object]>([
    ['an override without a condition', { overrides: [{ when: {}, use: {} }] }],
    ['a condition that nobody knows', { overrides: [{ when: { groups: ['1'], shops: ['2'] }, use: {} }] }],
    ['a country in words', { overrides: [{ when: { countries: ['Hrvaška'] }, use: {} }] }],
    ['a state by its name', { states: { never: ['Preklicano'] } }],
    ['a document that is not made', { document: 'sales_bill_retail' }],
    ['a negative patience', { giveUpUnpaidAfterDays: -1 }],
  ])('take no %s', (_, settings) => {
    expect(OrderSettings.safeParse(settings).success).toBe(false)
  })
})
