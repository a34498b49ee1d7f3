import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { type Account, findAccount } from './account.ts'
import { clusterIn, ensureCluster, programEnv, readPassword, role } from './cluster.ts'
import { LocalPostgresError } from './errors.ts'
import { findFreePort } from './free-port.ts'
import { prepareHome } from './home.ts'
import { leash } from './leash.ts'
import { findPrograms, type Programs } from './programs.ts'
import { clearLock } from './running.ts'

export interface LocalPostgresOptions {
  /** A folder of the server's own; made when absent, its data kept. Root may find a link here: see `prepareHome`. */
  dataDir: string
  /** 0, the default, takes a free one. */
  port?: number
  /** Server settings by name, over ours. */
  settings?: Record<string, string>
  /** Gets each line that the server says. */
  log?: (line: string) => void
}

export interface LocalPostgres {
  /** With the password: not for logs. The role may do everything. */
  url: string
  /** Settles once the server has ended, asked or not. */
  exited: Promise<void>
  /** Ends connections and stops the server. Asked twice, it is one stop. */
  stop(): Promise<void>
}

const startTimeoutMs = 60_000
const stopTimeoutMs = 20_000
const endingTimeoutMs = 3_000
const attempts = 5

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

interface Launch {
  home: string
  programs: Programs
  account: Account | undefined
  port: number
  settings: Record<string, string>
  log: (line: string) => void
}

interface Launched {
  server: ChildProcess
  exited: Promise<void>
}

const launch = ({ home, programs, account, port, settings }: Launch): Launched => {
  const all = Object.entries({ ...defaultSettings, ...settings, port: String(port) })
  const server = spawn(
    programs.postgres,
    ['-D', clusterIn(home), ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...account,
      cwd: home,
      env: programEnv(),
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // a Ctrl-C in the terminal is ours to handle: the server goes last
    },
  )
  leash(server)
  return { server, exited: new Promise((resolve) => server.once('exit', () => resolve())) }
}

/** Settles when the server takes connections. */
const ready = (server: ChildProcess, log: (line: string) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    const fail = (why: string) => {
      server.kill('SIGQUIT')
      reject(new LocalPostgresError(`${why}${said.length > 0 ? `:\n  ${said.slice(-10).join('\n  ')}` : ''}`))
    }
    const timer = setTimeout(() => fail('Postgres did not get ready in time'), startTimeoutMs)
    if (server.stderr) {
      createInterface({ input: server.stderr }).on('line', (line) => {
        log(line)
        if (said.length < 100) said.push(line)
        if (line.includes('database system is ready to accept connections')) {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    server.once('error', (error) => fail(`Postgres did not start (${error.message})`))
    server.once('close', () => {
      clearTimeout(timer)
      fail('Postgres ended before it was ready')
    })
  })

/** Starts the server; on a port of our choice, another one is tried when somebody was quicker. */
const launchOnPort = async (options: Launch): Promise<Launched & { port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port === 0 ? await findFreePort() : options.port
    const launched = launch({ ...options, port })
    try {
      await ready(launched.server, options.log)
      return { ...launched, port }
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('could not bind')
      if (!taken || options.port !== 0 || attempt === attempts) throw error
    }
  }
}

/**
 * Starts a real Postgres on 127.0.0.1, for this process alone: it ends when this process ends, however that happens.
 * Works as an ordinary user and as root.
 *
 * @throws {LocalPostgresError} when it cannot be set up or started, or when a server runs on this data already
 */
export const startLocalPostgres = async ({
  dataDir,
  port = 0,
  settings = {},
  log = () => {},
}: LocalPostgresOptions): Promise<LocalPostgres> => {
  const absolute = resolve(dataDir)
  const account = findAccount(absolute)
  const home = await prepareHome(absolute, account)
  const programs = await findPrograms(account)
  const running = await clearLock(home, endingTimeoutMs)
  if (running !== undefined) {
    throw new LocalPostgresError(`A Postgres (process ${running}) already runs on the data in ${dataDir}`)
  }
  await ensureCluster(home, programs, account)
  const { server, exited, ...launched } = await launchOnPort({ home, programs, account, port, settings, log })
  return {
    url: `postgresql://${role}:${await readPassword(home)}@127.0.0.1:${launched.port}/postgres`,
    exited,
    async stop() {
      server.kill('SIGINT') // fast shutdown
      const timer = setTimeout(() => server.kill('SIGQUIT'), stopTimeoutMs)
      await exited
      clearTimeout(timer)
    },
  }
}
