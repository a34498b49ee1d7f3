import { type Database, work } from '@pretok/db'
import type { Queue } from '@pretok/jobs'
import type { OpenQueue } from './backend.ts'

export interface PumpOptions {
  database: Database
  queue: Queue
  bull: OpenQueue
  window: number
  depth: number
  leaseMs: number
}

/**
 * One turn of the pump: due rows go from Postgres to BullMQ, in fair order, and never more than `depth` wait there.
 * What is taken but does not reach BullMQ, the sweep finds.
 */
export const createPump = ({ database, queue, bull, window, depth, leaseMs }: PumpOptions): (() => Promise<void>) => {
  let after: string | undefined
  return async () => {
    const taken = await work.take(database.db, queue, { window, depth, leaseMs, after })
    after = taken.at(-1)?.connectionId ?? after
    await bull.add(taken.map(({ id, fence, job }) => ({ workId: id, fence, job })))
  }
}
