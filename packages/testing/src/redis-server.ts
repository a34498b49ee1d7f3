import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { findFreePort, leash } from '@pretok/local-postgres'
import type { TestServer } from './server.ts'

const programs = ['redis-server', 'valkey-server']

/** Settles when the server takes connections; `false` when the program is not on this machine. */
const ready = (server: ChildProcess): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(false) : reject(error)))
    server.once('close', () => reject(new Error(`${server.spawnfile} ended at once:\n${said.join('\n')}`)))
    if (server.stdout) {
      createInterface({ input: server.stdout }).on('line', (line) => {
        said.push(line)
        if (/ready to accept connections/i.test(line)) resolve(true)
      })
    }
  })

const startProgram = async (program: string): Promise<TestServer | undefined> => {
  const port = await findFreePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]
  const server = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  leash(server)
  if (!(await ready(server))) return undefined
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  return {
    url: `redis://127.0.0.1:${port}`,
    origin: program,
    stop() {
      server.kill('SIGTERM')
      return exited
    },
  }
}

const startInContainer = async (): Promise<TestServer> => {
  const { GenericContainer } = await import('testcontainers')
  const container = await new GenericContainer('redis:8-alpine').withExposedPorts(6379).start()
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(6379)}`,
    origin: 'in a container',
    stop: () => container.stop().then(() => {}),
  }
}

/** The given Redis (`TEST_REDIS_URL`), else a Redis or Valkey on this machine, else a container, else none. */
export const startTestRedis = async (given: string | undefined): Promise<TestServer | undefined> => {
  if (given) return { url: given, origin: 'given', stop: async () => {} }
  for (const program of programs) {
    const server = await startProgram(program)
    if (server) return server
  }
  return startInContainer().catch(() => undefined)
}
