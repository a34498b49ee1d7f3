import { type CircuitWait, closeCircuit, findCircuits, openCircuit, reopenCircuit, type Tx } from '@pretok/db'
import { type Reason, stopReason } from '@pretok/domain'
import { type CallReport, createTripwire, isFailure } from '@pretok/http'
import type { Side } from '@pretok/jobs'
import type { Logger } from '@pretok/kernel'

export interface WatchOptions {
  db: Tx
  connectionId: string
  side: Side
  log: Logger
  /** Default 15 s, doubling up to 15 min. */
  circuitWait?: CircuitWait | undefined
}

/** Watches the calls of one lane and keeps the circuit of its side, which all processes share. */
export interface SideWatch {
  /** Whether the circuit is open, as just read from the database. */
  know(isOpen: boolean): void
  /** For the lane's `onCall`. Resolves when the circuit is written, and never rejects. */
  onCall(call: CallReport): Promise<void> | undefined
}

const toReason = ({ label, status, cause }: CallReport): Reason =>
  stopReason({
    code: status === 429 ? 'ERR_REMOTE_RATE_LIMITED' : 'ERR_REMOTE_UNAVAILABLE',
    message: status === undefined ? `${label}: no answer (${cause})` : `${label}: HTTP ${status}`,
    details: { call: label, ...(status === undefined ? { cause } : { status }) },
  })

export const watchSide = ({ db, connectionId, side, log, circuitWait }: WatchOptions): SideWatch => {
  const tripwire = createTripwire()
  // Another process may know better: this only spares the database a question about each call.
  let isOpen = false

  const onFailure = async (call: CallReport, trips: boolean): Promise<void> => {
    const write = trips ? openCircuit : reopenCircuit
    const { durationMs: tookMs, retryAfterMs } = call
    const failure = { connectionId, side, reason: toReason(call), tookMs, retryAfterMs }
    const circuit = await write(db, failure, circuitWait)
    isOpen = true
    if (!circuit) return
    const { openedAt, probeAt, reason } = circuit
    const { code, details } = reason
    log.warn(
      { connectionId, side, openedAt, probeAt, trips: circuit.trips, code, seen: details['seen'] },
      'side out of order',
    )
  }

  const onSuccess = async ({ durationMs }: CallReport): Promise<void> => {
    if (await closeCircuit(db, connectionId, side, { tookMs: durationMs })) {
      isOpen = false
      log.info({ connectionId, side }, 'side works again')
    } else {
      isOpen = (await findCircuits(db, connectionId)).some((circuit) => circuit.side === side)
    }
  }

  const guarded = (written: Promise<void>): Promise<void> =>
    written.catch((err) => log.warn({ err, connectionId, side }, 'circuit not written'))

  return {
    know: (isOpenNow) => {
      isOpen = isOpenNow
    },
    onCall: (call) => {
      const failed = isFailure(call)
      const trips = tripwire.note({ failed, durationMs: call.durationMs, atMs: performance.now() })
      if (!isOpen && !trips) return undefined
      return guarded(failed ? onFailure(call, trips) : onSuccess(call))
    },
  }
}
