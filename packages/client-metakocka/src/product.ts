import { z } from 'zod'
import { ExtraColumn } from './document.ts'
import { Count, Day, DecimalText, envelope, Flag, type FlagText, Id, listOf, maybe, Text } from './fields.ts'

/** A price from one amount on. Whether it is net or gross is the field's name; a net pricelist has no `price_with_tax`. */
export const PriceDef = z.looseObject({
  amount_from: maybe(DecimalText),
  amount_to: maybe(DecimalText),
  price: maybe(DecimalText),
  price_with_tax: maybe(DecimalText),
  tax: maybe(Text),
  tax_factor: maybe(DecimalText),
  tax_desc: maybe(Text),
  discount: maybe(Text),
})
export type PriceDef = z.output<typeof PriceDef>

export const Pricelist = z.looseObject({
  count_code: Text,
  title: maybe(Text),
  price_def: listOf(PriceDef),
  sales_purchase: maybe(Text),
  currency_code: maybe(Text),
  valid_from: maybe(Day),
  valid_to: maybe(Day),
})
export type Pricelist = z.output<typeof Pricelist>

export const ProductStock = z.looseObject({
  warehouse_mark: maybe(Text),
  warehouse_name: maybe(Text),
  amount: DecimalText,
})
export type ProductStock = z.output<typeof ProductStock>

/** A node of the tree that a product's categories make. */
export interface CategoryNode {
  tree_node_label?: string | undefined
  tree_node_list: CategoryNode[]
}

const CategoryNode: z.ZodType<CategoryNode> = z.looseObject({
  tree_node_label: maybe(Text),
  tree_node_list: listOf(z.lazy(() => CategoryNode)),
})

/** What a compound or a norm (`compound_type`) holds; `mk_id` is the row's own, and not always printed. */
export const Compound = z.looseObject({
  mk_id: maybe(Id),
  product_mk_id: maybe(Id),
  amount: maybe(DecimalText),
})
export type Compound = z.output<typeof Compound>

/**
 * A product. `code` is the store's SKU, `count_code` MetaKocka's own number.
 *
 * `pricelist` is empty without `return_pricelist`, and so are `compounds` without `return_product_compound` and `category_tree_list`
 * without `return_category`; `amount` and `amount_detail` are missing without `return_warehause_stock`.
 *
 * @see MetaKocka API, "product_list"
 */
export const Product = z.looseObject({
  mk_id: Id,
  count_code: maybe(Text),
  code: maybe(Text),
  name: maybe(Text),
  name_desc: maybe(Text),
  barcode: maybe(Text),
  unit: maybe(Text),
  service: maybe(Flag),
  sales: maybe(Flag),
  purchasing: maybe(Flag),
  activated: maybe(Flag),
  eshop_sync: maybe(Flag),
  height: maybe(DecimalText),
  width: maybe(DecimalText),
  depth: maybe(DecimalText),
  weight: maybe(DecimalText),
  minimal_order_quantity: maybe(DecimalText),
  pricelist: listOf(Pricelist),
  amount: maybe(DecimalText),
  free_amount: maybe(DecimalText),
  amount_detail: listOf(ProductStock),
  reservation_detail: listOf(ProductStock),
  localization: listOf(z.looseObject({ language: maybe(Text), name: maybe(Text), name_desc: maybe(Text) })),
  category_tree_list: listOf(CategoryNode),
  extra_column: listOf(ExtraColumn),
  compound_type: maybe(Text),
  compounds: listOf(Compound),
})
export type Product = z.output<typeof Product>

/** `product_list_count` is the size of this page, not the total. */
export const ProductListAnswer = z.looseObject({
  ...envelope,
  limit: maybe(Count),
  offset: maybe(Count),
  product_list_count: maybe(Count),
  product_list: listOf(Product),
})
export type ProductListAnswer = z.output<typeof ProductListAnswer>

/** The answer to `product_add` and `product_update`. */
export const ProductAnswer = z.looseObject({ ...envelope, mk_id: Id, count_code: maybe(Text) })
export type ProductAnswer = z.output<typeof ProductAnswer>

/** `return_warehause_stock` is their spelling. Without `return_pricelist` no prices come, without `search_with_like` the match is exact. */
export interface ProductListBody {
  count_code?: string
  code?: string
  title?: string
  mk_id?: string
  category?: string
  sales?: FlagText
  purchase?: FlagText
  service?: FlagText
  work?: FlagText
  active?: FlagText
  eshop_sync?: FlagText
  search_with_like?: FlagText
  return_warehause_stock?: FlagText
  return_free_amount?: FlagText
  return_warehouse_reservation?: FlagText
  return_pricelist?: FlagText
  show_tax_factor?: FlagText
  return_product_compound?: FlagText
  return_category?: FlagText
  return_web_shop_link?: FlagText
  offset?: string
  /** At most 1000. */
  limit?: string
}

/** A price in a pricelist that exists; `null` in `amount_to` means "and more". */
export interface PriceDefBody {
  amount_from?: string
  amount_to?: string | null
  price?: string
  price_with_tax?: string
  tax?: string
  tax_factor?: string
  discount?: string
  lowest_price_30_days?: string
}

/** A part of a compound: new with `product_mk_id`, a row that stands with its own `mk_id`. */
export interface CompoundBody {
  mk_id?: string
  product_mk_id?: string
  amount?: string
  mark_delete?: FlagText
}

/** A compound is a `service` as well, or a `complete_set`. */
interface ProductFields {
  barcode?: string
  name_desc?: string
  service?: FlagText
  sales?: FlagText
  purchasing?: FlagText
  height?: string
  width?: string
  depth?: string
  weight?: string
  gross_weight?: string
  min_stock?: string
  minimal_order_quantity?: string
  customs_fee?: string
  country?: string
  localization?: { language: string; name?: string; name_desc?: string }[]
  categories?: { category: string | string[] }[]
  pricelist?: { count_code: string; price_def: PriceDefBody[] }[]
  extra_column?: { name: string; value: string }[]
  attachment_list?: { file_name: string; source_url?: string; data_b64?: string }[]
  compound?: FlagText
  complete_set?: FlagText
  compound_type?: 'compound'
  compounds?: CompoundBody[]
}

/** `code` is at most 20 characters, `name` 200; `unit` is a value of the register (`kos`). `sales` is needed to sell the product. */
export interface ProductAddBody extends ProductFields {
  /** May be left out only where the company numbers products itself. */
  count_code?: string
  code: string
  name: string
  unit: string
}

/** Clears `barcode` or `name_desc`, which an empty text does not. */
export const removeStringValue = '$REMOVE_STRING_VALUE$'

/** An empty text leaves the stored one, see `removeStringValue`. */
export type ProductUpdateBody = ProductFields & {
  /** Prices of a pricelist are changed where they stand, to keep their history, unless the product is taken off it first. */
  pricelist_remove_product_before_add?: FlagText
  code?: string
  name?: string
  unit?: string
  activated?: FlagText
} & ({ mk_id: string } | { count_code: string })
