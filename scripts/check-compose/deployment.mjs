import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ask } from './ask.mjs'
import { run } from './run.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const project = 'pretok-check'
const files = ['docker-compose.yml', 'scripts/check-compose/remote-systems.yml']
const patienceMs = 240_000
const pollMs = 500

const findFreePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/**
 * What docs/operations.md tells people to do, as a project of its own with secrets of its own.
 *
 * @param {import('./engine.mjs').Engine} engine
 * @param {Record<string, string>} images
 */
export const createDeployment = async (engine, images) => {
  const port = await findFreePort()
  const apiKey = `pk_${randomBytes(24).toString('hex')}`
  const settings = {
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
    PRETOK_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    PRETOK_BOOTSTRAP_API_KEY: apiKey,
    PRETOK_ALLOW_PRIVATE_NETWORKS: 'true', // the store and the ERP are beside it
    PRETOK_ERP_WRITE_CEILING_MS: '4000', // our ERP is quick; what a crash left in doubt need not wait for minutes
    PRETOK_IMAGE: project,
    HOST: '127.0.0.1',
    PORT: String(port),
  }
  const env = { ...engine.env, ...images, ...settings }
  const aborted = new AbortController()

  const composeIn = (surroundings, args, options) => {
    const named = ['--env-file', '/dev/null', '--project-name', project, ...files.flatMap((file) => ['--file', file])]
    return run('docker', ['compose', ...named, ...args], { ...options, env: surroundings, cwd: root })
  }
  /** `docker compose ...`; gives what it prints. */
  const compose = async (...args) => (await composeIn(env, args)).toString().trim()

  const inspect = async (kind, ids) => JSON.parse(await run('docker', [kind, 'inspect', ...ids], { env }))

  /** The containers of services, stopped ones too. */
  const containers = async (...services) => {
    const ids = await compose('ps', '--all', '--quiet', ...services)
    return inspect('container', ids.split('\n'))
  }

  return {
    project,
    images,
    settings,
    compose,
    containers,
    inspect,
    /** `docker compose ...` with these bytes as its input, or with other settings; `undefined` is none. */
    composeWith: ({ input, ...others }, ...args) => composeIn({ ...env, ...others }, args, { input }),
    docker: async (...args) => (await run('docker', args, { env })).toString().trim(),
    gateway: (method, path, body) =>
      ask(`http://127.0.0.1:${port}${path}`, { method, body, headers: { authorization: `Bearer ${apiKey}` } }),
    /** The control interface of the stand-in store and ERP. */
    remote: async (service, innerPort, path, body) =>
      ask(`http://${await compose('port', service, String(innerPort))}/_sandbox/${path}`, {
        method: body ? 'POST' : 'GET',
        body,
      }),
    /** Asks until the answer is truthy. A failure is an answer too: not yet. */
    until: async (what, question) => {
      let reason = 'no'
      for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(pollMs)) {
        aborted.signal.throwIfAborted()
        const answer = await question().catch((error) => {
          reason = error.message
        })
        if (answer) return answer
      }
      throw new Error(`${what}: not within ${patienceMs / 1000} s; the last answer was: ${reason}`)
    },
    giveUp: () => aborted.abort(new Error('Somebody stopped it.')),
    lastWords: () => compose('--ansi', 'never', 'logs', '--tail', '15').catch((error) => error.message),
    /** All of it, data included. */
    remove: () => compose('down', '--volumes', '--timeout', '5'),
  }
}
