import { Amount, amount, formatCents, netOf, roundToTotal, sum, sumByRate, toCents } from '../money.ts'
import type { Refund } from './order.ts'
import type { Proof, ProofLine, ProofRate } from './proof.ts'
import type { SalesOrderLine } from './sales-order.ts'
import { priceParts } from './unit-price.ts'

/** What is to be credited for one refund, at the rates of the sale. */
export interface CreditNote {
  /** `goods`: products of the bill are among it; `financial`: services only. */
  type: 'goods' | 'financial'
  lines: SalesOrderLine[]
  /** Of the credit note, so that the document can be held against it. */
  proof: Proof
}

/** Both sums where a refund cannot be divided over what was sold. */
export interface Unprovable {
  /** What the store says was given back. */
  given: string
  /** What its parts come to, as far as that was paid. */
  proven: string
}

export type CreditNoteResult = { ok: true; note: CreditNote } | ({ ok: false } & Unprovable)

/** A part of a refund: a line of the sale, so many pieces of it (-1: taken off), and with VAT what they come to. */
interface Part {
  sold: Pick<ProofLine, 'kind' | 'label' | 'taxRate'> & { code: string }
  quantity: number
  gross: Amount
}

const toPart = (sold: ProofLine | undefined, quantity: number, gross: Amount): Part | undefined => {
  if (sold?.code === undefined || gross.lt(0) || quantity > Math.abs(sold.quantity)) return undefined
  return { sold: { ...sold, code: sold.code }, quantity: Math.max(quantity, 1), gross }
}

/** The lines of one product may be split by price: its pieces are counted together. */
const soldLine = ({ lines }: Proof, storeLineId: string): ProofLine | undefined => {
  const parts = lines.filter((line) => line.storeLineId === storeLineId)
  return parts[0] && { ...parts[0], quantity: parts.reduce((pieces, { quantity }) => pieces + quantity, 0) }
}

/** `undefined` when something was given back for what was not sold. */
const partsOf = (refund: Refund, booked: Proof): Part[] | undefined => {
  const delivery = booked.lines.find(({ kind }) => kind === 'delivery')
  const parts = [
    ...refund.lines
      .filter(({ gross }) => !amount(gross).isZero())
      .map(({ storeLineId, quantity, gross }) => toPart(soldLine(booked, storeLineId), quantity, amount(gross))),
    ...(refund.shipping ? [toPart(delivery, 1, amount(refund.shipping.gross))] : []),
  ]
  const found = parts.filter((part) => part !== undefined)
  return found.length === parts.length ? found : undefined
}

/** A sum for nothing in particular can only be of the one rate at which all was sold. */
const partOfSum = (given: Amount, booked: Proof, code: string): Part[] | undefined => {
  const [rate, another] = booked.rates.filter(({ gross }) => !amount(gross).isZero())
  if (!rate || another) return undefined
  return [{ sold: { kind: 'discount', label: 'Refund', taxRate: rate.taxRate, code }, quantity: 1, gross: given }]
}

/** What a voucher of the sale takes off again; at which rate is certain if it lay on one, or comes back whole. */
const voucherParts = (off: Amount, booked: Proof): Part[] | undefined => {
  const given = booked.lines.filter(({ kind, code }) => kind === 'discount' && code !== undefined)
  const whole = sum(given.map(({ erpGross }) => erpGross)).negated()
  const [voucher, another] = given
  if (!voucher || off.gt(whole)) return undefined
  if (!another) return [{ sold: { ...voucher, code: voucher.code ?? '' }, quantity: -1, gross: off.negated() }]
  if (!off.eq(whole)) return undefined
  return given.map((line) => ({
    sold: { ...line, code: line.code ?? '' },
    quantity: -1,
    gross: amount(line.erpGross),
  }))
}

/** In whole cents that come to what was given back. */
const toCentsOf = (parts: readonly Part[], given: Amount): Part[] | undefined => {
  const rounded = roundToTotal(
    parts.map(({ gross }) => gross),
    given,
  )
  return rounded && parts.map((part, index) => ({ ...part, gross: rounded[index] ?? part.gross }))
}

const divide = (refund: Refund, given: Amount, booked: Proof, sumCode: string): Part[] | undefined => {
  const parts = partsOf(refund, booked)
  if (!parts) return undefined
  if (parts.length === 0) return partOfSum(given, booked, sumCode)
  const off = toCents(sum(parts.map(({ gross }) => gross))).minus(given)
  if (off.lt(0)) return undefined
  const vouchers = off.isZero() ? [] : voucherParts(off, booked)
  return vouchers && toCentsOf([...parts, ...vouchers], given)
}

const toLines = ({ sold, quantity, gross }: Part): ProofLine[] => {
  const sign = Math.sign(quantity)
  return priceParts(gross.times(sign), Math.abs(quantity)).map((priced) => {
    const erpGross = formatCents(priced.unitPrice.times(priced.quantity * sign))
    const { kind, code, label, taxRate } = sold
    const unitPrice = priced.unitPrice.toFixed()
    return { kind, code, label, taxRate, quantity: priced.quantity * sign, unitPrice, storeGross: erpGross, erpGross }
  })
}

/** Whether the ERP rounds each line or their sum, each may miss the base by half a cent, and the sum once more. */
const toRates = (lines: readonly ProofLine[]): ProofRate[] =>
  [...sumByRate(lines, ({ erpGross }) => amount(erpGross))].map(([taxRate, gross]) => {
    const base = formatCents(netOf(gross, taxRate))
    const many = lines.filter((line) => line.taxRate === taxRate).length + 1
    const allowance = formatCents(amount('0.01').times(many))
    const tax = formatCents(gross.minus(base))
    return { taxRate, gross: formatCents(gross), base, tax, storeBase: base, allowance }
  })

const toNote = (parts: readonly Part[], given: Amount, currency: string): CreditNote | undefined => {
  const lines = parts.flatMap(toLines)
  const bySum = toCents(sum(lines.map(({ unitPrice, quantity }) => amount(unitPrice).times(quantity))))
  if (!bySum.eq(given) || !sum(lines.map(({ erpGross }) => erpGross)).eq(given)) return undefined
  return {
    type: lines.some(({ kind }) => kind === 'product') ? 'goods' : 'financial',
    lines: lines.map(({ kind, code = '', label: name, quantity, unitPrice, taxRate }) => ({
      kind,
      code,
      name,
      quantity,
      unitPrice,
      taxRate,
    })),
    proof: { currency, totalPaid: formatCents(given), erpTotal: formatCents(given), lines, rates: toRates(lines) },
  }
}

/**
 * What is to be credited for the refunds of an order, to the cent what the store says was given back, at the rates at which it was
 * sold: those of today may be others. The net amounts of a slip are not looked at for that reason.
 *
 * A refund cannot be proven when it gives back what was not sold, more than was paid at a rate, or a sum that belongs to no rate
 * for certain.
 *
 * @param booked the proof by which the order stands in the ERP
 * @param sumCode of the service by which a sum without products is credited
 * @returns by the ids of the refunds
 */
export const toCreditNotes = (
  refunds: readonly Refund[],
  booked: Proof,
  sumCode: string,
): ReadonlyMap<string, CreditNoteResult> => {
  const left = new Map(booked.rates.map(({ taxRate, gross }) => [taxRate, amount(gross)]))
  return new Map(
    refunds.map((refund): [string, CreditNoteResult] => {
      const given = toCents(refund.given ?? refund.gross)
      const parts = given.gt(0) ? divide(refund, given, booked, sumCode) : undefined
      const note = parts && toNote(parts, given, booked.currency)
      const fail = (proven: Amount | string): [string, CreditNoteResult] => {
        return [refund.id, { ok: false, given: formatCents(given), proven: formatCents(proven) }]
      }
      if (!note) return fail(refund.gross)
      const { rates } = note.proof
      const leftAt = (taxRate: string): Amount => left.get(taxRate) ?? amount(0)
      const most = sum(rates.map(({ taxRate, gross }) => Amount.min(leftAt(taxRate), gross)))
      if (most.lt(given)) return fail(most)
      for (const { taxRate, gross } of rates) left.set(taxRate, leftAt(taxRate).minus(gross))
      return [refund.id, { ok: true, note }]
    }),
  )
}
