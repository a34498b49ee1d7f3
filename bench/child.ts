import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Starts a script beside this one (or an app) on its sources, with a channel for messages. */
export const start = (script: string, args: string[] = [], env: Record<string, string> = {}): ChildProcess =>
  fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: ['--conditions=source'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })

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
