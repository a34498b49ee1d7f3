import {
  findBookedPieces,
  findPlacedAfter,
  findUnbookedPieces,
  findUnissuedPieces,
  findUnknownOrders,
  type OrderedPieces,
} from '@pretok/db'
import type { InFlight } from '@pretok/domain'
import type { Run } from './run.ts'

/** MetaKocka may take a moment until a booked order shows in its stock. */
export const countedAfterMs = 5_000

interface Thing {
  productId: string
  combinationId: string
}

/** What is in orders, of every thing that the store sells. */
export interface Ordered {
  /**
   * @param readAt when the ERP was asked for its stock
   * @returns with `isMarginal`, an order was booked so shortly before that it may be counted twice: the ERP is to be asked again
   */
  of(thing: Thing, readAt: Date): InFlight & { isMarginal: boolean }
}

const keyOf = ({ productId, combinationId }: Thing): string => `${productId}/${combinationId}`

const addUp = (pieces: Iterable<OrderedPieces>): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>()
  for (const piece of pieces) totals.set(keyOf(piece), (totals.get(keyOf(piece)) ?? 0) + piece.quantity)
  return totals
}

/** What the store has sold that is not known here: it was placed after the last import. */
const findPlaced = async ({
  connectionId,
  database: { db },
  store,
  settings,
  signal,
}: Run): Promise<OrderedPieces[]> => {
  // Whoever brings the orders to the ERP elsewhere has it count them.
  if (!settings.flows.orders) return []
  const after = await findPlacedAfter(db, connectionId)
  if (after === undefined) return []
  const placed = (await store.readPlacedOrders(after, { signal })).filter(({ hasEnded }) => !hasEnded)
  const unknown = await findUnknownOrders(
    db,
    connectionId,
    placed.map(({ storeOrderId }) => storeOrderId),
  )
  return placed
    .filter(({ storeOrderId }) => unknown.has(storeOrderId))
    .flatMap(({ lines }) => lines.map(({ combinationId = '', ...line }) => ({ combinationId, ...line })))
}

/**
 * Reads from the store what was just ordered, then from the database what was ordered before: an order that is imported in between
 * counts twice for a moment, and never not at all.
 *
 * @param since when the ERP was asked for the oldest of its levels
 * @param countsAmounts the ERP's numbers know no reservations
 */
export const findOrdered = async (run: Run, since: Date, countsAmounts: boolean): Promise<Ordered> => {
  const { connectionId, database } = run
  const placed = await findPlaced(run)
  const unbooked = addUp([...placed, ...(await findUnbookedPieces(database.db, connectionId))])
  const bookedSince = new Date(since.getTime() - countedAfterMs)
  const booked = Map.groupBy(await findBookedPieces(database.db, connectionId, bookedSince), keyOf)
  const unissued = addUp(countsAmounts ? await findUnissuedPieces(database.db, connectionId) : [])
  return {
    of(thing, readAt) {
      const key = keyOf(thing)
      const countedFor = readAt.getTime() - countedAfterMs
      const uncounted = (booked.get(key) ?? []).filter(({ bookedAt }) => bookedAt.getTime() >= countedFor)
      return {
        unbooked: unbooked.get(key) ?? 0,
        uncounted: uncounted.reduce((total, { quantity }) => total + quantity, 0),
        unissued: unissued.get(key) ?? 0,
        isMarginal: uncounted.some(({ bookedAt }) => bookedAt < readAt),
      }
    },
  }
}
