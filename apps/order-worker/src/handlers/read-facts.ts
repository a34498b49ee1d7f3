import { saveFacts } from '@pretok/db'
import type { connectionsQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'

export interface ReadFactsDeps {
  openSides: OpenSides
}

/** Keeps what the store says of itself. */
export const readStoreFacts =
  ({ openSides }: ReadFactsDeps): Handler<typeof connectionsQueue, 'read-store-facts'> =>
  async ({ connectionId }, { signal, commit }) => {
    const facts = await (await openSides(connectionId)).store.readFacts({ signal })
    await commit((tx) => saveFacts(tx, connectionId, 'store', facts))
    return undefined
  }

/** Keeps what the ERP says of itself. */
export const readErpFacts =
  ({ openSides }: ReadFactsDeps): Handler<typeof connectionsQueue, 'read-erp-facts'> =>
  async ({ connectionId }, { signal, commit }) => {
    const facts = await (await openSides(connectionId)).erp.readFacts({ signal })
    await commit((tx) => saveFacts(tx, connectionId, 'erp', facts))
    return undefined
  }
