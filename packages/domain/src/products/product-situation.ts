import type { DecimalText } from '../money.ts'
import type { ErpProduct, ErpProductFields, ProductField } from './erp-product.ts'
import type { ItemLabel } from './product-reasons.ts'
import type { ProductSettings } from './product-settings.ts'
import type { StoreItem } from './store-item.ts'

/** What a pack holds, as far as it is known in the ERP. */
export interface PackPart {
  /** For people: its code or name. */
  code: string
  /** Absent while it is not matched. */
  mkId?: string | undefined
  amount: DecimalText
}

/** Everything that decides what is to become of an item. */
export interface ProductSituation {
  /** Not active as well when it is gone from the store. */
  item: StoreItem
  /** Other items of the store with the same code. */
  siblings: readonly (ItemLabel & { isActive: boolean })[]
  /** All products of the ERP with this code; none where it has none. */
  standing: readonly ErpProduct[]
  /** `mkId` of the product that the item was until now. */
  known?: string | undefined
  /** All that Pretok has written of it so far, later writes over earlier ones. */
  lastWritten?: ErpProductFields | undefined
  settings: ProductSettings
  now: Date
  /** Of a pack, in the order of `item.pack`. */
  contents?: readonly PackPart[] | undefined
}

/** Whether a field would be written: on creation all but the ERP's own, later the store's own. */
export const isWritten = (field: ProductField, { standing, settings }: ProductSituation): boolean => {
  const owner = settings.owners[field]
  return owner === 'store' || (owner === 'once' && standing.length === 0)
}
