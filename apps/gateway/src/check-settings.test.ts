import { ConnectionSettings } from '@pretok/domain'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { checkSettings } from './check-settings.ts'

const readAt = new Date('2026-11-23T12:00:00Z')
const facts = {
  store: {
    readAt,
    facts: {
      orderStates: [{ id: '2', name: 'Plačano', paid: true, shipped: false, delivered: false, valid: true }],
      carriers: [{ id: '7', name: 'Pošta', reference: '2', active: true }],
      paymentModules: [{ module: 'stripe', label: 'Kartica', orders: 12 }],
    },
  },
  erp: {
    readAt,
    facts: {
      warehouses: [
        { id: '1', name: 'Glavno', mark: 'glavno', main: true, active: true },
        { id: '2', name: 'Staro', mark: 'staro', main: false, active: false },
      ],
      paymentTypesSeen: ['Gotovina'],
      deliveryTypesSeen: ['GLS'],
      priceListsSeen: ['MP'],
      unitsSeen: ['kos', 'kom'],
    },
  },
}

type Orders = NonNullable<z.input<typeof ConnectionSettings>['orders']>

const parse = (orders: Orders) => ConnectionSettings.parse({ orders })
const check = (orders: Orders, before: Orders = {}, known: Parameters<typeof checkSettings>[2] = facts) => {
  const { errors, warnings } = checkSettings(parse(orders), parse(before), known)
  return { errors: errors.map(({ path }) => path), warnings: warnings.map(({ field }) => field) }
}
const nothing = { errors: [], warnings: [] }
const ofGroup = (use: NonNullable<Orders['overrides']>[number]['use']): Orders => ({
  overrides: [{ when: { groups: ['3'] }, use }],
})

describe('checkSettings', () => {
  it.each<[what: string, good: Orders, odd: Orders, fields: string[]]>([
    ['price list', { priceList: 'MP' }, { priceList: 'VP' }, ['priceList']],
    ['unit', { unit: 'kom' }, { unit: 'm' }, ['unit']],
    ['usual payment type', { otherPaymentType: 'Gotovina' }, { otherPaymentType: 'Bitcoin' }, ['otherPaymentType']],
    [
      'payment type and module',
      { paymentTypes: { stripe: 'Gotovina' } },
      { paymentTypes: { strip: 'Bitcoin' } },
      ['paymentTypes.strip', 'paymentTypes.strip'],
    ],
    ['module of a rule', { paymentRules: { stripe: 'never' } }, { paymentRules: { x: 'never' } }, ['paymentRules.x']],
    [
      'module of a method',
      { methodsOfPayment: { stripe: 'a' } },
      { methodsOfPayment: { x: 'a' } },
      ['methodsOfPayment.x'],
    ],
    [
      'delivery type and carrier',
      { deliveryTypes: { 2: 'GLS' } },
      { deliveryTypes: { 7: 'DPD' } },
      ['deliveryTypes.7', 'deliveryTypes.7'],
    ],
    [
      'carrier of a service',
      { deliveryServices: { 2: 'A' } },
      { deliveryServices: { 7: 'A' } },
      ['deliveryServices.7'],
    ],
    [
      'state',
      { states: { always: ['2'] } },
      { states: { always: ['2', '3'], never: ['4'] } },
      ['states.always', 'states.never'],
    ],
    ['override', ofGroup({ priceList: 'MP' }), ofGroup({ priceList: 'VP' }), ['overrides.0.use.priceList']],
  ])('warns of a %s that was not seen, in both languages', (_, good, odd, fields) => {
    expect(check(good)).toEqual(nothing)
    expect(check(odd)).toEqual({ errors: [], warnings: fields.map((field) => `settings.orders.${field}`) })
    for (const { message, messageSl } of checkSettings(parse(odd), parse({}), facts).warnings) {
      for (const text of [message, messageSl]) expect(text).toMatch(/^\p{Lu}.+\.$/u)
      expect(messageSl).not.toBe(message)
    }
  })

  it.each([
    ['that is not there', 'M1'],
    ['that is switched off', 'staro'],
    ['whose name was given for its mark', 'Glavno'],
  ])('refuses a warehouse %s, and names those that are there', (_, warehouse) => {
    const { errors, warnings } = checkSettings(parse({ warehouse }), parse({}), facts)
    expect(errors).toEqual([{ path: 'settings.orders.warehouse', message: expect.stringContaining('"glavno"') }])
    expect(warnings).toEqual([])
    expect(check(ofGroup({ warehouse })).errors).toEqual(['settings.orders.overrides.0.use.warehouse'])
    expect(check({ warehouse: 'glavno' })).toEqual(nothing)
  })

  it('only warns of a warehouse that went away since it was chosen', () => {
    const gone = { warehouse: 'staro', unit: 'kom' }
    expect(check(gone, { warehouse: 'staro' })).toEqual({ errors: [], warnings: ['settings.orders.warehouse'] })
  })

  it('says nothing of the defaults, and nothing where nothing is known', () => {
    expect(check({})).toEqual(nothing)
    const odd = { warehouse: 'M1', deliveryTypes: { 7: 'DPD' }, states: { never: ['99'] } }
    expect(check(odd, {}, {})).toEqual(nothing)
    const empty = { erp: { readAt, facts: { deliveryTypesSeen: [] } }, store: { readAt, facts: {} } }
    expect(check(odd, {}, empty)).toEqual(nothing)
  })
})

it('refuses complaints without the user in whose name they are made', () => {
  const checkChanges = (changes: NonNullable<z.input<typeof ConnectionSettings>['changes']>) =>
    checkSettings(ConnectionSettings.parse({ changes }), parse({}), {}).errors.map(({ path }) => path)
  expect(checkChanges({ returns: 'complaint' })).toEqual(['settings.changes.apiUserEmail'])
  expect(checkChanges({ returns: 'complaint', apiUserEmail: 'hub@shop.example' })).toEqual([])
})
