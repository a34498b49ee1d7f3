import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Starts a script beside this one (or an app) on its sources, with a channel for messages. */
export const start = (script: string, args: string[] = [], env: Record<string, string> = {}): ChildProcess =>
  fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: ['--conditions=source'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })

/** A line of a worker's log, as far as a measurement reads it. */
export interface LogLine {
  msg: string
  job?: string
  durationMs?: number
}

export interface WorkerOptions {
  databaseUrl: string
  secretKeys: string
  /** Default: the queue is in Postgres too. */
  redisUrl?: string | undefined
  /** Most of what it may hold, in MiB. Left to itself it takes what it needs to be quick, and its peak tells little of what it holds. */
  heapMiB?: string | undefined
  onLine?: (line: LogLine) => void
}

/** Starts a worker as it runs in production, and waits until it works. */
export const startWorker = async (
  app: string,
  { databaseUrl, secretKeys, redisUrl, heapMiB, onLine }: WorkerOptions,
): Promise<ChildProcess> => {
  const worker = start(`../apps/${app}/src/main.ts`, [], {
    DATABASE_URL: databaseUrl,
    PRETOK_SECRET_KEYS: secretKeys,
    PRETOK_ALLOW_PRIVATE_NETWORKS: 'true',
    ...(redisUrl ? { QUEUE_BACKEND: 'redis', REDIS_URL: redisUrl } : { QUEUE_BACKEND: 'postgres' }),
    ...(heapMiB && { NODE_OPTIONS: `--max-old-space-size=${heapMiB}` }),
  })
  const { stdout } = worker
  if (!stdout) throw new Error('the worker has no output')
  await new Promise<void>((resolve) => {
    createInterface({ input: stdout }).on('line', (text) => {
      const line = JSON.parse(text) as LogLine
      if (line.msg === 'working') resolve()
      onLine?.(line)
    })
  })
  return worker
}

/** The next message of a child; fails when it ends instead. */
export const nextMessage = async <T>(child: ChildProcess): Promise<T> => {
  const ended = once(child, 'exit').then(() => {
    throw new Error('a process of the measurement ended too early')
  })
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [T]
  return message
}

export const ask = async <T>(child: ChildProcess): Promise<T> => {
  const answer = nextMessage<T>(child)
  child.send('tell')
  return answer
}

export const stop = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** The most memory a process has held, in MiB; `null` where the system does not tell. */
export const peakMemoryMiB = ({ pid }: ChildProcess): number | null => {
  try {
    const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kib === undefined ? null : Math.round(Number(kib) / 1024)
  } catch {
    return null
  }
}
