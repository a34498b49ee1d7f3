import { formatTimestamp, type MetakockaClient, MetakockaRefusal } from '@pretok/client-metakocka'
import type { Erp } from '@pretok/domain'
import { rethrowRefusal } from './to-erp-error.ts'
import { toTimestamp } from './to-sales-order-body.ts'

/** The clocks of the two systems need not agree. */
const clockSkewMs = 86_400_000

/** How MetaKocka says that a search for complaints came to nothing. */
const isNone = (error: unknown): boolean =>
  error instanceof MetakockaRefusal && /^No complaints found/.test(error.refusal.text)

/** Returned goods. The answer to `create_complaint` tells no id: the key stands in the description, and a search by time finds it. */
export const createComplaints = (client: MetakockaClient): Pick<Erp, 'fileComplaint' | 'hasComplaint'> => ({
  async fileComplaint({ key, buyerOrder, userEmail, at, lines }, options) {
    await client
      .createComplaint(
        {
          api_user_email: userEmail,
          claim_type: 'return',
          claim_description: key,
          sales_order_customer_order: buyerOrder,
          datetime: toTimestamp(at),
          complaint_products: lines.map(({ code, quantity }) => ({ code, amount: String(quantity) })),
        },
        options,
      )
      .catch(rethrowRefusal)
  },

  async hasComplaint({ key, at }, options) {
    const from = formatTimestamp(new Date(Date.parse(at) - clockSkewMs))
    const query_advance = [{ type: 'last_change_from', value: from }]
    try {
      for await (const one of client.searchAll({ doc_type: 'complaint', result_type: 'doc', query_advance }, options)) {
        if (one.claim_description?.trim() === key) return true
      }
      return false
    } catch (error) {
      if (isNone(error)) return false
      throw error
    }
  },
})
