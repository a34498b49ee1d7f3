import {
  type BookedOrder,
  beginWrite,
  type Database,
  endWrite,
  forgetWrite,
  isUnchanged,
  type OrderWrite,
  type Tx,
} from '@pretok/db'
import {
  compareDocument,
  type Erp,
  type ErpDocument,
  ErpDocumentLockedError,
  ErpDuplicateError,
  ErpRefusedError,
  formatCents,
  type Obstacle,
  type OrderSettings,
  obstacles,
  type PortOptions,
  type Proof,
  settingsFor,
  toCreditNotes,
} from '@pretok/domain'
import { AppError, RemoteOutcomeUnknownError } from '@pretok/kernel'
import { ensureBindings, type WriteWindow } from '@pretok/worker'
import { type PlannedWrite, partiesOf } from './plan-writes.ts'
import { prepareProducts } from './prepare.ts'

export interface Telling {
  database: Database
  connectionId: string
  orderId: string
  erp: Erp
  settings: OrderSettings
  writeWindow: WriteWindow
  signal: AbortSignal
  commit: <T>(write: (tx: Tx) => Promise<T>) => Promise<T>
  log: { warn(details: object, text: string): void }
}

/** What the ERP was told, or may have been. */
type Told = Pick<OrderWrite, 'kind' | 'ref' | 'data'> & Pick<Partial<OrderWrite>, 'obstacle'>

/** Whether an error says for certain that the ERP stored nothing. */
export const storedNothing = (error: unknown): boolean =>
  error instanceof AppError && error.retry !== 'never' && !(error instanceof RemoteOutcomeUnknownError)

const toObstacle = (error: ErpRefusedError): Obstacle =>
  error instanceof ErpDocumentLockedError ? obstacles.locked(error.followedBy) : obstacles.refused(error.message)

/** Tells the ERP of later changes, each at most once: the intent is committed, one call leaves, and what is unknown is looked up. */
export const tellErp = (telling: Telling) => {
  const { database, connectionId, orderId, erp, settings, writeWindow, signal, commit, log } = telling

  const lookUpAt = (sentAt: Date): Date => new Date(sentAt.getTime() + writeWindow.throughAfterMs)

  const send = (row: BookedOrder, { message }: PlannedWrite, options: PortOptions): Promise<void> => {
    const { mkId, order, booked } = row
    switch (message.type) {
      case 'lines':
        return erp.changeSalesOrder({ mkId, lines: message.lines }, options)
      case 'party': {
        const { who } = message
        const standing = booked.order && { standingRecipient: partiesOf(booked.order).recipient }
        return erp.changeSalesOrder({ mkId, [who]: partiesOf(order)[who], ...standing }, options)
      }
      case 'status':
        return erp.setSalesOrderStatus(mkId, message.status, options)
      case 'credit note':
        return erp.createCreditNote(message.note, options)
      case 'complaint':
        return erp.fileComplaint(message.complaint, options)
    }
  }

  /** Why a credit note that stands is not the one that was told, if so. */
  const judgeCreditNote = (note: ErpDocument, proof: Proof | undefined): Obstacle | undefined => {
    if (!proof) return undefined
    const differs = compareDocument(note, proof)
    if (differs.length === 0) return undefined
    const sums = { given: formatCents(note.total), proven: proof.totalPaid }
    return obstacles.creditNoteDiffers(note.countCode, sums, proof.currency)
  }

  const proofOfNote = ({ order, booked }: BookedOrder, refundId: string): Proof | undefined => {
    const { services } = settingsFor(order, settings)
    const result = toCreditNotes(order.refunds ?? [], booked.proof, services.discount).get(refundId)
    return result?.ok ? result.note.proof : undefined
  }

  /**
   * Looks at what the ERP has of a document that was to be made.
   *
   * @param isTaken the ERP said so: what it does not show then was not left out
   */
  const lookUp = async (row: BookedOrder, write: Told, isTaken: boolean) => {
    const { kind, ref } = write
    const { key, day, bill, at } = write.data
    const settle = async (isThere: boolean, differs?: Obstacle): Promise<void> => {
      if (!isThere && !isTaken) return commit((tx) => forgetWrite(tx, orderId, { kind, ref }))
      const obstacle = isThere ? differs : obstacles.notShown(key ?? '')
      // It was looked at before, and nothing has changed since.
      if (obstacle && write.obstacle?.message === obstacle.message) return
      await commit((tx) => endWrite(tx, orderId, { kind, ref }, { state: 'done', obstacle }))
    }
    if (kind === 'credit-note' && key !== undefined && day !== undefined && bill) {
      const note = await erp.findCreditNote({ key, day, bill }, { signal })
      return settle(note !== undefined, note && judgeCreditNote(note, proofOfNote(row, ref)))
    }
    if (kind === 'complaint' && key !== undefined && at !== undefined) {
      return settle(await erp.hasComplaint({ key, at }, { signal }))
    }
    // Of its parts the document itself tells: they are held against the store anew.
    return commit((tx) =>
      isTaken ? endWrite(tx, orderId, { kind, ref }, { state: 'done' }) : forgetWrite(tx, orderId, { kind, ref }),
    )
  }

  /** Products are there before the intent: to find or make them takes calls of its own. */
  const prepare = async ({ message }: PlannedWrite): Promise<Obstacle | undefined> => {
    const lines = message.type === 'lines' ? message.lines : message.type === 'credit note' ? message.note.lines : []
    if (lines.length === 0) return undefined
    const bindAll = ensureBindings({ database, connectionId, writeWindow, signal })
    const reason = await prepareProducts(lines, { erp, settings, bindAll })
    return reason && obstacles.notBookable(reason)
  }

  return {
    lookUpAt,

    lookUp,

    /** @returns when to look at the order again, or why it was not told */
    tell: async (row: BookedOrder, write: PlannedWrite): Promise<{ again: Date } | { obstacle: Obstacle }> => {
      const obstacle = await prepare(write)
      if (obstacle) return { obstacle }
      const { kind, ref } = write
      const mayStart = writeWindow.open()
      const startedAt = await commit(async (tx) =>
        (await isUnchanged(tx, orderId, row.contentHash)) ? beginWrite(tx, orderId, write) : undefined,
      )
      if (!startedAt) return { again: new Date() }
      try {
        await send(row, write, { signal, mayStart })
      } catch (error) {
        if (error instanceof ErpDuplicateError) await lookUp(row, write, true)
        else if (error instanceof ErpRefusedError) {
          await commit((tx) => endWrite(tx, orderId, { kind, ref }, { state: 'failed', obstacle: toObstacle(error) }))
        } else if (error instanceof RemoteOutcomeUnknownError) {
          log.warn({ err: error, kind }, 'the outcome of a change is unknown')
          return { again: lookUpAt(startedAt) }
        } else {
          if (storedNothing(error)) await commit((tx) => forgetWrite(tx, orderId, { kind, ref }))
          throw error
        }
        return { again: new Date() }
      }
      await lookUp(row, write, true)
      return { again: new Date() }
    },
  }
}
