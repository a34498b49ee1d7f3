import { readFileSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { clusterIn, lockIn } from './cluster.ts'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What a process was started with, where the system tells (Linux). */
const readCommandLine = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return undefined
  }
}

/** `stranger`: the number in the lock file belongs to another program by now, as after a crash or in a new container. */
const readLock = (home: string): { pid: number; holder: 'server' | 'stranger' } | undefined => {
  let pid: number
  try {
    pid = Number.parseInt(readFileSync(lockIn(home), 'utf8'), 10)
  } catch {
    return undefined
  }
  if (!isAlive(pid)) return undefined // the server itself tidies this up
  const commandLine = readCommandLine(pid)
  const isServer = commandLine === undefined || commandLine.includes(clusterIn(home))
  return { pid, holder: isServer ? 'server' : 'stranger' }
}

/** The process number of the server that runs on this data right now, if one does. */
export const findRunningPostgres = (dataDir: string): number | undefined => {
  try {
    const lock = readLock(realpathSync(dataDir))
    return lock?.holder === 'server' ? lock.pid : undefined
  } catch {
    return undefined // no data yet
  }
}

/**
 * Waits a moment for a server that is just ending, and removes a lock that names a stranger, which Postgres would respect.
 *
 * @returns the number of a server that keeps running
 */
export const clearLock = async (home: string, patienceMs: number): Promise<number | undefined> => {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const lock = readLock(home)
    if (lock?.holder === 'stranger') await rm(lockIn(home), { force: true })
    if (lock?.holder !== 'server') return undefined
    if (Date.now() > deadline) return lock.pid
    await delay(100)
  }
}
