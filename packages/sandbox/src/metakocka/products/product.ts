import type { Fields } from '../wire/fields.ts'

export interface PriceDefinition {
  amountFrom?: string | undefined
  amountTo?: string | undefined
  price?: string | undefined
  priceWithTax?: string | undefined
  taxCode?: string | undefined
  discount?: string | undefined
  lowestPrice30Days?: string | undefined
}

export interface ProductPrices {
  /** Number of the pricelist. */
  countCode: string
  prices: PriceDefinition[]
}

export interface Product {
  mkId: string
  countCode: string
  code: string
  name: string
  unit: string
  service: boolean
  sales: boolean
  purchasing: boolean
  activated: boolean
  eshopSync: boolean
  /** Further plain values under their names on the wire: `barcode`, `name_desc`, `weight`, ... */
  texts: Readonly<Record<string, string>>
  /** Lists kept as they were sent: `localization`, `extra_column`, `categories`, `compounds`, ... */
  lists: Readonly<Record<string, readonly Fields[]>>
  pricelists: ProductPrices[]
}
