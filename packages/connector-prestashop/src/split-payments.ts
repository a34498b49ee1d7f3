import { type Amount, amount, formatCents, type OrderPayment } from '@pretok/domain'

/** An order of a cart that was split: they share a reference, and the payments hang on that. */
export interface Sibling {
  storeOrderId: string
  totalPaid: string
}

/**
 * The part of a reference's payments that falls to one of its orders: they are filled up in order of their ids, and what is left
 * over belongs to the last. An order that was not split gets its payments as they are.
 */
export const paymentsOf = (
  storeOrderId: string,
  siblings: readonly Sibling[],
  payments: readonly OrderPayment[],
): OrderPayment[] => {
  if (siblings.length < 2) return [...payments]
  const inOrder = [...siblings].sort((a, b) => Number(a.storeOrderId) - Number(b.storeOrderId))
  const position = inOrder.findIndex((sibling) => sibling.storeOrderId === storeOrderId)
  let before: Amount = inOrder.slice(0, position).reduce((total, { totalPaid }) => total.plus(totalPaid), amount(0))
  let mine: Amount = position === inOrder.length - 1 ? amount(Infinity) : amount(inOrder[position]?.totalPaid ?? 0)
  const parts: OrderPayment[] = []
  for (const payment of payments) {
    let rest = amount(payment.amount)
    const elsewhere = before.lt(rest) ? before : rest
    before = before.minus(elsewhere)
    rest = rest.minus(elsewhere)
    const part = mine.lt(rest) ? mine : rest
    mine = mine.minus(part)
    if (part.gt(0)) parts.push({ ...payment, amount: formatCents(part) })
  }
  return parts
}
