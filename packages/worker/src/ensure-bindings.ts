import {
  type Binding,
  type BindingKind,
  bind,
  claimBinding,
  type Database,
  findBindings,
  releaseClaim,
} from '@pretok/db'
import type { PortOptions } from '@pretok/domain'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { WriteWindow } from './write-window.ts'

/** Somebody else is creating the same thing in the ERP at this moment; a second later it is there. */
export class BusyElsewhere extends Error {}

export type Bound = Omit<Binding, 'key'>

/** Finds or creates the thing over there; `undefined` when it is not there and may not be created. */
export type Ensure = (options: PortOptions) => Promise<Bound | undefined>

export interface Wanted {
  ensure: Ensure
  /** Things that may turn out to be one over there, such as two addresses of a firm, share a lock. Default: the thing's key. */
  lock?: string
}

/** The bindings of partners or products, by key; those whose thing is not there and may not be created are absent. */
export type BindAll = (kind: BindingKind, wanted: ReadonlyMap<string, Wanted>) => Promise<ReadonlyMap<string, Bound>>

export interface BindingContext {
  database: Database
  connectionId: string
  writeWindow: WriteWindow
  signal: AbortSignal
}

/**
 * Whatever the claimant sets going over there leaves within its window, so the ERP is through with it when the claim ends and the
 * next one may look, even if the claimant is gone, or stands still and wakes up later.
 */
const ensureBinding = async (
  { database: { db }, connectionId, writeWindow, signal }: BindingContext,
  kind: BindingKind,
  key: string,
  { ensure, lock = key }: Wanted,
): Promise<Bound | undefined> => {
  const mayStart = writeWindow.open()
  const claim = await claimBinding(db, connectionId, kind, lock, writeWindow.throughAfterMs)
  // Somebody may have been here before us.
  const standing = (await findBindings(db, connectionId, kind, [key])).get(key)
  if (claim === undefined) {
    if (standing) return standing
    throw new BusyElsewhere(`${kind} is being created elsewhere`)
  }
  try {
    const bound = standing ?? (await ensure({ signal, mayStart }))
    if (bound) await bind(db, connectionId, kind, { key, ...bound })
    await releaseClaim(db, claim)
    return bound
  } catch (error) {
    // What may stand over there is found when the claim has run out.
    if (!(error instanceof RemoteOutcomeUnknownError)) await releaseClaim(db, claim)
    throw error
  }
}

/**
 * Binds things that stand, and new ones, each created by one claimant at a time.
 *
 * @throws {BusyElsewhere} another claimant is at one of them
 */
export const ensureBindings =
  (context: BindingContext): BindAll =>
  async (kind, wanted) => {
    const { database, connectionId } = context
    const bindings = new Map<string, Bound>(await findBindings(database.db, connectionId, kind, [...wanted.keys()]))
    for (const [key, want] of wanted) {
      const bound = bindings.get(key) ?? (await ensureBinding(context, kind, key, want))
      if (bound) bindings.set(key, bound)
    }
    return bindings
  }

/** Finds what is bound, and has the rest made without claiming or keeping anything: for an ERP that only pretends. */
export const lookAtBindings =
  ({ database, connectionId, signal }: Omit<BindingContext, 'writeWindow'>): BindAll =>
  async (kind, wanted) => {
    const bindings = new Map<string, Bound>(await findBindings(database.db, connectionId, kind, [...wanted.keys()]))
    for (const [key, { ensure }] of wanted) {
      const bound = bindings.get(key) ?? (await ensure({ signal }))
      if (bound) bindings.set(key, bound)
    }
    return bindings
  }
