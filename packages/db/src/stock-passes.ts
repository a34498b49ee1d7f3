import { type ConnectionId, Reason, StockTrigger } from '@pretok/domain'
import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Actor } from './audit-log.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { stockPasses } from './schema.ts'

export const StockPassKind = z.enum(['full', 'delta', 'compare'])
export type StockPassKind = z.output<typeof StockPassKind>

export const StockPassState = z.enum(['running', 'done', 'stopped', 'failed'])
export type StockPassState = z.output<typeof StockPassState>

/** How far a pass has come: it reads the store, then the ERP, finds out what is to stand where, and writes. */
export const StockPassProgress = z.object({
  phase: z.enum(['store', 'erp', 'write']).default('store'),
  /** The last row of the store that was read. */
  after: z.string().optional(),
  /** SHA-256 of the settings that it goes by. */
  settings: z.string().optional(),
  /** When it was last tried again, after it had been stopped. */
  triedAt: z.iso.datetime().optional(),
  /** The syncs that wait for it. */
  syncIds: z.array(z.string()).default([]),
  /** What a person has released: so many rows to zero, and a list of the ERP as short as this. */
  released: z.object({ toZero: z.int().optional(), rows: z.int().optional() }).default({}),
})
export type StockPassProgress = z.output<typeof StockPassProgress>

const count = z.int().default(0)

export const StockPassCounts = z.object({
  /** Rows read from the store. */
  read: count,
  /** Rows of the ERP's list. */
  erpRows: count,
  /** Rows that are for us to say. */
  compared: count,
  /** Of these, rows that were to be written when they were compared, and those of them that go to zero. */
  toWrite: count,
  toZero: count,
  written: count,
  refused: count,
  unsettled: count,
  /** Longest time between reading rows and having them written, in milliseconds. */
  windowMs: count,
})
export type StockPassCounts = z.output<typeof StockPassCounts>

export interface StockPass {
  id: string
  connectionId: ConnectionId
  kind: StockPassKind
  trigger: StockTrigger
  state: StockPassState
  progress: StockPassProgress
  counts: StockPassCounts
  reason?: Reason
  startedAt: Date
  finishedAt?: Date
  releasedAt?: Date
  releasedBy?: Actor
  settledAt?: Date
}

const toPass = (row: typeof stockPasses.$inferSelect): StockPass => ({
  id: row.id,
  connectionId: row.connectionId as ConnectionId,
  kind: StockPassKind.parse(row.kind),
  trigger: StockTrigger.parse(row.trigger),
  state: StockPassState.parse(row.state),
  progress: StockPassProgress.parse(row.progress),
  counts: StockPassCounts.parse(row.counts),
  ...(row.reason === null ? {} : { reason: Reason.parse(row.reason) }),
  startedAt: row.startedAt,
  ...(row.finishedAt === null ? {} : { finishedAt: row.finishedAt }),
  ...(row.releasedAt === null ? {} : { releasedAt: row.releasedAt }),
  ...(row.releasedBy === null ? {} : { releasedBy: Actor.parse(row.releasedBy) }),
  ...(row.settledAt === null ? {} : { settledAt: row.settledAt }),
})

/** Comparisons that a process left behind when it ended. */
const failLeftComparisons = async (tx: Tx, connectionId: ConnectionId): Promise<void> => {
  await tx
    .update(stockPasses)
    .set({ state: 'failed', finishedAt: new Date() })
    .where(
      and(
        eq(stockPasses.connectionId, connectionId),
        eq(stockPasses.kind, 'compare'),
        eq(stockPasses.state, 'running'),
      ),
    )
}

export const beginPass = async (
  tx: Tx,
  pass: Pick<StockPass, 'connectionId' | 'kind' | 'trigger' | 'progress'>,
): Promise<StockPass> => {
  if (pass.kind === 'compare') await failLeftComparisons(tx, pass.connectionId)
  const values = { id: newId(), ...pass, counts: StockPassCounts.parse({}), startedAt: new Date() }
  const [row] = await tx.insert(stockPasses).values(values).returning()
  if (!row) throw new Error('a row that was inserted is there')
  return toPass(row)
}

const ofConnection = (connectionId: string) => eq(stockPasses.connectionId, connectionId)
const writes = ne(stockPasses.kind, 'compare')
const open = and(eq(stockPasses.state, 'stopped'), isNull(stockPasses.settledAt))

/** The pass that is under way. */
export const findRunningPass = async (tx: Tx, connectionId: ConnectionId): Promise<StockPass | undefined> => {
  const [row] = await tx
    .select()
    .from(stockPasses)
    .where(and(ofConnection(connectionId), eq(stockPasses.state, 'running'), writes))
  return row && toPass(row)
}

/** The last pass of a kind that ended, well or with a question. */
export const findLastPass = async (
  tx: Tx,
  connectionId: ConnectionId,
  kind?: StockPassKind,
  state?: StockPassState,
): Promise<StockPass | undefined> => {
  const [row] = await tx
    .select()
    .from(stockPasses)
    .where(
      and(
        ofConnection(connectionId),
        writes,
        kind && eq(stockPasses.kind, kind),
        state ? eq(stockPasses.state, state) : ne(stockPasses.state, 'running'),
      ),
    )
    .orderBy(desc(stockPasses.startedAt), desc(stockPasses.id))
    .limit(1)
  return row && toPass(row)
}

/** The pass that waits for a person's answer, or was just released. */
export const findStoppedPass = async (tx: Tx, connectionId: ConnectionId): Promise<StockPass | undefined> => {
  const [row] = await tx
    .select()
    .from(stockPasses)
    .where(and(ofConnection(connectionId), open))
    .orderBy(desc(stockPasses.startedAt))
    .limit(1)
  return row && toPass(row)
}

export const savePassProgress = async (
  tx: Tx,
  passId: string,
  { progress, counts }: Pick<StockPass, 'progress' | 'counts'>,
): Promise<void> => {
  await tx.update(stockPasses).set({ progress, counts }).where(eq(stockPasses.id, passId))
}

/** Ends a pass. One that is done settles those that were stopped before it. */
export const endPass = async (
  tx: Tx,
  { id, connectionId, kind, counts }: StockPass,
  state: Exclude<StockPassState, 'running'>,
  reason?: Reason,
): Promise<void> => {
  const finishedAt = new Date()
  await tx
    .update(stockPasses)
    .set({ state, counts, reason: reason ?? null, finishedAt })
    .where(eq(stockPasses.id, id))
  if (state === 'done' && kind !== 'compare') await settleStopped(tx, connectionId)
}

/** What was stopped before has been done, or need not be done. */
export const settleStopped = async (tx: Tx, connectionId: ConnectionId): Promise<void> => {
  await tx
    .update(stockPasses)
    .set({ settledAt: new Date() })
    .where(and(ofConnection(connectionId), open))
}

/**
 * Stops a pass until a person has looked. Where one is stopped already, that asks from now on for what this one would do, so that there
 * is one question.
 */
export const stopPass = async (tx: Tx, pass: StockPass, reason: Reason): Promise<void> => {
  const before = await findStoppedPass(tx, pass.connectionId)
  if (!before || before.releasedAt) {
    await settleStopped(tx, pass.connectionId)
    return endPass(tx, pass, 'stopped', reason)
  }
  const progress = { ...pass.progress, triedAt: pass.startedAt.toISOString() }
  await tx.update(stockPasses).set({ progress, counts: pass.counts, reason }).where(eq(stockPasses.id, before.id))
  await tx.delete(stockPasses).where(eq(stockPasses.id, pass.id))
}

/**
 * Lets the next pass do what this one was stopped from.
 *
 * @throws {NotFoundError} it does not wait for anybody
 */
export const releasePass = async (tx: Tx, id: string, releasedBy: Actor): Promise<StockPass> => {
  const [row] = await tx
    .update(stockPasses)
    .set({ releasedAt: new Date(), releasedBy })
    .where(and(eq(stockPasses.id, id), open))
    .returning()
  if (!row) throw new NotFoundError('stopped pass', id)
  return toPass(row)
}

/** @throws {NotFoundError} */
export const getPass = async (tx: Tx, id: string): Promise<StockPass> => {
  const [row] = await tx.select().from(stockPasses).where(eq(stockPasses.id, id))
  if (!row) throw new NotFoundError('pass', id)
  return toPass(row)
}

/** Newest first. */
export const listPasses = async (
  tx: Tx,
  connectionId: string,
  { limit, after }: { limit: number; after?: { at: Date; id: string } },
): Promise<StockPass[]> => {
  const rows = await tx
    .select()
    .from(stockPasses)
    .where(
      and(
        ofConnection(connectionId),
        after &&
          sql`(${stockPasses.startedAt}, ${stockPasses.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(stockPasses.startedAt), desc(stockPasses.id))
    .limit(limit)
  return rows.map(toPass)
}
