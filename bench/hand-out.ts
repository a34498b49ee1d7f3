import { type Database, migrate, openDatabase, work } from '@pretok/db'
import { sql } from 'drizzle-orm'
import { median, round } from './numbers.ts'
import { addConnections, defineParcels } from './parcels.ts'

const queue = defineParcels('parcels')
const measured = 2_000
const rounds = 5
const depth = 64

export interface Fill {
  orders: number
  connections: number
  waiting: number
}

/** Rows that others left there: what they say does not matter. */
const fill = async ({ db }: Database, { orders, connections, waiting }: Fill): Promise<void> => {
  await db.execute(sql`
    insert into connections (id, name, store_url, store_key, erp_base_url, erp_company_id, erp_secret_key, settings)
    select gen_random_uuid(), n::text, '', '', '', '', '', '{}' from generate_series(1, ${connections}::int) n`)
  // A hundred of each connection at a time: no statement may take a minute.
  for (let from = 1; from <= orders / connections; from += 100) {
    await db.execute(sql`
      insert into orders (id, connection_id, store_order_id, reference, content_hash, placed_at, store_changed_at, currency,
        total_paid, state, buyer_order)
      select gen_random_uuid(), c.id, n::text, n::text, '', now() - n * interval '1 minute', now(), 'EUR', 47.06, 'booked', n::text
      from connections c, generate_series(${from}::int, ${from + 99}::int) n`)
  }
  await db.execute(sql`
    insert into work (connection_id, queue, job, key, payload, lane)
    select c.id, ${queue.name}, 'send-parcel', c.name || '/' || n, '{}', 'backfill'
    from connections c, generate_series(1, ${Math.ceil(waiting / connections)}::int) n`)
  await db.execute(sql`vacuum analyze`)
}

/** Rows per second that a pump hands out, with workers that are done at once. */
const measure = async (database: Database): Promise<number> => {
  const { db } = database
  let handedOut = 0
  let ms = 0
  let after: string | undefined
  while (handedOut < measured) {
    const started = performance.now()
    const taken = await work.take(db, queue, { window: 4, depth, leaseMs: 30_000, after })
    ms += performance.now() - started
    after = taken.at(-1)?.connectionId ?? after
    handedOut += taken.length
    await work.start(db, queue, taken, 30_000)
    await work.finish(db, taken)
  }
  return (handedOut / ms) * 1_000
}

/** How fast work is handed out of a database full of others' rows, beside one that holds nothing else. In turns, the medians. */
export const compareHandOut = async (emptyUrl: string, fullUrl: string, load: Fill) => {
  const open = async (url: string) => {
    await migrate(url)
    return openDatabase({ url, applicationName: 'bench' })
  }
  const [empty, full] = [await open(emptyUrl), await open(fullUrl)]
  await fill(full, load)
  const ids = await addConnections(empty, 20)
  const results: { empty: number; full: number }[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    const parcels = Array.from({ length: measured }, (_, n) => ({ connectionId: ids[n % 20] as never, parcel: `${n}` }))
    await work.askAll(empty.db, queue, 'send-parcel', parcels)
    results.push({ empty: await measure(empty), full: await measure(full) })
  }
  await Promise.all([empty.close(), full.close()])
  return {
    ...load,
    rowsPerSecond: {
      empty: round(median(results.map((result) => result.empty))),
      full: round(median(results.map((result) => result.full))),
    },
    shareOfEmpty: round(median(results.map((result) => result.full / result.empty)), 3),
  }
}
