import { parseArgs } from 'node:util'
import { migrate, openDatabase } from '@pretok/db'
import { sql } from 'drizzle-orm'
import { compareHandOut } from './hand-out.ts'
import { openPostgres } from './postgres.ts'
import { compareThroughput } from './throughput.ts'

// What the durable layer costs: jobs per second and the time from the commit of a wish to its worker, beside plain BullMQ in the
// same run, on both of its backends; and how fast work is handed out of a big database, beside an empty one.
//
//   node --conditions=source bench/pipeline.ts [--redis redis://127.0.0.1:6379/5] [--jobs 5000] [--pings 300] [--orders 1000000]
//
// DATABASE_URL names a Postgres with an empty database, beside which two more are made; without it one is started from npm.

const { values } = parseArgs({
  options: {
    redis: { type: 'string' },
    jobs: { type: 'string', default: '5000' },
    pings: { type: 'string', default: '300' },
    orders: { type: 'string', default: '1000000' },
  },
})
const concurrency = 16
const jobs = Number(values.jobs)

const besides = ['pretok_bench_empty', 'pretok_bench_full'] as const
const beside = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href

const postgres = await openPostgres()
const { url: databaseUrl } = postgres
await migrate(databaseUrl)
const database = openDatabase({ url: databaseUrl, applicationName: 'bench', poolSize: concurrency + 4 })
try {
  const measured = { database, databaseUrl, jobs, pings: Number(values.pings), concurrency }
  const onPostgres = await compareThroughput(measured)
  const onRedis = values.redis && (await compareThroughput({ ...measured, redisUrl: values.redis }))
  for (const name of besides) await database.db.execute(sql`create database ${sql.identifier(name)}`)
  const handOut = await compareHandOut(beside(databaseUrl, besides[0]), beside(databaseUrl, besides[1]), {
    orders: Number(values.orders),
    connections: 1_000,
    waiting: 100_000,
  })
  console.log(JSON.stringify({ jobs, concurrency, onPostgres, ...(onRedis && { onRedis }), handOut }, null, 2))
} finally {
  for (const name of besides)
    await database.db.execute(sql`drop database if exists ${sql.identifier(name)} with (force)`)
  await database.close()
  await postgres.stop()
}
