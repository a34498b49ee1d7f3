import type { Combination, Product, SpecificPrice } from '@pretok/client-prestashop'
import { type Amount, amount, netOf, type StoreItem } from '@pretok/domain'
import type { CatalogueLists } from './catalogue-lists.ts'
import { everyProduct, type ProductRelated } from './product-related.ts'
import { toUtc } from './shop-time.ts'
import { getRow } from './tolerant.ts'

/** As many decimals as PrestaShop keeps of a price. */
const toPrice = (value: Amount): string => value.toDecimalPlaces(6).toFixed()

/** PrestaShop keeps it beside the price and adds it when it sells; a combination's own takes the place of its product's. */
const ecotaxOf = (product: Product, combination: Combination | undefined): Amount => {
  const own = amount(combination?.ecotax ?? 0)
  return own.gt(0) ? own : amount(product.ecotax ?? 0)
}

export const toPriceNet = (product: Product, combination: Combination | undefined): string =>
  toPrice(
    amount(product.price)
      .plus(combination?.price ?? 0)
      .plus(ecotaxOf(product, combination)),
  )

/** Absent too where the ecotax is taxed otherwise than the product: no single rate leads from the net price to the gross one. */
export const toTaxRate = (
  product: Product,
  combination: Combination | undefined,
  { taxRates, ecotaxRate }: CatalogueLists,
): string | undefined => {
  const group = product.id_tax_rules_group
  const rate = group === undefined ? '0' : taxRates.get(group)
  if (rate === undefined || ecotaxOf(product, combination).isZero()) return rate
  return ecotaxRate !== undefined && amount(ecotaxRate).eq(rate) ? rate : undefined
}

const isForEverybody = (row: SpecificPrice, { shopId, currencyId, countryId }: CatalogueLists): boolean =>
  [row.id_customer, row.id_group, row.id_cart].every((id) => id === undefined) &&
  (row.id_shop === undefined || row.id_shop === shopId) &&
  (row.id_currency === undefined || row.id_currency === currencyId) &&
  (row.id_country === undefined || row.id_country === countryId)

/** By what PrestaShop chooses among those that fit, in its usual order of priorities; what comes first is first in the list. */
const precedence = (row: SpecificPrice): (number | string)[] => [
  row.id_product_attribute === undefined ? 0 : 1,
  row.from_quantity,
  -Number(row.id_specific_price_rule ?? 0),
  (row.id_shop === undefined ? 0 : 16) +
    (row.id_currency === undefined ? 0 : 8) +
    (row.id_country === undefined ? 0 : 4),
  row.to ?? '',
  row.from ?? '',
]

const byPrecedence = (a: SpecificPrice, b: SpecificPrice): number => {
  const theirs = precedence(b)
  for (const [index, mine] of precedence(a).entries()) {
    const other = theirs[index] ?? mine
    if (mine !== other) return mine > other ? -1 : 1
  }
  return 0
}

/** `undefined` when an amount that holds VAT is to be taken off and the rate is not known. */
const priceOf = (
  row: SpecificPrice,
  product: Product,
  combination: Combination | undefined,
  taxRate: string | undefined,
): string | undefined => {
  const replaces = amount(row.price).gte(0)
  // A price for one combination is meant whole, any other without what the combination adds.
  const added = replaces && row.id_product_attribute !== undefined ? 0 : (combination?.price ?? 0)
  const before = amount(replaces ? row.price : product.price)
    .plus(added)
    .plus(ecotaxOf(product, combination))

  const reduction = amount(row.reduction)
  const reduced = (by: Amount): string => {
    const price = before.minus(by)
    return price.isNegative() ? '0' : toPrice(price)
  }
  if (row.reduction_type === 'percentage') return reduced(before.times(reduction))
  if (!row.reduction_tax || reduction.isZero()) return reduced(reduction)
  return taxRate === undefined ? undefined : reduced(netOf(reduction, taxRate))
}

/** @throws {Unreadable} */
export const toSpecialPrices = (
  product: Product,
  combination: Combination | undefined,
  { specificPrices }: ProductRelated,
  lists: CatalogueLists,
): StoreItem['specialPrices'] => {
  if (!specificPrices) return undefined
  const taxRate = toTaxRate(product, combination, lists)
  const utc = (field: 'from' | 'to', text: string | undefined) =>
    text === undefined ? {} : { [field]: toUtc(text, lists.timeZone, `specific_prices.${field}`) }
  return [everyProduct, product.id]
    .flatMap((id) => specificPrices.get(id) ?? [])
    .map((tried) => getRow('specific_prices', tried))
    .filter((row) => row.id_product_attribute === undefined || row.id_product_attribute === combination?.id)
    .filter((row) => isForEverybody(row, lists))
    .sort(byPrecedence)
    .flatMap((row) => {
      const priceNet = priceOf(row, product, combination, taxRate)
      if (priceNet === undefined) return []
      return [
        { fromQuantity: Math.max(1, row.from_quantity), priceNet, ...utc('from', row.from), ...utc('to', row.to) },
      ]
    })
}
