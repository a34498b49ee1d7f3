import { z } from 'zod'

/** Who sends webhooks. */
export const HookSource = z.enum(['prestashop', 'metakocka'])
export type HookSource = z.output<typeof HookSource>

export const toHookUrl = (source: HookSource, connectionId: string): string => `/hooks/${source}/${connectionId}`

const exampleId = '01a2085b-5cbb-724e-850d-6594249c9fdf'

/** Where one side of a connection sends its webhooks, and what it signs them with. */
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
      { url: toHookUrl('prestashop', exampleId), secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' },
      { url: toHookUrl('metakocka', exampleId), secret: '5f2a9c0e7d41b86330ce94af1d72e85b06a3f7c9' },
    ],
  })
export type CreatedHookSecret = z.output<typeof CreatedHookSecret>
