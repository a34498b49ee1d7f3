import { createHash } from 'node:crypto'
import { type Party, partyKey } from '@pretok/domain'
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

/** Under which key a partner is bound. It is made of names and addresses, and holds none of them. */
export const partnerKey = (party: Party): string => createHash('sha256').update(partyKey(party)).digest('hex')

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
 * Claims the right to look up and, if need be, create the things of one key in the ERP, so that two orders of a new customer make one partner.
 * A claim outlives its owner's crash for `lastsMs` by the database's clock, when a lost creation has ended over there and the
 * lookup finds it.
 *
 * @returns the claim's token, or `undefined` when somebody else holds it or the binding stands already
 */
export const claimBinding = async (
  tx: Tx,
  connectionId: string,
  kind: BindingKind,
  key: string,
  lastsMs: number,
): Promise<string | undefined> => {
  const claim = newId()
  const claimedUntil = sql`clock_timestamp() + ${lastsMs} * interval '1 millisecond'`
  const [row] = await tx
    .insert(bindings)
    .values({ connectionId, kind, key, claim, claimedUntil })
    .onConflictDoUpdate({
      target: [bindings.connectionId, bindings.kind, bindings.key],
      set: { claim, claimedUntil, updatedAt: new Date() },
      setWhere: sql`${bindings.erpId} is null and ${bindings.claimedUntil} < clock_timestamp()`,
    })
    .returning({ claim: bindings.claim })
  return row?.claim === claim ? claim : undefined
}

/** Keeps what was found or created. Whoever came first has found the same. */
export const bind = async (tx: Tx, connectionId: string, kind: BindingKind, binding: Binding): Promise<void> => {
  const { key, erpId, data } = binding
  const bound = { erpId, data, claim: null, claimedUntil: null }
  await tx
    .insert(bindings)
    .values({ connectionId, kind, key, ...bound })
    .onConflictDoUpdate({
      target: [bindings.connectionId, bindings.kind, bindings.key],
      set: { ...bound, updatedAt: new Date() },
      setWhere: isNull(bindings.erpId),
    })
}

/** Ends a claim: what it was for is bound, or certainly was not created. A claim that was lost meanwhile is left alone. */
export const releaseClaim = async (tx: Tx, claim: string): Promise<void> => {
  await tx.delete(bindings).where(and(eq(bindings.claim, claim), isNull(bindings.erpId)))
}

/** Forgets bindings of things that the ERP no longer has. Claims stay: somebody is at them. */
export const unbind = async (
  tx: Tx,
  connectionId: string,
  kind: BindingKind,
  keys: readonly string[],
): Promise<void> => {
  if (keys.length === 0) return
  await tx
    .delete(bindings)
    .where(
      and(
        eq(bindings.connectionId, connectionId),
        eq(bindings.kind, kind),
        inArray(bindings.key, [...keys]),
        isNotNull(bindings.erpId),
      ),
    )
}
