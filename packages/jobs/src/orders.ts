import { ConnectionId, OrderId } from '@pretok/domain'
import { z } from 'zod'
import { defineJob, defineQueue } from './define.ts'
import { overnight } from './retry-policy.ts'

const hourMs = 3_600_000

const ofConnection = {
  payload: z.object({ connectionId: ConnectionId }),
  key: ({ connectionId }: { connectionId: ConnectionId }) => connectionId,
}

const ofOrder = {
  payload: z.object({ connectionId: ConnectionId, orderId: OrderId }),
  key: ({ orderId }: { orderId: OrderId }) => orderId,
}

/** Orders flow from the store to the ERP. */
export const ordersQueue = defineQueue('orders', {
  /** Read what changed in the store, and serve the syncs that were asked for. Both are looked up when the job runs. */
  'import-orders': defineJob({
    ...ofConnection,
    ...overnight,
    backoffMs: 30_000,
    timeoutMs: 600_000,
    sides: ['store'],
    flows: ['orders'],
  }),
  /** Bring one order a step further towards the ERP. Its state is read when the job runs. */
  'transfer-order': defineJob({
    ...ofOrder,
    ...overnight,
    // An ERP write may take 120 s, and a transfer needs a few calls.
    timeoutMs: 400_000,
    sides: ['erp'],
    flows: ['orders'],
  }),
  /** See what the store has changed of a booked order, and follow it. Both sides are looked up when the job runs. */
  'follow-order': defineJob({
    ...ofOrder,
    ...overnight,
    // An ERP write may take 120 s, and three reads go before it.
    timeoutMs: 400_000,
    sides: ['erp'],
    flows: ['orders'],
  }),
  /** Read how far booked orders have come in the ERP. */
  'read-order-progress': defineJob({
    ...ofConnection,
    ...overnight,
    // A first reading may be long, and is not taken up in its middle.
    timeoutMs: hourMs / 2,
    sides: ['erp'],
    // Without reservations in the ERP, stock has to know which orders have left.
    flows: ['statuses', 'stock'],
  }),
  /** Tell the store how far one order has come. What to tell is looked up when the job runs. */
  'write-back': defineJob({
    ...ofOrder,
    ...overnight,
    // A dozen calls, of which three are writes that may take a minute.
    timeoutMs: 400_000,
    sides: ['store'],
    flows: ['statuses'],
  }),
  /** See what would become of some orders, and write nothing but that. A person waits for it. */
  'preview-orders': defineJob({
    payload: z.object({ connectionId: ConnectionId, previewId: z.uuid() }),
    key: ({ previewId }) => previewId,
    attempts: 2,
    backoffMs: 1_000,
    maxBackoffMs: 2_000,
    timeoutMs: 120_000,
    sides: ['store', 'erp'],
    // Also before a connection is switched on.
    whilePaused: true,
  }),
})
