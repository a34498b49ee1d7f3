import { Obstacle, Pieces } from '@pretok/domain'
import { and, eq, ne, notInArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'
import { recordEvent } from './orders.ts'
import { orderWrites } from './schema.ts'

/** What the ERP is told of a booked order's later changes. Parts of the document are written anew; the last two add documents. */
export const WriteKind = z.enum(['content', 'payer', 'recipient', 'cancelled', 'credit-note', 'complaint'])
export type WriteKind = z.output<typeof WriteKind>

/** By what the outcome is looked up, and what became of it. */
export const WriteData = z.object({
  /** What is written into the new document to find it again. */
  key: z.string().optional(),
  /** Calendar day in Europe/Ljubljana. */
  day: z.string().optional(),
  bill: z.object({ mkId: z.string(), countCode: z.string(), type: z.string() }).optional(),
  /** ISO. */
  at: z.string().optional(),
  /** What a complaint is about. */
  pieces: Pieces.optional(),
})
export type WriteData = z.output<typeof WriteData>

export interface WriteId {
  kind: WriteKind
  ref: string
}

export interface OrderWrite extends WriteId {
  state: 'sending' | 'done' | 'failed'
  contentHash: string
  data: WriteData
  obstacle?: Obstacle
  /** On the database's clock, as `endedAt`. */
  startedAt: Date
  endedAt?: Date
}

const databaseNow = sql<Date>`clock_timestamp()`

const isWrite = (orderId: string, { kind, ref }: WriteId) =>
  and(eq(orderWrites.orderId, orderId), eq(orderWrites.kind, kind), eq(orderWrites.ref, ref))

export const listOrderWrites = async (tx: Tx, orderId: string): Promise<OrderWrite[]> => {
  const rows = await tx
    .select()
    .from(orderWrites)
    .where(eq(orderWrites.orderId, orderId))
    .orderBy(orderWrites.startedAt)
  return rows.map(({ kind, ref, state, contentHash, data, obstacle, startedAt, endedAt }) => ({
    kind: WriteKind.parse(kind),
    ref,
    state: z.enum(['sending', 'done', 'failed']).parse(state),
    contentHash,
    data: WriteData.parse(data),
    ...(obstacle === null ? {} : { obstacle: Obstacle.parse(obstacle) }),
    startedAt,
    ...(endedAt === null ? {} : { endedAt }),
  }))
}

/** Commits the intent: from here on the ERP may have been told. @returns on the database's clock */
export const beginWrite = async (
  tx: Tx,
  orderId: string,
  { kind, ref, contentHash, data }: Pick<OrderWrite, 'kind' | 'ref' | 'contentHash' | 'data'>,
): Promise<Date> => {
  const begun = { state: 'sending', contentHash, data, obstacle: null, startedAt: databaseNow, endedAt: null }
  const [row] = await tx
    .insert(orderWrites)
    .values({ orderId, kind, ref, ...begun })
    .onConflictDoUpdate({ target: [orderWrites.orderId, orderWrites.kind, orderWrites.ref], set: begun })
    .returning({ startedAt: orderWrites.startedAt })
  if (!row) throw new Error(`order ${orderId} is gone while its change is being written`)
  await recordEvent(tx, orderId, 'erp-telling', { kind, ...(ref === '' ? {} : { ref }) })
  return row.startedAt
}

/** Its outcome is known. */
export const endWrite = async (
  tx: Tx,
  orderId: string,
  id: WriteId,
  { state, obstacle }: { state: 'done' | 'failed'; obstacle?: Obstacle | undefined },
): Promise<void> => {
  await tx
    .update(orderWrites)
    .set({ state, obstacle: obstacle ?? null, endedAt: databaseNow })
    .where(isWrite(orderId, id))
  const { kind, ref } = id
  const details = { kind, ...(ref === '' ? {} : { ref }), ...(obstacle ? { obstacle: obstacle.code } : {}) }
  await recordEvent(tx, orderId, state === 'done' ? 'erp-told' : 'erp-refused', details)
}

/** It is certain that it was not done, or the document itself tells what was. */
export const forgetWrite = async (tx: Tx, orderId: string, id: WriteId): Promise<void> => {
  await tx.delete(orderWrites).where(isWrite(orderId, id))
}

/** Forgets what was done or refused to parts of the document that agree now: should the same come up again, it is a new change. */
export const forgetSettledWrites = async (tx: Tx, orderId: string, differing: readonly WriteKind[]): Promise<void> => {
  await tx
    .delete(orderWrites)
    .where(
      and(
        eq(orderWrites.orderId, orderId),
        ne(orderWrites.state, 'sending'),
        notInArray(orderWrites.kind, ['credit-note', 'complaint', ...differing]),
      ),
    )
}
