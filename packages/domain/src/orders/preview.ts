import { z } from 'zod'
import { AppliedRule } from './applied-rules.ts'
import { OrderState, Reason } from './order-state.ts'
import { Proof } from './proof.ts'
import { SalesOrder } from './sales-order.ts'

/** What would become of one order now. */
export const OrderPreview = z.object({
  storeOrderId: z.string(),
  reference: z.string(),
  /** What it would be then; `booked` when it stands in the ERP already, and is what it should be. */
  state: OrderState,
  reason: Reason.optional(),
  buyerOrder: z.string().optional(),
  /** The document in our words. */
  document: SalesOrder.optional(),
  proof: Proof.optional(),
  /** The settings that counted. */
  rules: z.array(AppliedRule),
  /** What stands in the ERP under this number already. */
  standing: z.array(z.object({ mkId: z.string(), countCode: z.string(), total: z.string() })),
  /**
   * The calls that would change something in the ERP, in their order, byte for byte save for the secret. An id that only such a call
   * returns is told as `new-partner-1` and the like.
   */
  calls: z.array(z.object({ name: z.string(), path: z.string(), body: z.string() })),
})
export type OrderPreview = z.output<typeof OrderPreview>

/** Which orders to look at: one that is known here, some by the store's ids, or those that were placed last. */
export const PreviewRequest = z.union([
  z.strictObject({ orderId: z.uuid() }),
  z.strictObject({
    storeOrderIds: z
      .array(z.string().regex(/^\d{1,10}$/, 'is a number'))
      .min(1)
      .max(20),
  }),
  z.strictObject({ latest: z.int().min(1).max(20) }),
])
export type PreviewRequest = z.output<typeof PreviewRequest>
