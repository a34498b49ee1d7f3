import { formatDate, type MetakockaClient } from '@pretok/client-metakocka'
import { amount, cut, type Erp, ErpRefusedError, formatCents } from '@pretok/domain'
import { rethrowRefusal } from './to-erp-error.ts'

/**
 * Payments of sales orders that stand already. `put_transaction` adds whatever it is told, as often as it is told, and answers no
 * id: what has been paid in all is the only thing that tells whether a payment is there.
 */
export const createPayments = (client: MetakockaClient): Pick<Erp, 'findPaid' | 'addPayment'> => {
  const findPaid: Erp['findPaid'] = async (mkId, options) => {
    const document = await client.findDocument({ doc_type: 'sales_order', doc_id: mkId }, options)
    return document && formatCents(document.sum_paid ?? '0')
  }

  return {
    findPaid,

    async addPayment({ mkId, paidInAll, paymentType, day, note }, options) {
      const paid = await findPaid(mkId, options)
      if (paid === undefined) throw new ErpRefusedError(`MetaKocka has no sales order ${mkId}.`, { mkId })
      const missing = amount(paidInAll).minus(paid)
      if (!missing.gt(0)) return paid
      await client
        .putTransaction(
          {
            doc_type: 'sales_order',
            mk_id: mkId,
            payment_mode: 'payment',
            payment_type: paymentType,
            date: formatDate(day),
            price: formatCents(missing),
            ...(note === undefined ? {} : { notes: cut(note, 100) }),
          },
          options,
        )
        .catch(rethrowRefusal)
      return formatCents(paidInAll)
    },
  }
}
