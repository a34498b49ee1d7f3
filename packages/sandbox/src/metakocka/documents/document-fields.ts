import type { Company } from '../company.ts'
import type { MetakockaSettings } from '../settings.ts'
import { addDays, type Day, parseTimestamp, parseWrittenDay, printDay } from '../wire/dates.ts'
import { countOf, decimalOf, type Fields, listOf, oneOf, textOf } from '../wire/fields.ts'
import { missingParameter, refusal } from '../wire/refusal.ts'
import { type DocType, kindOf } from './document-kinds.ts'
import type { ChangeNote } from './store.ts'

/** How a plain value of a document is read. A register value that is not in its register is dropped silently. */
type Reading = 'text' | 'day' | 'timestamp' | 'decimal' | 'delivery type' | 'method of payment' | 'tracking type'

const everywhere: Record<string, Reading> = {
  title: 'text',
  sales_pricelist_code: 'text',
  discount_value: 'decimal',
  discount_percent: 'decimal',
  duo_payment: 'day',
  pariteta: 'text',
  doc_created_email: 'text',
  notes: 'text',
  delivery_type: 'delivery type',
}

const perKind: Record<keyof MetakockaSettings['statuses'], Record<string, Reading>> = {
  order: {
    prepayment_value: 'decimal',
    prepayment_percent: 'decimal',
    order_create_ts: 'timestamp',
    delivery_deadline: 'day',
    finish_date: 'day',
    shipped_date: 'day',
    shipped_date_expected_seller: 'day',
    priority: 'text',
    parcel_shop_id: 'text',
    commercialist_email: 'text',
    notes_header: 'text',
    method_of_payment: 'method of payment',
    webshop_eshop_sync_id: 'text',
    link_to_web_store: 'text',
    salesOrderTrackingType: 'tracking type',
  },
  offer: {
    purchase_pricelist_code: 'text',
    prepayment_value: 'decimal',
    valid_days: 'text',
    valid_to: 'day',
    inquiry_num: 'text',
    method_of_payment: 'method of payment',
  },
  bill: {
    service_from_date: 'day',
    service_to_date: 'day',
    location_of_service: 'text',
    bank_ref_prefix: 'text',
    bank_ref_number: 'text',
  },
  warehouse: {
    purchase_pricelist_code: 'text',
    packlist_code: 'text',
    packlist_date: 'day',
    write_off: 'text',
  },
}

const lists = [
  'offer_list',
  'sales_order_list',
  'workorder_list',
  'order_list',
  'receiving_note_list',
  'extra_column',
  'meta_data',
  'attachment_list',
]

const invalidDate = (name: string) => refusal('6', `Not valid date for ${name}`)

export const dayOf = (fields: Fields, name: string): Day | undefined => {
  const text = textOf(fields, name)
  if (text === undefined) return undefined
  const day = parseWrittenDay(text)
  if (day === undefined) throw invalidDate(name)
  return day
}

/** @throws {Refusal} code 2 when missing, code 6 when not a date as writes accept it */
export const requiredDay = (fields: Fields, name: string): Day => {
  const day = dayOf(fields, name)
  if (day === undefined) throw refusal('2', `Value is require for ${name}`)
  return day
}

const timestampOf = (fields: Fields, name: string): string | undefined => {
  const text = textOf(fields, name)
  if (text !== undefined && !(text.endsWith('+02:00') && parseTimestamp(text))) throw invalidDate(name)
  return text
}

const inRegister = (fields: Fields, name: string, register: readonly string[]): string | undefined =>
  register.find((value) => value === textOf(fields, name))

const readings: Record<Reading, (fields: Fields, name: string, settings: MetakockaSettings) => string | undefined> = {
  text: (fields, name) => textOf(fields, name),
  day(fields, name) {
    const day = dayOf(fields, name)
    return day === undefined ? undefined : printDay(day)
  },
  timestamp: timestampOf,
  decimal: (fields, name) => decimalOf(fields, name)?.toFixed(),
  'delivery type': (fields, name, settings) => inRegister(fields, name, settings.deliveryTypes),
  'method of payment': (fields, name, settings) => inRegister(fields, name, settings.methodsOfPayment),
  'tracking type': (fields, name) => oneOf(fields, name, ['bill', 'packing_list']),
}

/**
 * The plain values sent for a document of this type, as they will be printed; others are ignored.
 *
 * @param only restricts to these names
 */
export const readTexts = (
  company: Company,
  docType: DocType,
  fields: Fields,
  only?: readonly string[],
): Record<string, string> => {
  const known = { ...everywhere, ...perKind[kindOf(docType).statuses] }
  const settings = company.settings()
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, reading]) => {
      const value = only && !only.includes(name) ? undefined : readings[reading](fields, name, settings)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** What a write leaves in the document's change log. */
export const readChangeNote = (fields: Fields): ChangeNote => ({
  email: textOf(fields, 'doc_created_email'),
  notes: textOf(fields, 'document_change_log_notes', 50),
})

/** `duo_payment_days` becomes the due date it stands for. */
export const readDueDate = (fields: Fields, docDate: Day): Record<string, string> => {
  const days = textOf(fields, 'duo_payment_days')
  return days === undefined ? {} : { duo_payment: printDay(addDays(docDate, countOf(fields, 'duo_payment_days', 0))) }
}

export const readLists = (fields: Fields): Record<string, Fields[]> => {
  for (const row of listOf(fields, 'extra_column') ?? []) {
    if (textOf(row, 'name') === undefined) throw missingParameter('name')
  }
  for (const row of listOf(fields, 'attachment_list') ?? []) {
    if (textOf(row, 'file_name') === undefined) throw refusal('6', 'file_name is required')
  }
  return Object.fromEntries(
    lists.flatMap((name) => {
      const rows = listOf(fields, name)
      return rows === undefined || rows.length === 0 ? [] : [[name, rows]]
    }),
  )
}
