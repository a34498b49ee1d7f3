import { AppError } from '@pretok/kernel'
import type { ErpDocument } from './erp-orders.ts'

/** The ERP refused a document or product for what it says, and stored nothing. `message` holds its words. */
export class ErpRefusedError extends AppError {
  override readonly code:
    | 'ERR_ERP_REFUSED'
    | 'ERR_ERP_DUPLICATE'
    | 'ERR_ERP_PAYMENT_TYPE'
    | 'ERR_ERP_PRODUCT_UNKNOWN'
    | 'ERR_ERP_DOCUMENT_LOCKED'
    | 'ERR_ERP_PRICE_LIST_UNKNOWN'
    | 'ERR_ERP_PRICE_LIST_NET' = 'ERR_ERP_REFUSED'
  override readonly retry = 'never'
}

/** A document with this customer order number stands already. */
export class ErpDuplicateError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_DUPLICATE'
  readonly documents: readonly Pick<ErpDocument, 'mkId' | 'countCode'>[]
  constructor(message: string, documents: readonly Pick<ErpDocument, 'mkId' | 'countCode'>[], options?: ErrorOptions) {
    super(message, { documents }, options)
    this.documents = documents
  }
}

/** The payment type is not in the ERP's register; `valid` is what is. */
export class ErpPaymentTypeError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_PAYMENT_TYPE'
  readonly valid: readonly string[]
  constructor(message: string, valid: readonly string[], options?: ErrorOptions) {
    super(message, { valid }, options)
    this.valid = valid
  }
}

/** Products of the document, or the product to be changed, are not in the ERP (any more). */
export class ErpProductUnknownError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_PRODUCT_UNKNOWN'
  readonly codes: readonly string[]
  constructor(message: string, codes: readonly string[], options?: ErrorOptions) {
    super(message, { codes }, options)
    this.codes = codes
  }
}

/** A sales order is not changed any more: bills or packing lists follow from it. Nothing was sent. */
export class ErpDocumentLockedError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_DOCUMENT_LOCKED'
  readonly followedBy: readonly string[]
  constructor(followedBy: readonly string[]) {
    super('the sales order was invoiced or packed', { followedBy })
    this.followedBy = followedBy
  }
}

/** The price list that prices were meant for is not in the ERP. */
export class ErpPriceListUnknownError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_PRICE_LIST_UNKNOWN'
  readonly priceList: string
  constructor(message: string, priceList: string, options?: ErrorOptions) {
    super(message, { priceList }, options)
    this.priceList = priceList
  }
}

/** The price list holds prices without VAT, and was given prices with it. */
export class ErpPriceListNetError extends ErpRefusedError {
  override readonly code = 'ERR_ERP_PRICE_LIST_NET'
  readonly priceList: string
  constructor(message: string, priceList: string, options?: ErrorOptions) {
    super(message, { priceList }, options)
    this.priceList = priceList
  }
}

/** Several products have this code: which of them is meant, nobody can tell. Nothing was sent. */
export class ErpProductAmbiguousError extends AppError {
  override readonly code = 'ERR_ERP_PRODUCT_AMBIGUOUS'
  override readonly retry = 'never'
  readonly productCode: string
  constructor(productCode: string) {
    super('several products of the ERP have this code', { productCode })
    this.productCode = productCode
  }
}
