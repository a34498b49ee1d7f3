import type { StoreItem } from '../products/store-item.ts'
import type { StockOverride, StockSettings } from './stock-settings.ts'

export interface StockLimits {
  buffer: number
  percent: number
  cap?: number | undefined
}

/** What overrides look at. */
export type LimitedItem = Pick<StoreItem, 'reference' | 'categories' | 'manufacturer'>

const fits = ({ references, categories, manufacturers }: StockOverride, item: LimitedItem): boolean =>
  references?.includes(item.reference) === true ||
  (categories !== undefined && item.categories.some((path) => path.some((name) => categories.includes(name)))) ||
  (item.manufacturer !== undefined && manufacturers?.includes(item.manufacturer) === true)

/** The limits of an item: of the first override that fits, and for the rest those of all. */
export const limitsFor = (
  item: LimitedItem,
  { buffer, percent, cap, overrides }: Pick<StockSettings, 'buffer' | 'percent' | 'cap' | 'overrides'>,
): StockLimits => {
  const other = overrides.find((override) => fits(override, item))
  return {
    buffer: other?.buffer ?? buffer,
    percent: other?.percent ?? percent,
    cap: other?.cap ?? cap,
  }
}
