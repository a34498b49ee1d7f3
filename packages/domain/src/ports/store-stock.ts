import type { PortOptions } from './options.ts'

/** What a store has for sale of one thing. Quantities are whole pieces, and may be negative. */
export interface StockRow {
  rowId: string
  productId: string
  /** Absent on a product's own row; of a product with combinations that is their sum, and never written. */
  combinationId?: string
  /** Absent where stock belongs to a group of shops. */
  shopId?: string
  quantity: number
  /** The store keeps this row itself, from its own warehouses; it cannot be written. */
  isKeptByStore: boolean
  /** The whole row as read, which a write sends back. Opaque to everybody but the store. */
  mark: Readonly<Record<string, string>>
}

export interface StockPage {
  rows: StockRow[]
  /** The last row, to go on after; absent when everything was read. */
  next?: string
}

/** An order that was placed and may not be known here yet. */
export interface PlacedOrder {
  storeOrderId: string
  /** It was cancelled, refunded or its payment failed: its pieces are back. */
  hasEnded: boolean
  lines: { productId: string; combinationId?: string; quantity: number }[]
}

/** One row that is to hold another quantity. */
export interface StockWrite {
  /** As just read. */
  row: StockRow
  quantity: number
}

/** A row in neither list had changed since it was read and was left alone. */
export interface StockWritten {
  /** Rows that hold what they were to, or did until somebody bought. */
  written: string[]
  /** Rows that the store would not write, with its code and words; `range` is a quantity that no row of it holds. */
  refused: { rowId: string; code: string; message: string }[]
}

/** What a web shop has for sale. */
export interface StockStore {
  /** All rows by id, page by page, without those that no shop sells from. @param after the last row of the page before */
  readStock(query: { after?: string; limit: number }, options?: PortOptions): Promise<StockPage>
  /** The same for given rows; absent ones are left out. One request as long as the address allows. */
  readStockRows(rowIds: readonly string[], options?: PortOptions): Promise<StockRow[]>
  /** Rows of given products, for rows that are not known yet. */
  readStockOf(productIds: readonly string[], options?: PortOptions): Promise<StockRow[]>
  /** Orders with a higher id than this, with what they took: one request for a page of them. */
  readPlacedOrders(afterOrderId: string, options?: PortOptions): Promise<PlacedOrder[]>
  /**
   * Writes rows, all of them with one request, from what was just read of them. What of them is bad is found and told; the others
   * are written. May be repeated. The sum row of a product with combinations must not be among them: the store makes it itself, and
   * nothing here can tell it from the row of a product without.
   *
   * @throws {RemoteOutcomeUnknownError} no answer came: read the rows again
   */
  writeStock(writes: readonly StockWrite[], options?: PortOptions): Promise<StockWritten>
}
