import type { Company } from '../company.ts'
import { collapse } from '../wire/collapse.ts'
import { Decimal, printWithComma } from '../wire/decimals.ts'
import { type Fields, flagOf, present, textOf } from '../wire/fields.ts'
import { findTaxFactor, toTaxPercent } from '../wire/tax.ts'
import { pathOf, printCategoryTree } from './category-tree.ts'
import type { PriceDefinition, Product } from './product.ts'

const printPrice = (price: PriceDefinition, withTaxFactor: boolean): Fields => {
  const factor = price.taxCode === undefined ? undefined : findTaxFactor(price.taxCode)
  return present({
    amount_from: price.amountFrom,
    amount_to: price.amountTo,
    discount: price.discount,
    price: price.price,
    price_with_tax: price.priceWithTax,
    tax: price.taxCode,
    ...(withTaxFactor && factor ? { tax_desc: toTaxPercent(factor), tax_factor: factor.toFixed() } : {}),
    lowest_price_30_days: price.lowestPrice30Days,
  })
}

const printPricelists = (company: Company, product: Product, fields: Fields): Fields[] =>
  product.pricelists.map(({ countCode, prices }) => {
    const pricelist = company.settings().pricelists.find((known) => known.countCode === countCode)
    const printed = prices.map((price) => printPrice(price, flagOf(fields, 'show_tax_factor') ?? false))
    return present({
      count_code: countCode,
      price_def: collapse(printed, company.settings().collapseLists),
      title: pricelist?.title,
      sales_purchase: 'sales',
      currency_code: pricelist?.currency,
    })
  })

const measures = ['height', 'width', 'depth', 'weight', 'gross_weight', 'min_stock', 'minimal_order_quantity']

const printMeasure = (name: string, text: string): string =>
  measures.includes(name) ? printWithComma(new Decimal(text)) : text

/** The part's number, code and name beside what was sent. */
const printCompound = (company: Company, row: Fields): Fields => {
  const id = textOf(row, 'product_mk_id')
  const part = id === undefined ? undefined : company.products.get(id)
  if (!part) return row
  return { ...row, product_count_code: part.countCode, product_code: part.code, product_title: part.name }
}

const flagsNeverSet = ['asset', 'expiration_dates', 'lot_numbers', 'serial_numbers', 'work']

/** A product as `product_list` prints it, without stock. */
export const printProduct = (company: Company, product: Product, fields: Fields): Fields => {
  const { localization, extra_column, compounds, categories } = product.lists
  const { compound_type, ...texts } = product.texts
  const compound =
    flagOf(fields, 'return_product_compound') && compounds?.length
      ? { compound_type, compounds: compounds.map((row) => printCompound(company, row)) }
      : {}
  return present({
    count_code: product.countCode,
    mk_id: product.mkId,
    code: product.code,
    name: product.name,
    unit: product.unit,
    service: String(product.service),
    sales: String(product.sales),
    activated: String(product.activated),
    purchasing: String(product.purchasing),
    eshop_sync: String(product.eshopSync),
    ...Object.fromEntries(flagsNeverSet.map((name) => [name, 'false'])),
    compound: 'false',
    norm: 'false',
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, printMeasure(name, text)])),
    localization: collapse(localization ?? [], company.settings().collapseLists),
    extra_column: extra_column?.length ? extra_column : undefined,
    ...compound,
    category_tree_list:
      flagOf(fields, 'return_category') && categories?.length ? printCategoryTree(categories.map(pathOf)) : undefined,
    pricelist:
      flagOf(fields, 'return_pricelist') && product.pricelists.length
        ? printPricelists(company, product, fields)
        : undefined,
  })
}
