import {
  MetakockaDuplicateError,
  MetakockaInvalidValueError,
  MetakockaProductsNotFoundError,
  MetakockaRefusal,
} from '@pretok/client-metakocka'
import { ErpDuplicateError, ErpPaymentTypeError, ErpProductUnknownError, ErpRefusedError } from '@pretok/domain'

/** Refusals of a document in the domain's words. Whatever is not about the document itself passes unchanged. */
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
    return new ErpRefusedError(error.refusal.text, { oprCode: error.refusal.oprCode }, { cause: error })
  }
  return error
}

/** For `catch`: throws what `toErpError` makes of it. */
export const rethrowRefusal = (error: unknown): never => {
  throw toErpError(error)
}
