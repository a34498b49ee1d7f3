import { greaterThan, Order, type PrestashopClient, range } from '@pretok/client-prestashop'
import type { OrderCursor, OrderQuery, PortOptions } from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { endOfTimeText, neverText, shiftShopText, toShopText } from './shop-time.ts'
import { type Tried, tolerant } from './tolerant.ts'

export interface RawPage {
  orders: Tried<Order>[]
  next?: OrderCursor
  last?: OrderCursor
}

const changedAt = ({ raw }: Tried<Order>): string => {
  const { date_upd } = raw
  // The cursor is made of it: without it nobody can say what was read.
  if (typeof date_upd === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date_upd)) return date_upd
  throw new RemoteShapeError('PrestaShop gave an order without the time of its last change', {
    field: 'orders.date_upd',
  })
}

const later = (a: string, b: string): string => (a > b ? a : b)

/**
 * One page of orders by the time of their last change, then by id. Times have one second, and an import of the merchant may touch
 * thousands of orders in one: a page that ends within a second says so, and the next one goes on by id within it.
 */
export const readOrderPage = async (
  client: PrestashopClient,
  { after, overlapSeconds = 0, from, to, limit }: OrderQuery,
  timeZone: string,
  options: PortOptions,
): Promise<RawPage> => {
  const until = to === undefined ? endOfTimeText : toShopText(to, timeZone)
  const since = from === undefined ? neverText : toShopText(from, timeZone)

  if (after?.id !== undefined && overlapSeconds === 0) {
    const rest = await client.list(
      'orders',
      tolerant(Order),
      {
        filter: { date_upd: range(after.changedAt, after.changedAt), id: greaterThan(after.id) },
        sort: [['id', 'ASC']],
        limit,
      },
      options,
    )
    const last = rest.at(-1)
    if (last && rest.length === limit) return { orders: rest, next: { changedAt: after.changedAt, id: last.id } }
    // A short rest: the second is done. It is a page of its own, so that no page is longer than asked for.
    if (last) return { orders: rest, next: { changedAt: after.changedAt } }
  }

  const begin = after === undefined ? since : later(since, shiftShopText(after.changedAt, 1 - overlapSeconds))
  if (begin > until) return { orders: [] }
  // One more than asked for shows whether the page ends between two seconds.
  const rows = await client.list(
    'orders',
    tolerant(Order),
    {
      filter: { date_upd: range(begin, until) },
      sort: [
        ['date_upd', 'ASC'],
        ['id', 'ASC'],
      ],
      limit: limit + 1,
    },
    options,
  )
  const orders = rows.slice(0, limit)
  const last = orders.at(-1)
  if (!last) return { orders }
  // A shop, or something in front of it, that leaves the filter out would be read from its beginning for ever.
  if (rows.some((row) => changedAt(row) < begin || changedAt(row) > until)) {
    throw new RemoteShapeError('PrestaShop gave orders from outside the time that was asked for', {
      field: 'orders.date_upd',
    })
  }
  const end = { changedAt: changedAt(last) }
  const further = rows[limit]
  if (!further) return { orders, last: end }
  return { orders, next: changedAt(further) === end.changedAt ? { ...end, id: last.id } : end }
}
