import type { Company } from '../company.ts'
import { createProductFromLine, findLineProduct, updateProductFromLine } from '../products/line-product.ts'
import type { Product } from '../products/product.ts'
import { Decimal, parseDecimal } from '../wire/decimals.ts'
import { decimalOf, type Fields, listOf, requiredText, textOf, textsOf } from '../wire/fields.ts'
import { invalidValue, missingParameter, refusal } from '../wire/refusal.ts'
import { findTaxFactor, toTaxCode } from '../wire/tax.ts'
import type { DocumentLine, StoredDocument } from './document.ts'
import { computeTotals, type Totals } from './totals.ts'

const lineTexts = [
  'doc_desc',
  'microlocation',
  'lot_number_value',
  'serial_number_value',
  'expiration_date_value',
] as const

const readAmount = (fields: Fields, product: Product): Decimal => {
  const amount = decimalOf(fields, 'amount')
  if (!amount) throw missingParameter('amount')
  if (amount.isZero() || (amount.isNegative() && !product.service)) {
    throw invalidValue('amount', requiredText(fields, 'amount'))
  }
  return amount
}

/** The gross price wins where both are sent. More than six decimals are rounded. */
const readPrice = (fields: Fields): Pick<DocumentLine, 'price' | 'basis'> => {
  const gross = decimalOf(fields, 'price_with_tax')
  const price = gross ?? decimalOf(fields, 'price')
  if (!price) throw missingParameter('price')
  return { price: price.toDecimalPlaces(6).toFixed(), basis: gross ? 'gross' : 'net' }
}

const readTaxFactor = (fields: Fields, product: Product): Decimal => {
  const factor = decimalOf(fields, 'tax_factor')
  if (factor) {
    if (factor.isNegative() || factor.greaterThanOrEqualTo(1)) {
      throw invalidValue('tax_factor', factor.toFixed())
    }
    return factor
  }
  const code = textOf(fields, 'tax')
  if (code === undefined) {
    throw refusal('6', `Attribute 'tax' for product with code '${product.code}' or name '${product.name}' must be set.`)
  }
  const known = findTaxFactor(code)
  if (!known) throw invalidValue('tax', code)
  return known
}

const readDiscount = (fields: Fields): string | undefined => {
  const text = textOf(fields, 'discount')
  const percents = text?.split(';').map((part) => parseDecimal(part.trim()))
  if (text === undefined || !percents) return undefined
  const valid = percents.flatMap((percent) =>
    percent && !percent.isNegative() && percent.lessThanOrEqualTo(100) ? percent.toFixed() : [],
  )
  if (valid.length < percents.length) throw invalidValue('discount', text)
  return valid.join(';')
}

/** One line of a document as sent, for a product that is known. */
export const readLine = (company: Company, fields: Fields, product: Product, rowId?: string): DocumentLine => {
  const factor = readTaxFactor(fields, product)
  return {
    rowId: rowId ?? company.newId(),
    productId: product.mkId,
    amount: readAmount(fields, product).toFixed(),
    ...readPrice(fields),
    discount: readDiscount(fields),
    taxCode: toTaxCode(factor),
    taxFactor: factor.toFixed(),
    texts: textsOf(fields, lineTexts),
    metaData: listOf(fields, 'meta_data'),
  }
}

/** How an unknown product is refused: orders and bills name the code, warehouse documents also list all lines. */
export type NotFoundRefusal = (code: string, rows: Fields[]) => Error

const productLabel = (fields: Fields): string =>
  textOf(fields, 'code') ?? textOf(fields, 'count_code') ?? textOf(fields, 'mk_id') ?? 'null'

export const productNotFound: NotFoundRefusal = (code) =>
  refusal('8', `Product with code ${code} not found - unit must be set to add new product`)

/** Lines as sent. With `unit`, an unknown product is created; without, all unknown ones are refused together. */
export const readLines = (
  company: Company,
  rows: Fields[],
  notFound: NotFoundRefusal = productNotFound,
): DocumentLine[] => {
  const unknown = rows.filter((row) => !findLineProduct(company, row) && textOf(row, 'unit') === undefined)
  const last = unknown.at(-1)
  if (last) throw notFound(productLabel(last), unknown)
  return rows.map((row) => {
    const known = findLineProduct(company, row)
    const product = known ? updateProductFromLine(company, known, row) : createProductFromLine(company, row)
    return readLine(company, row, product)
  })
}

export const emptyOrder = () => refusal('6', 'Narocila ni mogoce shraniti, ker ne vsebuje artiklov')

/** What lines come to with the document's own discount, in the company's arithmetic. */
export const computeDocumentTotals = (
  company: Company,
  lines: readonly DocumentLine[],
  { discount_value, discount_percent }: StoredDocument['texts'],
): Totals =>
  computeTotals(
    lines,
    {
      value: discount_value === undefined ? undefined : new Decimal(discount_value),
      percent: discount_percent === undefined ? undefined : new Decimal(discount_percent),
    },
    company.settings().arithmetic,
  )
