import { type ApiKey, Scope } from '@pretok/db'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { given } from '../given.ts'
import { Moment } from '../moment.ts'

export const ApiKeyResource = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(Scope),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    lastUsedAt: z.iso.datetime().optional().meta({ description: 'To the minute' }),
  })
  .meta({
    id: 'ApiKey',
    examples: [
      {
        id: '01a2085d-7b1c-7d20-b5a4-3f0f6c9e2a18',
        name: 'reporting',
        scopes: ['read'],
        createdAt: '2026-11-23T12:22:14.971Z',
        lastUsedAt: '2026-11-23T12:40:00.000Z',
      },
    ],
  })
export type ApiKeyResource = z.output<typeof ApiKeyResource>

export const CreatedApiKey = ApiKeyResource.extend({
  key: z.string().optional().meta({
    description: 'Shown this once; a repetition under the same `Idempotency-Key` leaves it out',
  }),
}).meta({ id: 'CreatedApiKey' })
export type CreatedApiKey = z.output<typeof CreatedApiKey>

export const NewApiKey = z
  .strictObject({
    name: z.string().trim().min(1, 'is empty').max(100),
    scopes: z
      .array(Scope)
      .min(1)
      .transform((scopes) => [...new Set(scopes)]),
    expiresAt: Moment.refine((at) => at.getTime() > Date.now(), 'must be in the future').optional(),
  })
  .meta(bodyExamples({ 'only to read': { name: 'reporting', scopes: ['read'], expiresAt: '2027-01-01' } }))

export const toApiKeyResource = ({ createdAt, expiresAt, lastUsedAt, ...apiKey }: ApiKey): ApiKeyResource => ({
  ...apiKey,
  createdAt: createdAt.toISOString(),
  ...given({ expiresAt: expiresAt?.toISOString(), lastUsedAt: lastUsedAt?.toISOString() }),
})
