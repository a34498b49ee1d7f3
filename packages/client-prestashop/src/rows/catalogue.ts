import { z } from 'zod'
import { flag, id, integer, languages, optionalId } from '../fields.ts'

/** `categories`: a tree. The root has no parent, and below it stands the home category of each shop, which is its `is_root_category`. */
export const Category = z.object({
  id,
  id_parent: optionalId,
  is_root_category: flag,
  active: flag,
  name: languages,
})
export type Category = z.output<typeof Category>

/** `product_features`, e.g. composition. */
export const ProductFeature = z.object({ id, position: integer, name: languages })
export type ProductFeature = z.output<typeof ProductFeature>

/** `product_feature_values`, e.g. cotton. A value that was typed in belongs to one product, and gets a new id when it is saved. */
export const ProductFeatureValue = z.object({ id, id_feature: optionalId, value: languages })
export type ProductFeatureValue = z.output<typeof ProductFeatureValue>

/** `product_options`: what combinations differ in, e.g. size. Customers see `public_name`. */
export const ProductOption = z.object({ id, position: integer, name: languages, public_name: languages })
export type ProductOption = z.output<typeof ProductOption>

/** `product_option_values`, e.g. XL. */
export const ProductOptionValue = z.object({ id, id_attribute_group: optionalId, name: languages })
export type ProductOptionValue = z.output<typeof ProductOptionValue>
