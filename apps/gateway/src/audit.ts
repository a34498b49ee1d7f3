import { type Actor, type NewAuditEntry, recordAudit, type Tx } from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import type { Caller } from './plugins/authentication.ts'

/** Who asks, from where, in which request: what the log and its readers know an actor by. */
type AuditedRequest = Pick<FastifyRequest, 'caller' | 'ip' | 'id'>

export const toActor = ({ kind, id, name }: Caller): Actor => ({ kind, id, name })

/** Writes down that the caller of this request did something, in the transaction in which it is done. */
export const audit = (
  tx: Tx,
  { caller, ip, id: requestId }: AuditedRequest,
  entry: Omit<NewAuditEntry, 'actor' | 'ip' | 'requestId'>,
): Promise<void> => recordAudit(tx, { actor: toActor(caller), ip, requestId, ...entry })
