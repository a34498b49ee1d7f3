import type { MetakockaClient } from '@pretok/client-metakocka'
import type { StockErp } from '@pretok/domain'

/** The stock of a MetaKocka company. */
export const createStockReader = (_client: MetakockaClient): StockErp => {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    readLevels: () => ({ [Symbol.asyncIterator]: () => ({ next: missing }) }),
    readLevelsOf: missing,
    readWarehouses: missing,
  }
}
