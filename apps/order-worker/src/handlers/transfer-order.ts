import {
  askForStockOfOrders,
  askToFollowIfChanged,
  beginSending,
  type Database,
  lockOrder,
  noteTrouble,
  type OrderOutcome,
  type OrderToTransfer,
  type Sending,
  settleOrder,
  unbind,
} from '@pretok/db'
import {
  decide,
  type Erp,
  type ErpDocument,
  ErpDuplicateError,
  ErpProductUnknownError,
  ErpRefusedError,
  orderReasons,
  type Proof,
  type SalesOrder,
  stopReason,
  toBuyerOrder,
  toSalesOrder,
  withCodes,
} from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { BusyElsewhere, createWriteWindow, ensureBindings, type OpenSides, type Stopwatch } from '@pretok/worker'
import { prepare } from '../prepare.ts'
import { toOutcome, toRefusal } from './transfer-outcomes.ts'

/** How often an order is sent before a person has to look: products may vanish in between, answers may be lost again. */
const mostSendings = 5

const busyWaitMs = 500

/** What went out, for judging what came back. */
interface Sent {
  proof: Proof
  paid: { type: string; module: string }
}

export interface TransferDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
  /** By which a runner measures how long ago it committed an intent. Default: the machine's clocks. */
  stopwatch?: Stopwatch
}

/**
 * Brings one order into the ERP, at most once.
 *
 * Before anything is sent, the order's number is looked up; then the intent is committed; then one call goes out. If it is not known
 * how that call ended (a crash, a lost answer), nothing is sent until the ERP must be through with it and the lookup has spoken.
 */
export const transferOrder =
  ({ database, openSides, writeCeilingMs, stopwatch }: TransferDeps): Handler<typeof ordersQueue, 'transfer-order'> =>
  async ({ connectionId, orderId }, { signal, commit, log }) => {
    const { erp, settings: all, pretend } = await openSides(connectionId)
    const settings = all.orders
    const writeWindow = createWriteWindow(writeCeilingMs, stopwatch)

    const settle = (outcome: OrderOutcome) =>
      commit(async (tx) => {
        await settleOrder(tx, orderId, outcome)
        if (outcome.state !== 'booked') return
        await askToFollowIfChanged(tx, connectionId, orderId)
        await askForStockOfOrders(tx, connectionId, { orderIds: [orderId] })
      })

    /** A verdict about what the store said. If it says something else by now, that is judged instead. */
    const judge = (contentHash: string, verdict: OrderOutcome) =>
      commit(async (tx) => {
        if ((await lockOrder(tx, orderId))?.contentHash !== contentHash) return { again: new Date() }
        await settleOrder(tx, orderId, verdict)
      })

    /** From then on the ERP is certainly through with a call that was allowed out at `sentAt`. */
    const lookUpAt = (sentAt: Date): Date => new Date(sentAt.getTime() + writeWindow.throughAfterMs)

    const waitForOutcome = async (sentAt: Date) => {
      const lookAt = lookUpAt(sentAt)
      await settle({ state: 'in_doubt', reason: orderReasons.outcomeUnknown({ lookAt: lookAt.toISOString() }) })
      return { again: lookAt }
    }

    /** @returns the outcome when the ERP holds documents of this number */
    const lookUp = async (buyerOrder: string, proof: Proof): Promise<OrderOutcome | undefined> => {
      const documents = await erp.findSalesOrders(buyerOrder, { signal })
      const [document] = documents
      if (!document) return undefined
      if (documents.length === 1) return toOutcome(document, proof)
      const countCodes = documents.map(({ countCode }) => countCode)
      return { state: 'held', document, reason: orderReasons.erpDocumentsMany({ buyerOrder, countCodes }) }
    }

    /** "Already there" is an answer like another: what stands there is looked at. */
    const toDuplicate = async (error: ErpDuplicateError, buyerOrder: string, proof: Proof): Promise<OrderOutcome> => {
      const countCodes = error.documents.map(({ countCode }) => countCode)
      const reason = orderReasons.erpDocumentsMany({ buyerOrder, countCodes })
      return (await lookUp(buyerOrder, proof)) ?? { state: 'held', reason }
    }

    const afterFailure = async (error: unknown, { sentAt, sendings, ...sent }: Sending & Sent) => {
      const lastTry = sendings >= mostSendings
      if (error instanceof ErpDuplicateError) return settle(await toDuplicate(error, sent.buyerOrder, sent.proof))
      if (error instanceof ErpProductUnknownError && !lastTry) {
        await commit(async (tx) => {
          await unbind(tx, connectionId, 'product', error.codes)
          await settleOrder(tx, orderId, { state: 'ready' })
        })
        return { again: new Date() }
      }
      if (error instanceof ErpRefusedError) return settle(toRefusal(error, sent.paid))
      if (error instanceof AppError && error.retry !== 'never' && !(error instanceof RemoteOutcomeUnknownError)) {
        // The call was refused as such (credentials, quota, no connection): nothing was stored.
        await settle({ state: 'ready' })
        throw error
      }
      if (lastTry) throw error
      log.warn({ err: error }, 'the outcome of a booking is unknown')
      return waitForOutcome(sentAt)
    }

    /** The call that is about to go out, for the timeline. */
    const describeCall = async (...booking: Parameters<Erp['bookSalesOrder']>) => {
      const { erp: pretended, planned } = pretend()
      await pretended.bookSalesOrder(...booking)
      const [call] = planned
      return call && { name: call.name, path: call.path, body: call.redacted }
    }

    const send = async ({ order, contentHash }: OrderToTransfer, document: SalesOrder, proof: Proof) => {
      const bindAll = ensureBindings({ database, connectionId, writeWindow, signal })
      const prepared = await prepare(document, { erp, settings, bindAll })
      if (!prepared.ok) return judge(contentHash, { state: 'held', reason: prepared.reason })

      const { payer, recipient } = prepared
      const refs = { payer, recipient, correlationId: orderId }
      const call = await describeCall(document, refs)
      const mayStart = writeWindow.open()
      const intent = { buyerOrder: document.buyerOrder, proof, contentHash, ...(call && { call }) }
      const sending = await commit((tx) => beginSending(tx, orderId, intent))
      if (!sending) return { again: new Date() }
      const { buyerOrder } = sending
      let booked: ErpDocument
      try {
        booked = await erp.bookSalesOrder({ ...document, buyerOrder }, refs, { signal, mayStart })
      } catch (error) {
        const paid = { type: document.payments[0]?.paymentType ?? '', module: order.payment.module }
        return afterFailure(error, { ...sending, proof, paid })
      }
      return settle(toOutcome(booked, proof))
    }

    const transfer = async () => {
      const row = await commit((tx) => lockOrder(tx, orderId))
      if (!row || row.state === 'booked') return undefined
      const { order, sendingSince, proof: sent, buyerOrder: sentAs } = row
      const maybeSent = row.state === 'sending' || row.state === 'in_doubt'
      if (maybeSent && sendingSince && row.now < lookUpAt(sendingSince)) return waitForOutcome(sendingSince)
      const lookedUp = (maybeSent || row.hasDocument) && sent && sentAs
      const known = lookedUp ? await lookUp(sentAs, sent) : undefined
      if (known) return settle(known)

      const decision = decide(order, settings, row.now)
      if (decision.state !== 'ready') return judge(row.contentHash, decision)
      const buyerOrder = sentAs ?? toBuyerOrder(order, settings)
      const document = toSalesOrder(order, decision.proof, settings, buyerOrder)
      const proof = withCodes(decision.proof, document)
      const found = lookedUp ? undefined : await lookUp(buyerOrder, proof)
      return found ? settle({ ...found, proof, order }) : send(row, document, proof)
    }

    try {
      return (await transfer()) ?? undefined
    } catch (error) {
      if (error instanceof BusyElsewhere) return { again: new Date(Date.now() + busyWaitMs) }
      if (error instanceof AppError) await commit((tx) => noteTrouble(tx, orderId, stopReason(error)))
      throw error
    }
  }
