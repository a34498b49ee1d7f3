import { ConnectionId } from '@pretok/domain'
import { z } from 'zod'
import { defineJob, defineQueue } from './define.ts'
import { overnight } from './retry-policy.ts'

const ofConnection = {
  payload: z.object({ connectionId: ConnectionId }),
  key: ({ connectionId }: { connectionId: ConnectionId }) => connectionId,
}

const patience = { ...overnight, backoffMs: 30_000, timeoutMs: 600_000 }

/** Stock flows from the ERP to the store. */
export const stockQueue = defineQueue('stock', {
  /**
   * Serve whatever asks for stock: what the ERP announced, orders that were placed or booked, a delta or a full pass that is due. What
   * it is, is looked up when the job runs; one at a time for each connection, so that nobody else writes the same rows.
   */
  'sync-stock': defineJob({ ...ofConnection, ...patience, sides: ['store', 'erp'], flows: ['stock'] }),
  /** Compare both sides, and write nothing but what was found. A person waits for it, also before the flow is switched on. */
  'compare-stock': defineJob({ ...ofConnection, ...patience, sides: ['store', 'erp'] }),
})
