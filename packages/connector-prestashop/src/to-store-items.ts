import type { Combination, Product } from '@pretok/client-prestashop'
import { amount, type StoreItem, sum } from '@pretok/domain'
import type { CatalogueLists } from './catalogue-lists.ts'
import { toPriceNet, toSpecialPrices, toTaxRate } from './product-prices.ts'
import type { ProductRelated } from './product-related.ts'
import { cleanHtml, toCategories, toLocalText } from './product-texts.ts'
import { toUtc } from './shop-time.ts'
import { clean } from './to-party.ts'
import { getRow, Unreadable } from './tolerant.ts'

type Property = StoreItem['attributes'][number]

/** `0.35`, however many digits the shop writes. */
const toMeasure = (value: string): string => amount(value).toFixed()

const kindOf = ({ is_virtual, type }: Product): StoreItem['kind'] => {
  if (is_virtual || type === 'virtual') return 'virtual'
  return type === 'pack' ? 'pack' : 'goods'
}

const inOrder = (properties: readonly (Property & { position: number })[]): Property[] =>
  properties.toSorted((a, b) => a.position - b.position).map(({ name, value }) => ({ name, value }))

/** @throws {Unreadable} without one of them nobody could tell the combination from others */
const toAttributes = (combination: Combination, lists: CatalogueLists): Property[] =>
  inOrder(
    combination.associations.product_option_values.map(({ id }) => {
      const value = lists.optionValues.get(id)
      const option = lists.options.get(value?.id_attribute_group ?? '')
      if (!value || !option) throw new Unreadable('combinations.product_option_values')
      // Customers see the public name; the other one is for the back office.
      const name = option.public_name.any === '' ? option.name : option.public_name
      return { position: option.position, name: toLocalText(name, lists), value: toLocalText(value.name, lists) }
    }),
  )

/** Shops keep references to features that are long gone: those are left out. */
const toFeatures = (product: Product, { featureValues }: ProductRelated, lists: CatalogueLists): Property[] =>
  inOrder(
    product.associations.product_features.flatMap(({ id, id_feature_value }) => {
      const feature = lists.features.get(id)
      const tried = featureValues.get(id_feature_value)
      if (!feature || !tried) return []
      const { value } = getRow('product_feature_values', tried)
      return [{ position: feature.position, name: toLocalText(feature.name, lists), value: toLocalText(value, lists) }]
    }),
  )

const toSupplierReference = (
  product: Product,
  combination: Combination | undefined,
  { suppliers }: ProductRelated,
): string => {
  const rows = (suppliers.get(product.id) ?? [])
    .flatMap(({ row }) => row ?? [])
    .filter((row) => row.id_product_attribute === combination?.id && row.product_supplier_reference !== '')
  const row = rows.find((one) => one.id_supplier === product.id_supplier) ?? rows[0]
  return clean(row?.product_supplier_reference ?? (combination ?? product).supplier_reference ?? '')
}

/**
 * Where the shop's front finds a picture: a folder for each digit of its id. So PrestaShop's own path scheme; the web service gives
 * pictures to those with the key only. Pictures that a shop from before 1.5 never moved lie elsewhere.
 */
const toImageUrl = (shopUrl: URL, imageId: string): string =>
  new URL(`img/p/${[...imageId].join('/')}/${imageId}.jpg`, shopUrl).href

const toImages = (product: Product, combination: Combination | undefined, shopUrl: URL): string[] => {
  const own = combination?.associations.images.map(({ id }) => id) ?? []
  const ids = [...own, product.id_default_image, ...product.associations.images.map(({ id }) => id)]
  return [...new Set(ids)].flatMap((id) => (id === undefined ? [] : [toImageUrl(shopUrl, id)]))
}

const toItem = (
  product: Product,
  combination: Combination | undefined,
  related: ProductRelated,
  lists: CatalogueLists,
  shopUrl: URL,
): StoreItem => {
  const own = combination ?? product
  const empty = { byId: {}, any: '' }
  const manufacturer = clean(product.manufacturer_name ?? '')
  const taxRate = toTaxRate(product, combination, lists)
  const specialPrices = toSpecialPrices(product, combination, related, lists)
  return {
    productId: product.id,
    ...(combination === undefined ? {} : { combinationId: combination.id, productReference: clean(product.reference) }),
    reference: clean(own.reference),
    ean13: clean(own.ean13),
    supplierReference: toSupplierReference(product, combination, related),
    kind: kindOf(product),
    isActive: product.active,
    changedAt: toUtc(product.date_upd, lists.timeZone, 'products.date_upd'),
    language: lists.defaultLanguage.code,
    names: toLocalText(product.name, lists),
    summaries: toLocalText(product.description_short ?? empty, lists, cleanHtml),
    descriptions: toLocalText(product.description ?? empty, lists, cleanHtml),
    attributes: combination === undefined ? [] : toAttributes(combination, lists),
    features: toFeatures(product, related, lists),
    categories: toCategories(product, lists),
    ...(manufacturer === '' ? {} : { manufacturer }),
    weight: sum([product.weight, combination?.weight ?? 0]).toFixed(),
    width: toMeasure(product.width),
    height: toMeasure(product.height),
    depth: toMeasure(product.depth),
    minimalQuantity: own.minimal_quantity,
    priceNet: toPriceNet(product, combination),
    ...(taxRate === undefined ? {} : { taxRate }),
    ...(specialPrices === undefined ? {} : { specialPrices }),
    pack: product.associations.product_bundle.map(({ id, id_product_attribute, quantity }) => ({
      productId: id,
      ...(id_product_attribute === undefined ? {} : { combinationId: id_product_attribute }),
      quantity,
    })),
    images: toImages(product, combination, shopUrl),
  }
}

/**
 * What a product sells, in our words: itself, or its combinations; nothing while it is a draft that was never saved.
 *
 * @throws {Unreadable} naming what cannot be understood
 */
export const toStoreItems = (
  product: Product,
  related: ProductRelated,
  lists: CatalogueLists,
  shopUrl: URL,
): StoreItem[] => {
  if (product.state === false) return []
  const tried = related.combinations.get(product.id) ?? []
  const known = new Set(tried.map(({ id }) => id))
  // The product itself lists its combinations too: an answer that lacks one was cut short.
  if (product.associations.combinations.some(({ id }) => !known.has(id))) throw new Unreadable('combinations')
  if (tried.length === 0) return [toItem(product, undefined, related, lists, shopUrl)]
  return tried.map((one) => toItem(product, getRow('combinations', one), related, lists, shopUrl))
}
