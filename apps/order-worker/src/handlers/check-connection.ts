import {
  type Connection,
  changePausedReason,
  type Database,
  getConnection,
  pausedByOperator,
  resumeConnection,
  work,
} from '@pretok/db'
import { stopReason } from '@pretok/domain'
import { connectionsQueue } from '@pretok/jobs'
import { AppError } from '@pretok/kernel'
import type { Consequences, Handler } from '@pretok/queue'
import { type CheckWaits, type OpenSides, usualWaits } from '@pretok/worker'

type OnGiveUp = NonNullable<Consequences<typeof connectionsQueue>['onGiveUp']>

export interface CheckDeps {
  database: Database
  openSides: OpenSides
  waits?: CheckWaits
}

const inMs = (ms: number): Date => new Date(Date.now() + ms)

/** A check that cannot be made is not the last one. Facts come due again by themselves. */
export const askForLaterCheck: OnGiveUp = async (tx, { job, payload }) => {
  if (job !== 'check-connection') return
  await work.ask(tx, connectionsQueue, 'check-connection', payload, { runAt: inMs(usualWaits.longestMs) })
}

const isCause = ({ code, message }: AppError, { pausedReason }: Connection): boolean =>
  pausedReason?.code === code && pausedReason.details['seen'] === message

/**
 * Checks both sides of a connection that Pretok paused, and lets it go on once they are in order. What cannot be reached proves
 * nothing: it neither resumes the connection nor takes the place of the reason it is paused for. A connection paused by hand is
 * a person's affair.
 */
export const checkConnection =
  ({ database, openSides, waits = usualWaits }: CheckDeps): Handler<typeof connectionsQueue, 'check-connection'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const check = async (): Promise<AppError[]> => {
      const tries = await Promise.allSettled(
        (['store', 'erp'] as const).map(async (side) => (await openSides(connectionId))[side].check({ signal })),
      )
      signal.throwIfAborted()
      return tries.flatMap((one) => {
        if (one.status === 'fulfilled') return []
        if (one.reason instanceof AppError) return [one.reason]
        throw one.reason
      })
    }

    const connection = await getConnection(database.db, connectionId)
    if (connection.state !== 'paused' || connection.pausedReason?.code === pausedByOperator.code) return undefined
    const failures = await check()
    if (failures.length === 0) {
      if (await commit((tx) => resumeConnection(tx, connectionId, connection))) {
        log.info('the connection is in order again and goes on')
        return undefined
      }
      return { again: inMs(waits.firstMs) }
    }

    const codes = failures.map(({ code }) => code)
    log.info({ codes }, 'the connection stays paused')
    const another = failures.find(({ retry }) => retry !== 'later')
    if (another && !failures.some((failure) => isCause(failure, connection))) {
      await commit((tx) => changePausedReason(tx, connection, stopReason(another)))
      return { again: inMs(waits.firstMs) }
    }
    const pausedMs = Date.now() - connection.updatedAt.getTime()
    const askedMs = failures.map(({ retryAfterMs = 0 }) => retryAfterMs)
    return { again: inMs(Math.max(Math.min(Math.max(pausedMs, waits.firstMs), waits.longestMs), ...askedMs)) }
  }
