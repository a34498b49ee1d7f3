import { type BindingKind, bindClaimed, claimBinding, type Database, findBindings, releaseClaim } from '@pretok/db'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'

/** Somebody else is creating the same thing in the ERP at this moment; a second later it is there. */
export class BusyElsewhere extends Error {}

export interface Bound {
  erpId: string
  data: Record<string, unknown>
}

export interface BindingRequest {
  connectionId: string
  kind: BindingKind
  key: string
  /** A creation whose outcome is unknown has ended by then, so that looking it up again gives the truth. */
  claimMs: number
  /** Finds or creates the thing over there. */
  ensure: () => Promise<Bound>
}

/**
 * The binding of one partner or product: the one that stands, or a new one, created by exactly one claimant at a time.
 *
 * @throws {BusyElsewhere} another claimant is at it
 */
export const ensureBinding = async ({ db }: Pick<Database, 'db'>, request: BindingRequest): Promise<Bound> => {
  const { connectionId, kind, key, claimMs, ensure } = request
  const find = async () => (await findBindings(db, connectionId, kind, [key])).get(key)
  const standing = await find()
  if (standing) return standing
  const claim = await claimBinding(db, connectionId, kind, key, new Date(Date.now() + claimMs))
  if (claim === undefined) {
    const meanwhile = await find()
    if (meanwhile) return meanwhile
    throw new BusyElsewhere(`${kind} is being created elsewhere`)
  }
  try {
    const bound = await ensure()
    await bindClaimed(db, claim, bound)
    return bound
  } catch (error) {
    if (!(error instanceof RemoteOutcomeUnknownError)) await releaseClaim(db, claim)
    throw error
  }
}
