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
  /** All stock, page by page; one product may come on two pages. It ends without an error only when everything was read. */
  readLevels(options?: PortOptions): AsyncIterable<ErpLevel[]>
  /** The same for given products; one without stock has no rows. */
  readLevelsOf(mkIds: readonly string[], options?: PortOptions): Promise<ErpLevel[]>
  readWarehouses(options?: PortOptions): Promise<ErpWarehouse[]>
}
