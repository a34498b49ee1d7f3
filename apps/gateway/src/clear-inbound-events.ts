import { type Database, deleteOldInboundEvents } from '@pretok/db'
import type { Logger } from '@pretok/kernel'

const hourMs = 3_600_000
const keptMs = 30 * 24 * hourMs

/** Statements stay short, whatever has piled up. */
const batchSize = 1_000

export interface Clearing {
  /** Ends with the batch under way. */
  close(): Promise<void>
}

/**
 * Deletes inbound events that were handled and are older than 30 days, at once and then every hour. Several gateways may do it at
 * the same time.
 */
export const startClearingInboundEvents = (
  { db, log }: Pick<Database, 'db'> & { log: Logger },
  everyMs = hourMs,
): Clearing => {
  let closed = false
  let running = Promise.resolve()
  const clear = async (): Promise<void> => {
    const olderThan = new Date(Date.now() - keptMs)
    let deleted = batchSize
    while (deleted === batchSize && !closed) deleted = await deleteOldInboundEvents(db, olderThan, batchSize)
  }
  const round = (): void => {
    running = running.then(clear).catch((err) => log.warn({ err }, 'old webhook events were not deleted'))
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
