import type { PrestashopClient } from '@pretok/client-prestashop'
import type { ProductStore } from '@pretok/domain'

/** The catalogue of a PrestaShop. */
export const createProductReader = (_client: PrestashopClient, _listsKeptMs: number): ProductStore => {
  const missing = () => Promise.reject(new Error('not built yet'))
  return { readProducts: missing, readProductsById: missing, isProductGone: missing }
}
