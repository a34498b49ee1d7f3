import {
  adoptChanges,
  type BookedOrder,
  beginPaying,
  contentHash,
  type Database,
  endPaying,
  isUnchanged,
  listOrderDifferences,
  lockBookedOrder,
  recordEvent,
  saveDifferences,
  wasStateWrittenAround,
} from '@pretok/db'
import {
  amount,
  type Booked,
  type ChangeKind,
  countedPaid,
  differenceReason,
  ErpRefusedError,
  findLaterChanges,
  hasEnded,
  isIgnored,
  ljubljanaDay,
  type OrderSettings,
  type Proof,
  proveOrder,
  reviewChanges,
  settingsFor,
  tellContent,
  toSalesOrder,
  withCodes,
} from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { createWriteWindow, type OpenSides, type Stopwatch } from '@pretok/worker'

export interface FollowDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
  /** Default: the machine's clocks. */
  stopwatch?: Stopwatch
}

/** Of the order as it is now; absent when it cannot be proven. */
const proofOf = ({ order, buyerOrder }: BookedOrder, settings: OrderSettings): Proof | undefined => {
  const proven = proveOrder(order, settingsFor(order, settings))
  return proven.ok ? withCodes(proven.proof, toSalesOrder(order, proven.proof, settings, buyerOrder)) : undefined
}

/** What was told to have been paid: after the booking, else with it. */
const toldPaid = ({ paid, order, proof }: Booked): string | undefined =>
  paid ?? (order && countedPaid(order, proof.totalPaid))

/** What became of a payment: nothing is said of one that is there. */
interface Paid {
  /** It is not known yet, or the order has changed meanwhile. */
  again?: Date
  /** The ERP's words. */
  refusal?: string
}

const isAboutDocument = (kind: ChangeKind): boolean => kind === 'lines' || kind === 'charges' || kind === 'total'

/** Whether an error says for certain that the ERP stored nothing. */
const storedNothing = (error: unknown): boolean =>
  error instanceof AppError && error.retry !== 'never' && !(error instanceof RemoteOutcomeUnknownError)

/**
 * Follows what the store has changed of a booked order: enters payments that have arrived, at most once, and puts everything else
 * in front of a person, until both sides agree again. Nothing is called over there while the two have nothing to settle.
 */
export const followOrder =
  ({ database, openSides, writeCeilingMs, stopwatch }: FollowDeps): Handler<typeof ordersQueue, 'follow-order'> =>
  async ({ connectionId, orderId }, { signal, commit, log }) => {
    const { erp, settings } = await openSides(connectionId)
    const { changes: rules } = settings
    const writeWindow = createWriteWindow(writeCeilingMs, stopwatch)

    const lookUpAt = (sentAt: Date): Date => new Date(sentAt.getTime() + writeWindow.throughAfterMs)

    const pay = async (row: BookedOrder, before: string | undefined, paidInAll: string): Promise<Paid> => {
      const { order, contentHash, mkId } = row
      const { paymentTypes, otherPaymentType } = settingsFor(order, settings.orders)
      const paymentType = paymentTypes[order.payment.module] ?? otherPaymentType
      const day = ljubljanaDay(order.payment.payments.at(-1)?.paidAt ?? order.changedAt)
      const mayStart = writeWindow.open()
      const sentAt = await commit(async (tx) =>
        (await isUnchanged(tx, orderId, contentHash)) ? beginPaying(tx, orderId, paidInAll) : undefined,
      )
      if (!sentAt) return { again: new Date() }
      try {
        await erp.addPayment({ mkId, paidInAll, paymentType, day }, { signal, mayStart })
      } catch (error) {
        const isRefused = error instanceof ErpRefusedError
        if (isRefused || storedNothing(error)) await commit((tx) => endPaying(tx, orderId, before))
        if (isRefused) return { refusal: error.message }
        if (!(error instanceof RemoteOutcomeUnknownError)) throw error
        log.warn({ err: error }, 'the outcome of a payment is unknown')
        return { again: lookUpAt(sentAt) }
      }
      await commit(async (tx) => {
        await endPaying(tx, orderId, paidInAll)
        await recordEvent(tx, orderId, 'paid', { paidInAll, ...(before === undefined ? {} : { before }) })
      })
      return {}
    }

    const findDocument = async ({ buyerOrder, mkId }: BookedOrder) => {
      const documents = await erp.findSalesOrders(buyerOrder, { signal })
      return documents.find((document) => document.mkId === mkId)
    }

    const review = async (row: BookedOrder, refusal?: string): Promise<{ again: Date } | undefined> => {
      const { order, booked, countCode } = row
      const proof = proofOf(row, settings.orders)
      const paid = toldPaid(booked)
      const known = { ...booked, ...(paid === undefined ? {} : { paid }) }
      const changes = findLaterChanges(known, order, proof).filter(({ kind }) => !isIgnored(kind, rules))
      const standing = await listOrderDifferences(database.db, orderId)
      const open = standing.filter(({ state }) => state === 'open').map(({ kind }) => kind)
      const hadEnded = standing.some(({ kind }) => kind === 'cancelled' || kind === 'refunded')
      if (changes.length === 0 && open.length === 0 && !hadEnded) return undefined

      const document = await findDocument(row)
      const sides = { now: order, proof, document, booked }
      const result = reviewChanges(changes, sides, open)
      const found = result.differences.filter(({ kind }) => !isIgnored(kind, rules))
      return commit(async (tx) => {
        if (!(await isUnchanged(tx, orderId, row.contentHash))) return { again: new Date() }
        if (result.adopts) await adoptChanges(tx, orderId, result.adopts)
        if (result.paid !== undefined && result.paid !== booked.paid) await endPaying(tx, orderId, result.paid)
        await saveDifferences(
          tx,
          { connectionId, orderId },
          found.map((change) => ({
            kind: change.kind,
            contentHash: contentHash(tellContent(change.kind, order)),
            reason: differenceReason(change, {
              countCode,
              ...(isAboutDocument(change.kind) ? { differences: result.document } : {}),
              ...(change.kind === 'payments' ? { refusal } : {}),
            }),
          })),
        )
        // Another total lets other payments count.
        return result.adopts && { again: new Date() }
      })
    }

    const row = await commit((tx) => lockBookedOrder(tx, orderId))
    if (!row) return undefined
    const { order, booked, payingSince, now } = row
    if (payingSince && now < lookUpAt(payingSince)) return { again: lookUpAt(payingSince) }
    const told = toldPaid(booked)
    const counted = countedPaid(order, booked.proof.totalPaid)
    const isPaymentDue = payingSince !== undefined || amount(counted).gt(told ?? 0)
    if (rules.payments !== 'apply' || hasEnded(order) || !isPaymentDue) return review(row)
    // A state that we set may count as paid, and then the store enters the rest as a payment: nobody has seen that money.
    const paidAt = order.payment.payments.at(-1)?.paidAt
    if (!payingSince && paidAt && (await wasStateWrittenAround(database.db, orderId, new Date(paidAt))))
      return review(row)
    // After an unknown outcome nobody can say what was paid before: the ERP is asked for what is missing.
    const paidInAll = told !== undefined && amount(told).gt(counted) ? told : counted
    const { again, refusal } = await pay(row, payingSince ? undefined : told, paidInAll)
    if (again) return { again }
    const paid = await commit((tx) => lockBookedOrder(tx, orderId))
    return paid && review(paid, refusal)
  }
