import type { Reading, StockFacts, StockJudgement } from '@pretok/db'
import { limitsFor, type SellableLevel, type StockTerm, sellable, whyNotStocked } from '@pretok/domain'
import type { Ordered } from './find-ordered.ts'
import type { Run } from './run.ts'

/** What was found out of a row. */
export interface FoundOut {
  facts: StockFacts
  judgement: StockJudgement
  /** What is to stand there, where that is for us to say. */
  target?: { quantity: number; terms: StockTerm[] }
  /** The ERP is to be asked again in a moment. */
  isMarginal: boolean
}

export interface FindOutWith {
  run: Pick<Run, 'settings' | 'warehouses'>
  reading: Reading
  ordered: Ordered
  ownShopId: string | undefined
  /** What the store has refused once is tried again. */
  retriesRefused: boolean
}

/** A warehouse that has nothing of it is told too; where others tell what is free, nothing is free there. */
const levelsFor = ({ levels }: StockFacts, warehouses: Run['warehouses']): SellableLevel[] =>
  [...warehouses].map(([id, { mark, percent }]) => {
    const level = levels.find(({ warehouseId }) => warehouseId === id)
    return level ? { warehouse: mark, percent, ...level } : { warehouse: mark, percent, amount: '0', free: '0' }
  })

/** Whether the ERP's number of something knows no reservations. */
export const countsAmounts = (facts: readonly StockFacts[], { settings, warehouses }: FindOutWith['run']): boolean =>
  settings.stock.quantity === 'amount' ||
  facts.some(({ levels }) => levels.some(({ warehouseId, free }) => free === undefined && warehouses.has(warehouseId)))

/** What is to stand in a row, or why that is not for us to say. */
export const findOut = (facts: StockFacts, given: FindOutWith): FoundOut => {
  const { run, reading, ordered, ownShopId, retriesRefused } = given
  const { id, item, erp, judged } = facts
  const why = whyNotStocked({ ...facts, ownShopId })
  const mkId = erp.count === 1 ? (erp.mkId ?? null) : null
  if (why || !item) {
    const { verdict, reason = null } = why ?? { verdict: 'unread' as const }
    return {
      facts,
      isMarginal: false,
      judgement: { id, mkId, verdict, reason, target: null, terms: null, levels: null },
    }
  }
  const { isMarginal, ...inFlight } = ordered.of(facts, facts.readAt ?? reading.readFrom)
  const { quantity: target, terms } = sellable({
    levels: levelsFor(facts, run.warehouses),
    inFlight,
    limits: limitsFor(item, run.settings.stock),
    quantity: run.settings.stock.quantity,
  })
  const isRefused = !retriesRefused && judged.verdict === 'refused' && judged.target === target
  const verdict = facts.quantity === target ? 'same' : isRefused ? 'refused' : 'write'
  const reason = verdict === 'refused' ? (judged.reason ?? null) : null
  return {
    facts,
    // What the ERP has none of cannot get less.
    isMarginal: isMarginal && facts.levels.length > 0,
    judgement: { id, mkId, verdict, target, terms, levels: facts.levels, reason },
    target: { quantity: target, terms },
  }
}

/** Whether it says anything else than what was found out before. */
export const isNews = ({ facts: { judged }, judgement }: FoundOut): boolean =>
  judged.verdict !== judgement.verdict ||
  (judged.target ?? null) !== judgement.target ||
  (judged.mkId ?? null) !== judgement.mkId ||
  judged.reason?.code !== judgement.reason?.code ||
  judged.levels !== JSON.stringify(judgement.levels ?? []) ||
  judged.terms !== JSON.stringify(judgement.terms ?? [])
