import { hash } from 'node:crypto'
import type { MetakockaClient, StockRow } from '@pretok/client-metakocka'
import { type ErpLevel, type StockErp, sum } from '@pretok/domain'
import { RemoteUnavailableError } from '@pretok/kernel'
import { readWarehouses } from './warehouses.ts'

/** An order may hold back what is not there: such a product has less than nothing, and must be seen. */
const wanted = { return_reservation_without_stock: 'true' } as const

/** Products asked for at once; no limit is published. */
const batchSize = 200

const keepsReservations = (rows: readonly StockRow[]): boolean =>
  rows.some(({ reserved_amount, free_amount }) => (reserved_amount ?? free_amount) !== undefined)

/** MetaKocka leaves a zero out: what is not said to be free follows from what is reserved. */
const freeOf = ({ amount, reserved_amount = '0', free_amount }: StockRow): string =>
  free_amount ?? sum([amount]).minus(reserved_amount).toFixed()

/** One level for each product and warehouse; there is a row for each place, lot and serial number. */
const toLevels = (rows: readonly StockRow[], hasReservations: boolean): ErpLevel[] =>
  [...Map.groupBy(rows, ({ warehouse_id, mk_id }) => `${warehouse_id}/${mk_id}`).values()].flatMap((places) => {
    const [first] = places
    if (!first) return []
    return {
      warehouseId: first.warehouse_id,
      mkId: first.mk_id,
      code: first.code ?? '',
      amount: sum(places.map(({ amount }) => amount)).toFixed(),
      ...(hasReservations && { free: sum(places.map(freeOf)).toFixed() }),
    }
  })

/** Which row it is, whatever lies there now; short, as all of a company's are kept while its stock is read. */
const placeOf = ({ amount: _, reserved_amount: _r, free_amount: _f, ...place }: StockRow): string =>
  hash('sha256', JSON.stringify(place), 'base64')

/**
 * The pages of a list, each row once: when others come or go meanwhile, a row slides from one page to the next and would count twice.
 *
 * @throws {RemoteUnavailableError} a page brings nothing new: all of it slid, or pages are not turned at all
 */
async function* eachOnce(pages: AsyncIterable<StockRow[]>): AsyncGenerator<StockRow[], void, undefined> {
  const seen = new Set<string>()
  for await (const page of pages) {
    const places = page.map(placeOf)
    const fresh = page.filter((_, index) => !seen.has(places[index] ?? ''))
    if (fresh.length === 0) throw new RemoteUnavailableError('MetaKocka gave stock again that it had given before.')
    for (const place of places) seen.add(place)
    yield fresh
  }
}

/** The stock of a MetaKocka company. */
export const createStockReader = (client: MetakockaClient): StockErp => ({
  async *readLevels(options) {
    let hasReservations = false
    for await (const rows of eachOnce(client.stockPages(wanted, options))) {
      hasReservations ||= keepsReservations(rows)
      yield toLevels(rows, hasReservations)
    }
  },

  async readLevelsOf(mkIds, options) {
    const unique = [...new Set(mkIds)]
    const found: StockRow[] = []
    for (let start = 0; start < unique.length; start += batchSize) {
      const batch = unique.slice(start, start + batchSize)
      const query = { ...wanted, product_mk_id_list: batch.join(',') }
      for await (const rows of eachOnce(client.stockPages(query, options))) {
        found.push(...rows.filter(({ mk_id }) => batch.includes(mk_id)))
      }
    }
    return toLevels(found, keepsReservations(found))
  },

  async readWarehouses(options) {
    const warehouses = await readWarehouses(client, options)
    return warehouses.map(({ main, active, ...warehouse }) => ({ ...warehouse, isMain: main, isActive: active }))
  },
})
