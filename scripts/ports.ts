import { randomInt } from 'node:crypto'
import { isPortFree } from '@pretok/local-postgres'
import { StartError } from './start-error.ts'

const loopback = '127.0.0.1'

/**
 * @param remedy what to do when it is taken
 * @throws {StartError} when the port is taken or not ours to use
 */
export const requireFreePort = async (port: number, remedy: string, host = loopback): Promise<void> => {
  const free = await isPortFree(port, host).catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(`${host}:${port} cannot be used (${cause.code}). Check HOST and PORT.`, { port }, { cause })
  })
  if (!free) throw new StartError(`Port ${port} is taken by another program. ${remedy}`, { port })
}

/**
 * A free port that will likely be free next time too: below those that systems hand out for passing use.
 *
 * @param except one that is spoken for
 */
export const findLastingPort = async (except?: number): Promise<number> => {
  const port = randomInt(20_000, 30_000)
  return port !== except && (await isPortFree(port, loopback)) ? port : findLastingPort(except)
}
