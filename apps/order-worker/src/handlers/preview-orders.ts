import { type Database, findStoreOrder, finishPreview, getPreview } from '@pretok/db'
import { type OrderPage, type OrderPreview, type PreviewRequest, stopReason } from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import { AppError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { lookAtBindings, type OpenSides, type Sides } from '@pretok/worker'
import { previewOrder } from '../preview-order.ts'

export interface PreviewDeps {
  database: Database
  openSides: OpenSides
}

const unread = ({ unreadable }: OrderPage): OrderPreview[] =>
  unreadable.map(({ storeOrderId, reference, reason }) => ({
    storeOrderId,
    reference,
    state: 'held',
    reason,
    rules: [],
    standing: [],
    calls: [],
  }))

/**
 * Finds out what would become of some orders, and writes that down for a person who waits for it, and nothing else. What is in the way of
 * it is told there too; the connection is not paused for it.
 */
export const previewOrders =
  ({ database, openSides }: PreviewDeps): Handler<typeof ordersQueue, 'preview-orders'> =>
  async ({ connectionId, previewId }, { signal, commit }) => {
    const { request } = await getPreview(database.db, previewId)

    const readPage = async (
      { store }: Sides,
      wanted: Exclude<PreviewRequest, { orderId: string }>,
    ): Promise<OrderPage> => {
      const ids = 'latest' in wanted ? await store.findLatestOrderIds(wanted.latest, { signal }) : wanted.storeOrderIds
      const page = await store.readOrdersById(ids, { signal })
      return { ...page, orders: page.orders.toSorted((a, b) => Number(b.storeOrderId) - Number(a.storeOrderId)) }
    }

    const look = async (): Promise<OrderPreview[]> => {
      const sides = await openSides(connectionId)
      const bindAll = lookAtBindings({ database, connectionId, signal })
      const preview = (order: OrderPage['orders'][number], correlationId: string) =>
        previewOrder(order, { sides, bindAll, correlationId, signal })
      if ('orderId' in request) {
        const order = await findStoreOrder(database.db, connectionId, request.orderId)
        return order ? [await preview(order, request.orderId)] : []
      }
      const page = await readPage(sides, request)
      const previews: OrderPreview[] = []
      for (const order of page.orders) previews.push(await preview(order, '(new)'))
      return [...previews, ...unread(page)]
    }

    try {
      const orders = await look()
      await commit((tx) => finishPreview(tx, previewId, { orders }))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await commit((tx) => finishPreview(tx, previewId, { reason: stopReason(error) }))
    }
    return undefined
  }
