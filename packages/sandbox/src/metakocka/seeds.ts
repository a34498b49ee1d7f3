import { z } from 'zod'
import type { Company } from './company.ts'
import { getMainWarehouse } from './documents/registers.ts'
import { setStockRow } from './stock/movements.ts'
import { Decimal } from './wire/decimals.ts'
import { toTaxCode } from './wire/tax.ts'

const Amount = z.union([z.string().regex(/^-?\d+(\.\d+)?$/), z.number()]).transform(String)

/** A product the company starts with. Prices and rates are decimal strings. */
export const SeedProduct = z.object({
  code: z.string(),
  name: z.string(),
  unit: z.string().default('kos'),
  /** VAT rate as a fraction, e.g. `0.22`. */
  taxFactor: Amount,
  priceWithTax: Amount,
  service: z.boolean().default(false),
  countCode: z.string().optional(),
  barcode: z.string().optional(),
  /** Pieces in the main warehouse. */
  stock: Amount.optional(),
})
export type SeedProduct = z.input<typeof SeedProduct>

export const SeedWarehouse = z.object({
  mark: z.string(),
  name: z.string().optional(),
  main: z.boolean().default(false),
  active: z.boolean().default(true),
  showProductFreeStock: z.boolean().default(true),
})
export type SeedWarehouse = z.input<typeof SeedWarehouse>

export const defaultWarehouses: SeedWarehouse[] = [{ mark: 'glavno', name: 'Glavno', main: true }]

/** Warehouses whose mark is not there yet. */
export const seedWarehouses = (company: Company, seeds: readonly SeedWarehouse[]): void => {
  for (const seed of seeds.map((given) => SeedWarehouse.parse(given))) {
    if (company.warehouses.all().some(({ mark }) => mark === seed.mark)) continue
    const mkId = company.newId()
    company.warehouses.put(mkId, { ...seed, mkId, name: seed.name ?? seed.mark })
  }
}

/** Products whose code is not there yet, priced on the company's first gross pricelist. */
export const seedProducts = (company: Company, seeds: readonly SeedProduct[]): void => {
  const pricelist = company.settings().pricelists.find(({ priceType }) => priceType === 'gross')
  for (const seed of seeds.map((given) => SeedProduct.parse(given))) {
    if (company.findProductsByCode(seed.code).length > 0) continue
    const mkId = company.newId()
    const price = {
      amountFrom: '0',
      priceWithTax: new Decimal(seed.priceWithTax).toFixed(),
      taxCode: toTaxCode(new Decimal(seed.taxFactor)),
    }
    company.products.put(mkId, {
      mkId,
      countCode: seed.countCode ?? seed.code,
      code: seed.code,
      name: seed.name,
      unit: seed.unit,
      service: seed.service,
      sales: true,
      purchasing: false,
      activated: true,
      eshopSync: true,
      texts: seed.barcode === undefined ? {} : { barcode: seed.barcode },
      lists: {},
      pricelists: pricelist ? [{ countCode: pricelist.countCode, prices: [price] }] : [],
    })
    if (seed.stock !== undefined) {
      const warehouseId = getMainWarehouse(company).mkId
      setStockRow(company, { warehouseId, productId: mkId, amount: new Decimal(seed.stock).toFixed() })
    }
  }
}
