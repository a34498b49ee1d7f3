import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount } from '../money.ts'
import type { ErpDocument } from '../ports/erp-orders.ts'
import { type CartProduct, placeOrder } from './cart.fixture.ts'
import { ChangeSettings } from './change-settings.ts'
import { compareDocument } from './compare-document.ts'
import { differenceReason } from './difference-reasons.ts'
import {
  type Booked,
  ChangeKind,
  countedPaid,
  findLaterChanges,
  hasEnded,
  isIgnored,
  type LaterChange,
} from './later-changes.ts'
import type { StoreOrder } from './order.ts'
import { Reason } from './order-state.ts'
import { type Proof, proveOrder } from './proof.ts'
import { reviewChanges } from './review-changes.ts'

const mug: CartProduct = { net: '10.000000', taxRate: '22', quantity: 2 }
const honey: CartProduct = { net: '6.000000', taxRate: '9.5', quantity: 1 }

const place = (products: readonly CartProduct[], shipping = '3.000000'): StoreOrder =>
  placeOrder({ rounding: 'line', products, vouchers: [], shipping: { net: shipping, taxRate: '22' } }).order

const proofOf = (order: StoreOrder): Proof | undefined => {
  const proven = proveOrder(order)
  return proven.ok ? proven.proof : undefined
}
const proven = (order: StoreOrder): Proof => {
  const proof = proofOf(order)
  if (!proof) throw new Error('the order cannot be proven')
  return proof
}

const order = place([mug, honey])
const booked: Booked = { order, proof: proven(order) }
const changesOf = (now: StoreOrder, was: Booked = booked) => findLaterChanges(was, now, proofOf(now))
const kindsOf = (now: StoreOrder, was?: Booked) => changesOf(now, was).map(({ kind }) => kind)
const inState = (meaning: StoreOrder['state']['meaning']): StoreOrder => ({
  ...order,
  state: { ...order.state, meaning },
})

describe('what the store has changed', () => {
  it('is nothing where only messages, times and states that mean nothing are new', () => {
    const state = { ...order.state, id: '4', name: 'Poslano' }
    expect(changesOf({ ...order, state, changedAt: '2026-12-24T10:00:00Z', messages: ['Pridem jutri'] })).toEqual([])
  })

  it('is nothing where blanks and capitals of an address differ', () => {
    const street = `  ${order.payer.street.toUpperCase()} `
    expect(changesOf({ ...order, payer: { ...order.payer, street } })).toEqual([])
  })

  it.each<[ChangeKind, StoreOrder]>([
    ['cancelled', inState('cancelled')],
    ['refunded', inState('refunded')],
    ['payer', { ...order, payer: { ...order.payer, city: 'Celje' } }],
    ['recipient', { ...order, recipient: { ...order.recipient, company: 'Kolibri d.o.o.' } }],
    ['total', { ...order, currency: 'USD' }],
  ])('is told as %s', (kind, now) => {
    expect(kindsOf(now)).toEqual([kind])
  })

  it('trap 29: is found where the total is the same', () => {
    const now = place([{ ...mug, net: '5.000000', quantity: 4 }, honey])
    expect(now.totalPaid).toBe(order.totalPaid)
    expect(changesOf(now)).toEqual([
      { kind: 'lines', things: [{ what: 'SKU-1', taxRate: '22', booked: '2 x, 24.40', now: '4 x, 24.40' }] },
    ])
  })

  it('is nothing where a quantity is only split over two lines', () => {
    const [first, ...others] = order.lines as [StoreOrder['lines'][number]]
    const half = { ...first, quantity: 1, totalGross: '12.200000', totalNet: '10.000000' }
    const now = { ...order, lines: [half, { ...half, storeLineId: '99' }, ...others] }
    expect(changesOf(now)).toEqual([])
  })

  it('is found by lines and total where the booked order was not kept', () => {
    const old: Booked = { proof: booked.proof }
    expect(kindsOf(order, old)).toEqual([])
    expect(kindsOf(place([{ ...mug, quantity: 3 }, honey]), old)).toEqual(['lines', 'total'])
    expect(kindsOf(inState('cancelled'), old)).toEqual(['cancelled'])
  })

  it('trap 53: keeps the rates of the sale in a refund', () => {
    const refund = (id: string, storeLineId: string, gross: string, net: string) => ({
      id,
      at: '2026-12-01T10:00:00Z',
      gross,
      net,
      lines: [{ storeLineId, quantity: 1, gross, net }],
    })
    const now = { ...order, refunds: [refund('1', '1', '12.20', '10.00'), refund('2', '2', '6.57', '6.00')] }
    expect(changesOf(now)).toEqual([
      {
        kind: 'refunded',
        things: [
          { what: 'refund 1', taxRate: '22', now: '12.20 (10.00) EUR' },
          { what: 'refund 2', taxRate: '9.5', now: '6.57 (6.00) EUR' },
        ],
      },
    ])
  })

  it('is left alone as the settings say', () => {
    const rules = ChangeSettings.parse({ content: 'ignore' })
    expect(ChangeKind.options.filter((kind) => isIgnored(kind, rules))).toEqual([
      'returned',
      'lines',
      'charges',
      'total',
    ])
    expect(ChangeKind.options.filter((kind) => isIgnored(kind, ChangeSettings.parse({})))).toEqual(['returned'])
  })

  it.each(ChangeKind.options)('has words in both languages: %s', (kind) => {
    const reason = differenceReason({ kind, things: [{ what: 'state', now: 'X' }] }, { countCode: 'PP-1' })
    const { message, messageSl, remedy, remedySl } = Reason.parse(reason)
    for (const text of [message, messageSl, remedy, remedySl]) {
      expect(text).toMatch(/^\p{Lu}.+\.$/u)
      expect(text).not.toMatch(/undefined|\[object/)
    }
    expect(messageSl).not.toBe(message)
  })
})

/** Both systems, and what is kept of them here, as the handler goes about it. */
interface World {
  now: StoreOrder
  products: readonly CartProduct[]
  shipping: string
  paid: number
  booked: Booked
  document: ErpDocument
  open: ChangeKind[]
  seen: Set<ChangeKind>
}

const toDocument = ({ totalPaid: total, currency, lines }: Proof, paid: string): ErpDocument => ({
  mkId: '1',
  countCode: 'PP-1',
  total,
  currency,
  lines: lines.map(({ quantity, erpGross: gross, taxRate }) => ({ quantity: String(quantity), gross, taxRate })),
  paid,
})

const begin = (): World => ({
  now: order,
  products: [mug, honey],
  shipping: '3.000000',
  paid: 0,
  booked: { ...booked, paid: '0.00' },
  document: toDocument(booked.proof, '0.00'),
  open: [],
  seen: new Set(),
})

const follow = (world: World): void => {
  for (let round = 0; round < 3; round += 1) {
    const { now } = world
    const proof = proofOf(now)
    const counted = countedPaid(now, world.booked.proof.totalPaid)
    if (!hasEnded(now) && amount(counted).gt(world.booked.paid ?? 0)) {
      if (!world.document.cancelled) {
        if (amount(counted).gt(world.document.paid ?? 0)) world.document = { ...world.document, paid: counted }
        world.booked = { ...world.booked, paid: counted }
      }
    }
    const changes = findLaterChanges(world.booked, now, proof)
    const hadEnded = world.seen.has('cancelled') || world.seen.has('refunded')
    if (changes.length === 0 && world.open.length === 0 && !hadEnded) return
    const review = reviewChanges(changes, { now, proof, document: world.document, booked: world.booked }, world.open)
    world.open = review.differences.map(({ kind }: LaterChange) => kind)
    for (const kind of world.open) world.seen.add(kind)
    world.booked = review.adopts ?? world.booked
    if (review.paid !== undefined) world.booked = { ...world.booked, paid: review.paid }
    if (!review.adopts) return
  }
}

const bothAgree = ({ now, document, booked: { order: was, proof } }: World): boolean => {
  if (hasEnded(now)) return document.cancelled === true
  return (
    !document.cancelled &&
    compareDocument(document, proven(now)).length === 0 &&
    amount(document.paid ?? 0).eq(countedPaid(now, proof.totalPaid)) &&
    JSON.stringify([now.payer, now.recipient]) === JSON.stringify([was?.payer, was?.recipient])
  )
}

type Event = (world: World) => void

/** The store builds the order anew from its cart, and keeps the rest. */
const rebuild: Event = (world) => {
  const { now, products, shipping, paid } = world
  const built = place(products, shipping)
  if (!proofOf(built)) return
  const payments = paid === 0 ? [] : [{ method: 'Kartica', amount: paid.toFixed(2), paidAt: '2026-12-01T10:00:00Z' }]
  const { state, payer, recipient } = now
  world.now = { ...built, state, payer, recipient, payment: { ...now.payment, payments } }
}

const events = fc.oneof(
  fc.record({ line: fc.nat(2), quantity: fc.nat(3), net: fc.constantFrom('10.000000', '5.000000', '7.330000') }).map(
    ({ line, quantity, net }): Event =>
      (world) => {
        const changed = [...world.products]
        changed[line] = { net, taxRate: line === 1 ? '9.5' : '22', quantity }
        const left = changed.filter((one) => one && one.quantity > 0)
        if (left.length > 0) world.products = left
        rebuild(world)
      },
  ),
  fc.constantFrom('0.000000', '3.000000', '4.500000').map(
    (shipping): Event =>
      (world) => {
        world.shipping = shipping
        rebuild(world)
      },
  ),
  fc.constantFrom(0, 5, 20, 33.97, 60).map(
    (paid): Event =>
      (world) => {
        world.paid = paid
        rebuild(world)
      },
  ),
  fc.constantFrom<StoreOrder['state']['meaning'][]>('open', 'open', 'payment-error', 'cancelled', 'refunded').map(
    (meaning): Event =>
      (world) => {
        world.now = { ...world.now, state: { ...world.now.state, meaning } }
      },
  ),
  fc
    .record({
      who: fc.constantFrom('payer' as const, 'recipient' as const),
      city: fc.constantFrom('Celje', order.payer.city),
    })
    .map(
      ({ who, city }): Event =>
        (world) => {
          world.now = { ...world.now, [who]: { ...world.now[who], city } }
        },
    ),
  fc.constant<Event>((world) => {
    Object.assign(world, { products: [mug, honey], shipping: '3.000000' })
    rebuild(world)
  }),
  // A person does in the ERP what the differences ask for.
  fc.constant<Event>((world) => {
    if (world.open.length === 0) return
    const ended = hasEnded(world.now)
    const total = proven(world.now).totalPaid
    world.document = {
      ...toDocument(proven(world.now), countedPaid(world.now, total)),
      ...(ended && { cancelled: true }),
    }
  }),
)

it('differs if and only if the two sides do not agree, whatever happened before', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 25 }), (happened) => {
      const world = begin()
      for (const happen of happened) {
        happen(world)
        follow(world)
        expect({ open: world.open, agree: world.open.length === 0 }).toEqual({
          open: world.open,
          agree: bothAgree(world),
        })
      }
    }),
    { numRuns: Number(process.env['PRETOK_FC_RUNS'] ?? 1) * 500 },
  )
})
