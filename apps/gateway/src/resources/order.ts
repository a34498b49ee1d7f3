import { Actor, type ListedOrder, type OrderDifference, type OrderEvent, type OrderRecord } from '@pretok/db'
import { formatCents, OrderProgress, OrderState, Proof, StoreOrder } from '@pretok/domain'
import { z } from 'zod'
import { given } from '../given.ts'
import { DifferenceItem, toDifferenceItem } from './difference.ts'
import { Reason } from './reason.ts'

const amount = z.string().meta({ description: 'With VAT, two decimals', examples: ['47.06'] })

/** An order as it stands in a list. */
export const OrderItem = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    storeOrderId: z.string(),
    reference: z.string(),
    state: OrderState,
    heldReason: z
      .string()
      .optional()
      .meta({ description: 'For held orders: code and message of the reason, in one line' }),
    reason: Reason.optional().meta({ description: 'Why it does not flow' }),
    totalPaid: amount,
    currency: z.string(),
    placedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    erp: z.object({ mkId: z.string(), countCode: z.string(), buyerOrder: z.string(), total: amount }).optional(),
  })
  .meta({
    id: 'OrderItem',
    examples: [
      {
        id: '01a2085c-1f0e-7a34-9c51-0d6a3b1e4f77',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        storeOrderId: '1042',
        reference: 'XKBKNABJK',
        state: 'booked',
        totalPaid: '47.06',
        currency: 'EUR',
        placedAt: '2026-11-20T10:00:00.000Z',
        updatedAt: '2026-11-20T10:06:12.345Z',
        erp: { mkId: '1600000123', countCode: 'PN-2026-17', buyerOrder: 'XKBKNABJK', total: '47.06' },
      },
    ],
  })
export type OrderItem = z.output<typeof OrderItem>

z.globalRegistry.add(Proof, {
  id: 'Proof',
  description: 'Each line as the store has it and as the ERP will compute it, per VAT rate, and the two totals.',
})

const fromStore = StoreOrder.pick({
  changedAt: true,
  language: true,
  payment: true,
  payer: true,
  recipient: true,
  lines: true,
  vouchers: true,
  discounts: true,
  refunds: true,
  shipping: true,
  wrapping: true,
  messages: true,
})
  .extend({ storeState: StoreOrder.shape.state })
  .partial()

/** Everything about one order. What the store says of it is absent when its answer could not be understood. */
export const OrderDetail = OrderItem.extend({
  ...fromStore.shape,
  buyerOrder: z
    .string()
    .optional()
    .meta({ description: 'Its number in the ERP, from the first attempt to book it on' }),
  bookedAt: z.iso.datetime().optional(),
  progress: OrderProgress.extend({ readAt: z.iso.datetime() })
    .optional()
    .meta({ description: 'How far MetaKocka has come with it, where the flow `statuses` is on' }),
  proof: Proof.optional(),
  differences: z
    .array(DifferenceItem)
    .meta({ description: 'What the store has changed since it was booked, oldest first; those that are over as well' }),
  timeline: z
    .array(
      z.object({
        at: z.iso.datetime(),
        kind: z.string(),
        data: z.record(z.string(), z.unknown()),
        actor: Actor.optional().meta({ description: 'Who did it; absent = Pretok by itself' }),
      }),
    )
    .meta({ description: 'What happened on both sides, oldest first; calls without secrets, names and addresses' }),
}).meta({ id: 'Order' })
export type OrderDetail = z.output<typeof OrderDetail>

/** An order that will be tried again. */
export const RetriedOrder = OrderItem.extend({
  pausedReason: Reason.optional().meta({ description: 'Its connection is paused: it waits until that is resumed' }),
}).meta({ id: 'RetriedOrder' })

export const toOrderItem = (order: ListedOrder): OrderItem => {
  const { id, connectionId, storeOrderId, reference, state, reason, currency, document, buyerOrder } = order
  return {
    id,
    connectionId,
    storeOrderId,
    reference,
    state,
    ...given({
      reason,
      heldReason: reason && state === 'held' ? `${reason.code}: ${reason.message}` : undefined,
    }),
    totalPaid: formatCents(order.totalPaid),
    currency,
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    ...given({
      erp: document && buyerOrder ? { ...document, buyerOrder, total: formatCents(document.total) } : undefined,
    }),
  }
}

export const toOrderDetail = (
  order: OrderRecord,
  differences: readonly OrderDifference[],
  timeline: readonly OrderEvent[],
): OrderDetail => {
  const { snapshot, proof, buyerOrder, bookedAt, progress } = order
  return {
    // The snapshot holds fields of the same names as the item; the item's count.
    ...(snapshot ? { ...snapshot, storeState: snapshot.state } : {}),
    ...toOrderItem(order),
    ...given({
      buyerOrder,
      bookedAt: bookedAt?.toISOString(),
      progress: progress && { ...progress, readAt: progress.readAt.toISOString() },
      proof,
    }),
    differences: differences.map((difference) => toDifferenceItem(difference, order)),
    timeline: timeline.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
  }
}
