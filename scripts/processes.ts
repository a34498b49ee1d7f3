import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { leash } from '@pretok/local-postgres'
import { projectRoot, shortPath } from './settings.ts'
import { StartError } from './start-error.ts'

/** One program of the house, run from its sources in a process of its own. */
export interface Program {
  name: string
  /** From the project's root. */
  main: string
  env: Record<string, string>
}

export interface Processes {
  start(program: Program): Promise<void>
  /** Rejects as soon as a program ends unasked. */
  died: Promise<never>
  /** Ends them in order, last started first. */
  stop(): Promise<void>
  /** Ends them now. */
  kill(): void
}

interface Running {
  child: ChildProcess
  exited: Promise<void>
}

/** Longer than a program gives itself to finish what it does. */
const stopTimeoutMs = 30_000
const lastLines = 15

/** A program's log of this start; the one of the start before stands beside it. */
export const rotateLog = async (logDir: string, name: string): Promise<string> => {
  const file = join(logDir, `${name}.log`)
  if (existsSync(file)) await rename(file, join(logDir, `${name}.1.log`))
  return file
}

/** What to tell about a program that ended unasked. */
export const describeDeath = async (name: string, how: string, logFile: string): Promise<StartError> => {
  const log = await readFile(logFile, 'utf8').catch(() => '')
  const lines = log.trimEnd().split('\n').slice(-lastLines)
  return new StartError(
    [
      `${name} ended unexpectedly (${how}). Its last lines:`,
      ...lines.map((line) => `  | ${line}`),
      `All of it: ${shortPath(logFile)}`,
    ].join('\n'),
    { program: name },
  )
}

const end = async ({ child, exited }: Running): Promise<void> => {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await exited
  clearTimeout(timer)
}

export const createProcesses = (logDir: string): Processes => {
  const running: Running[] = []
  const { promise: died, reject: report } = Promise.withResolvers<never>()
  let stopping = false
  died.catch(() => {}) // whoever waits for it hears of it

  return {
    died,
    async start({ name, main, env }) {
      const logFile = await rotateLog(logDir, name)
      const log = await open(logFile, 'a', 0o600)
      const child = spawn(process.execPath, ['--conditions=source', main], {
        cwd: projectRoot,
        env: { ...process.env, ...env },
        stdio: ['ignore', log.fd, log.fd],
        detached: true, // a Ctrl-C in the terminal is ours to handle, in order
      })
      await log.close()
      leash(child)
      const exited = new Promise<void>((resolve) => {
        child.once('exit', (status, signal) => {
          resolve()
          if (!stopping) void describeDeath(name, signal ?? `exit status ${status}`, logFile).then(report)
        })
      })
      running.push({ child, exited })
    },
    async stop() {
      stopping = true
      for (const process of running.toReversed()) await end(process)
    },
    kill() {
      stopping = true
      for (const { child } of running) child.kill('SIGKILL')
    },
  }
}
