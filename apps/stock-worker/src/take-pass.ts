import {
  completeReading,
  endPass,
  findReading,
  finishSync,
  markStockDue,
  progressSync,
  type StockPass,
  savePassProgress,
  stopPass,
} from '@pretok/db'
import { type Reason, type StockSettings, stockReasons } from '@pretok/domain'
import { type Comparison, compareAll } from './compare-all.ts'
import { type Between, dropReadings, readErp, readStore } from './read-sides.ts'
import type { Run } from './run.ts'

/** One or two rows that are sold out are no accident, however few rows there are. */
const fewestToZero = 3

interface Found extends Comparison {
  /** Rows of the ERP's list, and of the one before. */
  rows: number
  before: number
}

/** What a person has to look at first, and has not released as it is. */
const whyStopped = (
  { compared, toZero, examples, rows, before }: Found,
  { progress: { released } }: StockPass,
  { mostToZeroPercent, shortestAnswerPercent }: StockSettings,
): Reason | undefined => {
  const isZeroReleased = released.toZero !== undefined && toZero <= released.toZero
  if (!isZeroReleased && toZero >= fewestToZero && toZero * 100 > compared * mostToZeroPercent) {
    return stockReasons.tooManyToZero({ toZero, compared, percent: mostToZeroPercent, examples })
  }
  const isShortReleased = released.rows !== undefined && rows >= released.rows
  if (!isShortReleased && rows * 100 < before * shortestAnswerPercent) {
    return stockReasons.answerTooShort({ rows, before, percent: shortestAnswerPercent })
  }
  return undefined
}

/** Ends a pass without having written anything. */
export const stop = async (run: Run, pass: StockPass, reason: Reason): Promise<void> => {
  const { commit, log } = run
  await commit(async (tx) => {
    await stopPass(tx, pass, reason)
    for (const syncId of pass.progress.syncIds) await finishSync(tx, syncId, reason)
  })
  log.warn({ passId: pass.id, code: reason.code, ...pass.counts }, 'stock pass stopped')
}

/** Reads the ERP and finds out what is to be written. Nothing of the reading counts before both valves have let it through. */
const compareWithErp = async (run: Run, pass: StockPass, between: Between): Promise<boolean> => {
  const { connectionId, database, settings, commit } = run
  const { progress, counts } = pass
  const before = await findReading(database.db, connectionId)
  const { reading, rows } = await readErp(run, between)
  counts.erpRows = rows
  const isFull = pass.kind === 'full'
  const found = await compareAll(run, reading, {
    retriesRefused: isFull,
    between: () => between({ reading, fresh: new Set() }),
  })
  const { compared, toWrite, toZero } = found
  Object.assign(counts, { compared, toWrite, toZero })
  const reason = whyStopped({ ...found, rows, before: before?.rows ?? 0 }, pass, settings.stock)
  if (reason) {
    await dropReadings(run, [reading.number])
    await stop(run, pass, reason)
    return false
  }
  progress.phase = 'write'
  await commit(async (tx) => {
    await completeReading(tx, connectionId, reading, rows)
    await markStockDue(tx, connectionId, { verdict: 'write' }, { trigger: pass.trigger })
    await savePassProgress(tx, pass.id, pass)
  })
  await dropReadings(run, before ? [before.number] : [])
  return true
}

/** What a pass does before it writes. @returns `false` when it was stopped, or the turn is over */
export const prepare = async (
  run: Run,
  pass: StockPass,
  between: Between,
  mayGoOn: () => boolean,
): Promise<boolean> => {
  if (pass.progress.phase === 'store' && !(await readStore(run, pass, between, mayGoOn))) return false
  if (pass.progress.phase === 'erp') return compareWithErp(run, pass, between)
  return true
}

/** Everything that was due has been written. */
export const finish = async ({ commit, log }: Run, pass: StockPass): Promise<void> => {
  const { read, written: changed } = pass.counts
  await commit(async (tx) => {
    await endPass(tx, pass, 'done')
    for (const syncId of pass.progress.syncIds) {
      await progressSync(tx, syncId, { read, added: 0, changed })
      await finishSync(tx, syncId)
    }
  })
  log.info({ passId: pass.id, kind: pass.kind, ...pass.counts }, 'stock pass done')
}
