export interface Warehouse {
  mkId: string
  /** The short name documents use. */
  mark: string
  name: string
  main: boolean
  /** Absent in older data files: yes. */
  active?: boolean
  /** Counted in `free_amount` of `product_list`. */
  showProductFreeStock: boolean
}

/** Pieces of one product at one place. A warehouse may hold several rows per product, one per location. */
export interface StockRow {
  warehouseId: string
  productId: string
  microlocation?: string | undefined
  /** A decimal number; may be negative. */
  amount: string
}
