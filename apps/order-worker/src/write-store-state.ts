import { beginStateWrite, endStateWrite, type ProgressToWrite, recordEvent, type StateIntent } from '@pretok/db'
import { decideState, type StatusSettings, type StoreOrderStates } from '@pretok/domain'
import type { JobContext } from '@pretok/queue'
import { type Sides, startStopwatch } from '@pretok/worker'

/** After its intent a change of state leaves within this time or never, so that whoever takes it up knows when it must be over. */
const leavesWithinMs = 60_000

/** One order that the store is told of. */
export interface WriteBackRun extends Pick<JobContext, 'signal' | 'commit' | 'log'> {
  orderId: string
  store: Sides['store']
  settings: StatusSettings
  told: ProgressToWrite
}

/** Puts an order right after its state was changed, and writes down what became of it. @returns the state that was overwritten */
const finish = async (
  run: WriteBackRun,
  { from, to, mark }: StateIntent,
  windowMs?: number,
): Promise<string | undefined> => {
  const { orderId, store, told, signal, commit, log } = run
  const { mended, left, overwritten } = await store.mendOrder(told.storeOrderId, mark, { signal })
  if (left.length > 0) log.warn({ orderId, left }, 'fields of an order are wrong in the store')
  await commit(async (tx) => {
    await endStateWrite(tx, orderId, to)
    await recordEvent(tx, orderId, 'store-state-set', {
      from,
      to,
      ...(windowMs === undefined ? {} : { windowMs }),
      ...(mended.length > 0 ? { mended } : {}),
      ...(left.length > 0 ? { left } : {}),
      ...(overwritten === undefined ? {} : { overwritten }),
    })
  })
  return overwritten
}

/** Somebody came in between after all. Where we would have left their state alone, it is to stand again. */
const giveBack = async (
  run: WriteBackRun,
  read: StoreOrderStates,
  ours: string,
  overwritten: string,
): Promise<void> => {
  const { store, settings, told, signal } = run
  const theirs = read.states.get(overwritten)
  if (!theirs) return
  const decision = decideState(told.progress, settings, { ...read, current: theirs }, told.known)
  if ('to' in decision && decision.to === ours) return
  const now = await store.readOrderStates(told.storeOrderId, { signal })
  if (now?.current.id === ours) await setState(run, now, overwritten)
}

/**
 * Sets a state, its intent committed before.
 *
 * @returns whether the state is what it should be; if not, the order has changed since it was read
 */
export const setState = async (run: WriteBackRun, read: StoreOrderStates, to: string): Promise<boolean> => {
  const { orderId, store, told, signal, commit } = run
  const intent = { from: read.current.id, to, mark: read.mark }
  const elapsedMs = startStopwatch()
  await commit((tx) => beginStateWrite(tx, orderId, intent))
  const mayStart = () => elapsedMs() <= leavesWithinMs
  const write = { storeOrderId: told.storeOrderId, ...intent }
  const { done, windowMs } = await store.setOrderState(write, { signal, mayStart })
  if (!done) {
    await commit((tx) => endStateWrite(tx, orderId))
    return false
  }
  const overwritten = await finish(run, intent, windowMs)
  if (overwritten === undefined) return true
  await giveBack(run, read, to, overwritten)
  return false
}

/** What an earlier run has left open: it was cut off, or got no answer. */
export const takeUp = async (run: WriteBackRun, intent: StateIntent): Promise<void> => {
  const { orderId, store, told, signal, commit } = run
  const read = await store.readOrderStates(told.storeOrderId, { signal })
  if (read?.current.id === intent.to) {
    const overwritten = await finish(run, intent)
    if (overwritten !== undefined) await giveBack(run, read, intent.to, overwritten)
    return
  }
  // It may have been done all the same, and somebody has gone on from there.
  const { mended } = read ? await store.mendOrder(told.storeOrderId, intent.mark, { signal }) : { mended: [] }
  await commit(async (tx) => {
    await endStateWrite(tx, orderId)
    if (mended.length > 0) await recordEvent(tx, orderId, 'store-order-mended', { mended })
  })
}
