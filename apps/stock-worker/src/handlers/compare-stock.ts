import type { Database } from '@pretok/db'
import type { stockQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'

export interface CompareStockDeps {
  database: Database
  openSides: OpenSides
}

export const compareStock =
  ({ openSides }: CompareStockDeps): Handler<typeof stockQueue, 'compare-stock'> =>
  async ({ connectionId }) => {
    await openSides(connectionId)
  }
