import { type Database, findProgressToWrite, noteTracking, recordEvent } from '@pretok/db'
import { decideState, trackingNumbersOf } from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { setState, takeUp, type WriteBackRun } from '../write-store-state.ts'

/** How often an order may change under our hands in one run. */
const mostRounds = 3

/** Then it is let be for a while. */
const busyWaitMs = 60_000

/** A change leaves within a minute of its intent, we listen for another one, and the shop's server may go on for a third. */
const usualThroughAfterMs = 180_000

export interface WriteBackDeps {
  database: Database
  openSides: OpenSides
  /** How long after its intent a change of state may still be carried out by the store. Default three minutes. */
  throughAfterMs?: number
}

const writeTracking = async ({ orderId, store, settings, told, signal, commit }: WriteBackRun): Promise<void> => {
  const { storeOrderId, writtenTracking: ours } = told
  const numbers = trackingNumbersOf(told.progress, settings)
  if (numbers.length === 0) return
  const tracking = { storeOrderId, numbers, mail: settings.trackingMail, ...(ours === undefined ? {} : { ours }) }
  const { outcome, text, leftOut } = await store.setTracking(tracking, { signal })
  const isOurs = outcome === 'set' || outcome === 'there'
  if (isOurs && text === ours) return
  await commit(async (tx) => {
    if (isOurs) await noteTracking(tx, orderId, text)
    const kind =
      outcome === 'set' ? 'store-tracking-set' : outcome === 'there' ? 'store-tracking-seen' : 'store-tracking-kept'
    await recordEvent(tx, orderId, kind, {
      ...(isOurs ? { to: text } : { outcome }),
      ...(outcome === 'set' && ours !== undefined ? { from: ours } : {}),
      ...(outcome === 'set' && settings.trackingMail ? { mailed: true } : {}),
      ...(leftOut.length > 0 ? { leftOut } : {}),
    })
  })
}

/**
 * Tells the store how far one order has come: its tracking numbers first, so that the mail about its state can name them, then its state.
 *
 * A change of state is never repeated blindly: its intent is committed before it goes out, and whoever finds an intent waits until the
 * store must be through with it, and then looks.
 */
export const writeBack =
  ({
    database,
    openSides,
    throughAfterMs = usualThroughAfterMs,
  }: WriteBackDeps): Handler<typeof ordersQueue, 'write-back'> =>
  async ({ connectionId, orderId }, context) => {
    const told = await findProgressToWrite(database.db, orderId)
    if (!told) return
    const { signal, commit } = context
    const { store, settings } = await openSides(connectionId)
    const run: WriteBackRun = { ...context, orderId, store, settings: settings.statuses, told }
    const { storeOrderId, intent, known } = told

    if (intent) {
      const throughAt = new Date(intent.since.getTime() + throughAfterMs)
      if (told.now < throughAt) return { again: throughAt }
      await takeUp(run, intent)
      return { again: new Date() }
    }

    for (let round = 1; round <= mostRounds; round += 1) {
      const read = await store.readOrderStates(storeOrderId, { signal })
      if (!read) {
        await commit((tx) => recordEvent(tx, orderId, 'store-order-gone', { storeOrderId }))
        return
      }
      const decision = decideState(told.progress, run.settings, read, known)
      if ('conflict' in decision) throw decision.conflict
      if (round === 1) await writeTracking(run)
      if (decision.to === undefined || (await setState(run, read, decision.to))) return
    }
    return { again: new Date(Date.now() + busyWaitMs) }
  }
