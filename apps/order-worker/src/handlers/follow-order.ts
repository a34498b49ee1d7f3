import {
  adoptChanges,
  type BookedOrder,
  beginPaying,
  contentHash,
  type Database,
  endPaying,
  forgetSettledWrites,
  isUnchanged,
  listOrderDifferences,
  listOrderWrites,
  lockBookedOrder,
  type OrderWrite,
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
  type LaterChange,
  ljubljanaDay,
  type OrderSettings,
  obstacles,
  type ProofResult,
  proveOrder,
  reviewChanges,
  settingsFor,
  tellContent,
  toSalesOrder,
  withCodes,
} from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { BusyElsewhere, createWriteWindow, type OpenSides, type Stopwatch } from '@pretok/worker'
import { hashOf, kindOfWrite, partiesOf, planWrite } from '../plan-writes.ts'
import { storedNothing, tellErp } from '../tell-erp.ts'

export interface FollowDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
  /** Default: the machine's clocks. */
  stopwatch?: Stopwatch
}

const busyWaitMs = 500

/** Of the order as it is now. */
const proofOf = ({ order, buyerOrder }: BookedOrder, settings: OrderSettings): ProofResult => {
  const proven = proveOrder(order, settingsFor(order, settings))
  if (!proven.ok) return proven
  return { ok: true, proof: withCodes(proven.proof, toSalesOrder(order, proven.proof, settings, buyerOrder)) }
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

/** What a complaint or a credit note tells of already. */
const withWrites = (booked: Booked, writes: readonly OrderWrite[]): Booked => {
  const done = writes.filter(({ state, obstacle }) => state === 'done' && !obstacle)
  const claimed: Record<string, number> = {}
  for (const { data } of done) {
    for (const [line, pieces] of Object.entries(data.pieces ?? {})) claimed[line] = (claimed[line] ?? 0) + pieces
  }
  const credited = done.filter(({ kind }) => kind === 'credit-note').map(({ ref }) => ref)
  return { ...booked, credited, claimed }
}

/** The fields of an address that a document shows. */
const shownFields = ['company', 'vatNumber', 'street', 'street2', 'postcode', 'city', 'countryCode']

const [soonestLookMs, latestLookMs] = [15 * 60_000, 6 * 3_600_000]

/** What waits for the ERP is looked at the more seldom the longer it waits. */
const nextLookAt = (since: Date | undefined, now: Date): Date =>
  new Date(now.getTime() + Math.min(latestLookMs, Math.max(soonestLookMs, now.getTime() - (since ?? now).getTime())))

/**
 * Follows what the store has changed of a booked order: enters payments that have arrived, carries over what the rules or a person
 * want carried over, each at most once, and puts everything else in front of a person, until both sides agree again. Nothing is called
 * over there while the two have nothing to settle.
 */
export const followOrder =
  ({ database, openSides, writeCeilingMs, stopwatch }: FollowDeps): Handler<typeof ordersQueue, 'follow-order'> =>
  async ({ connectionId, orderId }, { signal, commit, log }) => {
    const { erp, settings } = await openSides(connectionId)
    const { changes: rules } = settings
    const writeWindow = createWriteWindow(writeCeilingMs, stopwatch)

    const orderSettings = settings.orders
    const teller = tellErp({
      database,
      connectionId,
      orderId,
      erp,
      settings: orderSettings,
      writeWindow,
      signal,
      commit,
      log,
    })
    const { lookUpAt } = teller

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

    /** Which of the changed addresses the document certainly has: it shows them, or took what it does not show. */
    const findHeldParties = async ({ order, mkId }: BookedOrder, changes: LaterChange[], writes: OrderWrite[]) => {
      const isCertain = ({ kind, things }: LaterChange): boolean => {
        if (kind !== 'payer' && kind !== 'recipient') return false
        const isShown = ({ what }: { what: string }) =>
          shownFields.includes(what) || (/^(first|last)Name$/.test(what) && order[kind].company === undefined)
        const took = writes.find((write) => write.kind === kind && write.state === 'done' && !write.obstacle)
        return things.every(isShown) || took?.contentHash === hashOf(kind, order)
      }
      const certain = changes.filter(isCertain).map(({ kind }) => kind)
      if (certain.length === 0) return undefined
      const shown = await erp.hasParties(mkId, partiesOf(order), { signal })
      return {
        payer: shown.payer && certain.includes('payer'),
        recipient: shown.recipient && certain.includes('recipient'),
      }
    }

    const review = async (locked: BookedOrder, refusal?: string): Promise<{ again: Date } | undefined> => {
      // What is not as it was told may have been put right meanwhile.
      for (const write of await listOrderWrites(database.db, orderId)) {
        if (write.data.key !== undefined && write.state === 'done' && write.obstacle)
          await teller.lookUp(locked, write, true)
      }
      const writes = await listOrderWrites(database.db, orderId)
      const row = { ...locked, booked: withWrites(locked.booked, writes) }
      const { order, booked, countCode } = row
      const proven = proofOf(row, settings.orders)
      const proof = proven.ok ? proven.proof : undefined
      const paid = toldPaid(booked)
      const known = { ...booked, ...(paid === undefined ? {} : { paid }) }
      const changes = findLaterChanges(known, order, proof).filter(({ kind }) => !isIgnored(kind, rules))
      const standing = await listOrderDifferences(database.db, orderId)
      const open = standing.filter(({ state }) => state === 'open').map(({ kind }) => kind)
      const hadEnded = standing.some(({ kind }) => kind === 'cancelled' || kind === 'refunded')
      if (changes.length === 0 && open.length === 0 && !hadEnded) return undefined

      const document = await findDocument(row)
      const parties = document && (await findHeldParties(row, changes, writes))
      const { cancelledStatusCode } = rules
      const sides = { now: order, proof, document, booked, cancelledStatusCode, ...(parties ? { parties } : {}) }
      const result = reviewChanges(changes, sides, open)
      const found = result.differences.filter(({ kind }) => !isIgnored(kind, rules))

      const unproven = proven.ok ? undefined : proven.reason
      const situation = { row, proof, unproven, document, settings, writes, standing, now: row.now }
      const plans = new Map(found.map((change) => [change.kind, planWrite(change, situation)]))
      // What the document holds already is kept first: later calls are about the rest.
      const next = result.adopts ? undefined : [...plans].find(([, { write }]) => write)
      if (next?.[1].write) {
        const told = await teller.tell(row, next[1].write)
        if ('again' in told) return told
        plans.set(next[0], told)
      }
      return commit(async (tx) => {
        if (!(await isUnchanged(tx, orderId, row.contentHash))) return { again: new Date() }
        if (result.adopts) await adoptChanges(tx, orderId, result.adopts)
        if (result.paid !== undefined && result.paid !== booked.paid) await endPaying(tx, orderId, result.paid)
        const differing = found.flatMap(({ kind }) => kindOfWrite(kind) ?? [])
        await forgetSettledWrites(tx, orderId, differing)
        await saveDifferences(
          tx,
          { connectionId, orderId },
          found.map((change) => {
            const { obstacle, passes } = plans.get(change.kind) ?? {}
            const { firstSeenAt } = standing.find(({ kind, state }) => kind === change.kind && state === 'open') ?? {}
            return {
              kind: change.kind,
              contentHash: contentHash(tellContent(change.kind, order)),
              reason: differenceReason(change, {
                countCode,
                ...(isAboutDocument(change.kind) ? { differences: result.document } : {}),
                obstacle: change.kind === 'payments' && refusal ? obstacles.refused(refusal) : obstacle,
              }),
              ...(passes ? { lookAgainAt: nextLookAt(firstSeenAt, row.now) } : {}),
            }
          }),
        )
        // Another total lets other payments count.
        return result.adopts && { again: new Date() }
      })
    }

    const follow = async (): Promise<{ again: Date } | undefined> => {
      const row = await commit((tx) => lockBookedOrder(tx, orderId))
      if (!row) return undefined
      const inFlight = (await listOrderWrites(database.db, orderId)).find(({ state }) => state === 'sending')
      if (inFlight) {
        const lookAt = lookUpAt(inFlight.startedAt)
        if (row.now < lookAt) return { again: lookAt }
        await teller.lookUp(row, inFlight, false)
      }
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

    try {
      return await follow()
    } catch (error) {
      if (error instanceof BusyElsewhere) return { again: new Date(Date.now() + busyWaitMs) }
      throw error
    }
  }
