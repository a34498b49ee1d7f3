import { erasePeople, type OrderState, StoreOrder, toBookedParty } from '@pretok/domain'
import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Actor } from './audit-log.ts'
import { partnerKey, unbind } from './bindings.ts'
import type { Tx } from './database.ts'
import { recordEvent } from './orders.ts'
import { orders, previews } from './schema.ts'

/** Whose data, by the e-mail address of the payer, in any case; of one connection, or of all. */
export interface CustomerQuery {
  email: string
  connectionId?: string | undefined
}

/** An order as it is kept of a customer. */
export interface CustomerOrder {
  id: string
  connectionId: string
  storeOrderId: string
  state: OrderState
  buyerOrder?: string
  /** Everything that the store said of it. */
  order: StoreOrder
}

export interface Erasure {
  /** Orders whose personal data is gone. */
  erased: number
  /** Orders that are still on their way and need it; erase again when they have come to rest. */
  kept: { id: string; state: OrderState }[]
}

/** Nothing is looked up for these any more. */
const atRest: readonly OrderState[] = ['booked', 'cancelled']

const ofCustomer = ({ email, connectionId }: CustomerQuery) =>
  and(
    sql`lower(${orders.snapshot}->'payer'->>'email') = ${email.toLowerCase()}`,
    connectionId === undefined ? undefined : eq(orders.connectionId, connectionId),
    isNotNull(orders.snapshot),
    isNull(orders.erasedAt),
  )

/** Newest first. @param limit more are not given */
export const findCustomerOrders = async (tx: Tx, query: CustomerQuery, limit: number): Promise<CustomerOrder[]> => {
  const rows = await tx.select().from(orders).where(ofCustomer(query)).orderBy(desc(orders.placedAt)).limit(limit)
  return rows.map(({ id, connectionId, storeOrderId, state, buyerOrder, snapshot }) => ({
    id,
    connectionId,
    storeOrderId,
    state: state as OrderState,
    ...(buyerOrder === null ? {} : { buyerOrder }),
    order: StoreOrder.parse(snapshot),
  }))
}

/**
 * Erases what tells who a customer is, for good: what the store says of people later is not taken any more either. The books are not
 * touched: amounts, products and the documents in the ERP stay.
 */
export const eraseCustomer = async (tx: Tx, query: CustomerQuery, actor: Actor): Promise<Erasure> => {
  const rows = await tx.select().from(orders).where(ofCustomer(query)).orderBy(orders.id).for('update')
  const resting = rows.filter(({ state }) => atRest.includes(state as OrderState))
  for (const { id, connectionId, snapshot } of resting) {
    const order = StoreOrder.parse(snapshot)
    await tx
      .update(orders)
      .set({ snapshot: erasePeople(order), bookedOrder: null, erasedAt: new Date(), updatedAt: new Date() })
      .where(eq(orders.id, id))
    const parties = [order.payer, order.recipient].map((party) => toBookedParty(party).party)
    await unbind(tx, connectionId, 'partner', parties.map(partnerKey))
    await recordEvent(tx, id, 'erased', {}, actor)
  }
  const touched = [...new Set(resting.map(({ connectionId }) => connectionId))]
  if (touched.length > 0) await tx.delete(previews).where(inArray(previews.connectionId, touched))
  return {
    erased: resting.length,
    kept: rows.filter((row) => !resting.includes(row)).map(({ id, state }) => ({ id, state: state as OrderState })),
  }
}
