import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends a child process when this process ends, even when this one is killed outright and can do nothing any more.
 *
 * A shell per child waits on a pipe that only we hold; the pipe closes with us, and the shell sends SIGINT.
 */
export const leash = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(child.pid)], {
    detached: true, // a Ctrl-C in the terminal must not end the watcher
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.on('error', () => {}) // no shell: the child still ends with an orderly stop
  watcher.unref()
  child.once('exit', () => watcher.kill('SIGKILL'))
}
