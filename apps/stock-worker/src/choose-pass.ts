import {
  contentHash,
  findLastPass,
  findStoppedPass,
  type OpenSync,
  type StockPass,
  StockPassProgress,
  type Tx,
} from '@pretok/db'
import type { ConnectionId, StockSettings } from '@pretok/domain'

export type NewPass = Pick<StockPass, 'connectionId' | 'kind' | 'trigger' | 'progress'>

export interface ChooseBy {
  connectionId: ConnectionId
  settings: StockSettings
  /** Syncs that ask for everything. */
  syncs: readonly OpenSync[]
  now: Date
}

const hourMs = 3_600_000

const hourHere = (moment: Date): number =>
  Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Ljubljana', hour: '2-digit', hourCycle: 'h23' }).format(
      moment,
    ),
  )

/** At night, once; after a night that was missed, at any hour. */
const isNightly = (now: Date, last: Date): boolean => {
  const age = now.getTime() - last.getTime()
  const hour = hourHere(now)
  return age > 28 * hourMs || (age > 20 * hourMs && hour >= 1 && hour < 5)
}

const triedAt = ({ startedAt, progress }: StockPass): Date =>
  progress.triedAt !== undefined && new Date(progress.triedAt) > startedAt ? new Date(progress.triedAt) : startedAt

/** A little early counts as in time: polls do not come to the millisecond. */
const early = 0.9

/** Which pass is due now, if any: what a person asks for or has released, the nightly one, one after new settings, the usual one. */
export const choosePass = async (
  tx: Tx,
  { connectionId, settings, syncs, now }: ChooseBy,
): Promise<NewPass | undefined> => {
  const pass = (kind: 'full' | 'delta', trigger: NewPass['trigger'], rest: object = {}): NewPass => ({
    connectionId,
    kind,
    trigger,
    progress: StockPassProgress.parse({
      phase: kind === 'full' ? 'store' : 'erp',
      settings: contentHash(settings),
      syncIds: syncs.map(({ id }) => id),
      ...rest,
    }),
  })
  const stopped = await findStoppedPass(tx, connectionId)
  if (stopped?.releasedAt) {
    const { toZero, erpRows: rows } = stopped.counts
    return pass(stopped.kind === 'full' ? 'full' : 'delta', 'by-hand', { released: { toZero, rows } })
  }
  if (syncs.length > 0) return pass('full', 'by-hand')
  const last = await findLastPass(tx, connectionId)
  if (!last) return pass('full', 'full')
  const hasNewSettings = last.progress.settings !== contentHash(settings)
  const pollMs = settings.pollSeconds * 1_000
  const isDue = pollMs > 0 && now.getTime() - triedAt(last).getTime() >= pollMs * early
  if (!isDue && !hasNewSettings) return undefined
  const full = await findLastPass(tx, connectionId, 'full', 'done')
  return !full || isNightly(now, full.startedAt) ? pass('full', 'full') : pass('delta', 'delta')
}
