import {
  MetakockaDuplicateError,
  MetakockaInvalidValueError,
  MetakockaProductsNotFoundError,
  MetakockaRefusal,
} from '@pretok/client-metakocka'
import {
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpPriceListNetError,
  ErpPriceListUnknownError,
  ErpProductUnknownError,
  ErpRefusedError,
} from '@pretok/domain'

/** MetaKocka gives no codes for these: what it says is all that tells them apart. */
const byText: readonly [RegExp, (message: string, named: string, options: ErrorOptions) => ErpRefusedError][] = [
  [
    /^Pricelist '(.+)' has 'net' price type/,
    (message, named, options) => new ErpPriceListNetError(message, named, options),
  ],
  [
    /^Pricelist '(.+)' does not exist/,
    (message, named, options) => new ErpPriceListUnknownError(message, named, options),
  ],
  [
    /^Product with mk_id '(.+)' does not exist/,
    (message, named, options) => new ErpProductUnknownError(message, [named], options),
  ],
]

/** Refusals of a document or product in the domain's words. Whatever is not about the thing itself passes unchanged. */
const toErpError = (error: unknown): unknown => {
  if (error instanceof MetakockaDuplicateError) {
    const documents = error.documents.map(({ mk_id, count_code = '' }) => ({ mkId: mk_id, countCode: count_code }))
    return new ErpDuplicateError(error.message, documents, { cause: error })
  }
  if (error instanceof MetakockaProductsNotFoundError) {
    return new ErpProductUnknownError(error.message, error.products, { cause: error })
  }
  if (error instanceof MetakockaInvalidValueError && error.parameter === 'payment_type') {
    return new ErpPaymentTypeError(error.message, error.validValues, { cause: error })
  }
  if (error instanceof MetakockaRefusal && error.retry === 'never') {
    for (const [text, toKind] of byText) {
      const [, named] = text.exec(error.refusal.text) ?? []
      if (named !== undefined) return toKind(error.refusal.text, named, { cause: error })
    }
    return new ErpRefusedError(error.refusal.text, { oprCode: error.refusal.oprCode }, { cause: error })
  }
  return error
}

/** For `catch`: throws what `toErpError` makes of it. */
export const rethrowRefusal = (error: unknown): never => {
  throw toErpError(error)
}
