import type { Company } from '../company.ts'
import { findLineProduct } from '../products/line-product.ts'
import { Decimal } from '../wire/decimals.ts'
import { decimalOf, type Fields, flagOf, listOf, present, textOf } from '../wire/fields.ts'
import type { DocumentLine, StoredDocument } from './document.ts'
import { emptyOrder, productNotFound, readLine, readLines } from './lines.ts'

const findLine = (company: Company, lines: readonly DocumentLine[], row: Fields): DocumentLine => {
  const rowId = textOf(row, 'mk_row_id')
  const mkId = textOf(row, 'mk_id')
  const product = findLineProduct(company, row)?.mkId ?? mkId
  const line = lines.find((known) => (rowId === undefined ? known.productId === product : known.rowId === rowId))
  if (!line) throw productNotFound(textOf(row, 'code') ?? mkId ?? rowId ?? 'null', [row])
  return line
}

/** The values of a line that a partial row leaves as they are. */
const unchangedValues = (line: DocumentLine, row: Fields): Fields => {
  const priced = textOf(row, 'price') !== undefined || textOf(row, 'price_with_tax') !== undefined
  const taxed = textOf(row, 'tax') !== undefined || textOf(row, 'tax_factor') !== undefined
  return present({
    amount: line.amount,
    discount: line.discount,
    meta_data: line.metaData,
    ...line.texts,
    ...(priced ? {} : { [line.basis === 'gross' ? 'price_with_tax' : 'price']: line.price }),
    ...(taxed ? {} : { tax_factor: line.taxFactor }),
  })
}

const changeLine = (company: Company, line: DocumentLine, row: Fields): DocumentLine => {
  const product = findLineProduct(company, row) ?? company.products.get(line.productId)
  if (!product) throw productNotFound(textOf(row, 'code') ?? 'null', [row])
  return readLine(company, { ...unchangedValues(line, row), ...row }, product, line.rowId)
}

/** Rows with `mk_row_id` change or remove a line, others add one. */
const applyRows = (company: Company, before: readonly DocumentLine[], rows: Fields[]): readonly DocumentLine[] => {
  let lines = before
  for (const row of rows) {
    if (textOf(row, 'mk_row_id') === undefined) {
      lines = [...lines, ...readLines(company, [row])]
      continue
    }
    const line = findLine(company, lines, row)
    lines = flagOf(row, 'mark_delete')
      ? lines.filter((known) => known !== line)
      : lines.map((known) => (known === line ? changeLine(company, line, row) : known))
  }
  return lines
}

/** With an amount a removal only reduces the line. */
const removeRows = (company: Company, before: readonly DocumentLine[], rows: Fields[]): readonly DocumentLine[] => {
  let lines = before
  for (const row of rows) {
    const line = findLine(company, lines, row)
    const left = new Decimal(line.amount).minus(decimalOf(row, 'amount') ?? line.amount)
    lines = left.greaterThan(0)
      ? lines.map((known) => (known === line ? { ...line, amount: left.toFixed() } : known))
      : lines.filter((known) => known !== line)
  }
  return lines
}

/** The lines of a document after `product_add`, `product_list` and `product_remove`; at least one must be left. */
export const updateLines = (company: Company, document: StoredDocument, fields: Fields): readonly DocumentLine[] => {
  const rows = [...(listOf(fields, 'product_add') ?? []), ...(listOf(fields, 'product_list') ?? [])]
  const lines = removeRows(company, applyRows(company, document.lines, rows), listOf(fields, 'product_remove') ?? [])
  if (lines.length === 0 && document.lines.length > 0) throw emptyOrder()
  return lines
}
