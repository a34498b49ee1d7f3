import { AppError } from '@pretok/kernel'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { idempotencyKeys } from './schema.ts'

/** Who asked for what, under a key of the caller's choice. */
export interface IdempotentRequest {
  callerId: string
  key: string
  /** Of everything that makes the request what it is: the same key with another one is a mistake of the caller. */
  requestHash: string
}

/** The key was used for another request within the last day. */
export class IdempotencyKeyReusedError extends AppError {
  override readonly code = 'ERR_IDEMPOTENCY_KEY_REUSED'
  override readonly retry = 'never'
}

/** A request with this key is being answered at this moment. */
export class IdempotencyKeyBusyError extends AppError {
  override readonly code = 'ERR_IDEMPOTENCY_KEY_BUSY'
  override readonly retry = 'later'
}

const dayMs = 86_400_000
const dayAgo = () => new Date(Date.now() - dayMs)

/** How many outdated answers one new answer clears away; more than one, so that they never pile up. */
const clearedAtOnce = 10

/**
 * Reserves a key until the end of the transaction, and gives the body of the answer when the request was answered before.
 *
 * @throws {IdempotencyKeyBusyError}
 * @throws {IdempotencyKeyReusedError}
 */
export const reserveIdempotencyKey = async (tx: Tx, request: IdempotentRequest): Promise<unknown> => {
  const { callerId, key, requestHash } = request
  const { rows } = await tx.execute<{ free: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`${callerId}/${key}`}, 0)) as free`,
  )
  if (!rows[0]?.free) throw new IdempotencyKeyBusyError('A request with this Idempotency-Key is being answered')
  const [given] = await tx
    .select({ requestHash: idempotencyKeys.requestHash, body: idempotencyKeys.body })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.callerId, callerId),
        eq(idempotencyKeys.key, key),
        gt(idempotencyKeys.createdAt, dayAgo()),
      ),
    )
  if (given && given.requestHash !== requestHash) {
    throw new IdempotencyKeyReusedError('This Idempotency-Key was used for another request')
  }
  return given?.body
}

/** Keeps an answer for a day, in the transaction of what the request did. `body` holds no secrets. */
export const keepAnswer = async (
  tx: Tx,
  request: IdempotentRequest,
  answer: { status: number; body: unknown },
): Promise<void> => {
  const fresh = { requestHash: request.requestHash, createdAt: new Date(), ...answer }
  await tx
    .insert(idempotencyKeys)
    .values({ ...request, ...fresh })
    .onConflictDoUpdate({ target: [idempotencyKeys.callerId, idempotencyKeys.key], set: fresh })
  const outdated = tx
    .select({ row: sql`ctid` })
    .from(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, dayAgo()))
    .limit(clearedAtOnce)
    .for('update', { skipLocked: true })
  await tx.delete(idempotencyKeys).where(sql`ctid in ${outdated}`)
}
