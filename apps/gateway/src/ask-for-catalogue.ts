import { getConnection, type Tx, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { productsQueue } from '@pretok/jobs'

/** Has a connection's catalogue read and planned where a flow needs it; stock does too, to know which row of the store is which product. */
export const askForCatalogue = async (tx: Tx, id: string): Promise<void> => {
  const { settings } = await getConnection(tx, id)
  if (!settings.flows.products && !settings.flows.stock) return
  await work.ask(tx, productsQueue, 'read-catalogue', { connectionId: ConnectionId.parse(id) })
}
