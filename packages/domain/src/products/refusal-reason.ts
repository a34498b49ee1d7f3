import type { Reason } from '../orders/order-state.ts'
import { ErpPriceListNetError, ErpPriceListUnknownError, type ErpRefusedError } from '../ports/erp-errors.ts'
import { labelOf } from './item-name.ts'
import { productReasons } from './product-reasons.ts'
import type { StoreItem } from './store-item.ts'

/** Why a write of an item was refused, in the ERP's words. */
export const refusalReason = (error: ErpRefusedError, whole: StoreItem): Reason => {
  const item = labelOf(whole)
  const { message: text } = error
  if (error instanceof ErpPriceListUnknownError)
    return productReasons.priceListUnknown({ item, priceList: error.priceList, text })
  if (error instanceof ErpPriceListNetError)
    return productReasons.priceListNet({ item, priceList: error.priceList, text })
  return productReasons.refused({ item, text })
}
