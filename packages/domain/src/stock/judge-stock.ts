import type { Reason } from '../orders/order-state.ts'
import { stockReasons } from './stock-reasons.ts'
import type { StockVerdict } from './stock-verdict.ts'

/** What is known of a row of the store's stock, before it is asked how many there are. */
export interface StockRowFacts {
  isKeptByStore: boolean
  shopId?: string | undefined
  /** The shop that this connection keeps; absent where rows have none. */
  ownShopId?: string | undefined
  isSum: boolean
  /** What the store sells there, and how many others have its code; absent when that was not read. */
  item?: { code: string; kind: string; twins: number } | undefined
  /** Active products of the ERP with its code. */
  erp: { count: number; isService: boolean }
}

/** Why a row is not for us to write. @returns `undefined` when it is */
export const whyNotStocked = (facts: StockRowFacts): { verdict: StockVerdict; reason: Reason } | undefined => {
  const { item, erp, shopId, ownShopId } = facts
  if (shopId !== undefined && ownShopId !== undefined && shopId !== ownShopId) {
    return { verdict: 'other-shop', reason: stockReasons.otherShop({ shopId, ownShopId }) }
  }
  if (facts.isSum) return { verdict: 'sum', reason: stockReasons.sum() }
  if (!item) return { verdict: 'unread', reason: stockReasons.unread() }
  if (item.kind === 'virtual') return { verdict: 'not-stocked', reason: stockReasons.notStocked() }
  if (item.code === '') return { verdict: 'quarantined', reason: stockReasons.noCode() }
  const { code } = item
  if (item.twins > 0 || erp.count > 1) {
    return { verdict: 'quarantined', reason: stockReasons.twins({ code, inStore: item.twins + 1, inErp: erp.count }) }
  }
  if (erp.count === 0) return { verdict: 'unmatched', reason: stockReasons.unmatched({ code }) }
  if (erp.isService) return { verdict: 'not-stocked', reason: stockReasons.notStocked() }
  if (facts.isKeptByStore) return { verdict: 'kept-by-store', reason: stockReasons.keptByStore() }
  return undefined
}
