import {
  beginChanges,
  type CompleteReading,
  type DueRow,
  findNow,
  findOwnShop,
  findReading,
  findStockFactsOf,
  markStockDue,
  noteWritten,
  saveJudgements,
  saveStockRows,
  settleChanges,
  settleRows,
} from '@pretok/db'
import { type StockRow, stockReasons } from '@pretok/domain'
import { countedAfterMs, findOrdered } from './find-ordered.ts'
import { countsAmounts, type FoundOut, findOut } from './find-out.ts'
import { refreshLevels } from './refresh-levels.ts'
import type { Run } from './run.ts'

/** Rows that are read and written together: few enough to be written before much is sold. */
const batchSize = 25

/** How often a row is written that stands otherwise right afterwards. */
const mostTries = 3

export interface Settled {
  written: number
  refused: number
  unsettled: number
  /** Longest time between reading rows and having them written, in milliseconds. */
  windowMs: number
}

export const nothingSettled: Settled = { written: 0, refused: 0, unsettled: 0, windowMs: 0 }

export const addSettled = (one: Settled, other: Settled): Settled => ({
  written: one.written + other.written,
  refused: one.refused + other.refused,
  unsettled: one.unsettled + other.unsettled,
  windowMs: Math.max(one.windowMs, other.windowMs),
})

const inBatches = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))

type Fresh = FoundOut & { row: StockRow }

/** Reads rows from the store, then what was ordered, and finds out what is to stand in them. Rows that the store has no more are left out. */
const lookAt = async (run: Run, reading: CompleteReading, ids: readonly string[]): Promise<Fresh[]> => {
  const { connectionId, database, store, signal, commit } = run
  const known = await findStockFactsOf(database.db, ids, reading.number)
  const at = await findNow(database.db)
  const rows = await store.readStockRows(
    known.map(({ rowId }) => rowId),
    { signal },
  )
  const byId = new Map(rows.map((row) => [row.rowId, row]))
  const ordered = await findOrdered(run, reading.readFrom, countsAmounts(known, run))
  const ownShopId = await findOwnShop(database.db, connectionId)
  const found = known.flatMap((facts) => {
    const row = byId.get(facts.rowId)
    if (!row) return []
    const { quantity, isKeptByStore } = row
    const fresh = { ...facts, quantity, isKeptByStore }
    return { row, ...findOut(fresh, { run, reading, ordered, ownShopId, retriesRefused: true }) }
  })
  await commit(async (tx) => {
    await saveStockRows(tx, connectionId, rows, at)
    await saveJudgements(
      tx,
      found.map(({ judgement }) => judgement),
    )
  })
  return found
}

/** Writes what differs of some rows. @returns what was sent and not refused: it is to be looked at again */
const writeBatch = async (run: Run, reading: CompleteReading, batch: readonly DueRow[]) => {
  const { connectionId, store, signal, commit } = run
  const startedAt = performance.now()
  const triggers = new Map(batch.map(({ id, trigger }) => [id, trigger]))
  const found = await lookAt(run, reading, [...triggers.keys()])
  const toWrite = found.flatMap(({ facts, judgement, target, row }) =>
    target && judgement.verdict === 'write' ? [{ ...target, row, judgement, before: facts.quantity }] : [],
  )
  const marginal = found.filter(({ isMarginal }) => isMarginal).map(({ facts }) => facts.id)
  if (toWrite.length === 0) return { sent: [], marginal, settled: nothingSettled }

  const changes = toWrite.map(({ judgement: { id }, before, quantity, terms }) => {
    return { itemId: id, before, after: quantity, terms, trigger: triggers.get(id) ?? 'race' }
  })
  const changeIds = await commit((tx) => beginChanges(tx, connectionId, changes))
  const { written, refused } = await store.writeStock(toWrite, { signal })
  const windowMs = Math.round(performance.now() - startedAt)
  const [hold, refusals] = [new Set(written), new Map(refused.map((one) => [one.rowId, one]))]

  const outcomes = toWrite.map((write, index) => {
    const refusal = refusals.get(write.row.rowId)
    const reason =
      refusal && stockReasons.refused({ code: refusal.code, words: refusal.message, quantity: write.quantity })
    return { ...write, reason, isWritten: hold.has(write.row.rowId), changeId: changeIds[index] ?? '' }
  })
  await commit(async (tx) => {
    await noteWritten(
      tx,
      outcomes.filter(({ isWritten }) => isWritten).map(({ judgement: { id }, quantity }) => ({ id, quantity })),
    )
    await settleChanges(
      tx,
      outcomes.flatMap(({ changeId: id, isWritten, reason }) => {
        if (isWritten) return { id, outcome: 'written' as const }
        return reason ? { id, outcome: 'refused' as const, reason } : []
      }),
    )
    await saveJudgements(
      tx,
      outcomes.flatMap(({ judgement, isWritten, reason }) => {
        if (isWritten) return { ...judgement, verdict: 'same' as const }
        return reason ? { ...judgement, verdict: 'refused' as const, reason } : []
      }),
    )
  })
  const sent = outcomes.filter(({ reason }) => !reason).map(({ judgement: { id } }) => id)
  return { sent, marginal, settled: { written: written.length, refused: refused.length, unsettled: 0, windowMs } }
}

/**
 * Brings rows to what they are to hold. Each batch is read right before it is written, so what a pass saw earlier is never written; all
 * that was written is read once more at the end, and what stands otherwise than the rule says by then has another go. What the store
 * sells between our reading and our writing is lost in that moment, and found by that.
 *
 * @param between runs between batches: somebody else may be in a hurry
 */
export const settle = async (run: Run, rows: readonly DueRow[], between?: () => Promise<void>): Promise<Settled> => {
  const { connectionId, database, commit, log } = run
  const reading = await findReading(database.db, connectionId)
  if (!reading || rows.length === 0) return nothingSettled
  const askedBefore = await findNow(database.db)
  const ids = rows.map(({ id }) => id)
  await refreshLevels(
    run,
    reading,
    rows.filter(({ trigger }) => trigger === 'race').map(({ id }) => id),
  )

  let total = nothingSettled
  let open: readonly DueRow[] = rows
  let moved: Fresh[] = []
  const marginal = new Set<string>()
  for (let tries = 1; tries <= mostTries && open.length > 0; tries += 1) {
    const sent: string[] = []
    for (const batch of inBatches(open, batchSize)) {
      const done = await writeBatch(run, reading, batch)
      total = addSettled(total, done.settled)
      sent.push(...done.sent)
      for (const id of done.marginal) marginal.add(id)
      await between?.()
    }
    if (sent.length === 0) {
      moved = []
      break
    }
    moved = (await lookAt(run, reading, sent)).filter(({ judgement: { verdict } }) => verdict === 'write')
    open = moved.map(({ facts: { id } }) => ({ id, trigger: 'race' }))
  }

  await commit(async (tx) => {
    await saveJudgements(
      tx,
      moved.flatMap(({ facts, judgement, target }) => {
        if (!target) return []
        const d = { seen: facts.quantity, wanted: target.quantity, tries: mostTries }
        return { ...judgement, verdict: 'unsettled' as const, reason: stockReasons.unsettled(d) }
      }),
    )
    await settleRows(tx, ids, askedBefore)
    const unsettled = moved.map(({ facts: { id } }) => id)
    await markStockDue(tx, connectionId, { ids: unsettled }, { trigger: 'race', inMs: run.unsettledAfterMs ?? 60_000 })
    // Orders that may be counted twice are told apart once the ERP certainly counts them.
    await markStockDue(tx, connectionId, { ids: [...marginal] }, { trigger: 'race', inMs: countedAfterMs })
  })
  if (total.written + total.refused > 0) log.info({ ...total, unsettled: moved.length }, 'stock written')
  return { ...total, unsettled: total.unsettled + moved.length }
}
