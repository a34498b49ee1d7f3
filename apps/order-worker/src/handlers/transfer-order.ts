import {
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
  type ErpDocument,
  ErpDuplicateError,
  ErpPaymentTypeError,
  ErpProductUnknownError,
  ErpRefusedError,
  formatCents,
  orderReasons,
  type Proof,
  type StoreOrder,
  stopReason,
  toBuyerOrder,
  toSalesOrder,
} from '@pretok/domain'
import type { ordersQueue } from '@pretok/jobs'
import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { BusyElsewhere } from '../ensure-bindings.ts'
import { prepare } from '../prepare.ts'
import type { OpenSides } from '../sides.ts'

/** How often an order is sent before a person has to look: products may vanish in between, answers may be lost again. */
const mostSendings = 5

const busyWaitMs = 500

/** What went out, for judging what came back. */
interface Sent {
  order: StoreOrder
  proof: Proof
  paymentType: string
}

export interface TransferDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
}

const differs = (document: ErpDocument, proof: Proof): boolean =>
  formatCents(document.total) !== proof.totalPaid ||
  (document.currency !== undefined && document.currency !== proof.currency)

/** A document stands in the ERP: it is ours if its total is the proven one. */
const toOutcome = (document: ErpDocument, proof: Proof): OrderOutcome =>
  differs(document, proof)
    ? {
        state: 'held',
        document,
        reason: orderReasons.erpTotalDiffers({
          erpTotal: formatCents(document.total),
          totalPaid: proof.totalPaid,
          currency: proof.currency,
          countCode: document.countCode,
        }),
      }
    : { state: 'booked', document }

/** The ERP refused and stored nothing. */
const toRefusal = (error: ErpRefusedError, order: StoreOrder, paymentType: string): OrderOutcome => {
  if (error instanceof ErpPaymentTypeError) {
    const { valid } = error
    return {
      state: 'held',
      reason: orderReasons.paymentTypeUnknown({ paymentType, module: order.payment.module, valid }),
    }
  }
  if (error instanceof ErpProductUnknownError) {
    return { state: 'held', reason: orderReasons.productUnknown({ codes: error.codes }) }
  }
  return { state: 'rejected', reason: orderReasons.erpRefused({ text: error.message }) }
}

/**
 * Brings one order into the ERP, at most once.
 *
 * Before anything is sent, the order's number is looked up; then the intent is committed; then one call goes out. If it is not known
 * how that call ended (a crash, a lost answer), nothing is sent until the ERP must be through with it and the lookup has spoken.
 */
export const transferOrder =
  ({ database, openSides, writeCeilingMs }: TransferDeps): Handler<typeof ordersQueue, 'transfer-order'> =>
  async ({ connectionId, orderId }, { signal, commit, log }) => {
    const { erp, settings: all } = await openSides(connectionId)
    const settings = all.orders
    const startWithinMs = writeCeilingMs / 2

    const settle = (outcome: OrderOutcome) => commit((tx) => settleOrder(tx, orderId, outcome))

    /** From then on the ERP is certainly through with a call that was allowed out at `sentAt`. */
    const lookUpAt = (sentAt: Date): Date => new Date(sentAt.getTime() + startWithinMs + writeCeilingMs)

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
      if (error instanceof ErpRefusedError) return settle(toRefusal(error, sent.order, sent.paymentType))
      if (error instanceof AppError && error.retry !== 'never' && !(error instanceof RemoteOutcomeUnknownError)) {
        // The call was refused as such (credentials, quota, no connection): nothing was stored.
        await settle({ state: 'ready' })
        throw error
      }
      if (lastTry) throw error
      log.warn({ err: error }, 'the outcome of a booking is unknown')
      return waitForOutcome(sentAt)
    }

    const send = async ({ order, contentHash }: OrderToTransfer, proof: Proof, number: string) => {
      const document = toSalesOrder(order, proof, settings, number)
      const prepared = await prepare(document, { database, connectionId, erp, settings, writeCeilingMs, signal })
      if (!prepared.ok) return settle({ state: 'held', reason: prepared.reason })

      const sending = await commit((tx) => beginSending(tx, orderId, { buyerOrder: number, proof, contentHash }))
      if (!sending) return { again: new Date() }
      const { payer, recipient } = prepared
      const { buyerOrder } = sending
      let booked: ErpDocument
      try {
        const refs = { payer, recipient, correlationId: orderId }
        booked = await erp.bookSalesOrder({ ...document, buyerOrder }, refs, { signal, startWithinMs })
      } catch (error) {
        const paymentType = document.payments[0]?.paymentType ?? ''
        return afterFailure(error, { ...sending, order, proof, paymentType })
      }
      return settle(toOutcome(booked, proof))
    }

    const transfer = async () => {
      const row = await commit((tx) => lockOrder(tx, orderId))
      if (!row || row.state === 'booked') return undefined
      const { order, sendingSince, proof: sent, buyerOrder: sentAs } = row
      const maybeSent = row.state === 'sending' || row.state === 'in_doubt'
      if (maybeSent && sendingSince && Date.now() < lookUpAt(sendingSince).getTime())
        return waitForOutcome(sendingSince)
      const known = (maybeSent || row.hasDocument) && sent && sentAs ? await lookUp(sentAs, sent) : undefined
      if (known) return settle(known)

      const decision = decide(order, settings)
      if (decision.state !== 'ready') return settle(decision)
      const { proof } = decision
      const buyerOrder = sentAs ?? toBuyerOrder(order, settings)
      const found = await lookUp(buyerOrder, proof)
      return found ? settle({ ...found, proof }) : send(row, proof, buyerOrder)
    }

    try {
      return (await transfer()) ?? undefined
    } catch (error) {
      if (error instanceof BusyElsewhere) return { again: new Date(Date.now() + busyWaitMs) }
      if (error instanceof AppError) await commit((tx) => noteTrouble(tx, orderId, stopReason(error)))
      throw error
    }
  }
