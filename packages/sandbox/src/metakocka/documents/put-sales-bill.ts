import type { Company } from '../company.ts'
import { parseDottedDay } from '../wire/dates.ts'
import { Decimal } from '../wire/decimals.ts'
import { decimalOf, type Fields, flagOf, listOf, present, requiredText, textOf } from '../wire/fields.ts'
import { applicationRefusal, refusal } from '../wire/refusal.ts'
import { putDocument } from './put-document.ts'

const furs = {
  '4001': 'Certified cash register is not yet set on company',
  '4002': 'Bill is not mark for send to FURS',
  '4003': 'Error while reading FURS data',
  '4004': 'Error generating QR image',
}

/** With `send_to_furs` a bill is stored only when it was verified, and the stand-in verifies nothing. */
const checkFurs = (company: Company, fields: Fields): void => {
  if (!flagOf(fields, 'send_to_furs')) return
  const { fiscalRegister, fursError, paymentTypes } = company.settings()
  const fiscal = (listOf(fields, 'mark_paid') ?? []).some((row) =>
    paymentTypes.some((type) => type.fiscal && type.name === textOf(row, 'payment_type')),
  )
  const code = fiscalRegister ? (fiscal ? fursError : '4002') : '4001'
  throw applicationRefusal(code, furs[code])
}

const dottedDate = (fields: Fields, name: string): string => {
  const text = requiredText(fields, name)
  if (parseDottedDay(text) === undefined) throw refusal('6', `Not valid date for ${name}`)
  return text
}

/** A discount in percent must stand on every line as well, and counts once. */
const checkDiscount = (fields: Fields): void => {
  const percent = decimalOf(fields, 'discount_percent')
  if (!percent) return
  const differs = (listOf(fields, 'product_list') ?? []).some((row) => {
    return !percent.equals(decimalOf(row, 'discount') ?? new Decimal(0))
  })
  if (differs) throw refusal('2', 'All products must have the same discount as discount_percent')
}

/** The old `put_sales_bill`: the same bill under older names, with `dd.mm.yyyy` dates. */
export const putSalesBill = (company: Company, fields: Fields): Fields => {
  const { foreign, bill_date, payment_date, discount_percent, send_to_furs, ...rest } = fields
  const billDate = dottedDate(fields, 'bill_date')
  const paymentDate = dottedDate(fields, 'payment_date')
  checkFurs(company, fields)
  checkDiscount(fields)
  return putDocument(
    company,
    present({
      ...rest,
      mk_id: undefined,
      doc_type: flagOf(fields, 'foreign') ? 'sales_bill_foreign' : 'sales_bill_domestic',
      doc_date: billDate,
      service_to_date: billDate,
      duo_payment: paymentDate,
    }),
  )
}
