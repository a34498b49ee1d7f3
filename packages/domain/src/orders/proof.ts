import { z } from 'zod'
import { type Amount, amount, DecimalText, formatCents, netOf, sum, sumByRate, toCents } from '../money.ts'
import type { StoreOrder } from './order.ts'
import { NotProvable, type OrderPart, refuse, toOrderParts } from './order-parts.ts'
import type { Reason } from './order-state.ts'
import { orderReasons } from './reasons.ts'
import type { SalesOrder } from './sales-order.ts'
import { TaxCase, toTaxCase } from './tax-case.ts'
import { priceParts } from './unit-price.ts'

/** One line of the sheet: as the store has it, and as the ERP will compute it. */
export const ProofLine = z.object({
  kind: z.enum(['product', 'delivery', 'wrapping', 'discount', 'rounding']),
  /** Which line of the store's order; absent for everything else. */
  storeLineId: z.string().optional(),
  /** Under which code it is booked; absent until the order is to be sent. */
  code: z.string().optional(),
  label: z.string(),
  taxRate: DecimalText,
  quantity: z.int(),
  /** With VAT, as sent. */
  unitPrice: DecimalText,
  storeGross: DecimalText,
  erpGross: DecimalText,
})
export type ProofLine = z.output<typeof ProofLine>

export const ProofRate = z.object({
  taxRate: DecimalText,
  /** What the customer pays at this rate. */
  gross: DecimalText,
  /** The base and the VAT in it, as the ERP will book them. */
  base: DecimalText,
  tax: DecimalText,
  /** The base as the store counted it, from its own rounded net amounts. */
  storeBase: DecimalText,
  /** How far the two bases may be apart by rounding alone. */
  allowance: DecimalText,
})
export type ProofRate = z.output<typeof ProofRate>

/** The sheet by which an order's amounts are proven before it is sent, and compared with afterwards. */
export const Proof = z.object({
  currency: z.string(),
  totalPaid: DecimalText,
  erpTotal: DecimalText,
  /** For people, and absent from older proofs. */
  taxCase: TaxCase.optional(),
  lines: z.array(ProofLine),
  rates: z.array(ProofRate),
})
export type Proof = z.output<typeof Proof>

export interface ProofOptions {
  /** Whether cents by which the store's rounded lines miss its total may stand on a line of their own. */
  roundingLine: boolean
}

export type ProofResult = { ok: true; proof: Proof } | { ok: false; reason: Reason }

const toProofLines = (part: OrderPart): ProofLine[] => {
  const sign = Math.sign(part.quantity)
  const priced = priceParts(part.gross.times(sign), Math.abs(part.quantity))
  return priced.map(({ quantity, unitPrice }) => ({
    kind: part.kind,
    ...(part.storeLineId === undefined ? {} : { storeLineId: part.storeLineId }),
    label: part.label,
    taxRate: part.taxRate,
    quantity: quantity * sign,
    unitPrice: unitPrice.decimalPlaces() <= 2 ? formatCents(unitPrice) : unitPrice.toFixed(),
    storeGross: formatCents(priced.length === 1 ? part.store.gross : unitPrice.times(quantity)),
    erpGross: formatCents(unitPrice.times(quantity * sign)),
  }))
}

/** Whether the ERP rounds each line or only the sum is not documented: both must give the total. */
const erpTotals = (lines: readonly ProofLine[]): { byLine: Amount; bySum: Amount } => ({
  byLine: sum(lines.map(({ erpGross }) => erpGross)),
  bySum: toCents(sum(lines.map(({ unitPrice, quantity }) => amount(unitPrice).times(quantity)))),
})

const toProofRates = (parts: readonly OrderPart[]): ProofRate[] => {
  const gross = sumByRate(parts, (part) => part.gross)
  const net = sumByRate(parts, ({ store }) => store.net)
  const allowance = sumByRate(parts, (part) => part.allowance)
  return [...gross].map(([taxRate, paid]) => {
    const base = toCents(netOf(paid, taxRate))
    return {
      taxRate,
      gross: formatCents(paid),
      base: formatCents(base),
      tax: formatCents(paid.minus(base)),
      storeBase: formatCents(net.get(taxRate) ?? 0),
      // The sum is rounded once more.
      allowance: formatCents(amount(allowance.get(taxRate) ?? 0).plus('0.01')),
    }
  })
}

const productRates = (parts: readonly OrderPart[]): string[] =>
  parts.flatMap(({ kind, taxRate, gross }) => (kind === 'product' && !gross.isZero() ? [taxRate] : []))

const prove = (order: StoreOrder, options: ProofOptions): Proof => {
  const parts = toOrderParts(order, options)
  if (order.rounding === undefined) {
    const { currency } = order
    const [sumOfParts, totalPaid] = [formatCents(sum(parts.map(({ gross }) => gross))), formatCents(order.totalPaid)]
    refuse(orderReasons.roundingUnknown({ parts: sumOfParts, totalPaid, currency }))
  }
  const proofLines = parts.flatMap(toProofLines)
  const { byLine, bySum } = erpTotals(proofLines)
  const total = toCents(order.totalPaid)
  const wrong = [byLine, bySum].find((erpTotal) => !erpTotal.eq(total))
  if (wrong) {
    refuse(
      orderReasons.notProvable({
        erpTotal: formatCents(wrong),
        totalPaid: formatCents(total),
        currency: order.currency,
      }),
    )
  }
  return {
    currency: order.currency,
    totalPaid: formatCents(total),
    erpTotal: formatCents(byLine),
    taxCase: toTaxCase(order, productRates(parts)),
    lines: proofLines,
    rates: toProofRates(parts),
  }
}

/**
 * Proves that what would be booked is what the customer pays, to the cent, at every VAT rate; or says why it cannot be proven.
 *
 * Amounts are booked with VAT and the base is derived from them: that is what was paid, and what the tax is computed from.
 */
export const proveOrder = (order: StoreOrder, options: ProofOptions = { roundingLine: false }): ProofResult => {
  try {
    return { ok: true, proof: prove(order, options) }
  } catch (error) {
    if (error instanceof NotProvable) return { ok: false, reason: error.reason }
    throw error
  }
}

/** The sheet with the codes under which its lines are booked, so that the document can be held against it line by line. */
export const withCodes = (proof: Proof, { lines }: SalesOrder): Proof => ({
  ...proof,
  lines: proof.lines.map((line, index) => {
    const code = lines[index]?.code
    return code === undefined ? line : { ...line, code }
  }),
})
