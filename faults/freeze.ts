import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** A process and its children, where the system tells of them (Linux); elsewhere the process alone. */
export const withChildren = (pid: number): number[] => {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return [pid, ...children.split(' ').filter(Boolean).map(Number)]
  } catch {
    return [pid]
  }
}

/** Lets processes stand still for so long. A shell wakes them up, even when we are gone by then. */
export const freeze = async (pids: readonly number[], forMs: number): Promise<void> => {
  const script = 'kill -STOP "$@"; sleep "$0"; kill -CONT "$@"'
  const shell = spawn('/bin/sh', ['-c', script, String(forMs / 1000), ...pids.map(String)], {
    detached: true, // a Ctrl-C in the terminal must not leave them standing
    stdio: 'ignore',
  })
  await once(shell, 'exit')
}
