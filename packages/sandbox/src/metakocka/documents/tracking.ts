import type { Company } from '../company.ts'
import { type Fields, flagOf, requiredText, textOf } from '../wire/fields.ts'
import { refusal } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'

type Columns = readonly Fields[]

/** Columns with some values changed; `undefined` removes one. */
export const mergeColumns = (columns: Columns, changes: Readonly<Record<string, string | undefined>>): Fields[] => [
  ...columns.filter(({ name }) => !Object.hasOwn(changes, String(name))),
  ...Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
]

const findColumn = (document: StoredDocument, name: string): string | undefined => {
  const column = document.lists['extra_column']?.find((row) => row['name'] === name)
  return column && textOf(column, 'value')
}

/** The tracking number lives among the extra columns; `show_tracking_url` adds where to follow it. */
export const printTracking = (document: StoredDocument, switches: Fields): Fields => {
  const number = findColumn(document, 'tracking_number')
  if (number === undefined || !flagOf(switches, 'show_tracking_url')) return {}
  return {
    extra_column: mergeColumns(document.lists['extra_column'] ?? [], {
      tracking_url: `https://tracking.example/?match=${number}`,
      tracking_page_url: `https://metakocka.example/rest/trackingpage/show/${document.mkId}`,
    }),
  }
}

export const searchTrackingCode = (company: Company, fields: Fields): Fields => {
  const code = textOf(fields, 'tracking_code') ?? requiredText(fields, 'sticker_code')
  const order = company.documents.all().findLast((document) => findColumn(document, 'tracking_number') === code)
  if (!order) throw refusal('6', `Tracking code ${code} not found`)
  return {
    mk_id: order.mkId,
    count_code: order.countCode,
    ...(order.buyerOrder === undefined ? {} : { buyer_order: order.buyerOrder }),
    tracking_code: code,
  }
}
