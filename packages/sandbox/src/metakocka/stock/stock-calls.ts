import type { Company } from '../company.ts'
import type { Product } from '../products/product.ts'
import { Decimal, printWithComma, zero } from '../wire/decimals.ts'
import { countOf, type Fields, flagOf, namesOf, present, textsOf } from '../wire/fields.ts'
import { levelKey, reservedAmounts } from './levels.ts'
import type { StockRow, Warehouse } from './warehouse.ts'

const printWarehouse = (warehouse: Warehouse): Fields => ({
  mk_id: warehouse.mkId,
  mark: warehouse.mark,
  name: warehouse.name,
  same_address_as_company: 'true',
  main_warehouse: String(warehouse.main),
  street: 'Skladiščna 1',
  post: '1000',
  place: 'Ljubljana',
  country: 'Slovenija',
  include_in_stock_info: 'true',
  active: String(warehouse.active ?? true),
  warehouse_type: 'normal',
  show_product_free_stock: String(warehouse.showProductFreeStock),
})

const readPage = (fields: Fields) => ({
  offset: countOf(fields, 'offset', 0),
  limit: countOf(fields, 'limit', 1000, 1000),
})

export const warehouseList = (company: Company, fields: Fields): Fields => {
  const { offset, limit } = readPage(fields)
  const page = company.warehouses.all().slice(offset, offset + limit)
  return {
    offset: String(offset),
    limit: String(limit),
    warehouse_list_count: String(page.length),
    warehouse_list: page.map(printWarehouse),
  }
}

interface Level extends StockRow {
  product: Product
  reserved: Decimal
  /** Stock was never booked here: the row is there for its reservation only. */
  bare: boolean
}

/** All rows. A reservation stands on the first row of its product and warehouse, so that rows can be summed. */
const listLevels = (company: Company): Level[] => {
  const open = reservedAmounts(company)
  const takeReserved = (key: string): Decimal => {
    const reserved = open.get(key) ?? zero
    open.delete(key)
    return reserved
  }
  const toLevel = (row: StockRow, bare: boolean): Level[] => {
    const product = company.products.get(row.productId)
    return product && !product.service
      ? [{ ...row, product, bare, reserved: takeReserved(levelKey(row.warehouseId, row.productId)) }]
      : []
  }
  const booked = company.stock.all().flatMap((row) => toLevel(row, false))
  const bare = [...open.keys()].flatMap((key) => {
    const [warehouseId = '', productId = ''] = key.split('/')
    return toLevel({ warehouseId, productId, amount: '0' }, true)
  })
  return [...booked, ...bare]
}

const printLevel = (company: Company, { product, reserved, ...row }: Level): Fields => {
  const amount = new Decimal(row.amount)
  return present({
    warehouse_id: row.warehouseId,
    mk_id: product.mkId,
    count_code: product.countCode,
    code: product.code,
    title: product.name,
    amount: printWithComma(amount),
    ...(company.settings().reservations
      ? { reserved_amount: printWithComma(reserved), free_amount: printWithComma(amount.minus(reserved)) }
      : {}),
    microlocation: row.microlocation,
    unit: product.unit,
  })
}

const isShown = (company: Company, fields: Fields, level: Level): boolean => {
  if (level.bare) return flagOf(fields, 'return_reservation_without_stock') ?? false
  return company.settings().printZeroStock || !level.reserved.isZero() || !new Decimal(level.amount).isZero()
}

const findLevels = (company: Company, fields: Fields): Level[] => {
  const warehouses = namesOf(fields, 'wh_id_list')
  const codes = namesOf(fields, 'product_code_list')
  const ids = namesOf(fields, 'product_mk_id_list')
  const onlySynced = flagOf(fields, 'eshop_sync') ?? false
  return listLevels(company).filter(
    (level) =>
      (warehouses?.includes(level.warehouseId) ?? true) &&
      (codes?.includes(level.product.code) ?? true) &&
      (ids?.includes(level.productId) ?? true) &&
      (!onlySynced || level.product.eshopSync) &&
      isShown(company, fields, level),
  )
}

/** The rows a `warehouse_stock` request asks for, without paging. */
export const listStock = (company: Company, fields: Fields): Fields[] =>
  findLevels(company, fields).map((level) => printLevel(company, level))

/** What the stock webhook tells of a product: every active warehouse, also those where nothing lies. */
export const printStockPush = (company: Company, productId: string): Fields => {
  const levels = listLevels(company).filter((level) => level.productId === productId)
  const product = company.products.get(productId)
  const rows = company.warehouses
    .all()
    .filter(({ active = true }) => active)
    .flatMap(({ mkId: warehouseId }) => {
      const here = levels.filter((level) => level.warehouseId === warehouseId)
      if (here.length > 0 || !product) return here
      return { warehouseId, productId, product, amount: '0', reserved: zero, bare: true }
    })
  return {
    opr_code: '0',
    opr_time_ms: '0',
    stock_list_count: String(rows.length),
    stock_list: rows.map((level) => printLevel(company, level)),
  }
}

/** `warehouse_stock`: one row per product, warehouse and location. */
export const warehouseStock = (company: Company, fields: Fields): Fields => {
  const { offset, limit } = readPage(fields)
  const page = findLevels(company, fields).slice(offset, offset + limit)
  return {
    ...textsOf(fields, ['wh_id_list']),
    offset: String(offset),
    limit: String(limit),
    stock_list_count: String(page.length),
    stock_list: page.map((level) => printLevel(company, level)),
  }
}
