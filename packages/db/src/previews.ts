import { OrderPreview, PreviewRequest, Reason } from '@pretok/domain'
import { and, eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections, previews } from './schema.ts'

export const PreviewState = z.enum(['waiting', 'done', 'failed'])
export type PreviewState = z.output<typeof PreviewState>

/** A look at what would become of some orders. */
export interface Preview {
  id: string
  connectionId: string
  request: PreviewRequest
  state: PreviewState
  /** Once it is done. */
  orders?: OrderPreview[]
  /** Why it failed. */
  reason?: Reason
  createdAt: Date
  finishedAt?: Date
}

const toPreview = (row: typeof previews.$inferSelect): Preview => ({
  id: row.id,
  connectionId: row.connectionId,
  request: PreviewRequest.parse(row.request),
  state: PreviewState.parse(row.state),
  ...(row.orders === null ? {} : { orders: z.array(OrderPreview).parse(row.orders) }),
  ...(row.reason === null ? {} : { reason: Reason.parse(row.reason) }),
  createdAt: row.createdAt,
  ...(row.finishedAt === null ? {} : { finishedAt: row.finishedAt }),
})

/** @throws {NotFoundError} there is no such connection */
export const createPreview = async (tx: Tx, connectionId: string, request: PreviewRequest): Promise<Preview> => {
  const [known] = await tx.select({ id: connections.id }).from(connections).where(eq(connections.id, connectionId))
  if (!known) throw new NotFoundError('connection', connectionId)
  const [row] = await tx.insert(previews).values({ id: newId(), connectionId, request }).returning()
  return toPreview(row as typeof previews.$inferSelect)
}

/** @throws {NotFoundError} there is none, or it was made more than a day ago */
export const getPreview = async (tx: Tx, id: string): Promise<Preview> => {
  const [row] = await tx.select().from(previews).where(eq(previews.id, id))
  if (!row) throw new NotFoundError('preview', id)
  return toPreview(row)
}

/** Ends a preview that is still waited for. */
export const finishPreview = async (
  tx: Tx,
  id: string,
  outcome: { orders: OrderPreview[] } | { reason: Reason },
): Promise<void> => {
  await tx
    .update(previews)
    .set({ ...outcome, state: 'orders' in outcome ? 'done' : 'failed', finishedAt: sql`now()` })
    .where(and(eq(previews.id, id), eq(previews.state, 'waiting')))
}

/** @returns how many were deleted */
export const deleteOldPreviews = async (tx: Tx, olderThan: Date, limit: number): Promise<number> => {
  const old = tx.select({ id: previews.id }).from(previews).where(lt(previews.createdAt, olderThan)).limit(limit)
  const { rowCount } = await tx.delete(previews).where(sql`${previews.id} in ${old}`)
  return rowCount ?? 0
}
