import { Decimal } from 'decimal.js'
import { invoicesOf } from '../order-invoices.ts'
import { fieldOf, isTranslated, type Row, textOf } from '../row.ts'
import type { Shop } from '../shop.ts'
import { moveStock } from '../stock.ts'
import { getRow, text } from './get-row.ts'
import { priceLine, recomputeOrder } from './order-lines.ts'
import { findTaxes, taxFactor } from './tax.ts'

export interface NewLine {
  readonly productId: number
  readonly combinationId?: number | undefined
  readonly quantity: number
  /** Price of one piece with tax, decimal text. Default the catalogue's, without specific prices. */
  readonly unitPriceTaxIncl?: string | undefined
}

/**
 * Adds a product to an order, on its first invoice if it has one. Stock and totals follow.
 *
 * @returns the order
 * @throws {MissingRowError} no such order, product or combination
 */
export const addLine = (shop: Shop, orderId: number, line: NewLine): Row => {
  const { productId, combinationId = 0, quantity, unitPriceTaxIncl } = line
  const order = getRow(shop, 'orders', orderId)
  const product = getRow(shop, 'products', productId)
  const combination = combinationId === 0 ? undefined : getRow(shop, 'combinations', combinationId)
  const taxIds = findTaxes(shop, text(product, 'id_tax_rules_group'), order)
  const factor = taxFactor(shop, taxIds)
  const listed = new Decimal(text(product, 'price')).plus(combination === undefined ? 0 : text(combination, 'price'))
  const gross = unitPriceTaxIncl === undefined ? listed.times(factor) : new Decimal(unitPriceTaxIncl)
  const net = unitPriceTaxIncl === undefined ? listed : gross.div(factor)
  const codes = combination ?? product
  const codeOf = (code: string): string => text(codes, code) || text(product, code)
  const weight = new Decimal(text(product, 'weight')).plus(combination === undefined ? 0 : text(combination, 'weight'))
  const detail = shop.insert('order_details', {
    ...blankLine,
    id_order: String(orderId),
    product_id: String(productId),
    product_attribute_id: String(combinationId),
    id_order_invoice: String(invoicesOf(shop, orderId)[0]?.id ?? 0),
    id_shop: text(order, 'id_shop'),
    product_name: nameOf(shop, text(order, 'id_lang'), product, combination),
    product_quantity_in_stock: String(quantity),
    product_ean13: codeOf('ean13'),
    product_isbn: codeOf('isbn'),
    product_upc: codeOf('upc'),
    product_mpn: codeOf('mpn'),
    product_reference: codeOf('reference'),
    product_supplier_reference: codeOf('supplier_reference'),
    product_weight: weight.toFixed(6),
    id_tax_rules_group: text(product, 'id_tax_rules_group'),
    original_product_price: listed.toFixed(6),
    ...priceLine(order, quantity, { gross, net }),
    associations: taxIds.length === 0 ? undefined : { taxes: taxIds.map((id) => ({ id: String(id) })) },
  })
  moveStock(shop, String(productId), String(combinationId), -quantity)
  return recomputeOrder(shop, order, undefined, detail)
}

const none = '0.000000'

/** The fields of a line, in the order the shop answers them. */
const blankLine = {
  id_order: '0',
  product_id: '0',
  product_attribute_id: '0',
  product_quantity_reinjected: '0',
  group_reduction: '0.00',
  discount_quantity_applied: '0',
  download_hash: '',
  download_deadline: '0000-00-00 00:00:00',
  id_order_invoice: '0',
  id_warehouse: '0',
  id_shop: '0',
  id_customization: '0',
  product_name: '',
  product_quantity: '0',
  product_quantity_in_stock: '0',
  product_quantity_return: '0',
  product_quantity_refunded: '0',
  product_price: none,
  reduction_percent: '0.00',
  reduction_amount: none,
  reduction_amount_tax_incl: none,
  reduction_amount_tax_excl: none,
  product_quantity_discount: none,
  product_ean13: '',
  product_isbn: '',
  product_upc: '',
  product_mpn: '',
  product_reference: '',
  product_supplier_reference: '',
  product_weight: none,
  tax_computation_method: '0',
  id_tax_rules_group: '0',
  ecotax: none,
  ecotax_tax_rate: '0.000',
  download_nb: '0',
  unit_price_tax_incl: none,
  unit_price_tax_excl: none,
  total_price_tax_incl: none,
  total_price_tax_excl: none,
  total_shipping_price_tax_excl: none,
  total_shipping_price_tax_incl: none,
  purchase_supplier_price: none,
  original_product_price: none,
  original_wholesale_price: none,
  total_refunded_tax_excl: none,
  total_refunded_tax_incl: none,
}

/** `Mug (Size:S - Color:White)` in the customer's language. */
const nameOf = (shop: Shop, languageId: string, product: Row, combination: Row | undefined): string => {
  const inLanguage = (row: Row, field: string): string => {
    const value = fieldOf(row, field)
    return isTranslated(value) ? (value.find(({ id }) => id === languageId)?.value ?? '') : textOf(value)
  }
  const attributes = (combination?.associations?.['product_option_values'] ?? []).map(({ id }) => {
    const value = getRow(shop, 'product_option_values', Number(id))
    const option = getRow(shop, 'product_options', Number(text(value, 'id_attribute_group')))
    return `${inLanguage(option, 'public_name')}:${inLanguage(value, 'name')}`
  })
  const name = inLanguage(product, 'name')
  return attributes.length === 0 ? name : `${name} (${attributes.join(' - ')})`
}
