// Breaks the whole pipeline at length; see docs/testing.md. Arguments after `--` go to `faults/cli.ts`.
import { install, prepareToolchain, requireNode, run, SetupError } from './toolchain.mjs'

const main = async () => {
  requireNode()
  const env = await prepareToolchain()
  await install(env)
  const { status } = await run('node', ['--conditions=source', 'faults/cli.ts', ...process.argv.slice(2)], { env })
  process.exitCode = status
}

main().catch((error) => {
  console.error(error instanceof SetupError ? `\n${error.message}` : error)
  process.exitCode = 1
})
