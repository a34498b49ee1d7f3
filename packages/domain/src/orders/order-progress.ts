import { z } from 'zod'

/** A parcel that is on its way, or about to be. */
export const Parcel = z.object({
  trackingNumber: z.string(),
  /** Where it can be followed. */
  url: z.string().optional(),
})
export type Parcel = z.output<typeof Parcel>

/** How far the ERP has come with an order that is booked there. */
export const OrderProgress = z.object({
  /** As the company's register has it; absent when the document has none. */
  status: z
    .object({
      /** What settings name, e.g. `shipped`. */
      code: z.string(),
      /** What people see, e.g. `Odpremljen`. */
      name: z.string(),
    })
    .optional(),
  /** `stopped`: it does not go out, or has come back. */
  stage: z.enum(['open', 'shipped', 'stopped']),
  /** The day on which it left, `YYYY-MM-DD`. */
  shippedOn: z.string().optional(),
  carrier: z.string().optional(),
  /** The main one first. */
  parcels: z.array(Parcel),
})
export type OrderProgress = z.output<typeof OrderProgress>
