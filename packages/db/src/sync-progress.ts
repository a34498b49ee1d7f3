import type { Reason } from '@pretok/domain'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { cursors, syncs } from './schema.ts'
import { SyncRequest } from './syncs.ts'

/** A sync that waits to be served or is being served. */
export interface OpenSync {
  id: string
  request: SyncRequest
  /** A stretch of time was asked for, apart from the flow's own progress. */
  isRange: boolean
  /** Nothing is to be written for it. */
  isDryRun: boolean
}

/** The open syncs of a flow, oldest first. */
export const findOpenSyncs = async (tx: Tx, connectionId: string, flow: string): Promise<OpenSync[]> => {
  const rows = await tx
    .select({ id: syncs.id, request: syncs.request })
    .from(syncs)
    .where(
      and(eq(syncs.connectionId, connectionId), eq(syncs.flow, flow), inArray(syncs.state, ['waiting', 'running'])),
    )
    .orderBy(asc(syncs.createdAt), asc(syncs.id))
  return rows.map(({ id, request: stored }) => {
    const request = SyncRequest.parse(stored)
    const isRange = request.from !== undefined || request.to !== undefined
    return { id, request, isRange, isDryRun: request.dryRun === true }
  })
}

/** The name under which a sync keeps how far it has read, when it does not share the flow's cursor. */
export const syncCursor = (flow: string, syncId: string): string => `${flow}:${syncId}`

export const progressSync = async (
  tx: Tx,
  syncId: string,
  { read, added, changed }: { read: number; added: number; changed: number },
): Promise<void> => {
  const more = (name: string, by: number) =>
    sql`${name}::text, coalesce((${syncs.counts}->>${name})::int, 0) + ${by}::int`
  await tx
    .update(syncs)
    .set({
      state: 'running',
      startedAt: sql`coalesce(${syncs.startedAt}, now())`,
      counts: sql`jsonb_build_object(${more('read', read)}, ${more('added', added)}, ${more('changed', changed)})`,
    })
    .where(eq(syncs.id, syncId))
}

/** Ends a sync, well or with the reason why not, and drops its cursor. */
export const finishSync = async (tx: Tx, syncId: string, reason?: Reason): Promise<void> => {
  const [ended] = await tx
    .update(syncs)
    .set({ state: reason ? 'failed' : 'done', reason: reason ?? null, finishedAt: new Date() })
    .where(eq(syncs.id, syncId))
    .returning({ connectionId: syncs.connectionId, flow: syncs.flow })
  if (!ended) return
  await tx
    .delete(cursors)
    .where(and(eq(cursors.connectionId, ended.connectionId), eq(cursors.flow, syncCursor(ended.flow, syncId))))
}
