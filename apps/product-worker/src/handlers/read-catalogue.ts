import type { Database } from '@pretok/db'
import type { productsQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'

export interface ReadCatalogueDeps {
  database: Database
  openSides: OpenSides
}

/** Reads what changed in the store's catalogue, nightly all of both catalogues, and plans what is to become of each item. */
export const readCatalogue =
  ({ openSides }: ReadCatalogueDeps): Handler<typeof productsQueue, 'read-catalogue'> =>
  async ({ connectionId }) => {
    await openSides(connectionId)
  }
