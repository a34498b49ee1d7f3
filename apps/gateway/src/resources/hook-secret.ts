import { z } from 'zod'

/** Where a connection's shop sends its webhooks, and what it signs them with. */
export const CreatedHookSecret = z
  .object({
    url: z.string().meta({ description: "Below the gateway's own address" }),
    secret: z.string().optional().meta({
      description: 'Shown this once; a repetition under the same `Idempotency-Key` leaves it out',
    }),
  })
  .meta({
    id: 'CreatedHookSecret',
    examples: [
      {
        url: '/hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf',
        secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
      },
    ],
  })
export type CreatedHookSecret = z.output<typeof CreatedHookSecret>

export const toHookUrl = (connectionId: string): string => `/hooks/prestashop/${connectionId}`
