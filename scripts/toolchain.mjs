// Plain JavaScript without dependencies: this runs before anything is installed, on whatever Node the machine has.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const nodeMajor = 24
const oldestNode = 20
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What stops us, from the terminal or from another program. */
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Something that a person can mend; its message says how. */
export class SetupError extends Error {}

const major = (version) => Number.parseInt(version.replace(/^v/, ''), 10)

export const requireNode = () => {
  if (major(process.version) >= oldestNode) return
  throw new SetupError(`Pretok needs Node ${oldestNode} or newer to start; this is ${process.version}.`)
}

/**
 * Runs a program in the project's root. When somebody stops us, the program and all that it has started stop too.
 *
 * @param {{ env?: NodeJS.ProcessEnv, capture?: boolean }} options `capture`: what it says is kept, not shown
 * @returns `{ status, output }`; a program that is not there has status 127
 */
export const run = (program, args, { env = process.env, capture = false } = {}) =>
  new Promise((resolve) => {
    const stdio = ['ignore', ...(capture ? ['pipe', 'pipe'] : ['inherit', 'inherit'])]
    const child = spawn(program, args, { cwd: root, env, stdio, detached: true })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    const passOn = (signal, number) => {
      process.kill(-child.pid, signal)
      process.exit(128 + number)
    }
    for (const signal of signals) process.on(signal, passOn)
    const finish = (status) => {
      for (const signal of signals) process.off(signal, passOn)
      resolve({ status, output })
    }
    child.on('error', () => finish(127))
    child.on('close', (status) => finish(status ?? 1))
  })

const networkFailure = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET/

const unreachable = (what) =>
  new SetupError(
    `${what} did not succeed: the npm registry cannot be reached. The first start needs it. Check the network (and proxy settings), then try again.`,
  )
const failed = (what) => new SetupError(`${what} did not succeed. The reason stands above.`)

/** The Node and pnpm of this machine, if they will do. */
const hasToolchain = async () => {
  if (major(process.version) < nodeMajor) return false
  const { status, output } = await run('pnpm', ['--version'], { capture: true })
  return status === 0 && major(output) >= major(packageManager.split('@')[1])
}

/**
 * The environment in which `node` and `pnpm` are the project's own; npx brings what the machine lacks.
 *
 * @throws {SetupError}
 */
export const prepareToolchain = async () => {
  if (await hasToolchain()) return process.env
  console.log(`Getting Node ${nodeMajor} and pnpm ...`)
  const packages = ['-p', `node@${nodeMajor}`, '-p', packageManager]
  // What was fetched once is used again without asking: a later start needs no network.
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
  const ask = ['node', '-p', '"path:" + process.env.PATH']
  const npx = ['--yes', '--prefer-offline', ...patience, ...packages, '--', ...ask]
  const { status, output } = await run('npx', npx, { capture: true })
  const path = /^path:(.*)$/m.exec(output)?.[1]
  if (status !== 0 || path === undefined) {
    console.error(output)
    throw networkFailure.test(output) ? unreachable('Getting Node and pnpm') : failed('Getting Node and pnpm')
  }
  return { ...process.env, PATH: path }
}

const stamp = join(root, 'node_modules', '.pretok-installed')

const installedFrom = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex')

/**
 * Installs what the lock file says, unless that was done already.
 *
 * @throws {SetupError}
 */
export const install = async (env) => {
  const wanted = installedFrom()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Installing ...')
  // Asked first, as pnpm would try for minutes. Without a network, what an earlier install has kept may still do.
  const ping = await run('npm', ['ping', '--fetch-retries=0'], { capture: true })
  const offline = networkFailure.test(ping.output)
  // Nobody is asked: a node_modules of another layout is made anew.
  const options = ['--frozen-lockfile', '--config.confirmModulesPurge=false', ...(offline ? ['--offline'] : [])]
  const { status } = await run('pnpm', ['install', ...options], { env })
  if (status !== 0) throw offline ? unreachable('The install') : failed('The install')
  writeFileSync(stamp, wanted)
}
