import {
  type Database,
  deleteEndedSessions,
  deleteOldInboundEvents,
  deleteOldPreviews,
  deleteOldSignInFailures,
  type Tx,
} from '@pretok/db'
import type { Logger } from '@pretok/kernel'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What is of no use any more so long after it came, or ended. */
const outdated: Record<string, { keptMs: number; clear: (tx: Tx, olderThan: Date, limit: number) => Promise<number> }> =
  {
    'handled webhook events': { keptMs: 30 * dayMs, clear: deleteOldInboundEvents },
    previews: { keptMs: dayMs, clear: deleteOldPreviews },
    sessions: { keptMs: 0, clear: deleteEndedSessions },
    'failed sign-ins': { keptMs: dayMs, clear: deleteOldSignInFailures },
  }

/** Statements stay short, whatever has piled up. */
const batchSize = 1_000

export interface Clearing {
  /** Ends with the batch under way. */
  close(): Promise<void>
}

/** Deletes what is outdated, at once and then every hour. Several gateways may do it at the same time. */
export const startClearing = ({ db, log }: Pick<Database, 'db'> & { log: Logger }, everyMs = hourMs): Clearing => {
  let closed = false
  let running = Promise.resolve()
  const clear = async (): Promise<void> => {
    for (const [what, { keptMs, clear }] of Object.entries(outdated)) {
      const olderThan = new Date(Date.now() - keptMs)
      let deleted = batchSize
      try {
        while (deleted === batchSize && !closed) deleted = await clear(db, olderThan, batchSize)
      } catch (err) {
        log.warn({ err, what }, 'outdated rows were not deleted')
      }
    }
  }
  const round = (): void => {
    running = running.then(clear)
  }
  round()
  const timer = setInterval(round, everyMs)
  return {
    close: () => {
      closed = true
      clearInterval(timer)
      return running
    },
  }
}
