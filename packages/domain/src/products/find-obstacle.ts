import type { Reason } from '../orders/order-state.ts'
import { isBarcode } from './barcode.ts'
import { isSameField } from './compare-fields.ts'
import type { ErpProductFields } from './erp-product.ts'
import { itemCode, longestCode } from './item-code.ts'
import { labelOf } from './item-name.ts'
import { productReasons } from './product-reasons.ts'
import { isWritten, type ProductSituation } from './product-situation.ts'
import { becomesCompound } from './to-erp-fields.ts'

/** Whether it can be told which product it is. */
const findDoubt = ({ item: whole, siblings, standing, known, settings }: ProductSituation): Reason | undefined => {
  const item = labelOf(whole)
  const code = itemCode(whole, settings)
  if (settings.matchBy === 'ean13') {
    if (code === '') return productReasons.eanMissing({ item })
    if (!isBarcode(code)) return productReasons.eanInvalid({ item, ean13: code })
  }
  if (code === '')
    return whole.combinationId === undefined
      ? productReasons.referenceMissing({ item })
      : productReasons.combinationReferenceMissing({ item, productReference: whole.productReference })
  if ([...code].length > longestCode) return productReasons.codeTooLong({ item, code })
  // What is switched off does not travel, so it is in nobody's way.
  const others = siblings.filter(({ isActive }) => isActive)
  if (others.length > 0) return productReasons.duplicateInStore({ item, code, others })
  const products = standing.map(({ mkId, countCode }) => ({ mkId, countCode }))
  if (products.length > 1) return productReasons.duplicateInErp({ item, code, products })
  if (products.length === 0 && known !== undefined) return productReasons.codeChanged({ item, code, mkId: known })
  return undefined
}

/** Whether the ERP would take its prices. A list of which only net prices are told is a net one, and refuses others. */
const findPriceObstacle = (situation: ProductSituation, { prices }: ErpProductFields): Reason | undefined => {
  const { item, standing, settings } = situation
  const { priceList, priceBasis } = settings
  if (priceList === undefined || !isWritten('prices', situation)) return undefined
  if (item.taxRate === undefined) return productReasons.vatUnknown({ item: labelOf(item), priceList })
  const stands = standing[0]?.priceLists[priceList] ?? []
  const isNet = stands.some(({ price, priceWithTax }) => price !== undefined && priceWithTax === undefined)
  return priceBasis === 'gross' && isNet && !isSameField('prices', stands, prices)
    ? productReasons.priceListNet({ item: labelOf(item), priceList })
    : undefined
}

/** Why an active item does not travel; `undefined` = nothing stands in its way. */
export const findObstacle = (situation: ProductSituation, wanted: ErpProductFields): Reason | undefined => {
  const { item, standing, settings, contents = [] } = situation
  const doubt = findDoubt(situation)
  if (doubt) return doubt
  if (standing.length === 0 && wanted.name === undefined)
    return productReasons.nameMissing({ item: labelOf(item), language: item.language })
  if (becomesCompound(item, settings) && isWritten('contents', situation)) {
    const missing = item.pack.flatMap(({ productId }, at) =>
      contents[at]?.mkId === undefined ? [contents[at]?.code || productId] : [],
    )
    if (missing.length > 0) return productReasons.packContentUnknown({ item: labelOf(item), missing })
  }
  return findPriceObstacle(situation, wanted)
}
