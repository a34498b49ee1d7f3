import { type Amount, amount, formatCents, netOf, roundToTotal, sum, sumByRate, toCents } from '../money.ts'
import { divideDiscounts } from './discounts.ts'
import type { OrderCharge, StoreOrder } from './order.ts'
import type { Reason } from './order-state.ts'
import { orderReasons } from './reasons.ts'
import { findReductions } from './vouchers.ts'

/** One part of what the customer pays, at one VAT rate. */
export interface OrderPart {
  kind: 'product' | 'delivery' | 'wrapping' | 'discount' | 'rounding'
  storeLineId?: string
  label: string
  taxRate: string
  /** -1 for what is taken off. */
  quantity: number
  /** As the store has it. */
  store: { net: Amount; gross: Amount }
  /** To be booked; whole cents. */
  gross: Amount
  /** How far `store.net` and the base in `gross` may be apart by rounding. */
  allowance: Amount
}

/** Thrown inside the proof only. */
export class NotProvable extends Error {
  readonly reason: Reason
  constructor(reason: Reason) {
    super(reason.code)
    this.reason = reason
  }
}

export const refuse = (reason: Reason): never => {
  throw new NotProvable(reason)
}

const cent = amount('0.01')
const halfCent = amount('0.005')
const mostOnRoundingLines = amount('0.05')

/** Rates are compared as texts: `22.000`, `22.0` and `22` are one. */
const rateOf = (label: string, { taxRate, net, gross }: OrderCharge): string => {
  if (taxRate !== undefined) return amount(taxRate).toString()
  if (toCents(net).eq(toCents(gross))) return '0'
  return refuse(orderReasons.vatUnknown({ what: label, net: formatCents(net), gross: formatCents(gross) }))
}

interface Described extends Pick<OrderPart, 'kind' | 'storeLineId' | 'label' | 'quantity'> {
  /** How many times the store rounded both amounts to cents. */
  roundings: number
}

/** Each rounding moves a net amount by half a cent at most and its gross amount by as much again; prices keep six decimals. */
const toPart = ({ roundings, ...described }: Described, charge: OrderCharge): OrderPart => {
  const store = { net: amount(charge.net), gross: amount(charge.gross) }
  return {
    ...described,
    taxRate: rateOf(described.label, charge),
    store,
    gross: toCents(store.gross),
    allowance: cent.times(roundings).plus(amount('0.000001').times(described.quantity)),
  }
}

const checkVat = ({ taxRate, store, allowance }: OrderPart, currency: string): void => {
  const base = netOf(store.gross, taxRate)
  if (base.minus(store.net).abs().lte(allowance)) return
  refuse(
    orderReasons.vatContradicts({
      rate: taxRate,
      gross: formatCents(store.gross),
      storeNet: formatCents(store.net),
      netAtRate: formatCents(base),
      currency,
    }),
  )
}

/** A line's total is its own price times its pieces, up to the roundings of either: else one of the three is wrong, and goods go out. */
const checkQuantities = ({ lines, currency }: StoreOrder): void => {
  for (const { name: line, quantity, unitGross, totalGross } of lines) {
    const expected = amount(unitGross).times(quantity)
    if (
      expected
        .minus(totalGross)
        .abs()
        .lte(cent.times(quantity + 1))
    )
      continue
    const [gross, price] = [formatCents(totalGross), formatCents(unitGross)]
    refuse(orderReasons.lineContradicts({ line, quantity, price, gross, currency }))
  }
}

const toLineParts = (order: StoreOrder): OrderPart[] =>
  order.lines.map(({ storeLineId, name: label, quantity, taxRate, totalNet: net, totalGross: gross }) => {
    const roundings = order.rounding === 'item' ? quantity : 1
    return toPart({ kind: 'product', storeLineId, label, quantity, roundings }, { taxRate, net, gross })
  })

const toChargePart = (kind: 'delivery' | 'wrapping', label: string, charge: OrderCharge): OrderPart[] =>
  toCents(charge.gross).isZero() ? [] : [toPart({ kind, label, quantity: 1, roundings: 1 }, charge)]

/**
 * What the vouchers took off. Stores before 1.7.7 rounded it only within the total: where it ends in half a cent, the total says on
 * which side that fell.
 */
const discountTotal = (order: StoreOrder, others: readonly OrderPart[]): Amount => {
  const total = toCents(order.discounts.gross)
  const given = sum(order.vouchers.map(({ gross }) => gross))
  const open = sum(others.map(({ gross }) => gross)).minus(order.totalPaid)
  return [open, total].every((value) => value.minus(given).abs().lte(halfCent)) ? open : total
}

const toDiscountParts = (
  order: StoreOrder,
  lines: readonly OrderPart[],
  charges: readonly OrderPart[],
): OrderPart[] => {
  const total = discountTotal(order, [...lines, ...charges])
  if (total.isZero()) return []
  const delivery = charges.find(({ kind }) => kind === 'delivery')
  const vouchers = findReductions(order)
  if (!vouchers) {
    const given = formatCents(sum(order.vouchers.map(({ gross }) => gross)))
    const discounts = formatCents(order.discounts.gross)
    return refuse(orderReasons.vouchersContradict({ vouchers: given, discounts, currency: order.currency }))
  }
  const divided = divideDiscounts({
    vouchers,
    total,
    lines: lines.map(({ taxRate, store }, index) => ({
      taxRate,
      ...store,
      pieceGross: amount(order.lines[index]?.unitGross ?? 0),
    })),
    shipping: delivery && { taxRate: delivery.taxRate, ...delivery.store },
  })
  if (!divided.ok) {
    const { name, gross, net } = divided.voucher
    return refuse(orderReasons.voucherVatUnknown({ voucher: name, gross: formatCents(gross), net: formatCents(net) }))
  }
  const label = vouchers.map(({ name }) => name).join(', ')
  return [...divided.byRate]
    .filter(([, gross]) => !gross.isZero())
    .map(([taxRate, value]) => {
      const gross = value.negated()
      const store = { gross, net: netOf(gross, taxRate) }
      return { kind: 'discount', label, taxRate, quantity: -1, store, gross, allowance: amount(0) }
    })
}

/** What each line is off, on lines of their own, one for each VAT rate: the products stay as the customer saw them. */
const toRoundingParts = (lines: readonly OrderPart[], fitted: readonly OrderPart[]): OrderPart[] => {
  const off = lines.map(({ taxRate, gross }, index) => ({
    taxRate,
    cents: fitted[index]?.gross.minus(gross) ?? amount(0),
  }))
  return [...sumByRate(off, ({ cents }) => cents)]
    .filter(([, gross]) => !gross.isZero())
    .map(([taxRate, gross]) => {
      const [quantity, store] = [gross.isNegative() ? -1 : 1, { net: amount(0), gross: amount(0) }]
      return { kind: 'rounding', label: 'Rounding', taxRate, quantity, store, gross, allowance: gross.abs() }
    })
}

/**
 * The store's total adds up unrounded lines, its lines are rounded one by one; with many lines the two may be a cent or more apart.
 * What the customer paid is the total, so the cents go to the lines that lost or won most by rounding.
 */
const fitLines = (order: StoreOrder, lines: readonly OrderPart[], others: readonly OrderPart[]): OrderPart[] => {
  const target = amount(order.totalPaid).minus(sum(others.map(({ gross }) => gross)))
  if (sum(lines.map(({ gross }) => gross)).eq(target)) return [...lines]
  const exact = order.lines.map(({ unitGross, quantity }) => amount(unitGross).times(quantity))
  const isRounded = (value: Amount, from: Amount): boolean => value.minus(from).abs().lte(halfCent)
  const explained =
    order.rounding !== 'item' &&
    lines.every(({ store }, index) => isRounded(store.gross, exact[index] ?? store.gross)) &&
    isRounded(target, sum(exact))
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
  return lines.map((line, index) => {
    const gross = fitted[index] ?? line.gross
    return { ...line, gross, allowance: line.allowance.plus(gross.minus(line.gross).abs()) }
  })
}

/**
 * The parts of an order's total: its lines, shipping, wrapping, and what vouchers took off at each VAT rate. To the cent they add
 * up to what the customer pays.
 *
 * @param roundingLine cents by which rounded lines miss the total may stand on a line of their own
 * @throws {NotProvable} when they do not, or when a part's own amounts contradict each other
 */
export const toOrderParts = (order: StoreOrder, { roundingLine }: { roundingLine: boolean }): OrderPart[] => {
  const lines = toLineParts(order)
  if (lines.length === 0) refuse(orderReasons.noLines())
  const charges = [
    ...toChargePart('delivery', order.shipping.carrierName ?? 'Delivery', order.shipping),
    ...toChargePart('wrapping', 'Gift wrapping', order.wrapping),
  ]
  const discounts = toDiscountParts(order, lines, charges)
  const fitted = fitLines(order, lines, [...charges, ...discounts])
  for (const part of [...lines, ...charges]) checkVat(part, order.currency)
  checkQuantities(order)
  const rounding = roundingLine ? toRoundingParts(lines, fitted) : []
  const onItsOwn = rounding.length > 0 && sum(rounding.map(({ gross }) => gross.abs())).lte(mostOnRoundingLines)
  return onItsOwn ? [...lines, ...charges, ...discounts, ...rounding] : [...fitted, ...charges, ...discounts]
}
