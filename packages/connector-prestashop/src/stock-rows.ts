import { optionalId, type PrestashopClient, StockAvailable } from '@pretok/client-prestashop'
import type { PortOptions, StockRow, StockStore } from '@pretok/domain'
import { z } from 'zod'

const scalar = z.union([z.string(), z.number()]).transform(String)

/** All fields as they came, for the way back: a PUT empties what it does not name. Some versions have fields that others lack. */
const Mark = z.record(z.string(), scalar.or(z.null().transform(() => '')))

const Row = z.preprocess(
  (raw) => (typeof raw === 'object' ? { ...raw, mark: raw } : raw),
  StockAvailable.extend({ id_product: optionalId, mark: Mark }),
)
type Row = z.output<typeof Row>

/** A row of no shop and no group is seen by nobody, whatever stands in it; one of no product sells nothing. */
const toStockRow = (row: Row): StockRow | undefined => {
  const { id, id_product, id_product_attribute, id_shop, id_shop_group, quantity, depends_on_stock, mark } = row
  if (id_product === undefined || (id_shop ?? id_shop_group) === undefined) return undefined
  return {
    rowId: id,
    productId: id_product,
    ...(id_product_attribute !== undefined && { combinationId: id_product_attribute }),
    ...(id_shop !== undefined && { shopId: id_shop }),
    quantity,
    isKeptByStore: depends_on_stock,
    mark,
  }
}

const toStockRows = (rows: readonly Row[]): StockRow[] => rows.flatMap((row) => toStockRow(row) ?? [])

/** Reads the rows of `stock_availables` that somebody can buy from. */
export const createStockRows = (
  client: PrestashopClient,
): Pick<StockStore, 'readStock' | 'readStockRows' | 'readStockOf'> => ({
  async readStock({ after, limit }, options = {}) {
    const query = { pageSize: limit, ...(after !== undefined && { after }) }
    for await (const page of client.pages('stock_availables', Row, query, options)) {
      const last = page.at(-1)
      return { rows: toStockRows(page), ...(last && page.length === limit && { next: last.id }) }
    }
    return { rows: [] }
  },

  async readStockRows(rowIds, options = {}) {
    return toStockRows(await client.listByIds('stock_availables', Row, 'id', rowIds, {}, options))
  },

  async readStockOf(productIds, options = {}) {
    return toStockRows(await client.listByIds('stock_availables', Row, 'id_product', productIds, {}, options))
  },
})

/** The rows as they stand now, by id; those that are gone are absent. */
export const readMarks = async (
  client: PrestashopClient,
  rowIds: readonly string[],
  options: PortOptions,
): Promise<ReadonlyMap<string, StockRow['mark']>> => {
  const rows = await client.listByIds('stock_availables', Row, 'id', rowIds, {}, options)
  return new Map(rows.map(({ id, mark }) => [id, mark]))
}
