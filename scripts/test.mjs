// All checks and tests, one after the other. Arguments after `--` go to vitest.
import { install, prepareToolchain, requireNode, run, SetupError } from './toolchain.mjs'

const steps = [
  ['types', ['typecheck']],
  ['lint', ['lint']],
  ['checks', ['check']],
  ['tests', ['vitest', ...process.argv.slice(2)]],
]

const main = async () => {
  requireNode()
  const env = await prepareToolchain()
  await install(env)
  const results = []
  for (const [name, script] of steps) {
    console.log(`\n== ${name}`)
    const startedAt = performance.now()
    const { status } = await run('pnpm', ['run', '--silent', ...script], { env })
    results.push({ name, ok: status === 0, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) })
  }
  console.log('')
  for (const { name, ok, seconds } of results)
    console.log(`${name.padEnd(8)}${ok ? 'ok    ' : 'FAILED'}${seconds.padStart(8)} s`)
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
}

main().catch((error) => {
  console.error(error instanceof SetupError ? `\n${error.message}` : error)
  process.exitCode = 1
})
