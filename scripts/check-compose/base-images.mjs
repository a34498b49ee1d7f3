import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDebian } from './engine.mjs'
import { Refusal, run, succeeds } from './run.mjs'

/** As docker-compose.yml names them: variable and image. */
const readOfficial = () => {
  const text = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8')
  return Object.fromEntries(
    [...text.matchAll(/\$\{((?:NODE|POSTGRES|REDIS)_IMAGE):-([^}]+)\}/g)].map(([, name, image]) => [name, image]),
  )
}

const standIn = (name) => `pretok-stand-in-${name}`

/** Whom this machine trusts on its way to the npm registry. */
const authorities = '/etc/ssl/certs/ca-certificates.crt'

/** What was made before is used again; Docker sees what has changed. */
const buildStandIns = async ({ env, folder }, isThere) => {
  const context = join(folder, 'stand-ins')
  cpSync(join(import.meta.dirname, 'stand-ins'), context, { recursive: true })
  cpSync(authorities, join(context, 'ca-certificates.crt'))
  if (!existsSync(join(context, 'node_modules'))) {
    await run('npm', ['install', '--silent', '--no-save', '--prefix', context, 'node@24', 'npm@11'])
  }
  if (!(await isThere(standIn('debian')))) {
    await run('sh', ['-c', `tar -C ${await openDebian()} -c . | docker import - ${standIn('debian')}`], { env })
  }
  await run('docker', ['compose', '--project-directory', context, 'build'], { env })
}

/**
 * What the image and the servers are made from: the official images where they can be had.
 *
 * @returns {Promise<Record<string, string>>} the variables of docker-compose.yml that name them
 * @throws {Refusal}
 */
export const findBaseImages = async (engine, say) => {
  const { env, folder } = engine
  const isThere = (image) => succeeds('docker', ['image', 'inspect', image], { env })
  const canBeHad = async (image) => (await isThere(image)) || succeeds('docker', ['pull', '--quiet', image], { env })

  const official = readOfficial()
  const names = Object.values(official)
  if ((await Promise.all(names.map(canBeHad))).every(Boolean)) return official
  if (folder === undefined) {
    throw new Refusal(
      `${names.join(', ')} cannot be pulled. On a Debian, as root, stand-ins can be made: node scripts/check-compose.mjs --install`,
    )
  }
  say('The official images cannot be pulled. Making stand-ins from Debian ...')
  await buildStandIns(engine, isThere)
  return { NODE_IMAGE: standIn('node'), POSTGRES_IMAGE: standIn('postgres'), REDIS_IMAGE: standIn('redis') }
}
