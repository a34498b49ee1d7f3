import { AppError, type Retry } from '@pretok/kernel'

/** MetaKocka's no, as it was said. `text` is free of the secret key and of e-mail addresses. */
export interface Refusal {
  /** The call's name in the API, e.g. `put_document`. */
  call: string
  oprCode: string
  /** The code of the MetaKocka application, where it gave one. */
  oprCodeApp?: string
  text: string
}

/** MetaKocka read the request and said no: nothing was done. The subclasses are the reasons that can be told apart. */
export abstract class MetakockaRefusal extends AppError {
  override readonly retry: Retry = 'never'
  readonly refusal: Refusal

  constructor(message: string, refusal: Refusal, details: Record<string, unknown> = {}) {
    super(message, { ...refusal, ...details })
    this.refusal = refusal
  }
}

/** Any other reason; the text says which. */
export class MetakockaRefusedError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_REFUSED'
}

/** The company's key may only be used from certain addresses, and ours is not among them. */
export class MetakockaIpNotAllowedError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_IP_NOT_ALLOWED'
  override readonly retry = 'when-fixed'
}

export interface DocumentReference {
  mk_id: string
  count_code?: string | undefined
}

/** A document with the same `buyer_order` exists. For us that is "already there": `documents` are the ones to adopt. */
export class MetakockaDuplicateError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_DUPLICATE'
  readonly documents: readonly DocumentReference[]

  constructor(message: string, refusal: Refusal, documents: readonly DocumentReference[]) {
    super(message, refusal, { documents })
    this.documents = documents
  }
}

/** No document has that id or order number. */
export class MetakockaDocumentNotFoundError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_DOCUMENT_NOT_FOUND'
}

/** No partner matches. */
export class MetakockaPartnerNotFoundError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_PARTNER_NOT_FOUND'
}

/** Products of the request are not in the catalogue. `products` are their codes, as far as the answer names them. */
export class MetakockaProductsNotFoundError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_PRODUCTS_NOT_FOUND'
  readonly products: readonly string[]

  constructor(message: string, refusal: Refusal, products: readonly string[]) {
    super(message, refusal, { products })
    this.products = products
  }
}

/**
 * A field holds a value its register does not know, such as `payment_type` or `status_code`. `validValues` is the whole register: the only
 * way to read it.
 */
export class MetakockaInvalidValueError extends MetakockaRefusal {
  override readonly code = 'ERR_METAKOCKA_INVALID_VALUE'
  readonly parameter: string
  readonly validValues: readonly string[]

  constructor(message: string, refusal: Refusal, parameter: string, validValues: readonly string[]) {
    super(message, refusal, { parameter, validValues })
    this.parameter = parameter
    this.validValues = validValues
  }
}
