import { associations, id, integer, optionalId, type PrestashopClient } from '@pretok/client-prestashop'
import type { PlacedOrder, PortOptions, StockStore } from '@pretok/domain'
import { z } from 'zod'
import { createOrderStates, type ShopStates } from './order-states.ts'

const Placed = z.object({
  id,
  current_state: optionalId,
  associations: associations({
    order_rows: z.object({ product_id: optionalId, product_attribute_id: optionalId, product_quantity: integer }),
  }),
})
type Placed = z.output<typeof Placed>

const display = ['id', 'current_state', 'order_rows[product_id,product_attribute_id,product_quantity]']
const pageSize = 500

/** A state that is not known is none of those that the configuration calls an end. */
const toPlacedOrder = ({ id: storeOrderId, current_state, associations }: Placed, shop: ShopStates): PlacedOrder => ({
  storeOrderId,
  hasEnded: shop.states.get(current_state ?? '')?.end !== undefined,
  lines: associations.order_rows.flatMap(({ product_id, product_attribute_id, product_quantity }) => {
    if (product_id === undefined) return []
    const combination = product_attribute_id === undefined ? {} : { combinationId: product_attribute_id }
    return { productId: product_id, ...combination, quantity: product_quantity }
  }),
})

/** Reads what orders took, in one request for every 500; states are kept as long as other lists. */
export const createPlacedOrders = (
  client: PrestashopClient,
  listsKeptMs: number,
): Pick<StockStore, 'readPlacedOrders'> => {
  const states = createOrderStates(client, listsKeptMs)
  return {
    async readPlacedOrders(afterOrderId, options: PortOptions = {}) {
      const rows: Placed[] = []
      for await (const page of client.pages('orders', Placed, { display, pageSize, after: afterOrderId }, options)) {
        rows.push(...page)
      }
      if (rows.length === 0) return []
      const shop = await states.get(options)
      return rows.map((row) => toPlacedOrder(row, shop))
    },
  }
}
