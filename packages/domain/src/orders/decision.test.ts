import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { placeOrder } from './cart.fixture.ts'
import { decide } from './decision.ts'
import { paidAmount, type StoreOrder } from './order.ts'
import { OrderSettings, type PaymentRule } from './order-settings.ts'

const cart = {
  rounding: 'line',
  products: [{ net: '11.900000', taxRate: '22', quantity: 1 }],
  vouchers: [],
  shipping: { net: '7.00', taxRate: '22' },
} as const

/** Comes to 23.06. */
const order = (changes: Partial<StoreOrder> = {}): StoreOrder => ({ ...placeOrder(cart).order, ...changes })

const paidBy = (module: string, ...amounts: string[]): Pick<StoreOrder, 'payment'> => ({
  payment: {
    module,
    label: 'Plačilo',
    payments: amounts.map((amount) => ({ method: 'Plačilo', amount, paidAt: '2026-11-23T08:00:00Z' })),
  },
})

const inState = (meaning: StoreOrder['state']['meaning']): Pick<StoreOrder, 'state'> => ({
  state: { id: '9', name: 'Stanje', meaning, paid: false },
})

/** The day on which the order was placed. */
const sameDay = new Date('2026-11-23T12:00:00Z')

const outcome = (changes: Partial<StoreOrder>, settings: z.input<typeof OrderSettings> = {}, now = sameDay) => {
  const decision = decide(order(changes), OrderSettings.parse(settings), now)
  return decision.state === 'ready' ? 'ready' : `${decision.state} ${decision.reason.code.replace('ERR_ORDER_', '')}`
}

describe('trap 15: decide, by the state in the store, the rule for the payment and the sum of what is paid', () => {
  const table: [StoreOrder['state']['meaning'], PaymentRule, string[], string][] = [
    ['open', 'always', [], 'ready'],
    ['open', 'always', ['23.06'], 'ready'],
    ['open', 'when-paid', [], 'waiting PAYMENT_AWAITED'],
    ['open', 'when-paid', ['23.05'], 'waiting PAYMENT_AWAITED'],
    ['open', 'when-paid', ['23.06'], 'ready'],
    ['open', 'when-paid', ['13.00', '10.06'], 'ready'],
    ['open', 'when-paid', ['30.00', '-6.94'], 'ready'],
    ['open', 'when-paid', ['30.00', '-10.00'], 'waiting PAYMENT_AWAITED'],
    ['open', 'when-paid', ['100.00'], 'ready'],
    ['open', 'never', ['23.06'], 'waiting PAYMENT_EXCLUDED'],
    ['payment-error', 'always', [], 'waiting PAYMENT_ERROR'],
    ['payment-error', 'always', ['20.00'], 'waiting PAYMENT_ERROR'],
    ['payment-error', 'always', ['23.06'], 'ready'],
    ['payment-error', 'when-paid', ['20.00'], 'waiting PAYMENT_ERROR'],
    ['payment-error', 'when-paid', ['23.06'], 'ready'],
    ['payment-error', 'never', ['20.00'], 'waiting PAYMENT_EXCLUDED'],
    ...(['always', 'when-paid', 'never'] as const).flatMap((rule): typeof table => [
      ['cancelled', rule, ['23.06'], 'cancelled CANCELLED'],
      ['refunded', rule, ['23.06'], 'cancelled REFUNDED'],
    ]),
  ]

  it.each(table)('%s, %s, paid %j: %s', (meaning, rule, paid, expected) => {
    expect(outcome({ ...inState(meaning), ...paidBy('any', ...paid) }, { otherPaymentRule: rule })).toBe(expected)
  })
})

describe('decide', () => {
  it('gives the rule of a module precedence over that of the others', () => {
    const settings = { paymentRules: { ps_cashondelivery: 'never' }, otherPaymentRule: 'always' } as const
    expect(outcome(paidBy('ps_cashondelivery'), settings)).toBe('waiting PAYMENT_EXCLUDED')
    expect(outcome(paidBy('ps_checkout'), settings)).toBe('ready')
  })

  it.each([
    ['ps_wirepayment', 'waiting PAYMENT_AWAITED'],
    ['ps_checkpayment', 'waiting PAYMENT_AWAITED'],
    ['ps_cashondelivery', 'ready'],
    ['ps_checkout', 'ready'],
  ])('left to its defaults, lets an unpaid order by %s be %s', (module, expected) => {
    expect(outcome(paidBy(module))).toBe(expected)
  })

  it('lets an order that costs nothing go unpaid', () => {
    const free = placeOrder({ ...cart, vouchers: [{ percent: '100', freeShipping: true }] }).order
    expect(outcome({ ...free, ...paidBy('free_order') }, { otherPaymentRule: 'when-paid' })).toBe('ready')
  })

  it.each(['open', 'payment-error', 'cancelled', 'refunded'] as const)(
    'holds an order that contradicts itself before anything else (%s)',
    (meaning) => {
      const contradictory = { ...inState(meaning), totalPaid: '14.90', placedAt: '2020-01-01T00:00:00Z' }
      const settings = { otherPaymentRule: 'never', startAt: '2026-01-01T00:00:00Z' } as const
      expect(outcome(contradictory, settings)).toBe('held SUMS_CONTRADICT')
    },
  )

  it.each([
    ['2026-11-23T07:47:17Z', 'waiting BEFORE_START'],
    ['2026-11-23T07:47:18Z', 'ready'],
    ['2026-11-23T07:47:19Z', 'ready'],
    ['2026-11-23T07:47:18.000Z', 'ready'],
  ])('leaves what was placed before the start in the store: placed %s, %s', (placedAt, expected) => {
    expect(outcome({ placedAt }, { startAt: '2026-11-23T07:47:18Z' })).toBe(expected)
  })

  it('says cancelled rather than too early', () => {
    const settings = { startAt: '2027-01-01T00:00:00Z' }
    expect(outcome(inState('cancelled'), settings)).toBe('cancelled CANCELLED')
    expect(outcome({}, settings)).toBe('waiting BEFORE_START')
  })

  it('asks the references of nothing that does not go yet', () => {
    const [line] = order().lines
    if (!line) throw new Error('the order has a line')
    const { reference: _, ...nameless } = line
    expect(outcome({ lines: [nameless], ...paidBy('ps_wirepayment') })).toBe('waiting PAYMENT_AWAITED')
  })

  it.each([
    [undefined, 'hold', 'held REFERENCE_MISSING'],
    [undefined, 'create', 'ready'],
    ['x'.repeat(20), 'hold', 'ready'],
    ['x'.repeat(21), 'hold', 'held REFERENCE_TOO_LONG'],
    ['x'.repeat(21), 'create', 'held REFERENCE_TOO_LONG'],
  ] as const)('with reference %s and lines without one to %s: %s', (reference, linesWithoutReference, expected) => {
    const lines = order().lines.map(({ reference: _, ...line }) => ({ ...line, ...(reference ? { reference } : {}) }))
    expect(outcome({ lines }, { linesWithoutReference })).toBe(expected)
  })

  it.each([
    [30, 'ready'],
    [31, 'held NUMBER_TOO_LONG'],
  ])('cuts no order number: one of %i characters is %s', (length, expected) => {
    const prefix = 'shop-one/'
    expect(outcome({ reference: 'A'.repeat(length - prefix.length) }, { buyerOrderPrefix: prefix })).toBe(expected)
  })

  it('cuts no code that is made of ids either', () => {
    const lines = order().lines.map(({ reference: _, ...line }) => ({ ...line, storeCombinationId: '1'.repeat(16) }))
    expect(outcome({ lines }, { linesWithoutReference: 'create' })).toBe('held REFERENCE_TOO_LONG')
  })

  it('trap 24: holds the second of two orders that were placed from one cart within seconds', () => {
    expect(outcome({ placedAlreadyAs: 'FGHITLYVH' })).toBe('held PLACED_TWICE')
    expect(outcome({ placedAlreadyAs: 'FGHITLYVH', ...inState('cancelled') })).toBe('cancelled CANCELLED')
  })

  it('trap 15: takes a deposit for what it is, not for the payment', () => {
    expect(outcome(paidBy('ps_wirepayment', '0.01'))).toBe('waiting PAYMENT_AWAITED')
    expect(outcome(paidBy('ps_wirepayment', '23.05'))).toBe('waiting PAYMENT_AWAITED')
    expect(outcome(paidBy('ps_wirepayment', '13.06', '10.00'))).toBe('ready')
  })

  const { payer } = order()

  it.each([
    ['payer', { ...payer, street: '' }, ['street']],
    ['payer', { ...payer, firstName: '', lastName: '' }, ['name']],
    ['recipient', { ...payer, postcode: '', city: '' }, ['postcode', 'city']],
  ] as const)('holds an order whose %s lacks an address', (who, party, missing) => {
    const decision = decide(order({ [who]: party }), OrderSettings.parse({}), sameDay)
    expect(decision).toMatchObject({
      state: 'held',
      reason: { code: 'ERR_ORDER_ADDRESS_INCOMPLETE', details: { who, missing } },
    })
  })

  it('takes a company for a name', () => {
    expect(outcome({ payer: { ...payer, firstName: '', lastName: '', company: 'Podjetje d.o.o.' } })).toBe('ready')
  })

  it('shows the proof with every decision about an order that adds up', () => {
    for (const changes of [{}, inState('cancelled'), paidBy('ps_wirepayment'), { payer: { ...payer, city: '' } }]) {
      expect(decide(order(changes), OrderSettings.parse({}), sameDay).proof?.totalPaid).toBe('23.06')
    }
  })
})

describe('paidAmount', () => {
  it.each([
    [[], '0.00'],
    [['10.000000', '13.060000'], '23.06'],
    [['23.06', '-23.06'], '0.00'],
  ])('adds up payments %j to %s', (amounts, sum) => {
    expect(paidAmount(order(paidBy('any', ...amounts)))).toBe(sum)
  })
})
