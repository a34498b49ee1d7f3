import type { Database } from '@pretok/db'
import type { stockQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'

export interface SyncStockDeps {
  database: Database
  openSides: OpenSides
}

export const syncStock =
  ({ openSides }: SyncStockDeps): Handler<typeof stockQueue, 'sync-stock'> =>
  async ({ connectionId }) => {
    await openSides(connectionId)
  }
