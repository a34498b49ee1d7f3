import { contentHash, findCursor, findUnplanned, saveCursor, savePlans, unplanAll, unplanLike } from '@pretok/db'
import type { ProductSettings } from '@pretok/domain'
import { z } from 'zod'
import type { CatalogueRun } from './catalogue-run.ts'
import { planItem } from './plan-item.ts'

/** Looked at, planned and saved together. */
const batchSize = 500

const settingsCursor = 'products:settings'
const Seen = z.object({ hash: z.string() })

const hashOf = ({ pollSeconds: _, ...rules }: ProductSettings): string => contentHash(rules)

/** After other settings, all items are planned anew. */
export const followSettings = async ({ database, connectionId, settings, commit }: CatalogueRun): Promise<void> => {
  const seen = await findCursor(database.db, connectionId, settingsCursor, Seen)
  const hash = hashOf(settings)
  if (seen?.hash === hash) return
  await commit(async (tx) => {
    if (seen) await unplanAll(tx, connectionId, settings.matchBy)
    await saveCursor(tx, connectionId, settingsCursor, { hash })
  })
}

type PlanningRun = Pick<CatalogueRun, 'database' | 'connectionId' | 'settings' | 'commit' | 'mayGoOn'>

/** Plans what waits for it, and packs once more when something was found that they may hold. @returns whether all was planned before the turn ended */
export const planProducts = async (run: PlanningRun): Promise<boolean> => {
  const { database, connectionId, settings, commit, mayGoOn } = run
  let after: string | undefined
  for (;;) {
    const items = await findUnplanned(database.db, connectionId, batchSize, after)
    const last = items.at(-1)
    if (!last && after === undefined) return true
    // In the end it looks once more from the beginning.
    after = last?.id
    if (!last) continue
    const planned = items.map((item) => ({
      id: item.id,
      contentHash: item.contentHash,
      plan: planItem(item, settings),
    }))
    await commit(async (tx) => {
      const isAnyFound = await savePlans(tx, planned)
      if (isAnyFound && settings.packs === 'compound') await unplanLike(tx, connectionId, 'packs')
    })
    if (!mayGoOn()) return false
  }
}
