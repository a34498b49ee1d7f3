import { fieldOf, type Row, textOf } from './row.ts'
import type { Shop } from './shop.ts'

/**
 * Adds pieces to what may be sold, or takes some off, and makes the sum row of the product anew. A pack moves itself, its
 * parts or both, as `pack_stock_type` says. A product without a stock row moves nothing.
 */
export const moveStock = (shop: Shop, productId: string, combinationId: string, pieces: number): void => {
  const product = shop.row('products', Number(productId))
  const parts = product?.associations?.['product_bundle'] ?? []
  const packMove = parts.length === 0 || product === undefined ? packAlone : packStockType(shop, product)
  if (packMove !== partsAlone) moveRow(shop, productId, combinationId, pieces)
  if (packMove === packAlone) return
  for (const part of parts) {
    moveRow(shop, part['id'] ?? '', part['id_product_attribute'] ?? '0', pieces * Number(part['quantity']))
  }
}

const packAlone = '0'
const partsAlone = '1'
const asConfigured = '3'

const packStockType = (shop: Shop, pack: Row): string => {
  const type = textOf(fieldOf(pack, 'pack_stock_type'))
  return type === asConfigured ? (shop.configuration('PS_PACK_STOCK_TYPE') ?? packAlone) : type
}

/** The row of a product or combination that the shop sells from. */
export const findStockRow = (shop: Shop, productId: string, combinationId: string): Row | undefined =>
  shop
    .resource('stock_availables')
    .findBy('id_product', [productId])
    .find((row) => textOf(fieldOf(row, 'id_product_attribute')) === combinationId && isInUse(row))

const moveRow = (shop: Shop, productId: string, combinationId: string, pieces: number): void => {
  const row = findStockRow(shop, productId, combinationId)
  if (row === undefined) return
  const quantity = String(Number(fieldOf(row, 'quantity')) + pieces)
  makeSumRow(shop, shop.update('stock_availables', row.id, { quantity }))
}

/** A row that belongs neither to a shop nor to a group of shops is seen by nobody. */
const isInUse = (row: Row): boolean => fieldOf(row, 'id_shop') !== '0' || fieldOf(row, 'id_shop_group') !== '0'

/** After a combination's row was written: the product's own row holds the sum of its combinations. */
export const makeSumRow = (shop: Shop, written: Row): void => {
  if (fieldOf(written, 'id_product_attribute') === '0') return
  const ofProduct = shop
    .resource('stock_availables')
    .findBy('id_product', [textOf(fieldOf(written, 'id_product'))])
    .filter((row) => fieldOf(row, 'id_shop') === fieldOf(written, 'id_shop'))
  const sumRow = ofProduct.find((row) => fieldOf(row, 'id_product_attribute') === '0')
  if (sumRow === undefined) return
  const quantities = ofProduct.filter(({ id }) => id !== sumRow.id).map((row) => Number(fieldOf(row, 'quantity')))
  shop.update('stock_availables', sumRow.id, { quantity: String(quantities.reduce((sum, part) => sum + part, 0)) })
}

/** A product names the stock rows that are its own in its shop. */
export const listStockRows = (shop: Shop, productId: number): void => {
  const product = shop.row('products', productId)
  if (product === undefined) return
  const shopIds = shop.rows('shops').map(({ id }) => String(id))
  const items = shop
    .resource('stock_availables')
    .findBy('id_product', [String(productId)])
    .filter((row) => shopIds.includes(textOf(fieldOf(row, 'id_shop'))))
    .map((row) => ({ id: String(row.id), id_product_attribute: textOf(fieldOf(row, 'id_product_attribute')) }))
  const { stock_availables: _, ...others } = product.associations ?? {}
  const associations = items.length === 0 ? others : { ...product.associations, stock_availables: items }
  shop.update('products', productId, {
    associations: Object.keys(associations).length === 0 ? undefined : associations,
  })
}
