import { Reason } from '@pretok/domain'
import type { Side } from '@pretok/jobs'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'
import { circuits } from './schema.ts'
import { wakePumps } from './wake-pumps.ts'

/** One side of a connection is out of order: nothing that calls it is handed out, until a *probe* may see whether it answers. */
export const Circuit = z.object({
  side: z.enum(['store', 'erp'] satisfies Side[]),
  openedAt: z.coerce.date(),
  /** From then on one piece of work at a time may try. */
  probeAt: z.coerce.date(),
  /** How often it was found out of order in a row; the wait grows with it. */
  trips: z.int(),
  /** What failed last. */
  reason: Reason,
})
export type Circuit = z.output<typeof Circuit>

/** The first wait, which doubles with each trip, and the longest. In milliseconds. */
export interface CircuitWait {
  firstMs: number
  longestMs: number
}

const circuitWait: CircuitWait = { firstMs: 15_000, longestMs: 15 * 60_000 }

/** A call that failed, and how it ended. */
export interface CircuitFailure {
  connectionId: string
  side: Side
  reason: Reason
  /** How long ago the call began, in milliseconds. */
  tookMs: number
  /** How long the other side asks us to wait, in milliseconds. Heeded up to the longest wait. */
  retryAfterMs?: number | undefined
}

const columns = {
  side: circuits.side,
  openedAt: circuits.openedAt,
  probeAt: circuits.probeAt,
  trips: circuits.trips,
  reason: circuits.reason,
}

/** Connections that share a system fail together; the last quarter of the wait is chance, so that they do not all come back at once. */
const untilProbe = (trips: SQL, retryAfterMs: number, { firstMs, longestMs }: CircuitWait): SQL<Date> => {
  const usualMs = sql`least(${firstMs} * power(2, least(${trips}, 30) - 1), ${longestMs}) * (0.75 + random() / 4)`
  return sql`now() + greatest(${usualMs}, ${Math.min(retryAfterMs, longestMs)}) * interval '1 millisecond'`
}

const is = (connectionId: string, side: Side): SQL | undefined =>
  and(eq(circuits.connectionId, connectionId), eq(circuits.side, side))

/**
 * Only a call that began when the probe was due is one. Calls that were under way before end late, as time-outs do: they tell of
 * the trouble that is known. Reckoned by the database's clock alone.
 */
const isProbe = (tookMs: number): SQL => sql`${circuits.probeAt} <= now() - ${tookMs} * interval '1 millisecond'`

const onceMore = ({ reason, retryAfterMs = 0 }: CircuitFailure, wait: CircuitWait) => ({
  trips: sql`${circuits.trips} + 1`,
  probeAt: untilProbe(sql`${circuits.trips} + 1`, retryAfterMs, wait),
  reason,
})

/**
 * Opens a circuit, or keeps one open that was being probed. One that waits for its probe is left as it is.
 *
 * @returns the circuit; `undefined` when nothing was changed
 */
export const openCircuit = async (
  tx: Tx,
  failure: CircuitFailure,
  wait: CircuitWait = circuitWait,
): Promise<Circuit | undefined> => {
  const { connectionId, side, reason, tookMs, retryAfterMs = 0 } = failure
  const [row] = await tx
    .insert(circuits)
    .values({ connectionId, side, reason, probeAt: untilProbe(sql`1`, retryAfterMs, wait) })
    .onConflictDoUpdate({
      target: [circuits.connectionId, circuits.side],
      set: onceMore(failure, wait),
      setWhere: isProbe(tookMs),
    })
    .returning(columns)
  return row && Circuit.parse(row)
}

/**
 * Keeps a circuit open whose probe failed, and opens none.
 *
 * @returns the circuit; `undefined` when nothing was changed
 */
export const reopenCircuit = async (
  tx: Tx,
  failure: CircuitFailure,
  wait: CircuitWait = circuitWait,
): Promise<Circuit | undefined> => {
  const { connectionId, side, tookMs } = failure
  const [row] = await tx
    .update(circuits)
    .set(onceMore(failure, wait))
    .where(and(is(connectionId, side), isProbe(tookMs)))
    .returning(columns)
  return row && Circuit.parse(row)
}

/**
 * Closes a circuit and wakes whoever hands out the work that waits.
 *
 * @param probe the call that succeeded: the circuit closes only if that was a probe; without it, whatever it waits for
 * @returns whether one stood and was closed
 */
export const closeCircuit = (tx: Tx, connectionId: string, side: Side, probe?: { tookMs: number }): Promise<boolean> =>
  tx.transaction(async (inner) => {
    const { rowCount } = await inner.delete(circuits).where(and(is(connectionId, side), probe && isProbe(probe.tookMs)))
    if (rowCount !== 1) return false
    await wakePumps(inner, connectionId)
    return true
  })

/** The sides of a connection that are out of order. */
export const findCircuits = async (tx: Tx, connectionId: string): Promise<Circuit[]> => {
  const rows = await tx
    .select(columns)
    .from(circuits)
    .where(eq(circuits.connectionId, connectionId))
    .orderBy(circuits.side)
  return rows.map((row) => Circuit.parse(row))
}

/** A column for statements on `connections`: the circuits of each row, as JSON. */
export const circuitsOfConnection = sql<unknown>`(
  select coalesce(json_agg(json_build_object('side', side, 'openedAt', opened_at, 'probeAt', probe_at, 'trips', trips,
    'reason', reason) order by side), '[]')
  from circuits where circuits.connection_id = connections.id)`
