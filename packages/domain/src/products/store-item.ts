import { z } from 'zod'
import { DecimalText } from '../money.ts'

/** A text by language (ISO 639-1, e.g. `sl`); languages without a text are left out. */
export const LocalText = z.record(z.string(), z.string())
export type LocalText = z.output<typeof LocalText>

/** E.g. size: L. */
const Property = z.object({ name: LocalText, value: LocalText })

/** A price for some quantity or time that is not the usual one. */
export const SpecialPrice = z.object({
  /** From so many pieces on. */
  fromQuantity: z.int().min(1),
  /** Without VAT, like the item's own. */
  priceNet: DecimalText,
  /** Both included, ISO in UTC; absent = without beginning or end. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
})
export type SpecialPrice = z.output<typeof SpecialPrice>

/**
 * Something that a store sells as one thing: a product without combinations, or one combination of a product. What a combination does not
 * say of itself it has from its product, save the reference and the EAN-13. Weights in kilograms, lengths in centimetres as shops have them.
 */
export const StoreItem = z.object({
  productId: z.string(),
  /** Absent for a product without combinations. */
  combinationId: z.string().optional(),
  /** Trimmed; empty = none. */
  reference: z.string(),
  ean13: z.string(),
  /** Of its product, where this is a combination: people are told of it, nothing is matched by it. */
  productReference: z.string().optional(),
  /** What the supplier calls it; empty = unknown. */
  supplierReference: z.string(),
  kind: z.enum(['goods', 'virtual', 'pack']),
  isActive: z.boolean(),
  /** Of the product: a combination has no time of its own. ISO in UTC. */
  changedAt: z.iso.datetime(),
  /** The store's default language, in which a text that is in one language only is told. */
  language: z.string(),
  /** Of the product, without attributes. */
  names: LocalText,
  /** HTML, as entered. */
  summaries: LocalText,
  descriptions: LocalText,
  /** What makes a combination, in the store's order. */
  attributes: z.array(Property),
  features: z.array(Property),
  /** Paths in the store's default language from below the home category, e.g. `['Clothes', 'Men']`; the product's own default category first. */
  categories: z.array(z.array(z.string())),
  manufacturer: z.string().optional(),
  weight: DecimalText,
  width: DecimalText,
  height: DecimalText,
  depth: DecimalText,
  minimalQuantity: z.int(),
  /** Without VAT and before special prices, up to six decimals; ecotax is part of it. */
  priceNet: DecimalText,
  /** Percent at home, `0` where the store says that it is not taxed; absent when it cannot be told, or is not one rate for the whole price. */
  taxRate: DecimalText.optional(),
  /**
   * For everybody, in the store's default currency. The first one whose quantity and time fit is what the store asks; none = `priceNet`.
   * Absent where we may not read them: then nobody knows what the store asks.
   */
  specialPrices: z.array(SpecialPrice).optional(),
  /** What a pack holds. */
  pack: z.array(z.object({ productId: z.string(), combinationId: z.string().optional(), quantity: z.int().min(1) })),
  /** Public addresses of the pictures: a combination's own first, then those of its product, the cover first. */
  images: z.array(z.url()),
})
export type StoreItem = z.output<typeof StoreItem>
