import type { ErpProduct, ErpProductFields } from '../products/erp-product.ts'
import type { PortOptions } from './options.ts'

/** How one product is to be created. */
export interface NewErpProduct {
  code: string
  unit: string
  isService: boolean
  /** Number of the price list that `fields.prices` are for. */
  priceList?: string | undefined
  /** With a name. `active` is left aside: what is new is active. */
  fields: ErpProductFields
}

/** What is to be written of a product that stands. Fields that are absent stay as they are. */
export interface ErpProductChange {
  mkId: string
  priceList?: string | undefined
  fields: ErpProductFields
}

/**
 * The catalogue of an ERP company.
 *
 * Writes throw `RemoteOutcomeUnknownError` when they went out and no answer came back, and `ErpRefusedError` when nothing was stored:
 * `ErpPriceListUnknownError` and `ErpPriceListNetError` are about `priceList`, `ErpProductUnknownError` about a product to be changed.
 */
export interface ProductErp {
  /** All products, inactive ones too, page by page. It ends without an error only when everything was read. */
  readProducts(options?: PortOptions): AsyncIterable<ErpProduct[]>
  /** All with exactly this code, inactive ones too, with everything that is compared. */
  findProducts(code: string, options?: PortOptions): Promise<ErpProduct[]>
  /**
   * One call. What was created so is refused a second time, so it may be tried again. A product that people made may have the same code
   * under another number: look for it first.
   *
   * @returns the new product's `mkId`
   */
  createProduct(product: NewErpProduct, options?: PortOptions): Promise<string>
  /** One write that may be repeated. For `prices` and `contents` it reads the product before. */
  changeProduct(change: ErpProductChange, options?: PortOptions): Promise<void>
}
