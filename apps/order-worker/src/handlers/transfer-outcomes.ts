import type { OrderOutcome } from '@pretok/db'
import {
  compareDocument,
  type ErpDocument,
  ErpPaymentTypeError,
  ErpProductUnknownError,
  type ErpRefusedError,
  formatCents,
  orderReasons,
  type Proof,
} from '@pretok/domain'

/** A document stands in the ERP: it is ours if it is the proven one. */
export const toOutcome = (document: ErpDocument, proof: Proof): OrderOutcome => {
  const differences = compareDocument(document, proof)
  if (differences.length === 0) return { state: 'booked', document }
  const { countCode, currency: erpCurrency = proof.currency } = document
  const { totalPaid, currency } = proof
  const facts = { erpTotal: formatCents(document.total), totalPaid, currency, countCode, differences }
  const sameTotal = differences.every(({ what }) => what !== 'total' && what !== 'currency')
  const reason = sameTotal
    ? orderReasons.erpDocumentDiffers(facts)
    : orderReasons.erpTotalDiffers({ ...facts, erpCurrency })
  return { state: 'held', document, reason }
}

/** The ERP refused and stored nothing. */
export const toRefusal = (error: ErpRefusedError, paid: { type: string; module: string }): OrderOutcome => {
  if (error instanceof ErpPaymentTypeError) {
    const { valid } = error
    return {
      state: 'held',
      reason: orderReasons.paymentTypeUnknown({ paymentType: paid.type, module: paid.module, valid }),
    }
  }
  if (error instanceof ErpProductUnknownError) {
    return { state: 'held', reason: orderReasons.productUnknown({ codes: error.codes }) }
  }
  return { state: 'rejected', reason: orderReasons.erpRefused({ text: error.message }) }
}
