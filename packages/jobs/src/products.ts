import { ConnectionId } from '@pretok/domain'
import { z } from 'zod'
import { defineJob, defineQueue } from './define.ts'
import { overnight } from './retry-policy.ts'

const ofConnection = {
  payload: z.object({ connectionId: ConnectionId }),
  key: ({ connectionId }: { connectionId: ConnectionId }) => connectionId,
}

/** Products flow from the store to the ERP. */
export const productsQueue = defineQueue('products', {
  /**
   * Read what changed in the store's catalogue, nightly all of both catalogues, and plan what is to become of each item. Nothing is
   * written on either side. Stock needs it too, to tell which row of the store is which product, so no switch holds it up.
   */
  'read-catalogue': defineJob({
    ...ofConnection,
    ...overnight,
    backoffMs: 30_000,
    timeoutMs: 600_000,
    sides: ['store', 'erp'],
  }),
  /** Write to the ERP what was planned. */
  'write-products': defineJob({
    ...ofConnection,
    ...overnight,
    timeoutMs: 600_000,
    sides: ['erp'],
    flows: ['products'],
  }),
})
