import { type Document, formatTimestamp, type MetakockaClient } from '@pretok/client-metakocka'
import type { Erp, OrderProgress, Parcel, ProgressPage } from '@pretok/domain'

/** Descriptions of the register "Prodajna naročila - status" with which an order does not go out, or has come back. */
const stopped = new Set([
  'draft',
  'paused',
  'canceled',
  'manually_closed',
  'duplicate',
  'package_returned',
  'problem',
  'lost',
  'damaged',
])

/** The extra columns in which a carrier's answer stands. The first number is the main one, the others are told in one text. */
const toParcels = ({ extra_column }: Document): Parcel[] => {
  const columnOf = (wanted: string): string => extra_column.find(({ name }) => name === wanted)?.value?.trim() ?? ''
  const url = columnOf('tracking_url') || columnOf('tracking_page_url')
  const numbers = [columnOf('tracking_number'), ...columnOf('associated_tracking_numbers').split(',')]
    .map((number) => number.trim())
    .filter(Boolean)
  return [...new Set(numbers)].map((trackingNumber, index) => ({
    trackingNumber,
    ...(index === 0 && url !== '' ? { url } : {}),
  }))
}

/** How far a sales order has come, in our words. Companies edit their statuses, so the day of shipment counts as well. */
export const toOrderProgress = (document: Document): OrderProgress => {
  const { status_code, status_desc, shipped_date, delivery_type } = document
  const code = status_desc ?? status_code
  const isShipped = code === 'shipped' || shipped_date !== undefined
  return {
    ...(code === undefined ? {} : { status: { code, name: status_code ?? code } }),
    stage: code !== undefined && stopped.has(code) ? 'stopped' : isShipped ? 'shipped' : 'open',
    ...(shipped_date === undefined ? {} : { shippedOn: shipped_date }),
    ...(delivery_type === undefined ? {} : { carrier: delivery_type }),
    parcels: toParcels(document),
  }
}

/** Reads by the time of the last change, a hundred documents a search, as MetaKocka takes one search after the other. */
export const createProgressReader = (client: MetakockaClient): Pick<Erp, 'readProgress'> => ({
  async *readProgress(changedSince, options) {
    const query_advance = [{ type: 'last_change_from', value: formatTimestamp(new Date(changedSince)) }]
    const query = {
      doc_type: 'sales_order',
      result_type: 'doc',
      show_tracking_url: 'true',
      return_associated_tracking_numbers: 'true',
      query_advance,
    } as const
    const toPage = (documents: readonly Document[]): ProgressPage => ({
      orders: documents.map((document) => ({ mkId: document.mk_id, progress: toOrderProgress(document) })),
      readAt: (client.clock() ?? new Date()).toISOString(),
    })
    let isEmpty = true
    for await (const documents of client.searchPages(query, options)) {
      isEmpty = false
      yield toPage(documents)
    }
    // That nothing has changed is news as well: until when.
    if (isEmpty) yield toPage([])
  },
})
