import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  discardLocalPostgres,
  findRunningPostgres,
  isPortFree,
  type LocalPostgres,
  leash,
  startLocalPostgres,
} from '@pretok/local-postgres'
import { freeze, withChildren } from './freeze.ts'
import { createTurns } from './in-turn.ts'

/**
 * A port that stays ours while its server is down: below those that systems give to outgoing connections. On one of those, a
 * client that tries to reach the stopped server could be given the very port, and be connected to itself.
 */
export const findSteadyPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    if (await isPortFree(port)) return port
  }
}

export interface PostgresServer {
  url: string
  /** `fast` ends sessions and writes all out, `immediate` is a crash; then the server is away for `downMs`. */
  restart(how: 'fast' | 'immediate', downMs: number): Promise<void>
  /** Stands still and answers nothing, whoever is connected stays so. */
  freeze(forMs: number): Promise<void>
  close(): Promise<void>
}

/** What a crash of the server must not lose is on disk or in the system's cache, which our crashes leave alone. */
const settings = { fsync: 'off', max_connections: '300' }

/** A Postgres of our own, in a folder that goes with it. */
export const startPostgres = async (folder: string): Promise<PostgresServer> => {
  const dataDir = join(folder, 'postgres')
  const port = await findSteadyPort()
  let server: LocalPostgres = await startLocalPostgres({ dataDir, port, settings })
  const inTurn = createTurns()

  const stop = async (how: 'fast' | 'immediate'): Promise<void> => {
    const pid = findRunningPostgres(dataDir)
    if (how === 'fast' || pid === undefined) return server.stop()
    process.kill(pid, 'SIGQUIT')
    await server.exited
  }

  return {
    url: server.url,
    restart: (how, downMs) =>
      inTurn(async () => {
        await stop(how)
        await wait(downMs)
        server = await startLocalPostgres({ dataDir, port, settings })
      }),
    freeze: (forMs) =>
      inTurn(async () => {
        const pid = findRunningPostgres(dataDir)
        if (pid !== undefined) await freeze(withChildren(pid), forMs)
      }),
    close: () =>
      inTurn(async () => {
        await stop('immediate')
        await discardLocalPostgres(dataDir)
      }),
  }
}

export interface RedisServer {
  url: string
  flush(): Promise<void>
  /** Killed; then it is away for `downMs` and comes back empty. */
  restart(downMs: number): Promise<void>
  freeze(forMs: number): Promise<void>
  close(): Promise<void>
}

/** The program that a Redis can be run with; `undefined` when this machine has none. */
export const findRedisProgram = (): string | undefined =>
  ['redis-server', 'valkey-server'].find((program) => spawnSync(program, ['--version']).status === 0)

const launchRedis = async (program: string, port: number, folder: string): Promise<ChildProcess> => {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn(program, [...options, '--maxmemory-policy', 'noeviction'], {
    stdio: 'ignore',
    detached: true, // a Ctrl-C in the terminal must not end it before those who use it
  })
  await once(server, 'spawn')
  leash(server)
  return server
}

/** One command over a connection of its own. */
const command = (port: number, words: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${words}\r\n`))
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis does not answer')))
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(String(answer).trim())
    })
    socket.once('error', reject)
  })

const untilAnswering = async (port: number): Promise<void> => {
  const deadline = Date.now() + 10_000
  while ((await command(port, 'PING').catch(() => '')) !== '+PONG') {
    if (Date.now() > deadline) throw new Error('Redis did not come up')
    await wait(20)
  }
}

/** A Redis of our own. @param program see `findRedisProgram` */
export const startRedis = async (program: string, folder: string): Promise<RedisServer> => {
  const port = await findSteadyPort()
  const launch = () => launchRedis(program, port, folder)
  let server = await launch()
  const inTurn = createTurns()
  await untilAnswering(port)

  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: () => inTurn(async () => void (await command(port, 'FLUSHALL'))),
    restart: (downMs) =>
      inTurn(async () => {
        await kill()
        await wait(downMs)
        server = await launch()
        await untilAnswering(port)
      }),
    freeze: (forMs) =>
      inTurn(async () => {
        if (server.pid !== undefined) await freeze([server.pid], forMs)
      }),
    close: () => inTurn(kill),
  }
}
