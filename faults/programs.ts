import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { leash } from '@pretok/local-postgres'
import { freeze } from './freeze.ts'
import { createTurns } from './in-turn.ts'

/** One process of the house, replaced by another one whenever it is gone, as an orchestrator would. */
export interface Program {
  readonly name: string
  /** Ends it at once, whatever it is doing, and starts another. */
  kill(): Promise<void>
  /** Asks it to end in order, and starts another. */
  stop(): Promise<void>
  /** Lets it stand still for so long; it knows nothing of it. */
  freeze(forMs: number): Promise<void>
  /** For good. */
  end(): Promise<void>
}

export interface Programs {
  start(program: { name: string; main: string; env: Record<string, string> }): Program
  /** How often one ended that nobody had asked to, and what it said last. */
  readonly deaths: string[]
  /** How often one could not start, as its database was away. An orchestrator tries again, and so do we. */
  startsInVain(): number
  /** All that they said. */
  readLogs(): Promise<string>
  end(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const restartMs = 500
/** Longer than a program gives itself to finish what it does. */
const stopTimeoutMs = 30_000

/** What a program says once it has come up: the worker, the gateway. */
const isUp = /"msg":"(?:working|Server listening)/

/** @param folder where the logs go, one file per process */
export const createPrograms = (folder: string): Programs => {
  const deaths: string[] = []
  const logs: string[] = []
  const all: Program[] = []
  let startsInVain = 0

  const start: Programs['start'] = ({ name, main, env }) => {
    let started = 0
    let child: ChildProcess
    let log: string
    /** We are about to end it, or it is to stay away. */
    let expected = false
    let over = false
    const inTurn = createTurns()

    const launch = (): void => {
      if (over) return
      started += 1
      const mineLog = join(folder, `${name}-${started}.log`)
      log = mineLog
      logs.push(log)
      const file = openSync(log, 'a')
      const mine = spawn(process.execPath, ['--conditions=source', main], {
        cwd: root,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', file, file],
        detached: true, // a Ctrl-C in the terminal is ours to handle
      })
      closeSync(file)
      leash(mine)
      child = mine
      expected = false
      mine.once('exit', (status, signal) => void mourn(mine, mineLog, signal ?? `status ${status}`))
    }

    /** One that has not come up yet ends like any program that takes no heed of signals. */
    const hasComeUp = async (log: string): Promise<boolean> => isUp.test(await readFile(log, 'utf8'))

    const mourn = async (mine: ChildProcess, itsLog: string, how: string): Promise<void> => {
      if (expected || over || child !== mine) return
      if (await hasComeUp(itsLog)) deaths.push(`${name} ended by itself (${how}), see ${itsLog}`)
      else startsInVain += 1
      await wait(restartMs)
      if (!over && child === mine) launch()
    }

    const endWith = async (signal: NodeJS.Signals): Promise<number | null> => {
      expected = true
      const mine = child
      if (mine.exitCode !== null || mine.signalCode !== null) return mine.exitCode
      const exited = once(mine, 'exit')
      mine.kill(signal)
      const timer = setTimeout(() => mine.kill('SIGKILL'), stopTimeoutMs)
      const [status] = (await exited) as [number | null]
      clearTimeout(timer)
      return status
    }

    launch()
    const program: Program = {
      name,
      kill: () =>
        inTurn(async () => {
          await endWith('SIGKILL')
          launch()
        }),
      stop: () =>
        inTurn(async () => {
          const wasUp = await hasComeUp(log)
          const status = await endWith('SIGTERM')
          if (wasUp && status !== 0) deaths.push(`${name} was asked to end and ended with status ${status}`)
          launch()
        }),
      freeze: async (forMs) => {
        if (child.pid !== undefined) await freeze([child.pid], forMs)
      },
      async end() {
        over = true
        await endWith('SIGKILL')
      },
    }
    all.push(program)
    return program
  }

  return {
    start,
    deaths,
    startsInVain: () => startsInVain,
    readLogs: async () => (await Promise.all(logs.map((log) => readFile(log, 'utf8')))).join(''),
    end: async () => {
      await Promise.all(all.map((program) => program.end()))
    },
  }
}
