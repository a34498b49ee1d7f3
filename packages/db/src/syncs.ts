import { Reason, stopReason } from '@pretok/domain'
import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections, syncs } from './schema.ts'

export const SyncFlow = z.enum(['orders', 'products', 'stock'])
export type SyncFlow = z.output<typeof SyncFlow>

export const SyncState = z.enum(['waiting', 'running', 'done', 'failed'])
export type SyncState = z.output<typeof SyncState>

/** What a sync is to read: records changed at or after `from` and before `to`, or those with the given ids; without either, what is new. */
export const SyncRequest = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  ids: z.array(z.string()).optional(),
  /** Everything is read, and nothing written: somebody wants to see what would be. */
  dryRun: z.boolean().optional(),
})
export type SyncRequest = z.output<typeof SyncRequest>

/** Records read from the store, and how many of them were new or had changed. */
export const SyncCounts = z.object({ read: z.int(), added: z.int(), changed: z.int() })
export type SyncCounts = z.output<typeof SyncCounts>

export interface Sync {
  id: string
  connectionId: string
  flow: SyncFlow
  state: SyncState
  request: SyncRequest
  counts: SyncCounts
  /** Why it failed. */
  reason?: Reason
  /** Why its connection is paused, if it is: an unfinished sync waits until it is resumed. */
  pausedReason?: Reason
  /** What it stumbled over; it is tried again. */
  trouble?: { reason: Reason; nextTryAt: Date }
  createdAt: Date
  startedAt?: Date
  finishedAt?: Date
}

/** A position in a list ordered by time, newest first. */
export interface SyncPosition {
  createdAt: Date
  id: string
}

const LastError = z.object({ code: z.string(), message: z.string(), nextTryAt: z.coerce.date() })

/** The job that serves the syncs of a flow. */
const readingJob = sql`case ${syncs.flow} when 'orders' then 'import-orders' when 'products' then 'read-catalogue' when 'stock' then 'sync-stock' end`

/** What the reading of the flow stumbled over, if it waits for another try. */
const lastError = sql<unknown>`(
  select jsonb_build_object('code', last_error->>'code', 'message', last_error->>'message', 'nextTryAt', run_at)
  from work
  where queue = ${syncs.flow} and job = ${readingJob} and key = ${syncs.connectionId}::text
    and work.state = 'waiting' and last_error is not null
)`

const columns = { sync: syncs, pausedReason: connections.pausedReason, lastError }

const toTrouble = (stored: unknown): Sync['trouble'] => {
  if (stored === null) return undefined
  const { nextTryAt, ...error } = LastError.parse(stored)
  return { reason: stopReason(error), nextTryAt }
}

const toSync = (row: { sync: typeof syncs.$inferSelect; pausedReason: unknown; lastError: unknown }): Sync => {
  const trouble = toTrouble(row.lastError)
  const { reason, startedAt, finishedAt, flow, state, request, counts, ...sync } = row.sync
  return {
    ...sync,
    flow: SyncFlow.parse(flow),
    state: SyncState.parse(state),
    request: SyncRequest.parse(request),
    counts: SyncCounts.parse(counts),
    ...(reason === null ? {} : { reason: Reason.parse(reason) }),
    ...(row.pausedReason === null ? {} : { pausedReason: Reason.parse(row.pausedReason) }),
    ...(trouble ? { trouble } : {}),
    ...(startedAt === null ? {} : { startedAt }),
    ...(finishedAt === null ? {} : { finishedAt }),
  }
}

export interface NewSync {
  connectionId: string
  flow: SyncFlow
  request: SyncRequest
}

/** Writes down wishes; the caller asks for the work in the same transaction. @returns their ids, in order */
export const addSyncs = async (tx: Tx, wishes: readonly NewSync[]): Promise<string[]> => {
  if (wishes.length === 0) return []
  // Milliseconds, as positions in lists carry them; the database's own clock has microseconds.
  const rows = wishes.map((wish) => ({ id: newId(), ...wish, createdAt: new Date() }))
  await tx.insert(syncs).values(rows)
  return rows.map(({ id }) => id)
}

/** As `addSyncs`, for one. */
export const createSync = async (tx: Tx, sync: NewSync): Promise<Sync> => {
  const [id = ''] = await addSyncs(tx, [sync])
  return getSync(tx, id)
}

/** @throws {NotFoundError} */
export const getSync = async (tx: Tx, id: string): Promise<Sync> => {
  const [row] = await tx
    .select(columns)
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(eq(syncs.id, id))
  if (!row) throw new NotFoundError('sync', id)
  return toSync(row)
}

/** Newest first. */
export const listSyncs = async (
  tx: Tx,
  connectionId: string,
  page: { limit: number; after?: SyncPosition },
): Promise<Sync[]> => {
  const { limit, after } = page
  const rows = await tx
    .select(columns)
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(
      and(
        eq(syncs.connectionId, connectionId),
        after &&
          sql`(${syncs.createdAt}, ${syncs.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(syncs.createdAt), desc(syncs.id))
    .limit(limit)
  return rows.map(toSync)
}
