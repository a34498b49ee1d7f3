import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { kindOf } from '../documents/document-kinds.ts'
import { getWarehouse } from '../documents/registers.ts'
import { Decimal } from '../wire/decimals.ts'
import type { StockRow } from './warehouse.ts'

type Place = Omit<StockRow, 'amount'>

const rowId = ({ warehouseId, productId, microlocation }: Place): string =>
  [warehouseId, productId, microlocation ?? ''].join('/')

export const setStockRow = (company: Company, row: StockRow): void => company.stock.put(rowId(row), row)

const addToStock = (company: Company, place: Place, amount: Decimal): void => {
  const before = company.stock.get(rowId(place))?.amount ?? '0'
  setStockRow(company, { ...place, amount: amount.plus(before).toFixed() })
}

const directions = { in: 1, out: -1 }

const bookLines = (company: Company, document: StoredDocument | undefined, sign: 1 | -1): void => {
  const moves = document && kindOf(document.docType).movesStock
  if (!moves) return
  const warehouseId = getWarehouse(company, document.warehouse).mkId
  for (const { productId, amount, texts } of document.lines) {
    if (company.products.get(productId)?.service !== false) continue
    const place = { warehouseId, productId, microlocation: texts['microlocation'] }
    addToStock(company, place, new Decimal(amount).times(sign * directions[moves]))
  }
}

/** Books what a packing list takes out and an acceptance note brings in; a changed or deleted one is booked back first. */
export const bookStock = (
  company: Company,
  before: StoredDocument | undefined,
  after: StoredDocument | undefined,
): void => {
  bookLines(company, before, -1)
  bookLines(company, after, 1)
}
