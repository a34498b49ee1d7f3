import type { Database } from '@pretok/db'
import type { productsQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'

export interface WriteProductsDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
}

/** Writes to the ERP what was planned. */
export const writeProducts =
  ({ openSides }: WriteProductsDeps): Handler<typeof productsQueue, 'write-products'> =>
  async ({ connectionId }) => {
    await openSides(connectionId)
  }
