import type { Company } from '../company.ts'
import { type Fields, listOf, textOf } from '../wire/fields.ts'
import { documentNotFound, missingParameter } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'

/** The orders a `sales_order_list` names, by number or by `buyer_order`. */
export const findSalesOrders = (company: Company, fields: Fields): StoredDocument[] =>
  (listOf(fields, 'sales_order_list') ?? []).map((row) => {
    const countCode = textOf(row, 'count_code')
    const buyerOrder = textOf(row, 'buyer_order')
    if (countCode !== undefined) {
      const order = company.findDocumentsByCountCode('sales_order', countCode).at(-1)
      if (!order) throw documentNotFound('sales_order', countCode, 'count_code')
      return order
    }
    if (buyerOrder === undefined) throw missingParameter('count_code')
    const order = company.findDocumentsByBuyerOrder('sales_order', buyerOrder).at(-1)
    if (!order) throw documentNotFound('sales_order', buyerOrder, 'buyer_order')
    return order
  })
