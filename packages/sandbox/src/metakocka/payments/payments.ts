import type { Company } from '../company.ts'
import type { Payment, StoredDocument } from '../documents/document.ts'
import { totalGross } from '../documents/totals.ts'
import { parseDottedDay, printDay, printDottedDay } from '../wire/dates.ts'
import { Decimal, printSlovene, sumOf, zero } from '../wire/decimals.ts'
import { decimalOf, type Fields, listOf, present, requiredText, textOf } from '../wire/fields.ts'
import { invalidValue, refusal } from '../wire/refusal.ts'

/** @throws {Refusal} not in the register (code 2, listing it), or fiscal in a company without a fiscal register (code 6) */
export const readPaymentType = (company: Company, fields: Fields): string => {
  const { paymentTypes, fiscalRegister } = company.settings()
  const name = requiredText(fields, 'payment_type', 100)
  const type = paymentTypes.find((known) => known.name === name)
  if (!type) {
    throw invalidValue(
      'payment_type',
      name,
      paymentTypes.map((known) => known.name),
    )
  }
  if (type.fiscal && !fiscalRegister) {
    throw refusal(
      '6',
      `Plačilni inštrument ${name}, je potrebno davčno potrditi, vendar nimate vklopljenih davčnih blagajn.`,
    )
  }
  return name
}

/** One entry of `mark_paid`; without an amount it is the whole document. */
export type MarkPaid = Omit<Payment, 'amount'> & { amount?: Decimal | undefined }

/** Reads and checks `mark_paid`. */
export const readMarkPaid = (company: Company, fields: Fields): MarkPaid[] =>
  (listOf(fields, 'mark_paid') ?? []).map((row) => {
    const day = parseDottedDay(requiredText(row, 'date'))
    if (day === undefined) throw refusal('6', 'Not valid date for date')
    return {
      paymentType: readPaymentType(company, row),
      mode: 'payment',
      day,
      amount: decimalOf(row, 'amount'),
      cashRegister: textOf(row, 'cashRegister'),
      notes: textOf(row, 'notes'),
    }
  })

/**
 * What counts as paid after a write with `mark_paid`: it replaces what was there, an empty or missing list leaves it
 * untouched, and a zero amount is no payment.
 *
 * @param total the document's gross
 */
export const applyMarkPaid = (marked: MarkPaid[], total: Decimal, before: readonly Payment[]): readonly Payment[] =>
  marked.length === 0
    ? before
    : marked
        .map((payment) => ({ ...payment, amount: (payment.amount ?? total).toFixed() }))
        .filter(({ amount }) => !new Decimal(amount).isZero())

const signedAmount = ({ mode, amount }: Payment): Decimal =>
  mode === 'return' ? new Decimal(amount).negated() : new Decimal(amount)

export const sumPaid = (document: StoredDocument): Decimal => sumOf(document.payments.map(signedAmount))

export const isPaid = (document: StoredDocument): boolean =>
  sumPaid(document).greaterThanOrEqualTo(totalGross(document.totals))

const kindLabel = (payment: Payment): string => {
  if (payment.mode === 'return') return 'Vračilo'
  return new Decimal(payment.amount).isNegative() ? 'Izdatek' : 'Prejemek'
}

/** What `show_payment_detail` adds. */
export const printPayments = (payments: readonly Payment[]): Fields[] =>
  payments.map((payment) =>
    present({
      payment_type: payment.paymentType,
      date: printDottedDay(payment.day),
      amount: printSlovene(new Decimal(payment.amount)),
      payment_tip: kindLabel(payment),
      cashRegister: payment.cashRegister,
      notes: payment.notes,
    }),
  )

/** What `show_last_payment_date` adds. */
export const printLastPayment = (document: StoredDocument): Fields => {
  const last = document.payments.toSorted((a, b) => a.day.localeCompare(b.day)).at(-1)
  if (!last) return {}
  return present({
    last_paid_date: printDottedDay(last.day),
    last_paid_sum: new Decimal(last.amount).toFixed(),
    sum_full_paid_when: isPaid(document) && sumPaid(document).greaterThan(zero) ? printDay(last.day) : undefined,
  })
}
