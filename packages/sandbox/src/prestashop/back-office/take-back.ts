import type { Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { moveStock } from '../stock.ts'
import { recordMovement } from '../stock-movements.ts'
import { employeeId } from './employee.ts'
import { text } from './get-row.ts'

/** Puts pieces of a line back into stock. */
export const takeBack = (shop: Shop, orderId: number, line: Row, pieces: number): void => {
  const [productId, combinationId] = [text(line, 'product_id'), text(line, 'product_attribute_id')]
  moveStock(shop, productId, combinationId, pieces)
  recordMovement(shop, {
    productId,
    combinationId,
    pieces,
    orderId,
    reason: 'PS_STOCK_CUSTOMER_RETURN_REASON',
    employeeId,
  })
}
