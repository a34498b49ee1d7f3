import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { Config as GatewayConfig } from '../apps/gateway/src/config.ts'
import { parseEnvironment } from '../packages/kernel/src/environment.ts'
import { WorkerConfig } from '../packages/worker/src/config.ts'

const root = new URL('..', import.meta.url)
const { services, networks } = parse(readFileSync(new URL('docker-compose.yml', root), 'utf8'), { merge: true })

const secrets = { POSTGRES_PASSWORD: 'password', PRETOK_SECRET_KEYS: 'k1:key' }

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as Compose fills them in. */
const fillIn = (text, env) =>
  String(text).replace(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (_, name, kind, otherwise) => {
    if (kind === '?' && !env[name]) throw new Error(`${name} ${otherwise}`)
    return env[name] || (otherwise ?? '')
  })

const fillInAll = (environment, env) =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fillIn(value, env)]))

const apps = readdirSync(new URL('apps', root)).filter((app) => existsSync(new URL(`apps/${app}/src/main.ts`, root)))

describe.each(apps)('%s in docker-compose.yml', (app) => {
  const config = app === 'gateway' ? GatewayConfig : WorkerConfig

  it('runs from the image of the migrations, after them', () => {
    expect(services[app]).toMatchObject({
      image: services.migrate.image,
      command: ['node', `apps/${app}/dist/main.js`],
      depends_on: { migrate: { condition: 'service_completed_successfully' } },
    })
  })

  it('is given each of its settings, and no others', () => {
    const { shape } = config
    expect(Object.keys(services[app].environment).toSorted()).toEqual(Object.keys(shape).toSorted())
  })

  it('needs no more than the secrets', () => {
    const settings = parseEnvironment(config, fillInAll(services[app].environment, secrets))
    expect(settings).toMatchObject({ DATABASE_URL: 'postgres://pretok:password@postgres:5432/pretok' })
  })

  it.each(Object.keys(secrets))('refuses to be without %s', (name) => {
    expect(() => fillInAll(services[app].environment, { ...secrets, [name]: '' })).toThrow(`${name} set it in .env`)
  })
})

test('the migrations are given the same database', () => {
  expect(services.migrate).toMatchObject({ command: ['node', 'packages/db/dist/migrate-main.js'], restart: 'no' })
  expect(services.migrate.environment.DATABASE_URL).toBe(services.gateway.environment.DATABASE_URL)
})

test.each(Object.keys(services))('%s may do nothing that it need not', (name) => {
  expect(services[name]).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  })
  // Ours is the image's own user.
  expect(services[name].user).toBe(services[name].image.includes('PRETOK_IMAGE') ? undefined : name)
})

test('the image is not root’s', () => {
  expect(readFileSync(new URL('infra/image/Dockerfile', root), 'utf8')).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
})

test('Redis keeps what it has and refuses when it is full', () => {
  for (const flag of ['--appendonly yes', '--appendfsync everysec', '--maxmemory-policy noeviction']) {
    expect(services.redis.command).toContain(flag)
  }
})

test('only the gateway is published, and the servers are in a network without a way out', () => {
  const published = Object.keys(services).filter((name) => services[name].ports !== undefined)
  expect(published).toEqual(['gateway'])
  expect(networks.data).toEqual({ internal: true })
  for (const name of ['postgres', 'redis']) expect(services[name].networks).toEqual(['data'])
})
