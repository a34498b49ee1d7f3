import type { Company } from '../company.ts'
import { Decimal } from '../wire/decimals.ts'
import { decimalOf, type Fields, flagOf, listOf, requiredText, textOf } from '../wire/fields.ts'
import { invalidValue, refusal } from '../wire/refusal.ts'
import { findTaxFactor, toTaxCode } from '../wire/tax.ts'
import type { PriceDefinition, Product, ProductPrices } from './product.ts'

const removeValue = '$REMOVE_STRING_VALUE$'

/** Plain values with their longest length; numbers among them are checked. */
const texts: Record<string, { max?: number; decimal?: true; clearable?: true }> = {
  name_desc: { max: 700, clearable: true },
  barcode: { clearable: true },
  customs_fee: {},
  country: {},
  compound_type: {},
  compound: {},
  norm: {},
  complete_set: {},
  ...Object.fromEntries(
    ['height', 'width', 'depth', 'weight', 'gross_weight', 'min_stock', 'minimal_order_quantity'].map((name) => [
      name,
      { decimal: true as const },
    ]),
  ),
}

const lists = ['localization', 'categories', 'extra_column', 'attachment_list', 'product_partner_info', 'compounds']

/** Values sent, over those kept; an empty one changes nothing, the marker removes a text. */
export const readProductTexts = (fields: Fields, before: Product['texts']): Record<string, string> => {
  const result = { ...before }
  for (const [name, { max, decimal, clearable }] of Object.entries(texts)) {
    const text = textOf(fields, name)
    if (text === undefined) continue
    if (clearable && text === removeValue) delete result[name]
    else result[name] = decimal ? (decimalOf(fields, name)?.toFixed() ?? '') : (textOf(fields, name, max) ?? '')
  }
  return result
}

/** Lists whose rows have a name: a row sent changes the one of its name, or is added; a file is replaced. */
const rowNames: Record<string, string> = {
  localization: 'language',
  extra_column: 'name',
  attachment_list: 'file_name',
}

const mergeRows = (name: string, before: readonly Fields[], rows: readonly Fields[]): readonly Fields[] => {
  const merged = new Map(before.map((row) => [row[name], row]))
  for (const row of rows)
    merged.set(requiredText(row, name), { ...(name !== 'file_name' && merged.get(row[name])), ...row })
  return [...merged.values()]
}

const refuseUnknownColumns = (known: readonly string[] | null, rows: readonly Fields[]): void => {
  for (const { name } of rows) {
    if (known && !known.includes(String(name))) throw invalidValue('extra_column', String(name), known)
  }
}

/** Lists sent, over those kept. */
export const readProductLists = (company: Company, fields: Fields, before: Product['lists']): Product['lists'] => {
  const result: Record<string, readonly Fields[]> = { ...before }
  for (const name of lists) {
    const rows = listOf(fields, name)
    if (!rows) continue
    const rowName = rowNames[name]
    if (name === 'extra_column') refuseUnknownColumns(company.settings().extraColumns, rows)
    if (rowName !== undefined) {
      const isFresh = name === 'attachment_list' && flagOf(fields, 'remove_not_send_attachments')
      result[name] = mergeRows(rowName, isFresh ? [] : (before[name] ?? []), rows)
    } else if (name === 'compounds') result[name] = mergeCompounds(company, before[name] ?? [], rows)
    else if (name === 'product_partner_info') result[name] = rows.map((row) => ({ mk_id: company.newId(), ...row }))
    else result[name] = rows
  }
  return result
}

const mergeCompounds = (company: Company, before: readonly Fields[], rows: Fields[]): readonly Fields[] => {
  let kept = before
  for (const row of rows) {
    const id = textOf(row, 'mk_id')
    if (id === undefined) kept = [...kept, { mk_id: company.newId(), ...row }]
    else if (flagOf(row, 'mark_delete')) kept = kept.filter((known) => known['mk_id'] !== id)
    else kept = kept.map((known) => (known['mk_id'] === id ? { ...known, ...row } : known))
  }
  return kept
}

const readPriceTax = (row: Fields): string | undefined => {
  const factor = decimalOf(row, 'tax_factor')
  if (factor) return toTaxCode(factor)
  const code = textOf(row, 'tax')
  if (code === undefined) return undefined
  const known = findTaxFactor(code)
  if (!known) throw invalidValue('tax', code)
  return toTaxCode(known)
}

const readPrice = (row: Fields, pricelist: { countCode: string; priceType: 'net' | 'gross' }): PriceDefinition => {
  if (pricelist.priceType === 'net' && textOf(row, 'price_with_tax') !== undefined) {
    throw refusal(
      '2',
      `Pricelist '${pricelist.countCode}' has 'net' price type. Use 'price' instead of 'price_with_tax' to set the product price on the pricelist.`,
    )
  }
  return {
    amountFrom: decimalOf(row, 'amount_from')?.toFixed(),
    amountTo: decimalOf(row, 'amount_to')?.toFixed(),
    price: decimalOf(row, 'price')?.toFixed(),
    priceWithTax: decimalOf(row, 'price_with_tax')?.toFixed(),
    taxCode: readPriceTax(row),
    discount: textOf(row, 'discount'),
    lowestPrice30Days: decimalOf(row, 'lowest_price_30_days')?.toFixed(),
  }
}

/** From the same amount on. */
const isSamePrice = (a: PriceDefinition, b: PriceDefinition): boolean =>
  new Decimal(a.amountFrom ?? 0).equals(b.amountFrom ?? 0)

/** Prices sent replace those from the same amount on, or all of the same pricelist with `pricelist_remove_product_before_add`. */
export const readProductPrices = (company: Company, fields: Fields, before: ProductPrices[]): ProductPrices[] => {
  const sent = (listOf(fields, 'pricelist') ?? []).map((row) => {
    const countCode = requiredText(row, 'count_code')
    const pricelist = company.settings().pricelists.find((known) => known.countCode === countCode)
    if (!pricelist) throw refusal('2', `Pricelist '${countCode}' does not exist.`)
    return { countCode, prices: (listOf(row, 'price_def') ?? []).map((price) => readPrice(price, pricelist)) }
  })
  const isFresh = flagOf(fields, 'pricelist_remove_product_before_add') ?? false
  const merged = sent.map(({ countCode, prices }) => {
    const standing = isFresh ? [] : (before.find((list) => list.countCode === countCode)?.prices ?? [])
    const kept = standing.filter((old) => !prices.some((price) => isSamePrice(price, old)))
    return { countCode, prices: [...kept, ...prices] }
  })
  const changed = new Set(sent.map(({ countCode }) => countCode))
  return [
    ...before.filter(({ countCode }) => !changed.has(countCode)),
    ...merged.filter(({ prices }) => prices.length > 0),
  ]
}
