import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createMetakockaClient } from '@pretok/client-metakocka'
import { createPrestashopClient } from '@pretok/client-prestashop'
import { createMetakockaErp } from '@pretok/connector-metakocka'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import {
  createConnection,
  createSync,
  type Database,
  listPasses,
  migrate,
  openDatabase,
  saveErpProducts,
  savePass,
  saveProductPage,
  work,
} from '@pretok/db'
import { ConnectionId, ConnectionSettings, type ProductCursor } from '@pretok/domain'
import { createTransport } from '@pretok/http'
import { stockQueue } from '@pretok/jobs'
import { createSecretBox } from '@pretok/kernel'
import { sql } from 'drizzle-orm'
import type { Catalogues } from './catalogues.ts'
import { ask, nextMessage, peakMemoryMiB, start, startWorker, stop } from './child.ts'
import { round } from './numbers.ts'
import { openPostgres } from './postgres.ts'
import type { StockCalls } from './stock-systems.ts'

// What it costs to keep a store's stock: a first full pass that corrects a hundredth of the rows, another after the ERP has changed a
// hundredth, and a delta pass with nothing changed, by a worker as it runs in production. Beside it, in the same run, the same pages of
// both sides read without the hub. All times are those of the stand-ins too.
//
//   node --conditions=source bench/stock.ts [--sizes 1000,10000] [--heap 80]
//
// With the worker's heap bounded, in MiB, its peak tells what it holds, and times are longer.
// DATABASE_URL names a Postgres with an empty database; without it one is started from npm.

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,10000' }, heap: { type: 'string' } },
})
const sizes = values.sizes.split(',').map(Number)

const settings = ConnectionSettings.parse({ flows: { orders: false, stock: true }, stock: { pollSeconds: 3_600 } })

/** Both sides of a connection, without the hub. */
const openBare = ({ storeUrl, storeKey, erpUrl, erpCompanyId, erpSecretKey }: Catalogues) => {
  const toStore = createTransport({ concurrency: 4, allowPrivateNetworks: true })
  const toErp = createTransport({ concurrency: 2, allowPrivateNetworks: true })
  const client = createPrestashopClient({ url: storeUrl, key: storeKey, auth: 'basic', transport: toStore })
  const erp = { baseUrl: erpUrl, companyId: erpCompanyId, secretKey: erpSecretKey, transport: toErp }
  return {
    store: createPrestashopStore({ client }),
    erp: createMetakockaErp(createMetakockaClient(erp)),
    close: () => Promise.all([toStore.close(), toErp.close()]),
  }
}
type Bare = ReturnType<typeof openBare>

/** The pages that a full pass reads. @returns seconds */
const readBare = async ({ store, erp }: Bare): Promise<number> => {
  const started = performance.now()
  for (let after: string | undefined; ; ) {
    const page = await store.readStock({ limit: 2_000, ...(after !== undefined && { after }) })
    if (page.next === undefined) break
    after = page.next
  }
  for await (const _page of erp.readLevels());
  return (performance.now() - started) / 1000
}

/** As the worker of products does before: stock has to know both catalogues. */
const fillMirrors = async ({ db }: Database, connectionId: ConnectionId, { store, erp }: Bare): Promise<void> => {
  let after: ProductCursor | undefined
  do {
    const page = await store.readProducts({ by: 'id', limit: 500, ...(after && { after }) })
    await saveProductPage(db, connectionId, page, settings.products)
    after = page.next
  } while (after)
  for await (const page of erp.readProducts()) await saveErpProducts(db, connectionId, page)
  for (const side of ['store', 'erp'] as const) {
    await savePass(db, connectionId, side, { completeAt: new Date().toISOString(), served: [] })
  }
}

const measure = async (databaseUrl: string, rows: number) => {
  const remote = start('stock-systems.ts', [String(rows)])
  const systems = await nextMessage<Catalogues>(remote)
  const secretKeys = `bench:${randomBytes(32).toString('base64')}`
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench' })
  const { db } = database
  const connection = await createConnection(db, createSecretBox(secretKeys), {
    name: `Bench ${rows}`,
    storeUrl: systems.storeUrl,
    storeKey: systems.storeKey,
    erpBaseUrl: systems.erpUrl,
    erpCompanyId: systems.erpCompanyId,
    erpSecretKey: systems.erpSecretKey,
    settings,
  })
  const connectionId = ConnectionId.parse(connection.id)
  const bare = openBare(systems)
  await fillMirrors(database, connectionId, bare)
  const bareSeconds = await readBare(bare)
  await bare.close()
  await ask<StockCalls>(remote)
  const worker = await startWorker('stock-worker', { databaseUrl, secretKeys, heapMiB: values.heap })

  const takePass = async (kind: 'full' | 'delta') => {
    const [before] = await listPasses(db, connectionId, { limit: 1 })
    const started = performance.now()
    await db.transaction(async (tx) => {
      if (kind === 'full') await createSync(tx, { connectionId, flow: 'stock', request: {} })
      // A delta pass comes by itself, with time.
      else await tx.execute(sql`update stock_passes set started_at = started_at - interval '2 hours'`)
      await work.ask(tx, stockQueue, 'sync-stock', { connectionId }, { urgent: true })
    })
    for (;;) {
      const [pass] = await listPasses(db, connectionId, { limit: 1 })
      if (pass && pass.id !== before?.id && pass.state !== 'running') {
        if (pass.state !== 'done' || pass.kind !== kind) throw new Error(`a ${pass.kind} pass is ${pass.state}`)
        const seconds = (performance.now() - started) / 1000
        return {
          seconds: round(seconds),
          msPerRow: round((seconds * 1000) / rows, 3),
          ...(await ask<StockCalls>(remote)),
          rowsWritten: pass.counts.written,
          // The longest that a batch of up to 25 rows stood between its reading and its writing.
          longestWindowMs: pass.counts.windowMs,
          timeAsMultipleOfBareReading: round(seconds / bareSeconds),
        }
      }
      await wait(20)
    }
  }
  const first = await takePass('full')
  const changed = once(remote, 'message')
  remote.send('change')
  await changed
  const afterChanges = await takePass('full')
  const nothingChanged = await takePass('delta')
  const peak = peakMemoryMiB(worker)
  await stop(worker)
  remote.kill()
  await database.close()
  return {
    rows,
    first,
    afterChanges,
    nothingChanged,
    peakMemoryMiB: peak,
    bareReadingMsPerRow: round((bareSeconds * 1000) / rows, 3),
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
        firstMsPerRowGrows: growth(({ first }) => first.msPerRow),
        nothingChangedMsPerRowGrows: growth(({ nothingChanged }) => nothingChanged.msPerRow),
        bareReadingMsPerRowGrows: growth(({ bareReadingMsPerRow }) => bareReadingMsPerRow),
      },
      null,
      2,
    ),
  )
} finally {
  await postgres.stop()
}
