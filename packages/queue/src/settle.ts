import { type LastError, LostWorkError, pauseConnection, type StartedWork, type Tx, work } from '@pretok/db'
import { type ConnectionId, type Reason, stopReason } from '@pretok/domain'
import type { JobName, Payload, Queue } from '@pretok/jobs'
import type { Decision } from './retry.ts'

/** What became of one run. */
export type Outcome = { kind: 'done' } | { kind: 'again'; runAt: Date } | Decision

/** Work that is given up: its job, its payload and the last failure. */
export type GivenUp<Q extends Queue> = {
  [Name in JobName<Q>]: { job: Name; payload: Payload<Q, Name>; error: LastError }
}[JobName<Q>]

/** What an app writes beside the work row, in the same transaction. Should it throw, the work is tried anew. */
export interface Consequences<Q extends Queue> {
  /** Not called for work whose payload cannot be read: nobody can say what it was about. */
  onGiveUp?: (tx: Tx, work: GivenUp<Q>) => Promise<void>
  onPause?: (tx: Tx, pause: { connectionId: ConnectionId; reason: Reason }) => Promise<void>
}

/**
 * Writes what became of a run.
 *
 * @param finish ends a run that succeeded; gives `false` when it is not ours any more
 * @param payload absent when it could not be read
 * @throws {LostWorkError} the work is somebody else's by now; nothing was written
 */
export const settle = async <Q extends Queue>(
  { db, finish }: { db: Tx; finish: (row: StartedWork) => Promise<boolean> },
  row: StartedWork,
  payload: Payload<Q> | undefined,
  outcome: Outcome,
  { onGiveUp, onPause }: Consequences<Q>,
): Promise<void> => {
  switch (outcome.kind) {
    case 'done':
      if (await finish(row)) return
      throw new LostWorkError('The work was handed to somebody else meanwhile', { workId: row.id, fence: row.fence })
    case 'again':
      return work.putBack(db, row, { runAt: outcome.runAt, countAttempt: false })
    case 'retry':
      return work.putBack(db, row, outcome)
    case 'hand-back':
      return work.handBack(db, row, 'running')
    case 'drop':
      return
    case 'pause':
      return db.transaction(async (tx) => {
        const { error, lastError } = outcome
        const reason = stopReason(error)
        await work.putBack(tx, row, { runAt: new Date(), lastError, countAttempt: false })
        const paused = await pauseConnection(tx, row.connectionId, reason, row.connectionVersion)
        if (paused) await onPause?.(tx, { connectionId: row.connectionId as ConnectionId, reason })
      })
    case 'give-up':
      return db.transaction(async (tx) => {
        const { lastError: error } = outcome
        await work.fail(tx, row, error)
        if (payload) await onGiveUp?.(tx, { job: row.job, payload, error } as GivenUp<Q>)
      })
  }
}
