import { and, desc, eq, gte, lt, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'
import { auditLog } from './schema.ts'

/** Who does something: a person, a machine with a key, or a program of ours. */
export const Actor = z.object({
  kind: z.enum(['user', 'api-key', 'program']),
  id: z.string(),
  name: z.string(),
})
export type Actor = z.output<typeof Actor>

/** One field before and after. Of a secret they are fingerprints; absent = there was, or is, none. */
export const AuditChange = z.object({ field: z.string(), from: z.unknown().optional(), to: z.unknown().optional() })
export type AuditChange = z.output<typeof AuditChange>

export const AuditDetails = z.looseObject({ changes: z.array(AuditChange).optional() })
export type AuditDetails = z.output<typeof AuditDetails>

export interface NewAuditEntry {
  actor: Actor
  ip?: string
  requestId?: string
  /** What was done, e.g. `connection.changed`. */
  action: string
  connectionId?: string
  /** What it was done to, e.g. `order/<id>`; absent where that is the connection. */
  subject?: string
  /** No secrets, no personal data. */
  details?: AuditDetails
}

export interface AuditEntry extends NewAuditEntry {
  /** Grows with time. */
  id: string
  at: Date
  details: AuditDetails
}

/** Adds to the log, in the transaction of what it tells: neither stands without the other. */
export const recordAudit = async (tx: Tx, { actor, ...entry }: NewAuditEntry): Promise<void> => {
  await tx.insert(auditLog).values({ ...entry, actorKind: actor.kind, actorId: actor.id, actorName: actor.name })
}

export interface AuditQuery {
  connectionId?: string
  action?: string
  actorId?: string
  since?: Date
  until?: Date
  /** Only entries before the one with this id. */
  after?: string
  limit: number
}

const toEntry = (row: typeof auditLog.$inferSelect): AuditEntry => ({
  id: String(row.id),
  at: row.at,
  actor: Actor.parse({ kind: row.actorKind, id: row.actorId, name: row.actorName }),
  ...(row.ip === null ? {} : { ip: row.ip }),
  ...(row.requestId === null ? {} : { requestId: row.requestId }),
  action: row.action,
  ...(row.connectionId === null ? {} : { connectionId: row.connectionId }),
  ...(row.subject === null ? {} : { subject: row.subject }),
  details: AuditDetails.parse(row.details),
})

/** Newest first. */
export const listAudit = async (tx: Tx, query: AuditQuery): Promise<AuditEntry[]> => {
  const { connectionId, action, actorId, since, until, after, limit } = query
  const conditions: (SQL | undefined)[] = [
    connectionId === undefined ? undefined : eq(auditLog.connectionId, connectionId),
    action === undefined ? undefined : eq(auditLog.action, action),
    actorId === undefined ? undefined : eq(auditLog.actorId, actorId),
    since && gte(auditLog.at, since),
    until && lt(auditLog.at, until),
    after === undefined ? undefined : lt(auditLog.id, BigInt(after)),
  ]
  const rows = await tx
    .select()
    .from(auditLog)
    .where(and(...conditions))
    .orderBy(desc(auditLog.id))
    .limit(limit)
  return rows.map(toEntry)
}
