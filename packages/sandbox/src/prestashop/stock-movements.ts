import { fieldOf, type Row } from './row.ts'
import type { Shop } from './shop.ts'
import { findStockRow } from './stock.ts'

/** Goods that came or went with an order. */
export interface Movement {
  readonly productId: string
  readonly combinationId: string
  /** Below zero when they went. */
  readonly pieces: number
  readonly orderId: number
  /** Name of the configuration that holds the id of the reason. */
  readonly reason:
    | 'PS_STOCK_CUSTOMER_ORDER_REASON'
    | 'PS_STOCK_CUSTOMER_ORDER_CANCEL_REASON'
    | 'PS_STOCK_CUSTOMER_RETURN_REASON'
  readonly employeeId: number
}

/** Writes a movement down; what may be sold stays. Nothing is written for no pieces, or without a stock row. */
export const recordMovement = (shop: Shop, movement: Movement): void => {
  const { productId, combinationId, pieces, orderId, reason, employeeId } = movement
  const stock = findStockRow(shop, productId, combinationId)
  if (stock === undefined || pieces === 0) return
  const [example] = shop.rows('stock_movements')
  shop.insert('stock_movements', {
    id_product: '',
    id_product_attribute: '',
    id_warehouse: '',
    id_currency: '',
    management_type: null,
    id_employee: String(employeeId),
    id_stock: String(stock.id),
    id_stock_mvt_reason: shop.configuration(reason) ?? '0',
    id_order: String(orderId),
    id_supply_order: '',
    product_name: example === undefined ? [] : fieldOf(example, 'product_name'),
    ean13: null,
    upc: null,
    reference: null,
    mpn: null,
    physical_quantity: String(Math.abs(pieces)),
    sign: pieces < 0 ? '-1' : '1',
    last_wa: '0.000000',
    current_wa: '0.000000',
    price_te: '0.000000',
    date_add: shop.now(),
  })
}

/** The pieces of a line that have not come back yet. */
export const piecesKept = (line: Row): number =>
  ['product_quantity_refunded', 'product_quantity_return'].reduce(
    (pieces, field) => pieces - Number(fieldOf(line, field)),
    Number(fieldOf(line, 'product_quantity')),
  )
