import { type Decision, OrderId, Reason, type SetAside, StoreOrder } from '@pretok/domain'
import { and, asc, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { orderEvents, orders } from './schema.ts'

/** An order that does not flow, as it was decided about last. */
export interface SetAsideOrder {
  id: string
  placedAt: Date
  order: StoreOrder
  contentHash: string
  state: string
  reason: Reason
}

/** A position in the list, which is in the order of their placing. */
export interface SetAsidePosition {
  placedAt: Date
  id: string
}

interface Page {
  limit: number
  placedBefore?: Date
  after?: SetAsidePosition
}

/** Reasons are no condition: nothing knows how many orders have one, so the index that knows the order would not be taken. */
export const setAsideStatement = (
  tx: Tx,
  connectionId: string,
  { state, codes }: SetAside,
  { limit, placedBefore, after }: Page,
) =>
  tx
    .select({
      id: orders.id,
      placedAt: orders.placedAt,
      snapshot: sql<unknown>`case when ${inArray(sql`${orders.reason}->>'code'`, [...codes])} then ${orders.snapshot} end`,
      contentHash: orders.contentHash,
      state: orders.state,
      reason: orders.reason,
    })
    .from(orders)
    .where(
      and(
        eq(orders.connectionId, connectionId),
        eq(orders.state, state),
        isNull(orders.erpMkId),
        isNull(orders.erasedAt),
        placedBefore && lt(orders.placedAt, placedBefore),
        after &&
          sql`(${orders.placedAt}, ${orders.id}) > (${after.placedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(asc(orders.placedAt), asc(orders.id))
    .limit(limit)

/**
 * Orders that are set aside for certain reasons, oldest first. Those that the ERP has something of are not among them.
 *
 * @param page `limit` is how many are looked at; fewer may be found
 * @returns `next`: where to go on, if there may be more
 */
export const listSetAside = async (
  tx: Tx,
  connectionId: string,
  setAside: SetAside,
  page: Page,
): Promise<{ found: SetAsideOrder[]; next?: SetAsidePosition }> => {
  const rows = await setAsideStatement(tx, connectionId, setAside, page)
  const found = rows.flatMap(({ snapshot, reason, ...row }) =>
    snapshot === null ? [] : { ...row, order: StoreOrder.parse(snapshot), reason: Reason.parse(reason) },
  )
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return { found, ...(last && { next: { placedAt: last.placedAt, id: last.id } }) }
}

/**
 * Saves new decisions about such orders. One that changed meanwhile, or that somebody works on, is left alone.
 *
 * @returns those that may go to the ERP now
 */
export const saveDecisions = async (
  tx: Tx,
  decided: readonly { was: SetAsideOrder; decision: Decision }[],
): Promise<OrderId[]> => {
  if (decided.length === 0) return []
  const wanted = decided.map(({ was, decision }) => ({
    id: was.id,
    hash: was.contentHash,
    was: was.state,
    state: decision.state,
    reason: 'reason' in decision ? decision.reason : null,
    proof: decision.proof ?? null,
  }))
  const { rows } = await tx.execute<{ id: string; state: string; code: string | null }>(sql`
    update orders set state = wanted.state, reason = wanted.reason, proof = wanted.proof, updated_at = ${new Date()}
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as wanted(id uuid, hash text, was text, state text, reason jsonb, proof jsonb)
    where orders.id = wanted.id and content_hash = wanted.hash and orders.state = wanted.was and erp_mk_id is null
    returning orders.id, orders.state, orders.reason->>'code' as code`)
  if (rows.length === 0) return []
  await tx
    .insert(orderEvents)
    .values(
      rows.map(({ id, state, code }) => ({ orderId: id, kind: state, data: code === null ? {} : { reason: code } })),
    )
  return rows.filter(({ state }) => state === 'ready').map(({ id }) => OrderId.parse(id))
}
