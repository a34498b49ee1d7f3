import { z } from 'zod'

/**
 * The business outcome of one store order, apart from whether somebody works on it at the moment.
 *
 * - `waiting`: a payment or state rule is not met yet; the next change in the store decides anew
 * - `ready`: may go to the ERP
 * - `sending`: the intent to book is committed; the ERP call is out or about to be
 * - `in_doubt`: the call went out and its outcome is unknown; it is looked up before anything else
 * - `booked`: one ERP document stands and its total is proven
 * - `held`: cannot go on without a person; `reason` says why
 * - `rejected`: the ERP refused it; `reason` holds its words
 * - `cancelled`: cancelled in the store before it was booked, or never paid; nothing to do unless the store changes it
 */
export const OrderState = z.enum(['waiting', 'ready', 'sending', 'in_doubt', 'booked', 'held', 'rejected', 'cancelled'])
export type OrderState = z.output<typeof OrderState>

/** Why something does not flow: a stable code and what a merchant reads, in both languages. */
export const Reason = z.object({
  code: z.string(),
  message: z.string(),
  messageSl: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  remedySl: z.string(),
  /** Ids, counts and amounts; no personal data, no secrets. */
  details: z.record(z.string(), z.unknown()).default({}),
})
export type Reason = z.output<typeof Reason>
