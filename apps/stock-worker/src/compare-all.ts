import { findOwnShop, findStockFacts, markStockDue, type Reading, saveJudgements } from '@pretok/db'
import { countedAfterMs, findOrdered } from './find-ordered.ts'
import { countsAmounts, type FoundOut, findOut, isNews } from './find-out.ts'
import type { Run } from './run.ts'

const pageSize = 1_000

/** Rows shown as examples of many. */
const exampleCount = 5

export interface Comparison {
  compared: number
  toWrite: number
  toZero: number
  /** Codes of some that go to zero. */
  examples: string[]
}

const goesToZero = ({ facts, target }: FoundOut): boolean => target?.quantity === 0 && facts.quantity > 0

/**
 * Finds out of all rows what is to stand in them, from what the database knows of both sides, page by page. What is as it was is not
 * written again.
 *
 * @param between runs between pages
 */
export const compareAll = async (
  run: Run,
  reading: Reading,
  { retriesRefused, between }: { retriesRefused: boolean; between?: () => Promise<void> },
): Promise<Comparison> => {
  const { connectionId, database, settings, commit } = run
  const ownShopId = await findOwnShop(database.db, connectionId)
  const result: Comparison = { compared: 0, toWrite: 0, toZero: 0, examples: [] }
  let ordered = await findOrdered(run, reading.readFrom, settings.stock.quantity === 'amount')
  let hasUnissued = settings.stock.quantity === 'amount'
  for (let after: string | undefined; ; ) {
    const page = await findStockFacts(database.db, connectionId, { reading: reading.number, after, limit: pageSize })
    const last = page.at(-1)
    if (!last) return result
    if (!hasUnissued && countsAmounts(page, run)) {
      ordered = await findOrdered(run, reading.readFrom, true)
      hasUnissued = true
    }
    const found = page.map((facts) => findOut(facts, { run, reading, ordered, ownShopId, retriesRefused }))
    const zeros = found.filter(goesToZero)
    result.compared += found.filter(({ target }) => target).length
    result.toWrite += found.filter(({ judgement: { verdict } }) => verdict === 'write').length
    result.toZero += zeros.length
    result.examples.push(
      ...zeros.slice(0, exampleCount - result.examples.length).map(({ facts }) => facts.item?.code ?? facts.rowId),
    )
    const news = found.filter(isNews).map(({ judgement }) => judgement)
    const marginal = found.filter(({ isMarginal }) => isMarginal).map(({ facts }) => facts.id)
    if (news.length + marginal.length > 0) {
      await commit(async (tx) => {
        await saveJudgements(tx, news)
        await markStockDue(tx, connectionId, { ids: marginal }, { trigger: 'race', inMs: countedAfterMs })
      })
    }
    await between?.()
    after = last.id
  }
}
