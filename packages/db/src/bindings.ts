import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { newId, type Tx } from './database.ts'
import { bindings } from './schema.ts'

export type BindingKind = 'partner' | 'product'

/** Which thing of the ERP is ours: its id there, and what else is needed to refer to it. */
export interface Binding {
  key: string
  erpId: string
  data: Record<string, unknown>
}

const toBinding = (row: typeof bindings.$inferSelect): Binding => ({
  key: row.key,
  erpId: row.erpId as string,
  data: row.data as Record<string, unknown>,
})

export const findBindings = async (
  tx: Tx,
  connectionId: string,
  kind: BindingKind,
  keys: readonly string[],
): Promise<Map<string, Binding>> => {
  if (keys.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(bindings)
    .where(
      and(
        eq(bindings.connectionId, connectionId),
        eq(bindings.kind, kind),
        inArray(bindings.key, [...keys]),
        isNotNull(bindings.erpId),
      ),
    )
  return new Map(rows.map((row) => [row.key, toBinding(row)]))
}

/**
 * Claims the right to look up and, if need be, create one thing in the ERP, so that two orders of a new customer make one partner.
 * A claim outlives its owner's crash until `until`, by when a lost creation has ended over there and the lookup finds it.
 *
 * @returns the claim's token, or `undefined` when somebody else holds it or the binding stands already
 */
export const claimBinding = async (
  tx: Tx,
  connectionId: string,
  kind: BindingKind,
  key: string,
  until: Date,
): Promise<string | undefined> => {
  const claim = newId()
  const now = new Date()
  const [row] = await tx
    .insert(bindings)
    .values({ connectionId, kind, key, claim, claimedUntil: until })
    .onConflictDoUpdate({
      target: [bindings.connectionId, bindings.kind, bindings.key],
      set: { claim, claimedUntil: until, updatedAt: now },
      setWhere: sql`${bindings.erpId} is null and ${bindings.claimedUntil} < ${now}`,
    })
    .returning({ claim: bindings.claim })
  return row?.claim === claim ? claim : undefined
}

/** Ends a claim with what was found or created. A claim that was lost meanwhile changes nothing. */
export const bindClaimed = async (tx: Tx, claim: string, binding: Omit<Binding, 'key'>): Promise<void> => {
  await tx
    .update(bindings)
    .set({ erpId: binding.erpId, data: binding.data, claim: null, claimedUntil: null, updatedAt: new Date() })
    .where(eq(bindings.claim, claim))
}

/** Gives a claim back when certainly nothing was created. */
export const releaseClaim = async (tx: Tx, claim: string): Promise<void> => {
  await tx.delete(bindings).where(and(eq(bindings.claim, claim), isNull(bindings.erpId)))
}

/** Forgets bindings of things that the ERP no longer has. */
export const unbind = async (
  tx: Tx,
  connectionId: string,
  kind: BindingKind,
  keys: readonly string[],
): Promise<void> => {
  if (keys.length === 0) return
  await tx
    .delete(bindings)
    .where(and(eq(bindings.connectionId, connectionId), eq(bindings.kind, kind), inArray(bindings.key, [...keys])))
}
