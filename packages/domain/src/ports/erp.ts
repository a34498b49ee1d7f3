import type { ErpFacts } from '../connections/facts.ts'
import type { OrderErp } from './erp-orders.ts'
import type { ProductErp } from './erp-products.ts'
import type { StockErp } from './erp-stock.ts'
import type { PortOptions } from './options.ts'

/** An ERP company, as far as Pretok needs one. */
export interface Erp extends OrderErp, ProductErp, StockErp {
  /** Proves address and credentials, or throws what any call would. Takes one small read. */
  check(options?: PortOptions): Promise<void>
  /** What the company says of itself; what cannot be learned is absent. */
  readFacts(options?: PortOptions): Promise<ErpFacts>
}
