import { type Database, work } from '@pretok/db'
import type { Queue } from '@pretok/jobs'
import type { OpenQueue } from './backend.ts'

export interface SweepOptions {
  database: Database
  queue: Queue
  bull: OpenQueue
  leaseMs: number
  /** Called when something waits again. */
  onReturn: () => void
}

/**
 * One turn of the sweep: work whose process died, and work that BullMQ has forgotten, waits again.
 * Any number of processes may sweep at once.
 */
export const createSweep = ({ database, queue, bull, leaseMs, onReturn }: SweepOptions): (() => Promise<void>) => {
  const { db } = database
  return async () => {
    if ((await work.reclaim(db, queue)) > 0) onReturn()
    for (const held of await work.findUnstarted(db, queue)) {
      // Every worker may simply be busy: then it is not handed out twice. But one that BullMQ counts as running, and that did
      // not begin here, was lost on the way to its worker; BullMQ itself would notice after a minute.
      if (await bull.isWaiting({ workId: held.id, fence: held.fence })) {
        await work.renew(db, held, leaseMs)
      } else {
        await work.handBack(db, held, 'queued')
        onReturn()
      }
    }
  }
}
