import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import type { Servers } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    servers: Servers
  }
}

/** Brings up the servers for one test run, and after it takes them down again. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const program = fork(fileURLToPath(new URL('./servers.ts', import.meta.url)), {
    execArgv: ['--conditions=source'],
    detached: true, // a Ctrl-C in the terminal ends the run; the servers follow in order
  })
  const exited = once(program, 'exit')
  const [servers] = (await Promise.race([
    once(program, 'message'),
    exited.then(() => {
      throw new Error('The servers for the tests did not start; the reason stands above')
    }),
  ])) as [Servers]
  project.provide('servers', servers)
  project.vitest.logger.log(`Test servers: ${servers.summary}`)

  return async () => {
    program.disconnect()
    await exited
  }
}
