import type { DecimalText } from '../money.ts'
import type { PortOptions } from './options.ts'

/** What the ERP has of one product in one warehouse, all lots and places together. Decimals, may be negative. */
export interface ErpLevel {
  warehouseId: string
  mkId: string
  /** Empty = none. */
  code: string
  amount: DecimalText
  /** Absent where the company keeps no reservations. */
  free?: DecimalText
}

export interface ErpWarehouse {
  id: string
  mark: string
  name: string
  isMain: boolean
  isActive: boolean
}

/** The stock of an ERP company. */
export interface StockErp {
  /**
   * All stock, page by page. A product and warehouse may come on two pages: their amounts are then to be added. It ends without an
   * error only when everything was read; yet a row that moved to an earlier page meanwhile may be missing, so a product that did not
   * come is asked for with `readLevelsOf` before it counts as none.
   */
  readLevels(options?: PortOptions): AsyncIterable<ErpLevel[]>
  /** The same for given products; one without stock has no rows. */
  readLevelsOf(mkIds: readonly string[], options?: PortOptions): Promise<ErpLevel[]>
  readWarehouses(options?: PortOptions): Promise<ErpWarehouse[]>
}
