import { z } from 'zod'
import { Reason } from '../orders/order-state.ts'
import { ErpProductFields } from './erp-product.ts'

const Change = z.object({
  /** A `ProductField` or `active`. */
  field: z.string(),
  /** As it stands in the ERP; absent = nothing stands there. */
  from: z.unknown().optional(),
  to: z.unknown(),
})

/**
 * What is to become of one item in the ERP:
 * - `create`: there is no such product
 * - `change`: `changes` are to be written
 * - `leave`: nothing is to be written; `left` tells what differs and is not the store's
 * - `skip`: it does not travel, e.g. as it is not active and stands nowhere
 * - `quarantine`: it is doubtful; `reason` tells why and what to do
 */
export const ProductPlan = z.object({
  action: z.enum(['create', 'change', 'leave', 'skip', 'quarantine']),
  /** Of the product in the ERP, where it stands. */
  mkId: z.string().optional(),
  changes: z.array(Change).default([]),
  /** What is different in the ERP, and stays so as the field is not the store's. */
  left: z.array(Change).default([]),
  /** What a write would send. */
  fields: ErpProductFields.default({}),
  reason: Reason.optional(),
  /** What stopped nothing, and should be known: left out, cut, matched anew. */
  notes: z.array(Reason).default([]),
})
export type ProductPlan = z.output<typeof ProductPlan>
