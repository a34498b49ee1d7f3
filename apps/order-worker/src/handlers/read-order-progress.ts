import { type Database, findCursor, recordEvent, saveCursor, saveProgress, work } from '@pretok/db'
import { isNews } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import type { Handler } from '@pretok/queue'
import type { OpenSides } from '@pretok/worker'
import { z } from 'zod'

const flow = 'statuses'

/** When the last reading began, by the ERP's clock: it is the ERP that compares it with its own times. */
const Cursor = z.object({ readAt: z.iso.datetime() })

/** A change counts from when it was made, not from when it was committed. What comes twice is known already. */
const overlapMs = 10 * 60_000

const dayMs = 86_400_000

export interface ReadProgressDeps {
  database: Database
  openSides: OpenSides
}

/**
 * Reads how far booked orders have come in the ERP, and asks for the store to be told where that is news and it wants to hear it. A first reading, and one after a
 * long time, looks back some days only: nobody wants to hear today of what was shipped last year.
 */
export const readOrderProgress =
  ({ database, openSides }: ReadProgressDeps): Handler<typeof ordersQueue, 'read-order-progress'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const { erp, settings } = await openSides(connectionId)
    const { statuses, flows } = settings
    const horizon = Date.now() - statuses.lookBackDays * dayMs
    const lastReadAt = Date.parse((await findCursor(database.db, connectionId, flow, Cursor))?.readAt ?? '')
    const goesOn = lastReadAt >= horizon
    const since = new Date(goesOn ? lastReadAt - overlapMs : horizon)
    const lane = goesOn ? 'live' : 'backfill'

    let readAt: string | undefined
    for await (const page of erp.readProgress(since.toISOString(), { signal })) {
      readAt ??= page.readAt
      await commit(async (tx) => {
        const changed = await saveProgress(tx, connectionId, page.orders, goesOn ? undefined : since)
        const news = changed.filter(({ progress }) => isNews(progress, statuses))
        for (const { orderId, progress } of news) {
          const { status, stage, parcels } = progress
          await recordEvent(tx, orderId, 'erp-progress', { status: status?.code, stage, parcels: parcels.length })
        }
        const wishes = news.map(({ orderId }) => ({ connectionId, orderId }))
        if (flows.statuses) await work.askAll(tx, ordersQueue, 'write-back', wishes, { lane })
        log.info({ read: page.orders.length, changed: changed.length, news: news.length }, 'order progress read')
      })
    }
    await commit((tx) => saveCursor(tx, connectionId, flow, { readAt }))
  }
