import {
  type CompoundBody,
  type PriceDefBody,
  type Product,
  type ProductAddBody,
  type ProductUpdateBody,
  removeStringValue,
} from '@pretok/client-metakocka'
import {
  amount,
  type ErpPrice,
  type ErpProductChange,
  type ErpProductFields,
  ErpRefusedError,
  type NewErpProduct,
} from '@pretok/domain'
import { toPriceLists } from './to-erp-product.ts'

/** Each price holds up to where the next one begins. */
const toPriceDefs = (prices: readonly ErpPrice[]): PriceDefBody[] =>
  prices
    .toSorted((a, b) => amount(a.amountFrom).cmp(b.amountFrom))
    .map(({ amountFrom, price, priceWithTax, taxRate }, index, all) => ({
      amount_from: amountFrom,
      amount_to: all[index + 1]?.amountFrom ?? null,
      ...(price !== undefined && { price }),
      ...(priceWithTax !== undefined && { price_with_tax: priceWithTax }),
      ...(taxRate !== undefined && { tax_factor: amount(taxRate).div(100).toFixed() }),
    }))

const toPricelist = (prices: readonly ErpPrice[], priceList: string | undefined) => {
  if (priceList === undefined) throw new TypeError('prices were given without the price list they are for')
  return { pricelist: [{ count_code: priceList, price_def: toPriceDefs(prices) }] }
}

const toLocalization = ({ names, descriptions }: NonNullable<ErpProductFields['translations']>) =>
  [...new Set([...Object.keys(names), ...Object.keys(descriptions)])].map((language) => ({
    language,
    ...(names[language] !== undefined && { name: names[language] }),
    ...(descriptions[language] !== undefined && { name_desc: descriptions[language] }),
  }))

/**
 * Under the name it has in its address, and the folder's, as shops give pictures of one product one name. A file of the same name is
 * replaced, so it must not depend on what else is sent.
 */
const toAttachment = (address: string) => ({
  file_name: new URL(address).pathname.split('/').filter(Boolean).slice(-2).join('-'),
  source_url: address,
})

/** What is written alike of a new product and of one that stands. */
const toSharedFields = (fields: ErpProductFields, priceList: string | undefined) => {
  const { name, translations, weight, size, minimalQuantity, prices, categories, extraColumns, images } = fields
  return {
    ...(name !== undefined && { name }),
    ...(translations && { localization: toLocalization(translations) }),
    ...(weight !== undefined && { weight }),
    ...size,
    ...(minimalQuantity !== undefined && { minimal_order_quantity: minimalQuantity }),
    ...(prices && toPricelist(prices, priceList)),
    ...(categories && { categories: categories.map((category) => ({ category })) }),
    ...(extraColumns && {
      extra_column: Object.entries(extraColumns).map(([column, value]) => ({ name: column, value })),
    }),
    ...(images && { attachment_list: images.map(toAttachment) }),
  }
}

type CompoundFields = Pick<ProductAddBody, 'compound' | 'complete_set' | 'compound_type' | 'service' | 'compounds'>

/** Only a service or a complete set can be a compound. */
const compoundOf = (isService: boolean, compounds: CompoundBody[]): CompoundFields => ({
  compound: 'true',
  compound_type: 'compound',
  ...(isService ? { service: 'true' } : { complete_set: 'true' }),
  compounds,
})

const toRows = (contents: NonNullable<ErpProductFields['contents']>): CompoundBody[] =>
  contents.map(({ mkId, amount: pieces }) => ({ product_mk_id: mkId, amount: pieces }))

/** The request that creates a product. Its number is its code, so that a second one with that code is refused. */
export const toProductAddBody = ({ code, unit, isService, priceList, fields }: NewErpProduct): ProductAddBody => ({
  ...toSharedFields(fields, priceList),
  name: fields.name ?? '',
  count_code: code,
  code,
  unit,
  sales: 'true',
  service: isService ? 'true' : 'false',
  ...(fields.description && { name_desc: fields.description }),
  ...(fields.barcode && { barcode: fields.barcode }),
  ...(fields.contents?.length && compoundOf(isService, toRows(fields.contents))),
})

const orRemoved = (text: string): string => (text === '' ? removeStringValue : text)

/** Rows have ids of their own: what stands is changed or taken away by them, and what is new comes without. */
const toRowChanges = (contents: NonNullable<ErpProductFields['contents']>, standing: Product): CompoundBody[] => {
  const wanted = new Map(contents.map((part) => [part.mkId, part]))
  const changes: CompoundBody[] = []
  for (const { mk_id, product_mk_id = '', amount: pieces = '' } of standing.compounds) {
    const part = wanted.get(product_mk_id)
    wanted.delete(product_mk_id)
    if (part && pieces !== '' && amount(part.amount).eq(pieces)) continue
    if (mk_id === undefined)
      throw new ErpRefusedError('MetaKocka does not tell by which id a part of this compound is changed')
    changes.push({ mk_id, ...(part ? { amount: part.amount } : { mark_delete: 'true' }) })
  }
  return [...changes, ...toRows([...wanted.values()])]
}

const toContentsChange = (contents: NonNullable<ErpProductFields['contents']>, standing: Product): CompoundFields => {
  const compounds = toRowChanges(contents, standing)
  if (compounds.length === 0) return {}
  const isCompound = standing.compounds.length > 0
  return isCompound ? { compound_type: 'compound', compounds } : compoundOf(standing.service ?? false, compounds)
}

/**
 * Prices are changed where they stand, so that MetaKocka keeps their history; only if one has to go, the product is taken off the
 * list before.
 */
const mustLeaveList = (prices: readonly ErpPrice[], priceList: string | undefined, standing: Product): boolean => {
  const stands = toPriceLists(standing.pricelist)[priceList ?? ''] ?? []
  return stands.some((old) => !prices.some((price) => amount(price.amountFrom).eq(old.amountFrom)))
}

/**
 * The request that changes a product.
 *
 * @param standing the product as it is, with its prices and parts: a change of these is told as a difference
 */
export const toProductUpdateBody = (
  { mkId, priceList, fields }: ErpProductChange,
  standing: Product | undefined,
): ProductUpdateBody => {
  const { description, barcode, active, prices, contents } = fields
  return {
    mk_id: mkId,
    ...toSharedFields(fields, priceList),
    ...(description !== undefined && { name_desc: orRemoved(description) }),
    ...(barcode !== undefined && { barcode: orRemoved(barcode) }),
    ...(active !== undefined && { activated: active ? 'true' : 'false' }),
    ...(prices &&
      standing &&
      mustLeaveList(prices, priceList, standing) && { pricelist_remove_product_before_add: 'true' }),
    ...(contents && standing && toContentsChange(contents, standing)),
  }
}
