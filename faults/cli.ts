import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { runFaults } from './run.ts'
import type { FaultKind } from './schedule.ts'

// Breaks everything, at length:
//
//   npm run test:faults -- [--seed 123] [--orders 2000] [--connections 20] [--minutes 4] [--workers 3] [--queue redis|postgres]
//     [--only worker-killed,erp-answers-late]
//
// Prints the seed first and the report as JSON last. Status 1: something does not hold.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    orders: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '4' },
    workers: { type: 'string', default: '3' },
    only: { type: 'string' },
    hurry: { type: 'string' },
    queue: { type: 'string', default: 'redis' },
  },
})

const minuteMs = 60_000
const troubleMs = Number(values.minutes) * minuteMs

console.error(`seed ${values.seed}`)
const report = await runFaults({
  seed: values.seed,
  orders: Number(values.orders),
  connections: Number(values.connections),
  workers: Number(values.workers),
  queue: values.queue === 'postgres' ? 'postgres' : 'redis',
  troubleMs,
  faults: Math.ceil(troubleMs / 2_000),
  longestFaultMs: 6_000,
  ...(values.only === undefined ? {} : { kinds: values.only.split(',') as FaultKind[] }),
  ...(values.hurry === undefined ? {} : { hurryEveryMs: Number(values.hurry) * 1000 }),
  syncEveryMs: 30_000,
  patienceMs: 3 * minuteMs,
  quietWithinMs: 10 * minuteMs,
  say: (text) => console.error(text),
})
console.log(JSON.stringify(report, null, 2))
process.exitCode = report.violations.length === 0 ? 0 : 1
