import type { ItemToPlan } from '@pretok/db'
import { type ErpProduct, type ErpProductFields, isService, type ProductSettings } from '@pretok/domain'

/** How a product stands in the ERP after these fields were written, as far as it is known. */
export const toWrittenProduct = (
  { item, code, standing }: ItemToPlan,
  written: ErpProductFields,
  mkId: string,
  { unit, priceList }: ProductSettings,
): ErpProduct => {
  const before = standing.find((product) => product.mkId === mkId)
  return {
    countCode: '',
    isService: isService(item),
    unit,
    ...before,
    mkId,
    code,
    isActive: written.active ?? before?.isActive ?? true,
    fields: { ...before?.fields, ...written },
    priceLists: {
      ...before?.priceLists,
      ...(priceList !== undefined && written.prices && { [priceList]: written.prices }),
    },
  }
}
