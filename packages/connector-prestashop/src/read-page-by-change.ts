import { greaterThan, type PrestashopClient, range } from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import type { ZodType } from 'zod'
import { endOfTimeText, neverText, shiftShopText, toShopText } from './shop-time.ts'
import { type Tried, tolerant } from './tolerant.ts'

/** Set `id`: a page ended within this second, and its records up to this id have been read. */
interface ChangeCursor {
  changedAt: string
  id?: string
}

interface ChangeQuery {
  after?: ChangeCursor
  overlapSeconds?: number
  /** ISO in UTC. */
  from?: string
  to?: string
  limit: number
}

export interface ChangePage<Row> {
  rows: Tried<Row>[]
  next?: ChangeCursor
  last?: ChangeCursor
}

const later = (a: string, b: string): string => (a > b ? a : b)

/**
 * One page of records by the time of their last change, then by id. Times have one second, and an import of the merchant may touch
 * thousands of records in one: a page that ends within a second says so, and the next one goes on by id within it.
 *
 * @param resource one with `date_upd`: `orders`, `products`
 */
export const readPageByChange = async <Row>(
  client: PrestashopClient,
  resource: string,
  schema: ZodType<Row>,
  { after, overlapSeconds = 0, from, to, limit }: ChangeQuery,
  timeZone: string,
  options: PortOptions,
): Promise<ChangePage<Row>> => {
  const field = `${resource}.date_upd`
  const changedAt = ({ raw }: Tried<Row>): string => {
    const { date_upd } = raw
    // The cursor is made of it: without it nobody can say what was read.
    if (typeof date_upd === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date_upd)) return date_upd
    throw new RemoteShapeError(`PrestaShop gave a record of ${resource} without the time of its last change`, { field })
  }
  const until = to === undefined ? endOfTimeText : toShopText(to, timeZone)
  const since = from === undefined ? neverText : toShopText(from, timeZone)

  if (after?.id !== undefined && overlapSeconds === 0) {
    const rest = await client.list(
      resource,
      tolerant(schema),
      {
        filter: { date_upd: range(after.changedAt, after.changedAt), id: greaterThan(after.id) },
        sort: [['id', 'ASC']],
        limit,
      },
      options,
    )
    const last = rest.at(-1)
    if (last && rest.length === limit) return { rows: rest, next: { changedAt: after.changedAt, id: last.id } }
    // A short rest: the second is done. It is a page of its own, so that no page is longer than asked for.
    if (last) return { rows: rest, next: { changedAt: after.changedAt } }
  }

  const begin = after === undefined ? since : later(since, shiftShopText(after.changedAt, 1 - overlapSeconds))
  if (begin > until) return { rows: [] }
  // One more than asked for shows whether the page ends between two seconds.
  const found = await client.list(
    resource,
    tolerant(schema),
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
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  if (!last) return { rows }
  // A shop, or something in front of it, that leaves the filter out would be read from its beginning for ever.
  if (found.some((row) => changedAt(row) < begin || changedAt(row) > until)) {
    throw new RemoteShapeError(`PrestaShop gave ${resource} from outside the time that was asked for`, { field })
  }
  const end = { changedAt: changedAt(last) }
  const further = found[limit]
  if (!further) return { rows, last: end }
  return { rows, next: changedAt(further) === end.changedAt ? { ...end, id: last.id } : end }
}
