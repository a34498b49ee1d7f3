import { ConnectionId } from '@pretok/domain'
import { z } from 'zod'
import { defineJob, defineQueue } from './define.ts'

const minuteMs = 60_000

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
})
