import {
  contentHash,
  type Database,
  findCursor,
  listSetAside,
  saveCursor,
  saveDecisions,
  type Tx,
  work,
} from '@pretok/db'
import { agedOrders, type ConnectionId, decide, type OrderSettings, ruledOrders } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { z } from 'zod'

const cursorName = 'orders:decide-again'

const dayMs = 86_400_000

/** Looked at, decided about and saved together. */
const batchSize = 200

/** One round over the orders that are set aside; it may take several turns. */
const Round = z.object({
  beganAt: z.iso.datetime(),
  /** Of the settings by which it decides. */
  settingsHash: z.string(),
  /** Whom it is about: those that time may decide otherwise, or those that other settings may. Absent when it has ended. */
  about: z.enum(['aged', 'ruled']).optional(),
  /** How many of their lists are done. */
  done: z.int().default(0),
  after: z.object({ placedAt: z.iso.datetime(), id: z.string() }).optional(),
})
type Round = z.output<typeof Round>

export interface DecideAgainDeps {
  database: Database
  connectionId: ConnectionId
  settings: OrderSettings
  commit: <T>(write: (tx: Tx) => Promise<T>) => Promise<T>
}

const hashOf = ({ pollSeconds: _, ...rules }: OrderSettings): string => contentHash(rules)

/** The round that is due: one that was begun, one for other settings, or that of the day. */
const findRound = (last: Round, settings: OrderSettings): Round | undefined => {
  const settingsHash = hashOf(settings)
  const fresh = { beganAt: new Date().toISOString(), settingsHash, done: 0 }
  if (last.settingsHash !== settingsHash) return { ...fresh, about: 'ruled' }
  if (last.about) return last
  const isDue = Date.parse(last.beganAt) + dayMs <= Date.now()
  return isDue && settings.giveUpUnpaidAfterDays > 0 ? { ...fresh, about: 'aged' } : undefined
}

/** Remembers by which settings orders are decided about from now on. Comes before the first order is. */
export const beginDeciding = async ({ database, connectionId, settings, commit }: DecideAgainDeps): Promise<void> => {
  if (await findCursor(database.db, connectionId, cursorName, Round)) return
  const round = { beganAt: new Date().toISOString(), settingsHash: hashOf(settings), done: 0 }
  await commit((tx) => saveCursor(tx, connectionId, cursorName, round))
}

/**
 * Decides again about orders that are set aside, without asking the store: once after the settings were changed, and daily about
 * those that wait for a payment. Comes when the store has just been read, so that no payment is overlooked.
 *
 * @param mayGoOn asked between two batches
 * @returns whether the round, if one was due, has ended
 */
export const decideAgain = async (deps: DecideAgainDeps, mayGoOn: () => boolean): Promise<boolean> => {
  const { database, connectionId, settings, commit } = deps
  const last = await findCursor(database.db, connectionId, cursorName, Round)
  let round = last && findRound(last, settings)
  while (round?.about) {
    const { about, done, after } = round
    const now = new Date()
    const isAged = about === 'aged'
    const list = (isAged ? agedOrders : ruledOrders)[done]
    if (!list) {
      const { about: _, ...ended } = round
      await commit((tx) => saveCursor(tx, connectionId, cursorName, ended))
      return true
    }
    const { found, next: end } = await listSetAside(database.db, connectionId, list, {
      limit: batchSize,
      ...(isAged ? { placedBefore: new Date(now.getTime() - settings.giveUpUnpaidAfterDays * dayMs) } : {}),
      ...(after ? { after: { ...after, placedAt: new Date(after.placedAt) } } : {}),
    })
    const decided = found
      .map((was) => ({ was, decision: decide(was.order, settings, now) }))
      .filter(
        ({ was, decision }) => !('reason' in decision) || contentHash(decision.reason) !== contentHash(was.reason),
      )
    const { after: _, ...begun } = round
    const next: Round = end
      ? { ...begun, after: { placedAt: end.placedAt.toISOString(), id: end.id } }
      : { ...begun, done: done + 1 }
    await commit(async (tx) => {
      const ready = await saveDecisions(tx, decided)
      const wishes = ready.map((orderId) => ({ connectionId, orderId }))
      await work.askAll(tx, ordersQueue, 'transfer-order', wishes, { lane: 'backfill' })
      await saveCursor(tx, connectionId, cursorName, next)
    })
    if (!mayGoOn()) return false
    round = next
  }
  return true
}
