import { Decimal } from 'decimal.js'
import { fieldOf, type Row, textOf, type Value } from './row.ts'
import type { Shop } from './shop.ts'
import type { WriteMethod } from './write-row.ts'

/** What PrestaShop puts into a field of a product that is empty. */
export const defaultOfProduct = (shop: Shop, field: string): string | undefined => {
  if (field === 'condition') return 'new'
  if (field === 'visibility') return 'both'
  return field === 'id_shop_default' ? textOf(shop.rows('shops')[0]?.id ?? '') : undefined
}

/** What the shop computes after a product was written: the maker's name, the index of the search, the unit price. */
export const finishProduct = (shop: Shop, old: Row, product: Row): void => {
  const manufacturer = shop.row('manufacturers', Number(fieldOf(product, 'id_manufacturer')))
  shop.update('products', product.id, {
    manufacturer_name: manufacturer === undefined ? false : fieldOf(manufacturer, 'name'),
    position_in_category:
      product['id_category_default'] === old['id_category_default'] ? fieldOf(product, 'position_in_category') : '',
    unit_price_ratio: unitPriceRatio(product),
    ...(isSearched(shop, product) && { indexed: '1' }),
  })
}

const isSearched = (shop: Shop, product: Row): boolean =>
  shop.configuration('PS_SEARCH_INDEXATION') === '1' &&
  fieldOf(product, 'active') === '1' &&
  ['both', 'search'].includes(textOf(fieldOf(product, 'visibility')))

/** Cut, not rounded, to six decimals. A number, unless there is no unit price. */
const unitPriceRatio = (product: Row): Value => {
  const unitPrice = new Decimal(textOf(fieldOf(product, 'unit_price')))
  if (unitPrice.isZero()) return '0.000000'
  return new Decimal(textOf(fieldOf(product, 'price'))).div(unitPrice).toDecimalPlaces(6, Decimal.ROUND_DOWN).toNumber()
}

/** The fields of a product's echo that nobody sends. A PUT has emptied the quantity in PHP's hands. */
export const echoOfProduct = (product: Row, method: WriteMethod): Record<string, Value> => ({
  manufacturer_name: fieldOf(product, 'manufacturer_name'),
  position_in_category: fieldOf(product, 'position_in_category'),
  ...(method === 'PUT' && { quantity: '' }),
  ...(new Decimal(textOf(fieldOf(product, 'unit_price'))).isZero() && method === 'PUT' && { unit_price_ratio: 0 }),
})
