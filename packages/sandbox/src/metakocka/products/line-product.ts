import type { Company } from '../company.ts'
import { type Fields, flagOf, requiredText, textOf, textsOf } from '../wire/fields.ts'
import { invalidValue } from '../wire/refusal.ts'
import type { Product } from './product.ts'

/** By code or number, exactly as written. The id alone does not select. */
export const findLineProduct = (company: Company, fields: Fields): Product | undefined => {
  const code = textOf(fields, 'code')
  const countCode = textOf(fields, 'count_code')
  return (
    (code === undefined ? undefined : company.findProductsByCode(code)[0]) ??
    (countCode === undefined ? undefined : company.findProductsByCountCode(countCode)[0])
  )
}

export const readUnit = (company: Company, fields: Fields): string => {
  const unit = requiredText(fields, 'unit')
  if (!company.settings().units.includes(unit)) throw invalidValue('unit', unit, company.settings().units)
  return unit
}

/** Values of a line that MetaKocka writes into the product itself. */
const sideEffects = ['barcode', 'country', 'customs_fee'] as const

export const updateProductFromLine = (company: Company, product: Product, fields: Fields): Product => {
  const changes = textsOf(fields, sideEffects)
  if (Object.keys(changes).length === 0) return product
  const updated = { ...product, texts: { ...product.texts, ...changes } }
  company.products.put(product.mkId, updated)
  return updated
}

export const createProductFromLine = (company: Company, fields: Fields): Product => {
  const countCode = textOf(fields, 'count_code', 30)
  const code = textOf(fields, 'code', 20) ?? countCode ?? ''
  const description = textOf(fields, 'name_desc', 700)
  const product: Product = {
    mkId: company.newId(),
    countCode: countCode ?? `PA-${company.newNumber('product')}`,
    code,
    name: textOf(fields, 'name', 200) ?? code,
    unit: readUnit(company, fields),
    service: flagOf(fields, 'service') ?? false,
    sales: flagOf(fields, 'sales') ?? true,
    purchasing: flagOf(fields, 'purchasing') ?? false,
    activated: true,
    eshopSync: false,
    texts: { ...(description === undefined ? {} : { name_desc: description }), ...textsOf(fields, sideEffects) },
    lists: {},
    pricelists: [],
  }
  company.products.put(product.mkId, product)
  return product
}
