import type { PrestashopClient } from '@pretok/client-prestashop'
import type { StockStore } from '@pretok/domain'
import { createPlacedOrders } from './placed-orders.ts'
import { createStockRows } from './stock-rows.ts'
import { createStockWriter } from './stock-writer.ts'
import { rethrowForbidden } from './write-back.ts'

/** What a PrestaShop has for sale. */
export const createStockKeeper = (client: PrestashopClient, listsKeptMs: number): StockStore => {
  const { readStock, readStockRows, readStockOf } = createStockRows(client)
  const { readPlacedOrders } = createPlacedOrders(client, listsKeptMs)
  const { writeStock } = createStockWriter(client)
  return {
    readStock: (...given) => readStock(...given).catch(rethrowForbidden),
    readStockRows: (...given) => readStockRows(...given).catch(rethrowForbidden),
    readStockOf: (...given) => readStockOf(...given).catch(rethrowForbidden),
    readPlacedOrders: (...given) => readPlacedOrders(...given).catch(rethrowForbidden),
    writeStock: (...given) => writeStock(...given).catch(rethrowForbidden),
  }
}
