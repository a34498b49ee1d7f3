import { describe, expect, it } from 'vitest'
import { placeOrder } from './cart.fixture.ts'
import { decide } from './decision.ts'
import type { StoreOrder } from './order.ts'
import { OrderSettings } from './order-settings.ts'
import type { Party } from './party.ts'
import { proveOrder } from './proof.ts'

interface Sale {
  rates?: readonly string[]
  to?: Pick<Party, 'countryCode'> & Partial<Party>
  vatNumber?: string
  /** As the store marks it: taxable, but nothing was charged. */
  vatLeftOut?: boolean
}

const sell = ({ rates = ['22'], to, vatNumber, vatLeftOut = false }: Sale): StoreOrder => {
  const { order } = placeOrder({
    rounding: 'line',
    products: rates.map((taxRate) => ({ net: '10.000000', taxRate, quantity: 1 })),
    vouchers: [],
  })
  const there = { ...order.recipient, ...to }
  return {
    ...order,
    recipient: there,
    payer: { ...there, ...(vatNumber === undefined ? {} : { company: 'Podjetje', vatNumber }) },
    lines: order.lines.map((line) => (vatLeftOut ? { ...line, vatLeftOut } : line)),
  }
}

const caseOf = (sale: Sale) => {
  const result = proveOrder(sell(sale))
  return result.ok ? result.proof.taxCase : result.reason.code
}

const outcome = (sale: Sale, settings: Parameters<typeof OrderSettings.parse>[0] = {}) => {
  const decision = decide(sell(sale), OrderSettings.parse(settings), new Date('2026-11-23T08:00:00Z'))
  return decision.state === 'ready' ? 'ready' : `${decision.state} ${decision.reason.code.replace('ERR_ORDER_', '')}`
}

const [germany, austria, croatia] = [{ countryCode: 'DE' }, { countryCode: 'AT' }, { countryCode: 'HR' }]

describe('the tax case of a sale', () => {
  it.each<[string, Sale, string]>([
    ['at home', {}, 'domestic'],
    ['at home by a shop that charges no VAT', { rates: ['0'] }, 'domestic'],
    ['to Germany at the German rate', { rates: ['19'], to: germany }, 'oss'],
    ['to Austria at the Austrian rates', { rates: ['20', '10'], to: austria }, 'oss'],
    ['to Croatia at the Croatian rate', { rates: ['25', '0'], to: croatia }, 'oss'],
    ['to Germany at the rate of home', { rates: ['22', '9.5'], to: germany }, 'eu-home-rates'],
    ['to a German firm without VAT', { rates: ['0'], to: germany, vatNumber: 'DE123456789' }, 'reverse-charge'],
    ['to a German firm with VAT', { rates: ['22'], to: germany, vatNumber: 'DE123456789' }, 'eu-home-rates'],
    ['to a German without VAT', { rates: ['0'], to: germany }, 'eu-untaxed'],
    ['of a Slovenian firm to Germany', { rates: ['0'], to: germany, vatNumber: 'SI12345679' }, 'eu-untaxed'],
    ['to the United States', { rates: ['0'], to: { countryCode: 'US' } }, 'export'],
    ['to Great Britain', { rates: ['0'], to: { countryCode: 'GB', postcode: 'SW1A 1AA' } }, 'export'],
    ['to Northern Ireland', { rates: ['20'], to: { countryCode: 'GB', postcode: 'BT7 1NN' } }, 'oss'],
    ['to the Canary Islands', { rates: ['0'], to: { countryCode: 'ES', postcode: '35001' } }, 'export'],
    ['to Monaco', { rates: ['20'], to: { countryCode: 'MC', postcode: '98000' } }, 'oss'],
  ])('%s', (_, sale, expected) => {
    expect(caseOf(sale)).toBe(expected)
  })
})

describe('a taxable product sold without VAT', () => {
  const untaxed = { rates: ['0'], vatLeftOut: true }

  it.each<[string, Sale, string]>([
    ['to a private person in the EU', { ...untaxed, to: austria }, 'held VAT_NOT_CHARGED'],
    ['beside one with VAT', { rates: ['0', '20'], vatLeftOut: true, to: austria }, 'held VAT_NOT_CHARGED'],
    ['for an ill-formed number', { ...untaxed, to: austria, vatNumber: 'ATU1234567' }, 'held VAT_NUMBER_UNFIT'],
    ['for a number of home', { ...untaxed, to: austria, vatNumber: 'SI12345679' }, 'held VAT_NUMBER_UNFIT'],
    ['for a number of the EU', { ...untaxed, to: austria, vatNumber: 'ATU12345678' }, 'ready'],
    ['for one of another member state', { ...untaxed, to: austria, vatNumber: 'DE123456789' }, 'ready'],
    ['outside the EU', { ...untaxed, to: { countryCode: 'CH' } }, 'ready'],
    ['at home', untaxed, 'ready'],
  ])('%s: %s', (_, sale, expected) => {
    expect(outcome(sale)).toBe(expected)
  })

  it('is not looked at where the connection says so', () => {
    expect(outcome({ ...untaxed, to: austria }, { taxCheck: 'off' })).toBe('ready')
  })
})

it.each([austria, { countryCode: 'SI' }])(
  'goods that the store does not tax, and shops that charge no VAT, sell freely to %o',
  (to) => {
    expect(outcome({ rates: ['0'], to })).toBe('ready')
  },
)
