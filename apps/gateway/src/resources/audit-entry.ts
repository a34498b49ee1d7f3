import { Actor, AuditDetails, type AuditEntry } from '@pretok/db'
import { z } from 'zod'
import { Moment } from '../moment.ts'
import { pageQuery } from '../paging.ts'

export const AuditEntryResource = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: Actor.meta({ description: 'Who did it; `name` as it was then' }),
    action: z.string(),
    connectionId: z.uuid().optional(),
    subject: z.string().optional().meta({ description: 'What it was done to, where that is not the connection' }),
    details: AuditDetails,
    ip: z.string().optional().meta({ description: 'Where the request came from' }),
    requestId: z.string().optional(),
  })
  .meta({
    id: 'AuditEntry',
    examples: [
      {
        id: '4711',
        at: '2026-11-23T12:41:10.402Z',
        actor: { kind: 'user', id: '01a2085e-1d40-7a52-9c1b-6a7d3f0e2b94', name: 'Operations' },
        action: 'order.retried',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        subject: 'order/01a2085b-6f11-7b0e-a5a3-1f6f0a8a3f11',
        details: {},
        ip: '192.0.2.17',
        requestId: '5a0f3f2e-9d0c-4d3c-8f2c-0f6f0a8a3f11',
      },
    ],
  })
export type AuditEntryResource = z.output<typeof AuditEntryResource>

export const AuditQuery = z.strictObject({
  connectionId: z.uuid().optional(),
  action: z.string().max(100).optional().meta({ description: 'E.g. `order.retried`' }),
  actorId: z.string().max(100).optional().meta({ description: 'Of a user, an API key or a program' }),
  since: Moment.optional().meta({ description: 'Done at or after' }),
  until: Moment.optional().meta({ description: 'Done before' }),
  ...pageQuery(z.tuple([z.string().regex(/^\d{1,18}$/)])),
})

export const toAuditEntryResource = ({ at, ...entry }: AuditEntry): AuditEntryResource => ({
  ...entry,
  at: at.toISOString(),
})
