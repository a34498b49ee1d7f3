import { type Poll, type Tx, work } from '@pretok/db'
import { connectionsQueue, ordersQueue } from '@pretok/jobs'

/** Asks for what a poll is for; what waits already absorbs it. */
export const askWhenDue = (
  tx: Tx,
  { connectionId, flow }: Pick<Poll, 'connectionId'> & { flow: string },
): Promise<void> => {
  switch (flow as Poll['flow']) {
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
