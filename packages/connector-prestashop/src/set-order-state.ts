import {
  decimal,
  equal,
  id,
  localTime,
  optionalId,
  type PrestashopClient,
  RecordNotFoundError,
  text,
} from '@pretok/client-prestashop'
import { amount, type PortOptions, type Store } from '@pretok/domain'
import { AppError, RemoteShapeError } from '@pretok/kernel'
import { z } from 'zod'
import type { createOrderStates } from './order-states.ts'

const OrderNow = z.object({
  id,
  reference: text,
  current_state: optionalId,
  total_paid_real: decimal,
  date_upd: localTime,
})
const nowFields = ['id', 'reference', 'current_state', 'total_paid_real', 'date_upd']
const Identified = z.object({ id })

/** What `mendOrder` has to know of an order from before its change. */
export const OrderMark = z.object({
  /** What had been paid, and the last payment and row of history. */
  paid: z.string(),
  payment: z.string(),
  history: z.string(),
  /** Time of the last change, as the shop writes it. */
  changedAt: z.string(),
})
export type OrderMark = z.output<typeof OrderMark>

/**
 * Reads and changes the state of an order.
 *
 * PrestaShop changes an order's state while it still reads the XML of a PUT, and then overwrites what the change has set with the other
 * fields of that XML; whatever stands in a stale one comes back. So the record is read immediately before, sent back whole, and put
 * right afterwards by `mendOrder`.
 *
 * @see PrestaShop issue 10157
 */
export const createStateWriter = (
  client: PrestashopClient,
  orderStates: ReturnType<typeof createOrderStates>,
): Pick<Store, 'readOrderStates' | 'setOrderState'> => {
  const findOrder = async (storeOrderId: string, options: PortOptions) => {
    const query = { display: nowFields, filter: { id: equal(storeOrderId) } }
    const [order] = await client.list('orders', OrderNow, query, options)
    return order
  }

  const findLastId = async (resource: string, field: string, value: string, options: PortOptions): Promise<string> => {
    const filter = { [field]: equal(value) }
    const [last] = await client.list(
      resource,
      Identified,
      { display: ['id'], filter, sort: [['id', 'DESC']], limit: 1 },
      options,
    )
    return last?.id ?? '0'
  }

  return {
    async readOrderStates(storeOrderId, options = {}) {
      const order = await findOrder(storeOrderId, options)
      if (!order) return undefined
      const kept = await orderStates.get(options)
      const stateId = order.current_state ?? ''
      const shop = kept.states.has(stateId) ? kept : await orderStates.refresh(options)
      const current = shop.states.get(stateId)
      if (!current) {
        throw new RemoteShapeError('PrestaShop gave an order in a state that it does not have', {
          field: 'orders.current_state',
          id: storeOrderId,
        })
      }
      const mark: OrderMark = {
        paid: order.total_paid_real,
        payment: await findLastId('order_payments', 'order_reference', order.reference, options),
        history: await findLastId('order_histories', 'id_order', storeOrderId, options),
        changedAt: order.date_upd,
      }
      return { ...shop, current, mark }
    },

    async setOrderState({ storeOrderId, from, to, mark }, options = {}) {
      const { paid } = OrderMark.parse(mark)
      let leftAt = 0
      let readAt = 0
      let seen: string | undefined
      let changes = false
      const mayStart = (): boolean => {
        leftAt = performance.now()
        return options.mayStart?.() ?? true
      }
      try {
        await client.put(
          'orders',
          storeOrderId,
          (document) => {
            readAt = leftAt
            seen = document.get('current_state')
            // A payment that has come since would be overwritten, and not be known of afterwards.
            changes = seen === from && amount(document.get('total_paid_real') ?? '0').eq(paid)
            if (changes) document.set('current_state', to)
          },
          { ...options, mayStart },
        )
      } catch (error) {
        if (error instanceof RecordNotFoundError && seen === undefined) return { done: false }
        if (!changes || !(error instanceof AppError)) throw error
        // Refused, broken off or without an answer: the state changes before the rest is even looked at.
        const now = await findOrder(storeOrderId, options).catch(() => undefined)
        if (now?.current_state !== to) throw error
      }
      return changes ? { done: true, windowMs: Math.ceil(leftAt - readAt) } : { done: seen === to }
    },
  }
}
