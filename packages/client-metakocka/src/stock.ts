import { z } from 'zod'
import { Count, DecimalText, envelope, Flag, type FlagText, Id, listOf, maybe, Text } from './fields.ts'

/**
 * What lies in one place. A product has a row for each warehouse, location and lot: its stock is their sum. Amounts can be negative;
 * `reserved_amount` and `free_amount` come only with reservations switched on.
 */
export const StockRow = z.looseObject({
  warehouse_id: Id,
  mk_id: Id,
  count_code: maybe(Text),
  code: maybe(Text),
  title: maybe(Text),
  amount: DecimalText,
  reserved_amount: maybe(DecimalText),
  free_amount: maybe(DecimalText),
  unit: maybe(Text),
  microlocation: maybe(Text),
})
export type StockRow = z.output<typeof StockRow>

/** One page of stock; the stock webhook pushes the same shape. @see MetaKocka API, "warehouse_stock", "webhooks" */
export const WarehouseStockAnswer = z.looseObject({
  ...envelope,
  limit: maybe(Count),
  offset: maybe(Count),
  stock_list_count: maybe(Count),
  stock_list: listOf(StockRow),
})
export type WarehouseStockAnswer = z.output<typeof WarehouseStockAnswer>

/** `mark` is how documents name the warehouse, `mk_id` how stock rows do. */
export const Warehouse = z.looseObject({
  mk_id: Id,
  mark: Text,
  name: maybe(Text),
  main_warehouse: maybe(Flag),
  include_in_stock_info: maybe(Flag),
  active: maybe(Flag),
  warehouse_type: maybe(Text),
  show_product_free_stock: maybe(Flag),
})
export type Warehouse = z.output<typeof Warehouse>

export const WarehouseListAnswer = z.looseObject({ ...envelope, warehouse_list: listOf(Warehouse) })
export type WarehouseListAnswer = z.output<typeof WarehouseListAnswer>

export interface WarehouseListBody {
  offset?: string
  limit?: string
}

/** Lists are joined by commas. `product_code_list` matches `code`, not `count_code`. */
export interface WarehouseStockBody {
  wh_id_list?: string
  product_code_list?: string
  product_mk_id_list?: string
  eshop_sync?: FlagText
  return_expect_order_delivery_date?: FlagText
  return_reservation_without_stock?: FlagText
  offset?: string
  limit?: string
}
