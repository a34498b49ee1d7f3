import type { MetakockaClient } from '@pretok/client-metakocka'
import type { ProductErp } from '@pretok/domain'

/** The catalogue of a MetaKocka company. */
export const createCatalogue = (_client: MetakockaClient): ProductErp => {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    readProducts: () => ({ [Symbol.asyncIterator]: () => ({ next: missing }) }),
    findProducts: missing,
    createProduct: missing,
    changeProduct: missing,
  }
}
