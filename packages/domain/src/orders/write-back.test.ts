import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderProgress } from './order-progress.ts'
import { type ShippedWhen, StatusSettings } from './status-settings.ts'
import { decideState, isNews, type KnownStates, type StoreState, trackingNumbersOf } from './write-back.ts'

/** A shop whose ids and names say nothing. */
const shop = {
  waiting: { id: '91', name: 'A', stage: 'open' },
  paid: { id: '12', name: 'B', stage: 'paid' },
  packing: { id: '77', name: 'C', stage: 'paid' },
  shipped: { id: '3', name: 'D', stage: 'shipped' },
  courier: { id: '44', name: 'E', stage: 'shipped' },
  delivered: { id: '8', name: 'F', stage: 'delivered' },
  cancelled: { id: '2', name: 'G', stage: 'open', end: 'cancelled' },
  refunded: { id: '5', name: 'H', stage: 'open', end: 'refunded' },
  failed: { id: '6', name: 'I', stage: 'open', end: 'payment-error' },
} satisfies Record<string, StoreState>
type Name = keyof typeof shop

const states = new Map<string, StoreState>(Object.values(shop).map((state) => [state.id, state]))
const progressOf = (code: string, change: Partial<OrderProgress> = {}): OrderProgress => ({
  status: { code, name: `Status ${code}` },
  stage: code === 'shipped' ? 'shipped' : 'open',
  parcels: [],
  ...change,
})
const parcels = [{ trackingNumber: 'RR1' }, { trackingNumber: 'RR2' }, { trackingNumber: 'RR1' }]

interface Case {
  progress?: OrderProgress
  settings?: object
  current: Name
  booked?: Name
  written?: Name[]
  shippingStateId?: string
}

/** The name of the state to set, the code of a conflict, or `undefined`. */
const decide = ({ progress, settings, current, booked, written = [], ...given }: Case): string | undefined => {
  const known: KnownStates = {
    written: written.map((name) => shop[name].id),
    ...(booked && { booked: shop[booked].id }),
  }
  const decision = decideState(
    progress ?? progressOf('shipped'),
    StatusSettings.parse(settings ?? {}),
    { states, shippingStateId: shop.shipped.id, current: shop[current], ...given },
    known,
  )
  if ('conflict' in decision) return decision.conflict.code
  return Object.entries(shop).find(([, { id }]) => id === decision.to)?.[0]
}

describe('an order that was shipped', () => {
  it.each<[Name, string | undefined]>([
    ['waiting', 'shipped'],
    ['paid', 'shipped'],
    ['shipped', undefined],
    ['courier', undefined],
    ['delivered', undefined],
    ['cancelled', 'ERR_STORE_STATE_CONFLICT'],
    ['refunded', 'ERR_STORE_STATE_CONFLICT'],
    ['failed', 'ERR_STORE_STATE_CONFLICT'],
  ])('and is in the state %s in the store: %s', (current, decision) => {
    expect(decide({ current })).toBe(decision)
  })

  it('trap 22: stays cancelled, however often the ERP changes it', () => {
    for (const code of ['shipped', 'completed', 'shipped']) {
      const progress = progressOf(code, { stage: 'shipped', parcels })
      expect(decide({ progress, current: 'cancelled', written: ['packing'] })).toBe('ERR_STORE_STATE_CONFLICT')
    }
  })

  it('is told once: who sets another state afterwards has the last word', () => {
    for (const current of ['paid', 'refunded', 'cancelled'] as const) {
      expect(decide({ current, written: ['shipped'] })).toBeUndefined()
    }
  })

  it('trap 35: gets the state that the shop or the settings name, whatever its id', () => {
    expect(decide({ current: 'paid', shippingStateId: '44' })).toBe('courier')
    expect(decide({ current: 'paid', settings: { shippedState: '44' } })).toBe('courier')
    expect(decide({ current: 'paid', settings: { shippedState: '999' } })).toBe('ERR_STORE_STATE_UNKNOWN')
  })
})

describe('what makes an order shipped', () => {
  const cases: [string, OrderProgress][] = [
    ['status', progressOf('shipped')],
    ['tracking', progressOf('ready_to_ship', { parcels })],
    ['both', progressOf('shipped', { parcels })],
    ['neither', progressOf('ready_to_ship')],
    ['stopped', progressOf('canceled', { stage: 'stopped', parcels })],
  ]
  it.each<[ShippedWhen, string[]]>([
    ['status', ['status', 'both']],
    ['tracking', ['tracking', 'both']],
    ['either', ['status', 'tracking', 'both']],
    ['both', ['both']],
    ['never', []],
  ])('with the setting %s: %j', (shippedWhen, shipped) => {
    const found = cases.filter(([, progress]) => decide({ progress, settings: { shippedWhen }, current: 'paid' }))
    expect(found.map(([name]) => name)).toEqual(shipped)
  })
})

describe('a status that has a state of its own', () => {
  const settings = { states: { ready_to_ship: '77', 'STATUS on_way': '44', canceled: '2', shipped: 'none' } }
  it.each<[string, Omit<Case, 'settings'>, string | undefined]>([
    ['by its code', { progress: progressOf('ready_to_ship'), current: 'waiting' }, 'packing'],
    ['by its name, in any case', { progress: progressOf('on_way'), current: 'paid' }, 'courier'],
    ['that is none', { progress: progressOf('shipped', { parcels }), current: 'paid' }, undefined],
    [
      'that comes before the tracking number',
      { progress: progressOf('ready_to_ship', { parcels }), current: 'paid', booked: 'paid' },
      'packing',
    ],
    ['never backwards', { progress: progressOf('ready_to_ship'), current: 'shipped', written: ['shipped'] }, undefined],
    [
      'of the same stage, from where it was booked',
      { progress: progressOf('ready_to_ship'), current: 'paid', booked: 'paid' },
      'packing',
    ],
    [
      'of the same stage, from our own',
      { progress: progressOf('on_way'), current: 'shipped', written: ['shipped'] },
      'courier',
    ],
    [
      'of the same stage, from what a person has set',
      { progress: progressOf('ready_to_ship'), current: 'paid', booked: 'waiting' },
      undefined,
    ],
    ['that ends it', { progress: progressOf('canceled'), current: 'paid' }, 'cancelled'],
    [
      'that ends it after it has left',
      { progress: progressOf('canceled'), current: 'shipped' },
      'ERR_STORE_STATE_CONFLICT',
    ],
    ['that ends what has ended', { progress: progressOf('canceled'), current: 'refunded' }, undefined],
  ])('%s', (_what, given, decision) => {
    expect(decide({ ...given, settings })).toBe(decision)
  })
})

const anyName = fc.constantFrom(...(Object.keys(shop) as Name[]))

it('an order never goes back, and an end is never undone, whatever is mapped to what', () => {
  const ranks = { open: 0, paid: 1, shipped: 2, delivered: 3 }
  fc.assert(
    fc.property(
      anyName,
      anyName,
      fc.option(anyName, { nil: undefined }),
      fc.array(anyName),
      (current, target, booked, written) => {
        const settings = { states: { now: shop[target].id } }
        const known = booked === undefined ? {} : { booked }
        const decision = decide({ progress: progressOf('now'), settings, current, written, ...known })
        if (decision === undefined || decision.startsWith('ERR_')) return
        expect(decision).toBe(target)
        expect(shop[current]).not.toHaveProperty('end')
        if (!('end' in shop[target]))
          expect(ranks[shop[target].stage]).toBeGreaterThanOrEqual(ranks[shop[current].stage])
        else expect(ranks[shop[current].stage]).toBeLessThan(ranks.shipped)
      },
    ),
  )
})

describe('news', () => {
  it.each<[string, OrderProgress, object, boolean]>([
    ['nothing', progressOf('created'), {}, false],
    ['a shipment', progressOf('shipped'), {}, true],
    ['a tracking number', progressOf('created', { parcels }), { shippedWhen: 'never' }, true],
    [
      'a tracking number that nobody wants',
      progressOf('created', { parcels }),
      { shippedWhen: 'never', tracking: false },
      false,
    ],
    ['a mapped status', progressOf('created'), { states: { created: '12' } }, true],
  ])('is %s: %#', (_what, progress, settings, news) => {
    expect(isNews(progress, StatusSettings.parse(settings))).toBe(news)
  })

  it('names each parcel once', () => {
    expect(trackingNumbersOf(progressOf('shipped', { parcels }), StatusSettings.parse({}))).toEqual(['RR1', 'RR2'])
  })
})

describe('the interval of polls', () => {
  const accepts = (pollSeconds: unknown) => StatusSettings.safeParse({ pollSeconds }).success
  it.each([0, 60, 86_400])('may be %s s', (seconds) => expect(accepts(seconds)).toBe(true))
  it.each([1, 59, 86_401, -60, 90.5, '300'])('may not be %s', (seconds) => expect(accepts(seconds)).toBe(false))
})
