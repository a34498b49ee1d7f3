import { ChangeKind, OrderId, Reason } from '@pretok/domain'
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Actor } from './audit-log.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { recordEvent } from './orders.ts'
import { orderDifferences } from './schema.ts'

export const DifferenceState = z.enum(['open', 'resolved', 'dismissed'])
export type DifferenceState = z.output<typeof DifferenceState>

/** Something that a booked order has otherwise in the store than in the ERP. */
export interface OrderDifference {
  id: string
  connectionId: string
  orderId: string
  kind: ChangeKind
  state: DifferenceState
  reason: Reason
  firstSeenAt: Date
  lastSeenAt: Date
  closedAt?: Date
  /** Who dismissed it. */
  closedBy?: Actor
  /** A person has asked to have it applied, as the store had it then. */
  wanted?: { at: Date; contentHash: string; by: Actor }
}

/** A difference as it was found now. */
export interface FoundDifference {
  kind: ChangeKind
  /** Of what the store says. */
  contentHash: string
  reason: Reason
  /** When to look at it again though nobody tells of anything. */
  lookAgainAt?: Date | undefined
}

const toDifference = (row: typeof orderDifferences.$inferSelect): OrderDifference => {
  const { id, connectionId, orderId, kind, state, reason, firstSeenAt, lastSeenAt, closedAt, closedBy } = row
  const { wantedAt: at, wantedHash: contentHash, wantedBy } = row
  return {
    ...{ id, connectionId, orderId, firstSeenAt, lastSeenAt },
    kind: ChangeKind.parse(kind),
    state: DifferenceState.parse(state),
    reason: Reason.parse(reason),
    ...(closedAt === null ? {} : { closedAt }),
    ...(closedBy === null ? {} : { closedBy: Actor.parse(closedBy) }),
    ...(at === null || contentHash === null ? {} : { wanted: { at, contentHash, by: Actor.parse(wantedBy) } }),
  }
}

/** All that there were, oldest first. */
export const listOrderDifferences = async (tx: Tx, orderId: string): Promise<OrderDifference[]> => {
  const rows = await tx
    .select()
    .from(orderDifferences)
    .where(eq(orderDifferences.orderId, orderId))
    .orderBy(asc(orderDifferences.firstSeenAt), asc(orderDifferences.id))
  return rows.map(toDifference)
}

/**
 * Keeps what was found: new ones open, those that stand are seen again, those that were not found are over. What a person has
 * dismissed stays so while the store says the same.
 */
export const saveDifferences = async (
  tx: Tx,
  { connectionId, orderId }: { connectionId: string; orderId: string },
  found: readonly FoundDifference[],
): Promise<void> => {
  const known = await tx
    .select()
    .from(orderDifferences)
    .where(eq(orderDifferences.orderId, orderId))
    .orderBy(asc(orderDifferences.firstSeenAt), asc(orderDifferences.id))
  const latest = new Map(known.map((row) => [row.kind, row]))
  const now = new Date()
  for (const { kind, contentHash, reason, lookAgainAt = null } of found) {
    const row = latest.get(kind)
    if (row?.state === 'open') {
      await tx
        .update(orderDifferences)
        .set({ contentHash, reason, lookAgainAt, lastSeenAt: now })
        .where(eq(orderDifferences.id, row.id))
      if (row.contentHash !== contentHash) await recordEvent(tx, orderId, 'differs', { kind, reason: reason.code })
    } else if (row?.state !== 'dismissed' || row.contentHash !== contentHash) {
      const seen = { firstSeenAt: now, lastSeenAt: now }
      await tx
        .insert(orderDifferences)
        .values({ id: newId(), connectionId, orderId, kind, contentHash, reason, lookAgainAt, ...seen })
      await recordEvent(tx, orderId, 'differs', { kind, reason: reason.code })
    }
  }
  const gone = [...latest.values()].filter(({ kind }) => !found.some((one) => one.kind === kind))
  const over = gone.filter(({ state }) => state === 'open')
  const idsOf = (rows: typeof gone) => rows.map(({ id }) => id)
  await tx
    .update(orderDifferences)
    .set({ state: 'resolved', closedAt: now })
    .where(inArray(orderDifferences.id, idsOf(over)))
  // The store has taken it back: should it do the same once more, that is a new change.
  await tx
    .update(orderDifferences)
    .set({ contentHash: '' })
    .where(inArray(orderDifferences.id, idsOf(gone.filter(({ state }) => state === 'dismissed'))))
  for (const { kind } of over) await recordEvent(tx, orderId, 'agrees', { kind })
}

/**
 * Closes a difference for good, until the store changes the same again.
 *
 * @throws {NotFoundError} it is not open
 */
export const dismissDifference = async (tx: Tx, id: string, actor: Actor): Promise<OrderDifference> => {
  const [row] = await tx
    .update(orderDifferences)
    .set({ state: 'dismissed', closedAt: sql`now()`, closedBy: actor })
    .where(and(eq(orderDifferences.id, id), eq(orderDifferences.state, 'open')))
    .returning()
  if (!row) throw new NotFoundError('open difference', id)
  await recordEvent(tx, row.orderId, 'difference-dismissed', { kind: row.kind }, actor)
  return toDifference(row)
}

/**
 * Notes that a person wants a difference applied to the ERP, as the store has it now.
 *
 * @throws {NotFoundError} it is not open
 */
export const wantDifference = async (tx: Tx, id: string, actor: Actor): Promise<OrderDifference> => {
  const [row] = await tx
    .update(orderDifferences)
    .set({ wantedAt: sql`clock_timestamp()`, wantedHash: sql`content_hash`, wantedBy: actor })
    .where(and(eq(orderDifferences.id, id), eq(orderDifferences.state, 'open')))
    .returning()
  if (!row) throw new NotFoundError('open difference', id)
  await recordEvent(tx, row.orderId, 'difference-wanted', { kind: row.kind }, actor)
  return toDifference(row)
}

/** Whose differences wait for something in the ERP and are due to be looked at. Each is told once. */
export const takeDueDifferences = async (tx: Tx, connectionId: string): Promise<OrderId[]> => {
  const rows = await tx
    .update(orderDifferences)
    .set({ lookAgainAt: null })
    .where(
      and(
        eq(orderDifferences.connectionId, connectionId),
        eq(orderDifferences.state, 'open'),
        lte(orderDifferences.lookAgainAt, sql`now()`),
      ),
    )
    .returning({ orderId: orderDifferences.orderId })
  return [...new Set(rows.map(({ orderId }) => OrderId.parse(orderId)))]
}
