// Tries docker-compose.yml out: brings all of it up beside a stand-in store and ERP, breaks parts of it while orders flow,
// and looks whether what the docs promise is so. The project is one of its own; a Pretok that runs here is left alone.
//   node scripts/check-compose.mjs             with the Docker engine of this machine
//   node scripts/check-compose.mjs --install   on a Debian, as root: engine, Compose and base images from Debian's packages
import { parseArgs } from 'node:util'
import { findBaseImages } from './check-compose/base-images.mjs'
import { checks } from './check-compose/checks.mjs'
import { createDeployment } from './check-compose/deployment.mjs'
import { openEngine } from './check-compose/engine.mjs'
import { Refusal } from './check-compose/run.mjs'

const say = (text) => console.log(text)

const secondsSince = (startedAt) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`

/** @returns {Promise<boolean>} whether all of them hold; the first that does not ends it */
const runChecks = async (deployment) => {
  for (const [promise, check] of checks) {
    const startedAt = performance.now()
    try {
      const seen = await check(deployment)
      say(`ok      ${promise} (${[seen, secondsSince(startedAt)].filter(Boolean).join('; ')})`)
    } catch (error) {
      say(`FAILED  ${promise} (${secondsSince(startedAt)})`)
      console.error(`\n${error.message}\n\n${await deployment.lastWords()}`)
      return false
    }
  }
  return true
}

const main = async () => {
  const { install } = parseArgs({ options: { install: { type: 'boolean', default: false } } }).values
  const engine = await openEngine({ install, say })
  try {
    const deployment = await createDeployment(engine, await findBaseImages(engine, say))
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, deployment.giveUp)
    try {
      await deployment.remove() // what a run that was cut off has left
      return await runChecks(deployment)
    } finally {
      await deployment.remove()
    }
  } finally {
    await engine.close()
  }
}

main().then(
  (held) => {
    process.exitCode = held ? 0 : 1
  },
  (error) => {
    console.error(error instanceof Refusal ? `\n${error.message}` : error)
    process.exitCode = 1
  },
)
