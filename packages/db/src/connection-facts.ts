import { ErpFacts, StoreFacts } from '@pretok/domain'
import { eq, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { connectionFacts } from './schema.ts'

/** A side's facts are absent until they were read once. */
export interface ConnectionFacts {
  store?: { facts: StoreFacts; readAt: Date }
  erp?: { facts: ErpFacts; readAt: Date }
}

type Facts<Side extends keyof ConnectionFacts> = NonNullable<ConnectionFacts[Side]>['facts']

/** Keeps what a side says of itself now, in the place of what it said before. */
export const saveFacts = async <Side extends keyof ConnectionFacts>(
  tx: Tx,
  connectionId: string,
  side: Side,
  facts: Facts<Side>,
): Promise<void> => {
  const fresh = { facts, readAt: sql`now()` }
  await tx
    .insert(connectionFacts)
    .values({ connectionId, side, ...fresh })
    .onConflictDoUpdate({ target: [connectionFacts.connectionId, connectionFacts.side], set: fresh })
}

/** What both sides said of themselves last; empty for a connection that is not there. */
export const findFacts = async (tx: Tx, connectionId: string): Promise<ConnectionFacts> => {
  const rows = await tx.select().from(connectionFacts).where(eq(connectionFacts.connectionId, connectionId))
  const of = (side: string) => rows.find((row) => row.side === side)
  const [store, erp] = [of('store'), of('erp')]
  return {
    ...(store && { store: { facts: StoreFacts.parse(store.facts), readAt: store.readAt } }),
    ...(erp && { erp: { facts: ErpFacts.parse(erp.facts), readAt: erp.readAt } }),
  }
}
