import { fieldOf, type Row, textOf } from '../row.ts'
import type { Shop } from '../shop.ts'

/** The back office is asked to work on a row that the shop does not have. */
export class MissingRowError extends Error {}

/** @throws {MissingRowError} */
export const getRow = (shop: Shop, resource: string, id: number): Row => {
  const row = shop.row(resource, id)
  if (row === undefined) throw new MissingRowError(`no row ${id} in ${resource}`)
  return row
}

/** A line of an order. @throws {MissingRowError} it has no such line */
export const getLine = (shop: Shop, orderId: number, detailId: number): Row => {
  const line = getRow(shop, 'order_details', detailId)
  if (fieldOf(line, 'id_order') !== String(orderId))
    throw new MissingRowError(`order ${orderId} has no line ${detailId}`)
  return line
}

/** The text of a field, as amounts and ids are. */
export const text = (row: Row, field: string): string => textOf(fieldOf(row, field))
