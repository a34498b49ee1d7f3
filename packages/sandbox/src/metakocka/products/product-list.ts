import type { Company } from '../company.ts'
import { collapse } from '../wire/collapse.ts'
import { countOf, type Fields, flagOf, textOf, textsOf } from '../wire/fields.ts'
import { printProduct } from './print-product.ts'
import { createStockPrinter } from './print-stock.ts'
import type { Product } from './product.ts'

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase())

const flagFilters = {
  sales: 'sales',
  purchase: 'purchasing',
  service: 'service',
  active: 'activated',
  eshop_sync: 'eshopSync',
} as const

/** Filters that are printed back in the answer, as are the two switches. */
const echoed = [
  'count_code',
  'mk_id',
  'code',
  'title',
  'sales',
  'purchase',
  'return_warehause_stock',
  'return_category',
]

const textMatcher = (fields: Fields): ((product: Product) => boolean) => {
  const like = flagOf(fields, 'search_with_like') ?? false
  const wanted = {
    countCode: textOf(fields, 'count_code'),
    code: textOf(fields, 'code', 50),
    mkId: textOf(fields, 'mk_id'),
  }
  const title = textOf(fields, 'title')
  const fits = (value: string, part: string | undefined) =>
    part === undefined || (like ? contains(value, part) : value === part)
  return (product) =>
    fits(product.countCode, wanted.countCode) &&
    fits(product.code, wanted.code) &&
    (wanted.mkId === undefined || product.mkId === wanted.mkId) &&
    (title === undefined || contains(product.name, title))
}

const flagMatcher = (fields: Fields): ((product: Product) => boolean) => {
  const wanted = Object.entries(flagFilters).map(([name, property]) => [property, flagOf(fields, name)] as const)
  return (product) => wanted.every(([property, value]) => value === undefined || product[property] === value)
}

/** `product_list`, by id. A single product asked for by its number alone arrives as an object. */
export const productList = (company: Company, fields: Fields): Fields => {
  const offset = countOf(fields, 'offset', 0)
  const limit = countOf(fields, 'limit', 1000, 1000)
  const printStock = createStockPrinter(company, fields)
  const matchesText = textMatcher(fields)
  const matchesFlags = flagMatcher(fields)
  const rows = company.products
    .all()
    .filter((product) => matchesText(product) && matchesFlags(product))
    .slice(offset, offset + limit)
    .map((product) => ({ ...printProduct(company, product, fields), ...printStock(product.mkId) }))
  const byNumber = textOf(fields, 'count_code') !== undefined && textOf(fields, 'sales') === undefined
  return {
    ...textsOf(fields, echoed),
    limit: String(limit),
    offset: String(offset),
    product_list_count: String(rows.length),
    product_list: byNumber ? (collapse(rows, company.settings().collapseLists) ?? []) : rows,
  }
}
