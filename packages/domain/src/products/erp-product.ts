import { z } from 'zod'
import { DecimalText } from '../money.ts'
import { LocalText } from './store-item.ts'

/** A price in one sales price list. One of the two prices is told. */
export const ErpPrice = z.object({
  /** From this quantity on, decimal. */
  amountFrom: DecimalText,
  price: DecimalText.optional(),
  priceWithTax: DecimalText.optional(),
  /** Percent. */
  taxRate: DecimalText.optional(),
})
export type ErpPrice = z.output<typeof ErpPrice>

/** What of a product may have an owner. `active` is ruled by a setting of its own. */
export const ProductField = z.enum([
  'name',
  'description',
  'translations',
  'barcode',
  'weight',
  'size',
  'minimalQuantity',
  'prices',
  'categories',
  'extraColumns',
  'images',
  'contents',
])
export type ProductField = z.output<typeof ProductField>

/** A product's content in the ERP, field by field; what is absent is not told, or not known. */
export const ErpProductFields = z.object({
  /** At most 200 characters. */
  name: z.string().optional(),
  /** At most 700 characters. */
  description: z.string().optional(),
  /** By language; languages that are not named stay as they are. */
  translations: z.object({ names: LocalText, descriptions: LocalText }).optional(),
  barcode: z.string().optional(),
  weight: DecimalText.optional(),
  size: z.object({ width: DecimalText, height: DecimalText, depth: DecimalText }).optional(),
  minimalQuantity: DecimalText.optional(),
  /** To be written, of one price list; what stands is told in `priceLists`. */
  prices: z.array(ErpPrice).optional(),
  /** Paths from the root. Read, they are those to the deepest: a path that is the beginning of another is not told. */
  categories: z.array(z.array(z.string())).optional(),
  /** Columns that are not named stay as they are. */
  extraColumns: z.record(z.string(), z.string()).optional(),
  /** Addresses from which the ERP fetches them; it does not tell which it has. */
  images: z.array(z.url()).optional(),
  /** What a compound holds, by the ERP's ids. */
  contents: z.array(z.object({ mkId: z.string(), amount: DecimalText })).optional(),
  active: z.boolean().optional(),
}) satisfies z.ZodType<Partial<Record<ProductField | 'active', unknown>>>
export type ErpProductFields = z.output<typeof ErpProductFields>

/** A product as it stands in the ERP. */
export const ErpProduct = z.object({
  mkId: z.string(),
  countCode: z.string(),
  /** What it is matched by; empty = none. */
  code: z.string(),
  isService: z.boolean(),
  isActive: z.boolean(),
  unit: z.string().optional(),
  fields: ErpProductFields,
  /** All its sales price lists by their number, as they may be other ones than ours. */
  priceLists: z.record(z.string(), z.array(ErpPrice)),
})
export type ErpProduct = z.output<typeof ErpProduct>
