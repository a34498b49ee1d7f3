import type { Company } from '../company.ts'
import { levelKey, reservedAmounts } from '../stock/levels.ts'
import { type Decimal, printWithComma, sumOf, zero } from '../wire/decimals.ts'
import { type Fields, flagOf } from '../wire/fields.ts'

const stockAmounts = (company: Company): Map<string, Decimal> => {
  const amounts = new Map<string, Decimal>()
  for (const { warehouseId, productId, amount } of company.stock.all()) {
    const key = levelKey(warehouseId, productId)
    amounts.set(key, (amounts.get(key) ?? zero).plus(amount))
  }
  return amounts
}

/**
 * What the switches `return_warehause_stock` (spelled so), `return_warehouse_reservation` and `return_free_amount` add
 * to a product. Amounts are gathered once for all products.
 */
export const createStockPrinter = (company: Company, fields: Fields): ((productId: string) => Fields) => {
  const withStock = flagOf(fields, 'return_warehause_stock')
  const withReservation = flagOf(fields, 'return_warehouse_reservation')
  const withFree = flagOf(fields, 'return_free_amount')
  if (!withStock && !withReservation && !withFree) return () => ({})
  const stock = stockAmounts(company)
  const reserved = reservedAmounts(company)
  const warehouses = company.warehouses.all()

  return (productId) => {
    const amountOf = (amounts: Map<string, Decimal>, warehouseId: string): Decimal =>
      amounts.get(levelKey(warehouseId, productId)) ?? zero
    const details = (amounts: Map<string, Decimal>): Fields[] =>
      warehouses
        .filter(({ mkId }) => !amountOf(amounts, mkId).isZero())
        .map(({ mkId, mark, name }) => ({
          warehouse_mark: mark,
          warehouse_name: name,
          amount: printWithComma(amountOf(amounts, mkId)),
        }))
    const total = sumOf(warehouses.map(({ mkId }) => amountOf(stock, mkId)))
    const free = warehouses
      .filter(({ showProductFreeStock }) => showProductFreeStock)
      .map(({ mkId }) => amountOf(stock, mkId).minus(amountOf(reserved, mkId)))
    const stocked = details(stock)
    const held = details(reserved)
    return {
      ...(withStock && stocked.length ? { amount: printWithComma(total), amount_detail: stocked } : {}),
      ...(withReservation && held.length ? { reservation_detail: held } : {}),
      ...(withFree ? { free_amount: printWithComma(sumOf(free)) } : {}),
    }
  }
}
