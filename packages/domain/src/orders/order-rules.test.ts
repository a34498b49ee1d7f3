import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { placeOrder } from './cart.fixture.ts'
import { type Decision, decide } from './decision.ts'
import type { StoreOrder } from './order.ts'
import { OrderSettings } from './order-settings.ts'
import { agedOrders, ruledOrders, type SetAside } from './set-aside.ts'

/** Comes to 23.06; placed on 2026-11-23. */
const { order: placed } = placeOrder({
  rounding: 'line',
  products: [{ net: '11.900000', taxRate: '22', quantity: 1 }],
  vouchers: [],
  shipping: { net: '7.00', taxRate: '22' },
})

const daysMs = (days: number) => days * 86_400_000
const after = (days: number) => new Date(Date.parse(placed.placedAt) + daysMs(days))

type Settings = z.input<typeof OrderSettings>

const decideAs = (changes: Partial<StoreOrder>, settings: Settings = {}, now = after(0)) =>
  decide({ ...placed, ...changes }, OrderSettings.parse(settings), now)

const outcome = (...of: Parameters<typeof decideAs>) => {
  const decision = decideAs(...of)
  return decision.state === 'ready' ? 'ready' : `${decision.state} ${decision.reason.code.replace('ERR_ORDER_', '')}`
}

const paidBy = (module: string, amount = '0', label = 'Plačilo'): Pick<StoreOrder, 'payment'> => ({
  payment: { module, label, payments: [{ method: label, amount, paidAt: placed.placedAt }] },
})

const inState = (state: Partial<StoreOrder['state']>): Pick<StoreOrder, 'state'> => ({
  state: { id: '99', name: 'Po meri', meaning: 'open', paid: false, shipped: false, valid: false, ...state },
})

describe('the rule for the state', () => {
  const table: [what: string, Partial<StoreOrder['state']>, Settings['states'], expected: string][] = [
    ['no rule', {}, {}, 'ready'],
    ['valid wanted, not valid', {}, { requires: 'valid' }, 'waiting STATE_AWAITED'],
    ['valid wanted and there', { valid: true }, { requires: 'valid' }, 'ready'],
    ['valid wanted, paid only', { paid: true }, { requires: 'valid' }, 'waiting STATE_AWAITED'],
    ['paid wanted and there', { paid: true }, { requires: 'paid' }, 'ready'],
    ['shipped wanted, valid and paid', { valid: true, paid: true }, { requires: 'shipped' }, 'waiting STATE_AWAITED'],
    ['shipped wanted and there', { shipped: true }, { requires: 'shipped' }, 'ready'],
    ['shipped wanted, the state is named', {}, { requires: 'shipped', always: ['99'] }, 'ready'],
    ['shipped wanted, another state is named', {}, { requires: 'shipped', always: ['9'] }, 'waiting STATE_AWAITED'],
    ['the state is excluded', { valid: true, paid: true }, { never: ['5', '99'] }, 'waiting STATE_EXCLUDED'],
    ['the state is both excluded and named', {}, { never: ['99'], always: ['99'] }, 'waiting STATE_EXCLUDED'],
    ['cancelled, though named', { meaning: 'cancelled' }, { always: ['99'] }, 'cancelled CANCELLED'],
    ['refunded, though excluded', { meaning: 'refunded' }, { never: ['99'] }, 'cancelled REFUNDED'],
  ]

  it.each(table)('trap 35: by flags and by id, whatever the state is called: %s', (_, state, states, expected) => {
    expect(outcome(inState(state), { states: { ...states } })).toBe(expected)
  })

  it('takes a flag that was never read for no', () => {
    const { state } = inState({})
    const { shipped: _, ...older } = state
    expect(outcome({ state: older }, { states: { requires: 'shipped' } })).toBe('waiting STATE_AWAITED')
    expect(outcome({ state: older })).toBe('ready')
  })

  it('names the state, its id and the setting', () => {
    expect(decideAs(inState({}), { states: { requires: 'paid' } })).toMatchObject({
      reason: { details: { state: 'Po meri', stateId: '99', settings: 'settings.orders.states.requires' } },
    })
  })

  it('trap 22: touched again while cancelled, an order stays cancelled', () => {
    const touched = { ...inState({ meaning: 'cancelled' }), ...paidBy('ps_wirepayment', '23.06') }
    for (const changedAt of [placed.changedAt, after(1).toISOString(), after(400).toISOString()]) {
      expect(outcome({ ...touched, changedAt })).toBe('cancelled CANCELLED')
    }
  })
})

describe('giving up what nobody pays', () => {
  const unpaid = paidBy('ps_wirepayment')
  const paid = paidBy('ps_wirepayment', '23.06')
  const hasFailed = inState({ meaning: 'payment-error' })
  const wantsPaid: Settings = { states: { requires: 'paid' } }

  const table: [what: string, Partial<StoreOrder>, Settings, days: number, expected: string][] = [
    ['a day before the end', unpaid, {}, 29, 'waiting PAYMENT_AWAITED'],
    ['at the end', unpaid, {}, 30, 'cancelled PAYMENT_GIVEN_UP'],
    ['in part, at the end', paidBy('ps_wirepayment', '23.05'), {}, 30, 'cancelled PAYMENT_GIVEN_UP'],
    ['in full, years after', paid, {}, 3_000, 'ready'],
    ['with another patience', unpaid, { giveUpUnpaidAfterDays: 7 }, 7, 'cancelled PAYMENT_GIVEN_UP'],
    ['without end', unpaid, { giveUpUnpaidAfterDays: 0 }, 3_000, 'waiting PAYMENT_AWAITED'],
    ['cash on delivery, which does not wait', paidBy('ps_cashondelivery'), {}, 3_000, 'ready'],
    ['a payment that failed', { ...hasFailed, ...unpaid }, {}, 30, 'cancelled PAYMENT_GIVEN_UP'],
    ['a paid state is wanted', { ...inState({}), ...paidBy('any') }, wantsPaid, 30, 'cancelled PAYMENT_GIVEN_UP'],
    ['a paid state is wanted, it is paid', { ...inState({}), ...paid }, wantsPaid, 30, 'waiting STATE_AWAITED'],
    ['a shipped state is wanted', inState({}), { states: { requires: 'shipped' } }, 90, 'waiting STATE_AWAITED'],
    ['the state is excluded', inState({}), { states: { never: ['99'] } }, 90, 'waiting STATE_EXCLUDED'],
    ['the module is excluded', unpaid, { paymentRules: { ps_wirepayment: 'never' } }, 90, 'waiting PAYMENT_EXCLUDED'],
    ['before the start', unpaid, { startAt: '2027-01-01T00:00:00Z' }, 90, 'waiting BEFORE_START'],
  ]

  it.each(table)('%s', (_, changes, settings, days, expected) => {
    expect(outcome(changes, settings, after(days))).toBe(expected)
  })
})

describe('what has no entry', () => {
  const shipping = { ...placed.shipping, carrierReference: '4', carrierName: 'Pošta Slovenije' }
  const byModule = { whenUnmapped: { paymentType: 'hold' } } as const
  const byCarrier = { whenUnmapped: { deliveryType: 'hold' } } as const
  const free = placeOrder({ rounding: 'line', products: [{ net: '0', taxRate: '22', quantity: 1 }], vouchers: [] })

  const table: [what: string, Partial<StoreOrder>, Settings, expected: string][] = [
    ['a module, left to the defaults', paidBy('stripe'), {}, 'ready'],
    ['a module', paidBy('stripe'), byModule, 'held PAYMENT_TYPE_UNMAPPED'],
    ['a module that has one', paidBy('stripe'), { ...byModule, paymentTypes: { stripe: 'Kartica' } }, 'ready'],
    ['a module called like a part of every object', paidBy('constructor'), byModule, 'held PAYMENT_TYPE_UNMAPPED'],
    ['a module of an order that costs nothing', { ...free.order, ...paidBy('free_order') }, byModule, 'ready'],
    [
      'a module of an order that does not go yet',
      paidBy('x'),
      { ...byModule, otherPaymentRule: 'when-paid' },
      'waiting PAYMENT_AWAITED',
    ],
    ['a carrier, left to the defaults', { shipping }, {}, 'ready'],
    ['a carrier', { shipping }, byCarrier, 'held DELIVERY_TYPE_UNMAPPED'],
    ['a carrier that has one', { shipping }, { ...byCarrier, deliveryTypes: { 4: 'Pošta' } }, 'ready'],
    ['nothing to deliver', {}, byCarrier, 'ready'],
    [
      'a module that has one in this country only',
      paidBy('stripe'),
      { ...byModule, overrides: [{ when: { countries: ['SI'] }, use: { paymentTypes: { stripe: 'Kartica' } } }] },
      'ready',
    ],
  ]

  it.each(table)('is held where that was chosen: %s', (_, changes, settings, expected) => {
    expect(outcome(changes, settings)).toBe(expected)
  })

  it('is named, with the path of its setting', () => {
    expect(decideAs(paidBy('stripe', '0', 'Kartica'), byModule)).toMatchObject({
      reason: { details: { module: 'stripe', label: 'Kartica', settings: 'settings.orders.paymentTypes.stripe' } },
    })
    expect(decideAs({ shipping }, byCarrier)).toMatchObject({
      reason: { details: { carrier: 'Pošta Slovenije', settings: 'settings.orders.deliveryTypes.4' } },
    })
  })
})

describe('a decision', () => {
  const settings: fc.Arbitrary<OrderSettings> = fc
    .record({
      states: fc.record({
        requires: fc.constantFrom('any', 'valid', 'paid', 'shipped'),
        always: fc.subarray(['1', '2']),
        never: fc.subarray(['2', '3']),
      }),
      otherPaymentRule: fc.constantFrom('always', 'when-paid', 'never'),
      giveUpUnpaidAfterDays: fc.integer({ min: 0, max: 60 }),
      whenUnmapped: fc.record({
        paymentType: fc.constantFrom('default', 'hold'),
        deliveryType: fc.constantFrom('skip', 'hold'),
      }),
      startAt: fc.constantFrom(undefined, '2030-01-01T00:00:00Z'),
      buyerOrderPrefix: fc.constantFrom('', 'TRGOVINA-12-'),
      linesWithoutReference: fc.constantFrom('create', 'hold'),
      taxCheck: fc.constantFrom('hold', 'off'),
    })
    .map((given) => OrderSettings.parse(given))

  const orders: fc.Arbitrary<StoreOrder> = fc
    .record({
      id: fc.constantFrom('1', '2', '3'),
      meaning: fc.constantFrom('open' as const, 'cancelled' as const, 'payment-error' as const),
      paid: fc.boolean(),
      shipped: fc.boolean(),
      valid: fc.boolean(),
      amount: fc.constantFrom('0', '10.00', '23.06'),
      hasReference: fc.boolean(),
      reference: fc.constantFrom('KHWLILZLL', 'X'.repeat(20)),
    })
    .map(({ amount, hasReference, reference, ...state }) => ({
      ...placed,
      ...inState(state),
      ...paidBy('stripe', amount),
      reference,
      shipping: { ...placed.shipping, carrierReference: '4' },
      lines: placed.lines.map(({ reference: code, ...line }) => ({
        ...line,
        ...(hasReference && code && { reference: code }),
      })),
    }))

  const isAmong = (lists: readonly SetAside[], decision: Decision | undefined) =>
    lists.some(
      ({ state, codes }) =>
        decision !== undefined &&
        'reason' in decision &&
        decision.state === state &&
        codes.includes(decision.reason.code),
    )

  const days = fc.integer({ min: 0, max: 90 })

  it('is the same at the same time, and time alone changes it only from waiting to given up, never back', () => {
    fc.assert(
      fc.property(orders, settings, days, days, (order, rules, sooner, later) => {
        const [first, second] = [sooner, sooner + later].map((day) => decide(order, rules, after(day)))
        expect(decide(order, rules, after(sooner))).toEqual(first)
        if (second?.state === first?.state) return
        expect(isAmong(agedOrders, first)).toBe(true)
        expect(second).toMatchObject({ state: 'cancelled', reason: { code: 'ERR_ORDER_PAYMENT_GIVEN_UP' } })
      }),
    )
  })

  it('that other settings would not have made is among those that are decided about again when settings change', () => {
    fc.assert(
      fc.property(orders, settings, settings, (order, rules, others) => {
        const [first, second] = [rules, others].map((one) => decide(order, one, after(40)))
        if (first?.state === 'ready' || second?.state === first?.state) return
        expect(isAmong(ruledOrders, first)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
