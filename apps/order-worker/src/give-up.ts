import { findOpenSyncs, finishPreview, finishSync, giveUpOrder, recordEvent } from '@pretok/db'
import { stopReason } from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import type { Consequences } from '@pretok/queue'

/** What it means for the business that work was given up: nothing may rest in silence. */
export const giveUp: NonNullable<Consequences<typeof ordersQueue>['onGiveUp']> = async (
  tx,
  { job, payload, error },
) => {
  const reason = stopReason(error)
  switch (job) {
    case 'import-orders':
      for (const sync of await findOpenSyncs(tx, payload.connectionId, 'orders')) await finishSync(tx, sync.id, reason)
      return
    case 'transfer-order':
      return giveUpOrder(tx, payload.orderId, reason)
    case 'write-back':
      return recordEvent(tx, payload.orderId, 'write-back-stopped', { reason: reason.code, seen: error.message })
    case 'follow-order':
      return recordEvent(tx, payload.orderId, 'follow-stopped', { reason: reason.code })
    case 'preview-orders':
      return finishPreview(tx, payload.previewId, { reason })
  }
}
