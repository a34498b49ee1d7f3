import { type NewAuditEntry, recordAudit, type Tx } from '@pretok/db'
import type { FastifyRequest } from 'fastify'

/** Who asks, from where, in which request: what the log and its readers know an actor by. */
type AuditedRequest = Pick<FastifyRequest, 'caller' | 'ip' | 'id'>

/** Writes down that the caller of this request did something, in the transaction in which it is done. */
export const audit = (
  tx: Tx,
  { caller: { kind, id, name }, ip, id: requestId }: AuditedRequest,
  entry: Omit<NewAuditEntry, 'actor' | 'ip' | 'requestId'>,
): Promise<void> => recordAudit(tx, { actor: { kind, id, name }, ip, requestId, ...entry })
