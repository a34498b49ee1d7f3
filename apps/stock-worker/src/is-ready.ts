import { findCursor, findPass, type Tx } from '@pretok/db'
import type { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { z } from 'zod'

/** As the import of orders keeps it. */
const ImportProgress = z.object({ isFirst: z.boolean().default(false) })

/** What has to be read before stock can be told, and was not: the two catalogues, and the orders that the store has from before. */
export const findMissing = async (
  tx: Tx,
  connectionId: ConnectionId,
  { flows, orders }: ConnectionSettings,
): Promise<'catalogue' | 'orders' | undefined> => {
  const [store, erp] = [await findPass(tx, connectionId, 'store'), await findPass(tx, connectionId, 'erp')]
  if (store.completeAt === undefined || erp.completeAt === undefined) return 'catalogue'
  if (!flows.orders || orders.pollSeconds === 0) return undefined
  const progress = await findCursor(tx, connectionId, 'orders', ImportProgress)
  return progress === undefined || progress.isFirst ? 'orders' : undefined
}
