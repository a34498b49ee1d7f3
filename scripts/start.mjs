// Brings up everything on one machine: first the tools, then `up.ts` on the project's own Node.
import { spawn } from 'node:child_process'
import { install, prepareToolchain, requireNode, root, SetupError, signals } from './toolchain.mjs'

const main = async () => {
  requireNode()
  const env = await prepareToolchain()
  await install(env)
  const up = spawn('node', ['--conditions=source', 'scripts/up.ts', ...process.argv.slice(2)], {
    cwd: root,
    env,
    // The channel tells `up.ts` when we are gone. A Ctrl-C in the terminal reaches it through us alone, so only once.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  for (const signal of signals) process.on(signal, () => up.kill(signal))
  const { npm_lifecycle_event: npmScript } = process.env
  const parent = process.ppid
  // npm itself may be killed outright; then nobody else would stop us.
  if (npmScript) setInterval(() => process.ppid !== parent && up.kill('SIGTERM'), 1_000).unref()
  up.on('close', (status) => process.exit(status ?? 1))
}

main().catch((error) => {
  console.error(error instanceof SetupError ? `\n${error.message}` : error)
  process.exitCode = 1
})
