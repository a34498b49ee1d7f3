import {
  type Binding,
  type BindingKind,
  bindClaimed,
  claimBinding,
  type Database,
  findBindings,
  releaseClaim,
} from '@pretok/db'
import { RemoteOutcomeUnknownError, RemoteUnavailableError } from '@pretok/kernel'

/** Somebody else is creating the same thing in the ERP at this moment; a second later it is there. */
export class BusyElsewhere extends Error {}

export type Bound = Omit<Binding, 'key'>

/** Finds or creates the thing over there; `undefined` when it is not there and may not be created. */
export type Ensure = (signal: AbortSignal) => Promise<Bound | undefined>

export interface BindingContext {
  database: Database
  connectionId: string
  /** How long the ERP may work on a write, in milliseconds. */
  writeCeilingMs: number
  signal: AbortSignal
}

/**
 * A claim lasts two ceilings and the claimant's calls one: whatever it set going over there has ended when the next one may look,
 * even if the claimant is gone.
 */
const ensureBinding = async (
  { database: { db }, connectionId, writeCeilingMs, signal }: BindingContext,
  kind: BindingKind,
  key: string,
  ensure: Ensure,
): Promise<Bound | undefined> => {
  const claim = await claimBinding(db, connectionId, kind, key, new Date(Date.now() + 2 * writeCeilingMs))
  if (claim === undefined) {
    const standing = (await findBindings(db, connectionId, kind, [key])).get(key)
    if (standing) return standing
    throw new BusyElsewhere(`${kind} is being created elsewhere`)
  }
  const tooLate = AbortSignal.timeout(writeCeilingMs)
  try {
    const bound = await ensure(AbortSignal.any([signal, tooLate]))
    if (bound) await bindClaimed(db, claim, bound)
    else await releaseClaim(db, claim)
    return bound
  } catch (error) {
    if (error instanceof RemoteOutcomeUnknownError) throw error
    await releaseClaim(db, claim)
    if (!tooLate.aborted) throw error
    throw new RemoteUnavailableError(`The ERP was too busy to look up a ${kind}`, { kind }, { cause: error })
  }
}

/**
 * The bindings of partners or products, by key: those that stand, and new ones, each created by one claimant at a time.
 * Keys whose thing is not there and may not be created are absent.
 *
 * @throws {BusyElsewhere} another claimant is at one of them
 */
export const ensureBindings = async (
  context: BindingContext,
  kind: BindingKind,
  wanted: ReadonlyMap<string, Ensure>,
): Promise<ReadonlyMap<string, Bound>> => {
  const { database, connectionId } = context
  const bindings = new Map<string, Bound>(await findBindings(database.db, connectionId, kind, [...wanted.keys()]))
  for (const [key, ensure] of wanted) {
    const bound = bindings.get(key) ?? (await ensureBinding(context, kind, key, ensure))
    if (bound) bindings.set(key, bound)
  }
  return bindings
}
