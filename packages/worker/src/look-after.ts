import { work } from '@pretok/db'
import { connectionsQueue } from '@pretok/jobs'
import type { Consequences } from '@pretok/queue'

/** The first check comes so long after the pause or a change, and each further one after as long again as it has lasted. */
export interface CheckWaits {
  firstMs: number
  longestMs: number
}

export const usualWaits: CheckWaits = { firstMs: 5 * 60_000, longestMs: 4 * 3_600_000 }

/** A connection that Pretok pauses is looked after from then on. */
export const askForCheck =
  ({ firstMs }: CheckWaits = usualWaits): NonNullable<Consequences<typeof connectionsQueue>['onPause']> =>
  (tx, { connectionId }) =>
    work.ask(tx, connectionsQueue, 'check-connection', { connectionId }, { runAt: new Date(Date.now() + firstMs) })
