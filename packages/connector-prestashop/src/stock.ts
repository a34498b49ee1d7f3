import type { PrestashopClient } from '@pretok/client-prestashop'
import type { StockStore } from '@pretok/domain'

/** What a PrestaShop has for sale. */
export const createStockKeeper = (_client: PrestashopClient, _listsKeptMs: number): StockStore => {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    readStock: missing,
    readStockRows: missing,
    readStockOf: missing,
    readPlacedOrders: missing,
    writeStock: missing,
  }
}
