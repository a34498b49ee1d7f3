import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { getWarehouse } from '../documents/registers.ts'
import { linkedDocuments } from '../documents/store.ts'
import { Decimal, sumOf, zero } from '../wire/decimals.ts'

/** Orders in these states hold nothing back any more. */
const releasingStatuses = ['completed', 'canceled', 'manually_closed', 'duplicate', 'package_returned']

/** Key of a product in a warehouse. */
export const levelKey = (warehouseId: string, productId: string): string => `${warehouseId}/${productId}`

const packedAmounts = (company: Company, order: StoredDocument): Map<string, Decimal> => {
  const packed = new Map<string, Decimal>()
  for (const document of linkedDocuments(company, order)) {
    if (document.docType !== 'warehouse_packing_list') continue
    for (const { productId, amount } of document.lines) {
      packed.set(productId, (packed.get(productId) ?? zero).plus(amount))
    }
  }
  return packed
}

/** What open sales orders hold back: ordered less packed, per warehouse and product that is goods. */
export const reservedAmounts = (company: Company): Map<string, Decimal> => {
  const reserved = new Map<string, Decimal>()
  for (const order of company.documents.all()) {
    if (order.docType !== 'sales_order' || releasingStatuses.includes(order.status ?? '')) continue
    const warehouseId = getWarehouse(company, order.warehouse).mkId
    const packed = packedAmounts(company, order)
    for (const [productId, lines] of Map.groupBy(order.lines, (line) => line.productId)) {
      if (company.products.get(productId)?.service !== false) continue
      const ordered = sumOf(lines.map(({ amount }) => new Decimal(amount)))
      const open = Decimal.max(zero, ordered.minus(packed.get(productId) ?? zero))
      const key = levelKey(warehouseId, productId)
      reserved.set(key, (reserved.get(key) ?? zero).plus(open))
    }
  }
  return reserved
}
