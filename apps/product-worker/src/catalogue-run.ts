import type { Database } from '@pretok/db'
import type { ConnectionId } from '@pretok/domain'
import type { JobContext } from '@pretok/queue'
import type { Sides } from '@pretok/worker'

/** One turn of work on a connection's catalogues, and what it works with. */
export interface CatalogueRun extends Pick<JobContext, 'signal' | 'commit' | 'log'>, Pick<Sides, 'store' | 'erp'> {
  database: Database
  connectionId: ConnectionId
  settings: Sides['settings']['products']
  /** Products that are read together. */
  pageSize: number
  /** Whether there is time left; then others get their turn, and the progress stands in the database. */
  mayGoOn(): boolean
}

/** How many calls of one kind are under way at once. */
const atOnce = 2

/** Does something with each, two at a time, until one fails or the time is over; what is under way then ends first. */
export const forEach = async <Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  mayGoOn: () => boolean,
): Promise<void> => {
  const waiting = items.values()
  let failed = false
  const runner = async () => {
    for (const item of waiting) {
      if (failed || !mayGoOn()) return
      await act(item).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, runner))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
