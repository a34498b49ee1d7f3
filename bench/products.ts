import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  countProducts,
  createConnection,
  createSync,
  type Database,
  getSync,
  migrate,
  openDatabase,
  work,
} from '@pretok/db'
import { ConnectionId, ConnectionSettings } from '@pretok/domain'
import { productsQueue } from '@pretok/jobs'
import { createSecretBox } from '@pretok/kernel'
import { sql } from 'drizzle-orm'
import type { CatalogueCalls, Catalogues } from './catalogues.ts'
import { ask, nextMessage, peakMemoryMiB, start, startWorker, stop } from './child.ts'
import { round } from './numbers.ts'
import { openPostgres } from './postgres.ts'

// What a look at a whole catalogue costs: both sides are read and every item is planned, by a worker as it runs in production; then once
// more, with nothing changed. Beside it, in the same run, the same calls without the hub. All times are those of the stand-ins too.
//
//   node --conditions=source bench/products.ts [--sizes 1000,10000] [--heap 100]
//
// With the worker's heap bounded, in MiB, its peak tells what it holds, and times are longer.
// DATABASE_URL names a Postgres with an empty database; without it one is started from npm.

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,10000' }, heap: { type: 'string' } },
})
const sizes = values.sizes.split(',').map(Number)

const written = async ({ db }: Database): Promise<number> => {
  // Idle sessions tell after ten seconds what they wrote.
  await wait(11_000)
  const { rows } = await db.execute<{ count: string }>(sql`
    select sum(n_tup_ins + n_tup_upd + n_tup_del) as count from pg_stat_user_tables where relname in ('store_items', 'erp_products')`)
  return Number(rows[0]?.count)
}

const measure = async (databaseUrl: string, products: number) => {
  const remote = start('catalogues.ts', [String(products)])
  const systems = await nextMessage<Catalogues>(remote)
  const bare = await nextMessage<{ seconds: number; items: number }>(
    start('bare-catalogue.ts', [JSON.stringify(systems)]),
  )
  await ask<CatalogueCalls>(remote)

  const secretKeys = `bench:${randomBytes(32).toString('base64')}`
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench' })
  const { db } = database
  const connection = await createConnection(db, createSecretBox(secretKeys), {
    name: `Bench ${products}`,
    storeUrl: systems.storeUrl,
    storeKey: systems.storeKey,
    erpBaseUrl: systems.erpUrl,
    erpCompanyId: systems.erpCompanyId,
    erpSecretKey: systems.erpSecretKey,
    settings: ConnectionSettings.parse({ flows: { orders: false } }),
  })
  const connectionId = ConnectionId.parse(connection.id)
  const worker = await startWorker('product-worker', { databaseUrl, secretKeys, heapMiB: values.heap })

  const look = async () => {
    const before = await written(database)
    const started = performance.now()
    const { id } = await db.transaction(async (tx) => {
      await work.ask(tx, productsQueue, 'read-catalogue', { connectionId })
      return createSync(tx, { connectionId, flow: 'products', request: { dryRun: true } })
    })
    for (;;) {
      const { state, reason } = await getSync(db, id)
      if (state === 'failed') throw new Error(reason?.message)
      if (state === 'done') break
      await wait(50)
    }
    const seconds = (performance.now() - started) / 1000
    const { storeRequests, erpCalls } = await ask<CatalogueCalls>(remote)
    return {
      seconds: round(seconds),
      msPerItem: round((seconds * 1000) / products, 3),
      storeRequestsPerItem: round(storeRequests / products, 4),
      erpCallsPerItem: round(erpCalls / products, 4),
      rowsWrittenPerItem: round(((await written(database)) - before) / products, 2),
      timeAsMultipleOfBareReading: round(seconds / bare.seconds),
    }
  }
  const first = await look()
  const again = await look()
  const peak = peakMemoryMiB(worker)
  const planned = await countProducts(db, connectionId)
  await stop(worker)
  remote.kill()
  await database.close()
  return {
    products,
    first,
    again,
    peakMemoryMiB: peak,
    planned,
    bareReadingMsPerItem: round((bare.seconds * 1000) / products, 3),
  }
}

const postgres = await openPostgres()
try {
  await migrate(postgres.url)
  const results = []
  for (const size of sizes) results.push(await measure(postgres.url, size))
  const [smallest, largest] = [results[0], results.at(-1)]
  const growth = (of: (result: NonNullable<typeof smallest>) => number) =>
    smallest && largest ? round(of(largest) / of(smallest)) : null
  console.log(
    JSON.stringify(
      {
        results,
        msPerItemGrows: growth(({ first }) => first.msPerItem),
        bareReadingMsPerItemGrows: growth(({ bareReadingMsPerItem }) => bareReadingMsPerItem),
        oursMsPerItemGrows: growth(({ first, bareReadingMsPerItem }) => first.msPerItem - bareReadingMsPerItem),
      },
      null,
      2,
    ),
  )
} finally {
  await postgres.stop()
}
