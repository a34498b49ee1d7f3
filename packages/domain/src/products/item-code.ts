import type { ProductSettings } from './product-settings.ts'
import type { StoreItem } from './store-item.ts'

/** Characters of a product's code that MetaKocka keeps. */
export const longestCode = 20

/** By what the item is matched with the ERP; empty = it has none. */
export const itemCode = (item: Pick<StoreItem, 'reference' | 'ean13'>, { matchBy }: ProductSettings): string =>
  matchBy === 'ean13' ? item.ean13 : item.reference
