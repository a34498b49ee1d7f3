import type { StoreFacts } from '../connections/facts.ts'
import type { PortOptions } from './options.ts'
import type { OrderStore } from './store-orders.ts'
import type { ProductStore } from './store-products.ts'
import type { StockStore } from './store-stock.ts'

/**
 * A web shop, as far as Pretok needs one. Errors are of the kernel's families.
 *
 * What writes may be repeated: it looks first whether it was done. It throws {StoreWriteForbiddenError} where the key lacks a right.
 */
export interface Store extends OrderStore, ProductStore, StockStore {
  /** Proves address, credentials and every right that reading orders needs, or throws what reading them would. Takes few small reads. */
  check(options?: PortOptions): Promise<void>
  /** What the store says of itself; what the key may not read is absent. */
  readFacts(options?: PortOptions): Promise<StoreFacts>
}
