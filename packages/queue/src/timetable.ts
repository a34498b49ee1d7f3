import type { ConnectionId } from '@pretok/domain'
import type { BackendClasses, IQueueBackend } from 'bullmq'
import { type BullOptions, type BullSettings, openBull } from './bull.ts'

/** What comes due again and again. */
export interface Due {
  connectionId: ConnectionId
  flow: string
}

/** How often, and how far into each stretch of that length, counted from the epoch. */
export interface Beat {
  everyMs: number
  offsetMs: number
}

/**
 * BullMQ's job schedulers of one queue. Whatever comes due is run once, here or in another process, and not at all while no
 * process runs.
 */
export interface OpenTimetable {
  /** The schedulers it has, each with the moment of its next run. */
  list(): Promise<ReadonlyMap<string, number>>
  /** Adds a scheduler, or sets one going again that has lost its next run. */
  set(id: string, due: Due, beat: Beat): Promise<void>
  remove(id: string): Promise<void>
  /** Begins no further run. */
  stop(): void
  /** Once nothing runs and nothing is set any more. With the server away it resolves after a moment. */
  close(): Promise<void>
}

export const openTimetableOn = <B extends IQueueBackend, C>(
  classes: BackendClasses<B, C>,
  settings: BullSettings<C>,
  options: BullOptions<Due>,
): OpenTimetable => {
  const { queue, stop, close } = openBull(classes, settings, options)
  return {
    list: async () => {
      // Ids and moments, in one call; `getJobSchedulers` makes one more for each of them.
      const flat = await queue.getBackend().getJobSchedulersRange(0, -1, true)
      return new Map(flat.flatMap((id, at) => (at % 2 === 0 ? [[id, Number(flat[at + 1])] as const] : [])))
    },
    set: async (id, due, { everyMs, offsetMs }) => {
      await queue.upsertJobScheduler(id, { every: everyMs, offset: offsetMs }, { name: due.flow, data: due })
    },
    remove: async (id) => void (await queue.removeJobScheduler(id)),
    stop,
    close,
  }
}
