import type { Document, MetakockaClient } from '@pretok/client-metakocka'
import type { PortOptions } from '@pretok/domain'

/** What a company's latest documents show of registers that no call reads, the most frequent first. */
export interface SeenOnDocuments {
  paymentTypes: string[]
  deliveryTypes: string[]
  /** Customer order numbers that more than one sales order has. */
  repeatedNumbers: string[]
  /** How many documents were looked at. */
  documents: number
}

const byFrequency = (values: readonly (string | undefined)[]): [value: string, times: number][] => {
  const times = new Map<string, number>()
  for (const value of values) if (value !== undefined) times.set(value, (times.get(value) ?? 0) + 1)
  return [...times].sort(([, one], [, other]) => other - one)
}

const valuesOf = (values: readonly (string | undefined)[]): string[] => byFrequency(values).map(([value]) => value)

/** Two searches: the latest hundred sales orders, and as many bills, as payments stand on both. */
export const readRecentDocuments = async (client: MetakockaClient, options?: PortOptions): Promise<SeenOnDocuments> => {
  const latest = async (docType: 'sales_order' | 'sales_bill_domestic'): Promise<Document[]> => {
    const { result } = await client.search(
      { doc_type: docType, result_type: 'doc', order_direction: 'desc', limit: '100', show_payment_detail: 'true' },
      options,
    )
    return result
  }
  const orders = await latest('sales_order')
  const bills = await latest('sales_bill_domestic')
  const all = [...orders, ...bills]
  return {
    paymentTypes: valuesOf(all.flatMap(({ mark_paid }) => mark_paid.map(({ payment_type }) => payment_type))),
    deliveryTypes: valuesOf(all.map(({ delivery_type }) => delivery_type)),
    repeatedNumbers: byFrequency(orders.map(({ buyer_order }) => buyer_order))
      .filter(([, times]) => times > 1)
      .map(([number]) => number),
    documents: all.length,
  }
}
