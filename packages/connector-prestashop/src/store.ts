import { Order, type PrestashopClient } from '@pretok/client-prestashop'
import {
  type OrderPage,
  orderReasons,
  type PortOptions,
  type Store,
  type StoreOrder,
  type UnreadableOrder,
} from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { readOrderPage } from './read-order-page.ts'
import { readRelated } from './related.ts'
import { createShopLists, type ShopLists } from './shop-lists.ts'
import { toUtc } from './shop-time.ts'
import { toOrder } from './to-order.ts'
import { getRow, type Tried, tolerant, Unreadable } from './tolerant.ts'

export interface PrestashopStoreOptions {
  client: PrestashopClient
  /** How long the shop's slow-changing lists count as known. Default ten minutes. */
  listsKeptMs?: number
}

const decimalText = /^-?\d+(\.\d+)?$/

/** What can still be said of an order that cannot be understood. */
const toUnreadable = (
  { id, raw }: Tried<Order>,
  field: string,
  { timeZone, currencies }: ShopLists,
): UnreadableOrder => {
  const text = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '')
  const moment = (name: string): string => {
    try {
      return toUtc(text(name), timeZone)
    } catch {
      return toUtc(text('date_upd'), timeZone)
    }
  }
  return {
    storeOrderId: id,
    reference: text('reference'),
    placedAt: moment('date_add'),
    changedAt: moment('date_upd'),
    currency: currencies.get(text('id_currency'))?.iso_code ?? '???',
    totalPaid: decimalText.test(text('total_paid')) ? text('total_paid') : '0',
    reason: orderReasons.unreadable({ field }),
  }
}

/** Fields that name a row of the kept lists: one that was added since is no riddle, the lists are old. */
const listFields = new Set(['orders.current_state', 'orders.id_currency', 'addresses.id_country'])

/** The port `Store` on a PrestaShop webservice. */
export const createPrestashopStore = ({ client, listsKeptMs = 600_000 }: PrestashopStoreOptions): Store => {
  const shopLists = createShopLists(client, listsKeptMs)

  const complete = async (
    tried: readonly Tried<Order>[],
    options: PortOptions,
  ): Promise<Pick<OrderPage, 'orders' | 'unreadable'>> => {
    let lists = await shopLists.get(options)
    let refreshed = false
    const related = await readRelated(
      client,
      tried.flatMap(({ row }) => row ?? []),
      options,
    )
    const orders: StoreOrder[] = []
    const unreadable: UnreadableOrder[] = []
    for (const one of tried) {
      const problem = take(one)
      if (problem === undefined) continue
      if (listFields.has(problem) && !refreshed) {
        lists = await shopLists.refresh(options)
        refreshed = true
        if (take(one) === undefined) continue
      }
      unreadable.push(toUnreadable(one, problem, lists))
    }
    return { orders, unreadable }

    /** @returns the field that could not be understood */
    function take(one: Tried<Order>): string | undefined {
      try {
        orders.push(toOrder(getRow('orders', one), related, lists))
        return undefined
      } catch (error) {
        if (error instanceof Unreadable) return error.field
        if (error instanceof RemoteShapeError) return String(error.details['field'])
        throw error
      }
    }
  }

  return {
    async readOrders(query, options = {}) {
      const { timeZone } = await shopLists.get(options)
      const { orders: tried, ...cursors } = await readOrderPage(client, query, timeZone, options)
      return { ...(await complete(tried, options)), ...cursors }
    },

    async readOrdersById(ids, options = {}) {
      return complete(await client.listByIds('orders', tolerant(Order), 'id', ids, {}, options), options)
    },
  }
}
