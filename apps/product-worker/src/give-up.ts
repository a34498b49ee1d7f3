import { findOpenSyncs, finishSync } from '@pretok/db'
import { stopReason } from '@pretok/domain'
import type { productsQueue } from '@pretok/jobs'
import type { Consequences } from '@pretok/queue'

/** Whoever waits for a reading that was given up is told so. Writes that were given up are a problem of their own. */
export const giveUp: NonNullable<Consequences<typeof productsQueue>['onGiveUp']> = async (
  tx,
  { job, payload, error },
) => {
  if (job !== 'read-catalogue') return
  const reason = stopReason(error)
  for (const sync of await findOpenSyncs(tx, payload.connectionId, 'products')) await finishSync(tx, sync.id, reason)
}
