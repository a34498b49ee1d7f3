import { findOpenSyncs, finishSync } from '@pretok/db'
import { stopReason } from '@pretok/domain'
import type { stockQueue } from '@pretok/jobs'
import type { Consequences } from '@pretok/queue'

/** Whoever waits for a pass or a comparison that was given up is told so. */
export const giveUp: NonNullable<Consequences<typeof stockQueue>['onGiveUp']> = async (tx, { job, payload, error }) => {
  const reason = stopReason(error)
  for (const { id, isDryRun } of await findOpenSyncs(tx, payload.connectionId, 'stock')) {
    if (isDryRun === (job === 'compare-stock')) await finishSync(tx, id, reason)
  }
}
