import { type Tx, work } from '@pretok/db'
import type { ConnectionId } from '@pretok/domain'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'

/** What this worker polls. */
export const polled = ['orders', 'statuses', 'store-facts', 'erp-facts'] as const

/** Asks for what a poll is for; what waits already absorbs it. */
export const askWhenDue = (
  tx: Tx,
  { connectionId, flow }: { connectionId: ConnectionId; flow: string },
): Promise<void> => {
  switch (flow as (typeof polled)[number]) {
    case 'orders':
      return work.ask(tx, ordersQueue, 'import-orders', { connectionId })
    case 'statuses':
      return work.ask(tx, ordersQueue, 'read-order-progress', { connectionId })
    case 'store-facts':
      return work.ask(tx, connectionsQueue, 'read-store-facts', { connectionId })
    case 'erp-facts':
      return work.ask(tx, connectionsQueue, 'read-erp-facts', { connectionId })
  }
}
