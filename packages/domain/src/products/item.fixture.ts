import { ErpProduct, type ErpProductFields, ProductField } from './erp-product.ts'
import type { ProductPlan } from './product-plan.ts'
import { ProductSettings } from './product-settings.ts'
import type { ProductSituation } from './product-situation.ts'
import { StoreItem } from './store-item.ts'

export const now = new Date('2026-11-23T12:00:00Z')

/** A T-shirt in two languages, size L. */
export const item = (given: Partial<StoreItem> = {}): StoreItem =>
  StoreItem.parse({
    productId: '12',
    combinationId: '34',
    reference: 'MAJ-L',
    ean13: '3830000000000',
    supplierReference: 'TEX-77',
    kind: 'goods',
    isActive: true,
    changedAt: '2026-11-23T08:00:00Z',
    language: 'sl',
    names: { sl: 'Majica', en: 'T-shirt' },
    summaries: { sl: '<p>Mehka &amp; lahka.</p>' },
    descriptions: { sl: '<p>Iz bombaža.</p><ul><li>pranje 30 &deg;C</li></ul>', en: '<p>Cotton.</p>' },
    attributes: [
      { name: { sl: 'Velikost', en: 'Size' }, value: { sl: 'L', en: 'L' } },
      { name: { sl: 'Barva', en: 'Colour' }, value: { sl: 'rdeča', en: 'red' } },
    ],
    features: [{ name: { sl: 'Material', en: 'Material' }, value: { sl: 'bombaž', en: 'cotton' } }],
    categories: [['Oblačila'], ['Oblačila', 'Moška']],
    manufacturer: 'Tekstil d.o.o.',
    weight: '0.250',
    width: '0.00',
    height: '0',
    depth: '2.5',
    minimalQuantity: 2,
    priceNet: '16.393443',
    taxRate: '22',
    specialPrices: [],
    pack: [],
    images: ['https://shop.example/1/a.jpg', 'https://shop.example/1/b.jpg'],
    ...given,
  })

export const settings = (given: object = {}): ProductSettings => ProductSettings.parse(given)

/** Everything is the store's. */
export const ownedByStore = Object.fromEntries(ProductField.options.map((field) => [field, 'store']))

export const standing = (given: Partial<ErpProduct> = {}): ErpProduct =>
  ErpProduct.parse({
    mkId: '1600001744',
    countCode: 'PA-17',
    code: 'MAJ-L',
    isService: false,
    isActive: true,
    fields: { name: 'Stara majica' },
    priceLists: {},
    ...given,
  })

export const situation = (given: Partial<ProductSituation> = {}): ProductSituation => ({
  item: item(),
  siblings: [],
  standing: [],
  settings: settings(),
  now,
  ...given,
})

/** An ERP that takes every plan, and tells a product as MetaKocka does: no images, categories to the deepest, prices by list. */
export const applied = (plan: ProductPlan, before: ProductSituation): ProductSituation => {
  const [product = standing({ fields: {} })] = before.standing
  const { prices, images: _untold, active, ...told } = plan.fields
  const { priceList } = before.settings
  const lastWritten: ErpProductFields = { ...before.lastWritten, ...plan.fields }
  const after: ErpProduct = {
    ...product,
    isActive: active ?? product.isActive,
    fields: { ...product.fields, ...told },
    priceLists: { ...product.priceLists, ...(prices && priceList !== undefined && { [priceList]: prices }) },
  }
  if (told.categories) {
    const isAbove = (path: string[], other: string[]) =>
      path.length < other.length && path.every((step, at) => step === other[at])
    after.fields.categories = told.categories
      .filter((path) => !told.categories?.some((other) => isAbove(path, other)))
      .toReversed()
  }
  return { ...before, standing: [after], known: after.mkId, lastWritten }
}
