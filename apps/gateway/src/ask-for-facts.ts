import { type Tx, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { connectionsQueue } from '@pretok/jobs'

/** Has both sides of a connection asked anew what they say of themselves. */
export const askForFacts = async (tx: Tx, { id }: { id: string }): Promise<void> => {
  const connectionId = ConnectionId.parse(id)
  await work.ask(tx, connectionsQueue, 'read-store-facts', { connectionId })
  await work.ask(tx, connectionsQueue, 'read-erp-facts', { connectionId })
}
