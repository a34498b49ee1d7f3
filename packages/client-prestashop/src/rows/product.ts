import { z } from 'zod'
import {
  associations,
  decimal,
  flag,
  id,
  integer,
  languages,
  localTime,
  optionalDecimal,
  optionalId,
  optionalLocalTime,
  text,
} from '../fields.ts'

/** `products`. Its own `quantity` is always 0 and left out: stock stands in `stock_availables`. Prices are net. */
export const Product = z.object({
  id,
  reference: text,
  name: languages,
  description_short: languages.optional(),
  description: languages.optional(),
  active: flag,
  /** Off for a draft that was never saved. */
  state: flag.optional(),
  visibility: text,
  available_for_order: flag,
  date_add: localTime,
  date_upd: localTime,
  /** `simple`, `pack` or `virtual`. */
  type: text,
  /** `standard`, `combinations`, `pack`, `virtual`; since 1.7.8, empty on products from before. */
  product_type: text.optional(),
  is_virtual: flag,
  id_default_combination: optionalId,
  id_default_image: optionalId,
  id_category_default: optionalId,
  id_manufacturer: optionalId,
  manufacturer_name: text.optional(),
  id_supplier: optionalId,
  supplier_reference: text,
  id_tax_rules_group: optionalId,
  price: decimal,
  wholesale_price: decimal,
  ecotax: optionalDecimal,
  unity: text,
  minimal_quantity: integer,
  weight: decimal,
  width: decimal,
  height: decimal,
  depth: decimal,
  ean13: text,
  isbn: text.optional(),
  upc: text,
  mpn: text.optional(),
  associations: associations({
    categories: z.object({ id }),
    images: z.object({ id }),
    combinations: z.object({ id }),
    product_option_values: z.object({ id }),
    product_features: z.object({ id, id_feature_value: id }),
    stock_availables: z.object({ id, id_product_attribute: optionalId }),
    /** What a pack holds. */
    product_bundle: z.object({ id, id_product_attribute: optionalId, quantity: integer }),
  }),
})
export type Product = z.output<typeof Product>

/** `combinations`: a variant of a product. `price` is what it adds to the product's, net. It has no dates. */
export const Combination = z.object({
  id,
  id_product: id,
  reference: text,
  supplier_reference: text.optional(),
  ean13: text,
  isbn: text.optional(),
  upc: text,
  mpn: text.optional(),
  price: decimal,
  wholesale_price: decimal,
  ecotax: optionalDecimal,
  weight: decimal,
  minimal_quantity: integer,
  default_on: flag,
  associations: associations({
    product_option_values: z.object({ id }),
    images: z.object({ id }),
  }),
})
export type Combination = z.output<typeof Combination>

/**
 * `specific_prices`: what a product costs for some people, quantity or time. A reference that is absent means all of them, `id_product`
 * too. `price` is net and takes the place of the usual one, -1 leaves that; `reduction` is an amount, or a share (0.2 = 20 %).
 */
export const SpecificPrice = z.object({
  id,
  id_product: optionalId,
  id_product_attribute: optionalId,
  id_shop: optionalId,
  id_cart: optionalId,
  id_currency: optionalId,
  id_country: optionalId,
  id_group: optionalId,
  id_customer: optionalId,
  /** Set when it comes from a catalogue price rule. */
  id_specific_price_rule: optionalId,
  price: decimal,
  from_quantity: integer,
  reduction: decimal,
  /** Whether an amount holds the tax. */
  reduction_tax: flag,
  reduction_type: z.enum(['amount', 'percentage']),
  from: optionalLocalTime,
  to: optionalLocalTime,
})
export type SpecificPrice = z.output<typeof SpecificPrice>

/** `product_suppliers`: what a supplier calls a product, or a combination. */
export const ProductSupplier = z.object({
  id,
  id_product: id,
  id_product_attribute: optionalId,
  id_supplier: optionalId,
  product_supplier_reference: text,
})
export type ProductSupplier = z.output<typeof ProductSupplier>

/** `stock_availables`. A product with combinations has one row each and a sum row, the one without `id_product_attribute`. */
export const StockAvailable = z.object({
  id,
  id_product: id,
  id_product_attribute: optionalId,
  id_shop: optionalId,
  id_shop_group: optionalId,
  quantity: integer,
  depends_on_stock: flag,
  /** 0 deny orders, 1 allow them, 2 as the shop's default says. */
  out_of_stock: integer,
  location: text.optional(),
})
export type StockAvailable = z.output<typeof StockAvailable>
