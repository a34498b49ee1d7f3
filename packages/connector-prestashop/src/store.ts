import { id, Order, type PrestashopClient } from '@pretok/client-prestashop'
import {
  type OrderPage,
  orderReasons,
  type PortOptions,
  type Store,
  type StoreOrder,
  type UnreadableOrder,
} from '@pretok/domain'
import { z } from 'zod'
import { checkOrderRights } from './check-order-rights.ts'
import { findTouchedOrders } from './find-touched-orders.ts'
import { createProductReader } from './products.ts'
import { readFacts } from './read-facts.ts'
import { readPageByChange } from './read-page-by-change.ts'
import { type RelatedOptions, readRelated } from './related.ts'
import { createShopLists, type ShopLists } from './shop-lists.ts'
import { toUtc } from './shop-time.ts'
import { createStockKeeper } from './stock.ts'
import { toOrder } from './to-order.ts'
import { findOdd, getRow, type Odd, type Tried, tolerant } from './tolerant.ts'
import { findUnknownIds } from './unknown-ids.ts'
import { createWriteBack } from './write-back.ts'

export interface PrestashopStoreOptions {
  client: PrestashopClient
  /** How long the shop's slow-changing lists count as known. Default ten minutes. */
  listsKeptMs?: number
}

const decimalText = /^-?\d+(\.\d+)?$/

/** What can still be said of an order that cannot be understood. */
const toUnreadable = ({ id, raw }: Tried<Order>, odd: Odd, { timeZone, currencies }: ShopLists): UnreadableOrder => {
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
    reason: orderReasons.unreadable(odd),
  }
}

/** The port `Store` on a PrestaShop webservice. */
export const createPrestashopStore = ({ client, listsKeptMs = 600_000 }: PrestashopStoreOptions): Store => {
  const shopLists = createShopLists(client, listsKeptMs)

  const complete = async (
    tried: readonly Tried<Order>[],
    options: PortOptions,
    wanted: RelatedOptions = {},
  ): Promise<Pick<OrderPage, 'orders' | 'unreadable'>> => {
    const rows = tried.flatMap(({ row }) => row ?? [])
    const related = await readRelated(client, rows, options, wanted)
    const lists = await shopLists.getKnowing((known) => findUnknownIds(rows, related, known), options)
    const orders: StoreOrder[] = []
    const unreadable: UnreadableOrder[] = []
    for (const one of tried) {
      try {
        orders.push(toOrder(getRow('orders', one), related, lists))
      } catch (error) {
        const odd = findOdd(error)
        if (!odd) throw error
        unreadable.push(toUnreadable(one, odd, lists))
      }
    }
    return { orders, unreadable }
  }

  return {
    async readOrders(query, options = {}) {
      const { timeZone } = await shopLists.get(options)
      const { rows: tried, ...cursors } = await readPageByChange(client, 'orders', Order, query, timeZone, options)
      return { ...(await complete(tried, options)), ...cursors }
    },

    async readOrdersById(ids, options = {}) {
      const tried = await client.listByIds('orders', tolerant(Order), 'id', ids, {}, options)
      return complete(tried, options, { allSlips: true })
    },

    findTouchedOrders: (after, options = {}) => findTouchedOrders(client, after, options),

    async findLatestOrderIds(count, options = {}) {
      const rows = await client.list(
        'orders',
        z.object({ id }),
        { display: ['id'], sort: [['id', 'DESC']], limit: count },
        options,
      )
      return rows.map((row) => row.id)
    },

    check: (options = {}) => checkOrderRights(client, options),

    readFacts: (options = {}) => readFacts(client, options),

    ...createWriteBack(client, listsKeptMs),
    ...createProductReader(client, listsKeptMs),
    ...createStockKeeper(client, listsKeptMs),
  }
}
