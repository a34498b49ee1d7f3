import { fieldOf, type Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { toStored } from '../stored-value.ts'
import { finishProduct } from '../write-product.ts'
import { getRow } from './get-row.ts'

/** Fields of a product. A plain text for a translated field goes into every language. */
export type ProductChanges = Readonly<Record<string, string>>

/**
 * Changes fields of a product as its page in the back office does; `active` `0` takes it off the shop. `date_upd` moves.
 *
 * @returns the product
 * @throws {MissingRowError} no such product
 */
export const changeProduct = (shop: Shop, productId: number, changes: ProductChanges): Row => {
  const old = getRow(shop, 'products', productId)
  const resource = shop.resource('products')
  const changed = Object.entries(changes).map(([field, sent]) => [
    field,
    toStored(resource, field, fieldOf(old, field), sent),
  ])
  finishProduct(shop, old, shop.update('products', productId, { ...Object.fromEntries(changed), date_upd: shop.now() }))
  return getRow(shop, 'products', productId)
}

/** Deletes a product with its combinations and stock rows. Orders go on naming it. @throws {MissingRowError} no such product */
export const deleteProduct = (shop: Shop, productId: number): void => {
  getRow(shop, 'products', productId)
  for (const resource of ['combinations', 'stock_availables']) {
    for (const { id } of shop.resource(resource).findBy('id_product', [String(productId)])) shop.remove(resource, id)
  }
  shop.remove('products', productId)
}
