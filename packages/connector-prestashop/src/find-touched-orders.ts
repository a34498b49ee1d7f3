import {
  greaterThan,
  id,
  type PrestashopClient,
  ResourceNotPermittedError,
  ResourceUnknownError,
  range,
  text,
} from '@pretok/client-prestashop'
import type { PortOptions, TouchCursor, TouchedOrders } from '@pretok/domain'
import { z } from 'zod'
import { endOfTimeText, shiftShopText } from './shop-time.ts'

/** A full page is gone on with the next time: what is new of a minute fits many times over. */
const pageSize = 500

/** Late transactions of the store carry earlier times than what was read already. */
const overlapSeconds = 120

/** What was read of one kind of record. */
const Mark = z.object({
  /** A time of the shop, or an id. */
  upTo: z.string(),
  /** Records that the overlap shows again. */
  seen: z.array(z.string()).default([]),
  /** The page was full: the next one begins right there. */
  isFull: z.boolean().default(false),
})
type Mark = z.output<typeof Mark>

interface Found {
  /** Ids of orders, or references where records hang on them. */
  orders: string[]
  mark: Mark
}

/** A kind of record that changes orders. `undefined`: the key may not read it, or the shop does not have it. */
type Source = (client: PrestashopClient, mark: Mark | undefined, options: PortOptions) => Promise<Found>

/** Of a shop without such a record everything is new. */
const beginning = '1970-01-01 00:00:00'

const byTime =
  (resource: string, field: 'date_add' | 'date_upd', orderField: 'id_order' | 'order_reference'): Source =>
  async (client, mark, options) => {
    const row = z.object({ id }).catchall(text)
    const display = ['id', field, orderField]
    if (!mark) {
      const query = { display, limit: 1, sort: [[field, 'DESC'] as const, ['id', 'DESC'] as const] }
      const [last] = await client.list(resource, row, query, options)
      return { orders: [], mark: { upTo: last?.[field] ?? beginning, seen: last ? [last.id] : [], isFull: false } }
    }
    const from = shiftShopText(mark.upTo, mark.isFull ? 0 : -overlapSeconds)
    const sort = [[field, 'ASC'] as const, ['id', 'ASC'] as const]
    const filter = { [field]: range(from, endOfTimeText) }
    const rows = await client.list(resource, row, { display, filter, sort, limit: pageSize }, options)
    const upTo = rows.at(-1)?.[field] ?? mark.upTo
    const seenFrom = shiftShopText(upTo, -overlapSeconds)
    const isSeen = new Set(mark.seen)
    const seen = rows.filter((one) => (one[field] ?? '') >= seenFrom).map((one) => one.id)
    return {
      orders: rows.filter((one) => !isSeen.has(one.id)).map((one) => one[orderField] ?? ''),
      mark: { upTo, seen: rows.length === 0 ? mark.seen : seen, isFull: rows.length === pageSize },
    }
  }

/** Histories are only ever added. */
const histories: Source = async (client, mark, options) => {
  const row = z.object({ id, id_order: text })
  const display = ['id', 'id_order']
  if (!mark) {
    const [last] = await client.list('order_histories', row, { display, limit: 1, sort: [['id', 'DESC']] }, options)
    return { orders: [], mark: { upTo: last?.id ?? '0', seen: [], isFull: false } }
  }
  const filter = { id: greaterThan(mark.upTo) }
  const rows = await client.list('order_histories', row, { display, filter, limit: pageSize }, options)
  return {
    orders: rows.map(({ id_order }) => id_order),
    mark: { upTo: rows.at(-1)?.id ?? mark.upTo, seen: [], isFull: rows.length === pageSize },
  }
}

const sources: Readonly<Record<string, Source>> = {
  order_slip: byTime('order_slip', 'date_upd', 'id_order'),
  order_histories: histories,
  order_payments: byTime('order_payments', 'date_add', 'order_reference'),
}

const readMark = (cursor: TouchCursor, resource: string): Mark | undefined => {
  const written = cursor[resource]
  return written === undefined ? undefined : Mark.parse(JSON.parse(written))
}

/** Payments hang on references, and name no order. */
const findByReference = async (
  client: PrestashopClient,
  references: readonly string[],
  options: PortOptions,
): Promise<string[]> => {
  const row = z.object({ id })
  const rows = await client.listByIds('orders', row, 'reference', references, { display: ['id'] }, options)
  return rows.map((one) => one.id)
}

/**
 * Refunds do not move the time of an order's last change; states and payments do, as far as was seen, but modules write them too.
 * Three reads of a few rows; a fourth where payments are new.
 */
export const findTouchedOrders = async (
  client: PrestashopClient,
  after: TouchCursor,
  options: PortOptions,
): Promise<TouchedOrders> => {
  const found = await Promise.all(
    Object.entries(sources).map(async ([resource, read]) => {
      try {
        return { resource, ...(await read(client, readMark(after, resource), options)) }
      } catch (error) {
        if (error instanceof ResourceNotPermittedError || error instanceof ResourceUnknownError) return undefined
        throw error
      }
    }),
  )
  const read = found.flatMap((one) => one ?? [])
  const named = (resource: string) =>
    [...new Set(read.find((one) => one.resource === resource)?.orders)].filter(Boolean)
  const paid = await findByReference(client, named('order_payments'), options)
  return {
    refunded: named('order_slip'),
    others: [...new Set([...named('order_histories'), ...paid])],
    cursor: { ...after, ...Object.fromEntries(read.map(({ resource, mark }) => [resource, JSON.stringify(mark)])) },
  }
}
