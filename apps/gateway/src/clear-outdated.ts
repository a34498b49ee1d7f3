import {
  type Database,
  deleteEndedSessions,
  deleteOldInboundEvents,
  deleteOldPreviews,
  deleteOldSignInFailures,
  deleteOldStockHistory,
  dropOrderEventMonths,
  ensureOrderEventMonths,
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
    'changes of stock': { keptMs: 90 * dayMs, clear: deleteOldStockHistory },
    'failed sign-ins': { keptMs: dayMs, clear: deleteOldSignInFailures },
  }

/** Statements stay short, whatever has piled up. */
const batchSize = 1_000

export interface Clearing {
  /** Ends with the batch under way. */
  close(): Promise<void>
}

export interface ClearingOptions extends Pick<Database, 'db'> {
  log: Logger
  /** How many whole months of the orders' timelines are kept besides the present one. Default: all. */
  timelineMonths?: number | undefined
  /** Default: an hour. */
  everyMs?: number
}

/** Deletes what is outdated and makes room for what comes, at once and then again and again. Several gateways may do it at the same time. */
export const startClearing = ({ db, log, timelineMonths, everyMs = hourMs }: ClearingOptions): Clearing => {
  let closed = false
  let running = Promise.resolve()

  const turnMonths = async (): Promise<void> => {
    await ensureOrderEventMonths(db)
    if (timelineMonths === undefined) return
    const now = new Date()
    const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - timelineMonths, 1))
    const dropped = await dropOrderEventMonths(db, oldest)
    if (dropped.length > 0) log.info({ dropped }, 'old months of the timeline are gone')
  }

  const clear = async (): Promise<void> => {
    await turnMonths().catch((err) => log.warn({ err }, 'the months of the timeline were not turned'))
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
