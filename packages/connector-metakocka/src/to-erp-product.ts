import type { CategoryNode, Compound, Pricelist, Product } from '@pretok/client-metakocka'
import { amount, type ErpPrice, type ErpProduct, type ErpProductFields } from '@pretok/domain'

type PriceDef = Pricelist['price_def'][number]

const toErpPrice = ({ amount_from = '0', price, price_with_tax, tax_factor }: PriceDef): ErpPrice => ({
  amountFrom: amount_from,
  ...(price !== undefined && { price }),
  ...(price_with_tax !== undefined && { priceWithTax: price_with_tax }),
  ...(tax_factor !== undefined && { taxRate: amount(tax_factor).times(100).toFixed() }),
})

/** Purchase lists say that they are; others do not always say anything. A list may come in pieces, a price each. */
export const toPriceLists = (pricelists: readonly Pricelist[]): Record<string, ErpPrice[]> => {
  const sales = pricelists.filter(({ sales_purchase }) => sales_purchase !== 'purchase')
  const pieces = Object.entries(Object.groupBy(sales, ({ count_code }) => count_code))
  return Object.fromEntries(
    pieces.map(([number, lists = []]) => [
      number,
      lists
        .flatMap(({ price_def }) => price_def.map(toErpPrice))
        .sort((a, b) => amount(a.amountFrom).cmp(b.amountFrom)),
    ]),
  )
}

/** ISO 639-1: `sl` of `sl`, `SL`, `sl-SI`. */
const toLanguage = (language: string): string => language.toLowerCase().replace(/[-_].*/s, '')

const toTranslations = (localization: Product['localization']): ErpProductFields['translations'] => {
  const textsOf = (text: 'name' | 'name_desc') =>
    Object.fromEntries(
      localization.flatMap(({ language, [text]: value }) =>
        language === undefined || value === undefined ? [] : [[toLanguage(language), value]],
      ),
    )
  return { names: textsOf('name'), descriptions: textsOf('name_desc') }
}

/** A path to each leaf: whether a node above a leaf is a category of the product as well, the tree does not tell. */
const toPaths = (nodes: readonly CategoryNode[]): string[][] =>
  nodes.flatMap(({ tree_node_label = '', tree_node_list }) => {
    const below = toPaths(tree_node_list)
    return below.length === 0 ? [[tree_node_label]] : below.map((path) => [tree_node_label, ...path])
  })

const toContents = (compounds: readonly Compound[]): NonNullable<ErpProductFields['contents']> =>
  compounds.flatMap(({ product_mk_id, amount: pieces }) =>
    product_mk_id === undefined || pieces === undefined ? [] : [{ mkId: product_mk_id, amount: pieces }],
  )

/** What stands in the product; a list without elements is absent. Of its pictures MetaKocka says nothing. */
const toFields = (product: Product): ErpProductFields => {
  const { name, name_desc, barcode, weight, width, height, depth, minimal_order_quantity, localization } = product
  const { category_tree_list, extra_column, compound_type, compounds } = product
  const hasSize = width !== undefined && height !== undefined && depth !== undefined
  return {
    ...(name !== undefined && { name }),
    ...(name_desc !== undefined && { description: name_desc }),
    ...(localization.length > 0 && { translations: toTranslations(localization) }),
    ...(barcode !== undefined && { barcode }),
    ...(weight !== undefined && { weight }),
    ...(hasSize && { size: { width, height, depth } }),
    ...(minimal_order_quantity !== undefined && { minimalQuantity: minimal_order_quantity }),
    ...(category_tree_list.length > 0 && { categories: toPaths(category_tree_list) }),
    ...(extra_column.length > 0 && {
      extraColumns: Object.fromEntries(extra_column.map((column) => [column.name, column.value ?? ''])),
    }),
    // A norm is what a product is made of, not what a pack of it holds.
    ...(compounds.length > 0 && compound_type !== 'norm' && { contents: toContents(compounds) }),
    active: product.activated ?? true,
  }
}

/** A product that was read with all switches on. */
export const toErpProduct = (product: Product): ErpProduct => ({
  mkId: product.mk_id,
  countCode: product.count_code ?? '',
  code: product.code ?? '',
  isService: product.service ?? false,
  isActive: product.activated ?? true,
  ...(product.unit !== undefined && { unit: product.unit }),
  fields: toFields(product),
  priceLists: toPriceLists(product.pricelist),
})
