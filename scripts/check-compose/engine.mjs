import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Refusal, run, succeeds } from './run.mjs'

/** What `--install` keeps between two runs: the engine's images, and the stand-ins' parts. */
const folder = '/var/cache/pretok-check-compose'
const debian = join(folder, 'debian')

/**
 * @typedef {object} Engine
 * @property {NodeJS.ProcessEnv} env in which `docker` speaks to it
 * @property {string | undefined} folder where stand-ins may be made; absent without `--install`
 * @property {() => Promise<void>} close
 */

const hasEngine = (env) => succeeds('docker', ['version'], { env })
const hasCompose = (env) => succeeds('docker', ['compose', 'version'], { env })

/** Unless the program is there already. */
const installProgram = async (program, name) => {
  if (await succeeds(program, ['--version'])) return
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Refusal('--install needs a Debian and root.')
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env })
  await run('apt-get', ['install', '-y', '-q', name], { env })
}

/** A small Debian of its own in a folder: the root of the stand-ins, and newer than this machine's may be. */
export const openDebian = async () => {
  if (!existsSync(join(debian, 'made'))) {
    await installProgram('debootstrap', 'debootstrap')
    await run('rm', ['-rf', debian])
    await run('debootstrap', ['--variant=minbase', 'trixie', debian])
    await run('touch', [join(debian, 'made')])
  }
  return debian
}

/** Debian 12 has only the first Compose, which knows neither `name` nor the present format. */
const bringCompose = async (configFolder) => {
  const root = await openDebian()
  await run('chroot', [root, 'sh', '-c', 'apt-get update -q && cd /tmp && apt-get download -q docker-compose'])
  await run('chroot', [root, 'sh', '-c', 'dpkg -x /tmp/docker-compose_*.deb /tmp/compose'])
  cpSync(join(root, 'tmp/compose/usr/libexec/docker/cli-plugins'), join(configFolder, 'cli-plugins'), {
    recursive: true,
  })
  await run('rm', ['-rf', join(root, 'tmp/compose')])
}

const startEngine = async (env) => {
  const log = openSync(join(folder, 'dockerd.log'), 'w')
  const roots = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')]
  const daemon = spawn('dockerd', ['--host', env.DOCKER_HOST, '--pidfile', join(folder, 'dockerd.pid'), ...roots], {
    stdio: ['ignore', log, log],
    detached: true, // a Ctrl-C is for us: we still need it to clean up
  })
  const ended = new Promise((resolve) => daemon.once('close', resolve).once('error', resolve))
  const close = () => {
    daemon.kill()
    return ended
  }
  for (const deadline = Date.now() + 60_000; !(await hasEngine(env)); await delay(500)) {
    if (Date.now() < deadline && daemon.exitCode === null) continue
    await close()
    throw new Refusal(`The Docker engine does not start here; ${folder}/dockerd.log says why.`)
  }
  return close
}

/**
 * The engine of this machine, or with `install` one from Debian's packages that ends with us.
 *
 * @returns {Promise<Engine>}
 * @throws {Refusal}
 */
export const openEngine = async ({ install, say }) => {
  if ((await hasEngine(process.env)) && (await hasCompose(process.env))) {
    return { env: process.env, folder: install ? folder : undefined, close: async () => {} }
  }
  if (!install) {
    throw new Refusal(
      'No Docker engine with Compose 2 answers here. Start one; or, on a Debian and as root: node scripts/check-compose.mjs --install',
    )
  }
  say('Getting a Docker engine from Debian ...')
  mkdirSync(folder, { recursive: true })
  await installProgram('dockerd', 'docker.io')
  const env = { ...process.env, DOCKER_HOST: `unix://${folder}/docker.sock`, DOCKER_CONFIG: join(folder, 'config') }
  if (!(await hasCompose(env))) await bringCompose(env.DOCKER_CONFIG)
  return { env, folder, close: await startEngine(env) }
}
