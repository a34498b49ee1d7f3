import { ConnectionId } from '@pretok/domain'
import { z } from 'zod'
import { defineJob, defineQueue } from './define.ts'

const minuteMs = 60_000

/** What a side says of itself changes seldom, and nothing waits for it. */
const factsPolicy = {
  payload: z.object({ connectionId: ConnectionId }),
  key: ({ connectionId }: { connectionId: ConnectionId }) => connectionId,
  attempts: 8,
  backoffMs: minuteMs,
  maxBackoffMs: 60 * minuteMs,
  timeoutMs: 2 * minuteMs,
}

/** What a connection as a whole needs, whatever flows over it. */
export const connectionsQueue = defineQueue('connections', {
  /** See whether both sides of a connection that Pretok paused can be reached again, and let it go on if so. */
  'check-connection': defineJob({
    payload: z.object({ connectionId: ConnectionId }),
    key: ({ connectionId }) => connectionId,
    attempts: 8,
    backoffMs: minuteMs,
    maxBackoffMs: 60 * minuteMs,
    timeoutMs: 2 * minuteMs,
    sides: [],
    whilePaused: true,
  }),
  /** Read what the store says of itself. */
  'read-store-facts': defineJob({ ...factsPolicy, sides: ['store'] }),
  /** Read what the ERP says of itself. */
  'read-erp-facts': defineJob({ ...factsPolicy, sides: ['erp'] }),
})
