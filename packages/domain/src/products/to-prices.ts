import { amount, formatCents } from '../money.ts'
import type { ErpPrice } from './erp-product.ts'
import type { ProductSettings } from './product-settings.ts'
import type { StoreItem } from './store-item.ts'

/** What the store asks for one piece out of so many. */
const netAt = (item: StoreItem, quantity: number, now: Date): string =>
  item.specialPrices?.find(
    ({ fromQuantity, from, to }) =>
      fromQuantity <= quantity && (!from || new Date(from) <= now) && (!to || now <= new Date(to)),
  )?.priceNet ?? item.priceNet

/**
 * The item's prices for the price list of the settings. A gross price has two decimals, as the shop shows and charges it; a net price
 * has all that the store keeps.
 *
 * @returns `undefined` where there is no price list, or the VAT rate or the special prices that are wanted are unknown
 */
export const toPrices = (
  item: StoreItem,
  { priceList, priceBasis, specialPrices }: ProductSettings,
  now: Date,
): ErpPrice[] | undefined => {
  const { taxRate } = item
  if (priceList === undefined || taxRate === undefined) return undefined
  const toPrice = (net: string): Pick<ErpPrice, 'price' | 'priceWithTax' | 'taxRate'> => ({
    ...(priceBasis === 'gross'
      ? { priceWithTax: formatCents(amount(taxRate).div(100).plus(1).times(net)) }
      : { price: amount(net).toFixed() }),
    taxRate,
  })
  if (!specialPrices) return [{ amountFrom: '0', ...toPrice(item.priceNet) }]
  if (!item.specialPrices) return undefined

  const steps = [...new Set([1, ...item.specialPrices.map(({ fromQuantity }) => fromQuantity)])].sort((a, b) => a - b)
  return steps
    .map((quantity) => ({ quantity, net: netAt(item, quantity, now) }))
    .filter(({ net }, index, all) => net !== all[index - 1]?.net)
    .map(({ quantity, net }) => ({ amountFrom: quantity === 1 ? '0' : String(quantity), ...toPrice(net) }))
}
