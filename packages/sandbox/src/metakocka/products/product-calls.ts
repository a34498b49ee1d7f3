import type { Company } from '../company.ts'
import { type Fields, flagOf, requiredText, textOf } from '../wire/fields.ts'
import { missingParameter, refusal } from '../wire/refusal.ts'
import { readUnit } from './line-product.ts'
import type { Product } from './product.ts'
import { readProductLists, readProductPrices, readProductTexts } from './read-product.ts'

const printWritten = ({ mkId, countCode, lists }: Product, fields: Fields): Fields => ({
  mk_id: mkId,
  count_code: countCode,
  ...(fields['product_partner_info']
    ? { product_partner_info_mk_id: lists['product_partner_info']?.map((row) => row['mk_id']) }
    : {}),
})

const giveProductNumber = (company: Company): string => {
  if (!company.settings().automaticProductNumbers) throw missingParameter('count_code')
  return `PA-${company.newNumber('product')}`
}

export const productAdd = (company: Company, fields: Fields): Fields => {
  const name = requiredText(fields, 'name', 200)
  const code = requiredText(fields, 'code', 20)
  const unit = readUnit(company, fields)
  const sent = textOf(fields, 'count_code', 30)
  if (sent !== undefined && company.findProductsByCountCode(sent).length > 0) {
    throw refusal('6', `Product with count_code '${sent}' already exists.`)
  }
  const product: Product = {
    mkId: company.newId(),
    countCode: sent ?? giveProductNumber(company),
    code,
    name,
    unit,
    service: flagOf(fields, 'service') ?? false,
    sales: flagOf(fields, 'sales') ?? false,
    purchasing: flagOf(fields, 'purchasing') ?? false,
    activated: true,
    eshopSync: false,
    texts: readProductTexts(fields, {}),
    lists: readProductLists(company, fields, {}),
    pricelists: readProductPrices(company, fields, []),
  }
  company.products.put(product.mkId, product)
  return printWritten(product, fields)
}

/** By `count_code` or `mk_id`. */
const getProduct = (company: Company, fields: Fields): Product => {
  const countCode = textOf(fields, 'count_code', 30)
  const mkId = textOf(fields, 'mk_id')
  if (countCode === undefined && mkId === undefined) throw missingParameter('count_code')
  const product =
    countCode === undefined ? company.products.get(mkId ?? '') : company.findProductsByCountCode(countCode)[0]
  if (!product) {
    throw refusal(
      '2',
      `Product with ${countCode === undefined ? 'mk_id' : 'count_code'} '${countCode ?? mkId}' does not exist.`,
    )
  }
  return product
}

const isUsed = (company: Company, product: Product): boolean =>
  company.documents.all().some(({ lines }) => lines.some(({ productId }) => productId === product.mkId))

/** `eshop_sync` is not among the fields a caller can set. */
export const productUpdate = (company: Company, fields: Fields): Fields => {
  const product = getProduct(company, fields)
  const service = flagOf(fields, 'service') ?? product.service
  if (
    service !== product.service &&
    isUsed(company, product) &&
    !flagOf(fields, 'confirm_save_change_product_service')
  ) {
    throw refusal('6', "Set 'confirm_save_change_product_service' to change attribute 'service' of a used product.")
  }
  const updated: Product = {
    ...product,
    code: textOf(fields, 'code', 20) ?? product.code,
    name: textOf(fields, 'name', 200) ?? product.name,
    unit: textOf(fields, 'unit') === undefined ? product.unit : readUnit(company, fields),
    service,
    sales: flagOf(fields, 'sales') ?? product.sales,
    purchasing: flagOf(fields, 'purchasing') ?? product.purchasing,
    activated: flagOf(fields, 'activated') ?? product.activated,
    texts: readProductTexts(fields, product.texts),
    lists: readProductLists(company, fields, product.lists),
    pricelists: readProductPrices(company, fields, product.pricelists),
  }
  company.products.put(product.mkId, updated)
  return printWritten(updated, fields)
}

export const productDelete = (company: Company, fields: Fields): Fields => {
  const product = getProduct(company, fields)
  if (isUsed(company, product)) throw refusal('6', 'Product is used on documents and cannot be deleted.')
  company.products.remove(product.mkId)
  return { mk_id: product.mkId, count_code: product.countCode }
}
