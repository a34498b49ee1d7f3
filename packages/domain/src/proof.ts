import { z } from 'zod'
import { type ByRate, divideDiscounts } from './discounts.ts'
import { type Amount, amount, DecimalText, formatCents, netOf, roundToTotal, sum, toCents } from './money.ts'
import type { OrderCharge, OrderLine, StoreOrder, Voucher } from './order.ts'
import type { Reason } from './order-state.ts'
import { orderReasons } from './reasons.ts'
import { priceParts } from './unit-price.ts'

/** One line of the sheet: as the store has it, and as the ERP will compute it. */
export const ProofLine = z.object({
  kind: z.enum(['product', 'delivery', 'wrapping', 'discount']),
  /** Which line of the store's order; absent for charges and vouchers. */
  storeLineId: z.string().optional(),
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
  lines: z.array(ProofLine),
  rates: z.array(ProofRate),
})
export type Proof = z.output<typeof Proof>

export type ProofResult = { ok: true; proof: Proof } | { ok: false; reason: Reason }

class NotProvable extends Error {
  readonly reason: Reason
  constructor(reason: Reason) {
    super(reason.code)
    this.reason = reason
  }
}

const refuse = (reason: Reason): never => {
  throw new NotProvable(reason)
}

interface Part {
  kind: ProofLine['kind']
  storeLineId?: string
  label: string
  taxRate: string
  quantity: number
  net: Amount
  /** In whole cents. */
  gross: Amount
  /** How many times the store may have rounded on the way to `net` and `gross`. */
  roundings: number
}

const halfCent = amount('0.005')

/** Rates are compared as texts: `22.000`, `22.0` and `22` are one. */
const rateText = (rate: string): string => amount(rate).toString()

const rateOf = (what: string, part: { taxRate?: string | undefined; net: string; gross: string }): string => {
  if (part.taxRate !== undefined) return rateText(part.taxRate)
  if (toCents(part.net).eq(toCents(part.gross))) return '0'
  return refuse(orderReasons.vatUnknown({ what, net: formatCents(part.net), gross: formatCents(part.gross) }))
}

const toLinePart = (line: OrderLine, rounding: StoreOrder['rounding']): Part => ({
  kind: 'product',
  storeLineId: line.storeLineId,
  label: line.name,
  taxRate: rateOf(line.name, { taxRate: line.taxRate, net: line.totalNet, gross: line.totalGross }),
  quantity: line.quantity,
  net: amount(line.totalNet),
  gross: toCents(line.totalGross),
  roundings: rounding === 'item' ? line.quantity : 1,
})

const toChargePart = (kind: 'delivery' | 'wrapping', label: string, charge: OrderCharge): Part[] =>
  toCents(charge.gross).isZero()
    ? []
    : [
        {
          kind,
          label,
          taxRate: rateOf(label, charge),
          quantity: 1,
          net: amount(charge.net),
          gross: toCents(charge.gross),
          roundings: 1,
        },
      ]

const byRate = (parts: readonly Part[], value: (part: Part) => Amount): ByRate => {
  const totals = new Map<string, Amount>()
  for (const part of parts) totals.set(part.taxRate, value(part).plus(totals.get(part.taxRate) ?? 0))
  return totals
}

/**
 * The vouchers with the values by which the order was reduced. Those add up to the order's sum; where they do not, one of them is
 * written down with another value than it had: a second free shipping counts for nothing, and a voucher that leaves a rest is kept
 * with what was left to pay. Old stores keep no vouchers with the order.
 */
const possibleVouchers = ({ vouchers, discounts, lines }: StoreOrder): Voucher[][] => {
  const missing = {
    gross: amount(discounts.gross).minus(sum(vouchers.map(({ gross }) => gross))),
    net: amount(discounts.net).minus(sum(vouchers.map(({ net }) => net))),
  }
  if (vouchers.length === 0) return [[{ name: 'discount', ...discounts, freeShipping: false }]]
  if (missing.gross.abs().lte(halfCent.times(lines.length + 1))) return [vouchers]
  return vouchers
    .map((voucher, index) => {
      const gross = missing.gross.plus(voucher.gross)
      const corrected = { ...voucher, gross: gross.toFixed(), net: missing.net.plus(voucher.net).toFixed() }
      return gross.gte(0) ? vouchers.with(index, corrected) : []
    })
    .filter(({ length }) => length > 0)
    .reverse()
}

const toDiscountParts = (order: StoreOrder, lines: readonly Part[], delivery: Part | undefined): Part[] => {
  const total = toCents(order.discounts.gross)
  if (total.isZero()) return []
  const possible = possibleVouchers(order)
  const results = possible.map((vouchers) => divideDiscounts({ vouchers, total, lines, shipping: delivery }))
  const divided = results.find(({ ok }) => ok) ?? results[0]
  if (!divided?.ok) {
    const given = formatCents(sum(order.vouchers.map(({ gross }) => gross)))
    const { currency } = order
    if (possible[0] !== order.vouchers && order.vouchers.length > 0) {
      return refuse(orderReasons.vouchersContradict({ vouchers: given, discounts: formatCents(total), currency }))
    }
    const { name, gross, net } = divided.voucher
    return refuse(orderReasons.voucherVatUnknown({ voucher: name, gross: formatCents(gross), net: formatCents(net) }))
  }
  const label = order.vouchers.map(({ name }) => name).join(', ') || 'discount'
  return [...divided.byRate]
    .filter(([, gross]) => !gross.isZero())
    .map(([taxRate, gross]) => ({
      kind: 'discount' as const,
      label,
      taxRate,
      quantity: -1,
      net: netOf(gross, taxRate).negated(),
      gross: gross.negated(),
      roundings: order.vouchers.length,
    }))
}

/**
 * The store's total adds up unrounded lines, its lines are rounded one by one; with many lines the two may be a cent or more apart.
 * What the customer paid is the total, so the cents go to the lines that lost or won most by rounding.
 */
const fitLines = (order: StoreOrder, lines: readonly Part[], others: readonly Part[]): Part[] => {
  const target = amount(order.totalPaid).minus(sum(others.map(({ gross }) => gross)))
  if (sum(lines.map(({ gross }) => gross)).eq(target)) return [...lines]
  const exact = order.lines.map(({ unitGross, quantity }) => amount(unitGross).times(quantity))
  const explained = lines.every((line, index) =>
    line.gross
      .minus(exact[index] ?? 0)
      .abs()
      .lte(amount('0.01').times(line.roundings)),
  )
  const fitted = explained ? roundToTotal(exact, target) : undefined
  if (!fitted) {
    const parts = sum([...lines, ...others].map(({ gross }) => gross))
    return refuse(
      orderReasons.sumsContradict({
        parts: formatCents(parts),
        totalPaid: formatCents(order.totalPaid),
        difference: formatCents(parts.minus(order.totalPaid)),
        currency: order.currency,
      }),
    )
  }
  return lines.map((line, index) => ({ ...line, gross: fitted[index] ?? line.gross }))
}

const toProofLines = (part: Part): ProofLine[] => {
  const sign = Math.sign(part.quantity)
  return priceParts(part.gross.times(sign), Math.abs(part.quantity)).map(({ quantity, unitPrice }) => ({
    kind: part.kind,
    ...(part.storeLineId === undefined ? {} : { storeLineId: part.storeLineId }),
    label: part.label,
    taxRate: part.taxRate,
    quantity: quantity * sign,
    unitPrice: unitPrice.decimalPlaces() <= 2 ? formatCents(unitPrice) : unitPrice.toFixed(),
    storeGross: formatCents(part.gross),
    erpGross: formatCents(unitPrice.times(quantity * sign)),
  }))
}

/** Whether the ERP rounds each line or only the sum is not documented: both must give the total. */
const erpTotals = (lines: readonly ProofLine[]): { byLine: Amount; bySum: Amount } => ({
  byLine: sum(lines.map(({ erpGross }) => erpGross)),
  bySum: toCents(sum(lines.map(({ unitPrice, quantity }) => amount(unitPrice).times(quantity)))),
})

const toProofRates = (order: StoreOrder, parts: readonly Part[]): ProofRate[] => {
  const gross = byRate(parts, (part) => part.gross)
  const net = byRate(parts, (part) => part.net)
  const roundings = byRate(parts, (part) => amount(part.roundings))
  return [...gross].map(([taxRate, paid]) => {
    const base = toCents(netOf(paid, taxRate))
    const storeBase = amount(net.get(taxRate) ?? 0)
    // Each rounding moves a net amount by half a cent and its gross amount by as much again; the sum is rounded once more.
    const allowance = amount('0.01').times(amount(roundings.get(taxRate) ?? 0).plus(1))
    if (base.minus(storeBase).abs().gt(allowance)) {
      refuse(
        orderReasons.vatContradicts({
          rate: taxRate,
          gross: formatCents(paid),
          storeNet: formatCents(storeBase),
          netAtRate: formatCents(base),
          currency: order.currency,
        }),
      )
    }
    return {
      taxRate,
      gross: formatCents(paid),
      base: formatCents(base),
      tax: formatCents(paid.minus(base)),
      storeBase: formatCents(storeBase),
      allowance: formatCents(allowance),
    }
  })
}

const prove = (order: StoreOrder): Proof => {
  const lines = order.lines.map((line) => toLinePart(line, order.rounding))
  const charges = [
    ...toChargePart('delivery', order.shipping.carrierName ?? 'Delivery', order.shipping),
    ...toChargePart('wrapping', 'Gift wrapping', order.wrapping),
  ]
  if (lines.length === 0) refuse(orderReasons.noLines())
  const discounts = toDiscountParts(
    order,
    lines,
    charges.find(({ kind }) => kind === 'delivery'),
  )
  const parts = [...fitLines(order, lines, [...charges, ...discounts]), ...charges, ...discounts]
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
    lines: proofLines,
    rates: toProofRates(order, parts),
  }
}

/**
 * Proves that what would be booked is what the customer pays, to the cent, at every VAT rate; or says why it cannot be proven.
 *
 * Amounts are booked with VAT and the base is derived from them: that is what was paid, and what the tax is computed from.
 */
export const proveOrder = (order: StoreOrder): ProofResult => {
  try {
    return { ok: true, proof: prove(order) }
  } catch (error) {
    if (error instanceof NotProvable) return { ok: false, reason: error.reason }
    throw error
  }
}
