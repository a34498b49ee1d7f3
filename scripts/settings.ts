import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { StartError } from './start-error.ts'

export const projectRoot = fileURLToPath(new URL('..', import.meta.url))

/** What `npm start` itself reads from the environment. Everything else goes to the programs as it is. */
export const Settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(8080),
  /** `redis` wants `REDIS_URL` too, which the programs read themselves. */
  QUEUE_BACKEND: z.enum(['postgres', 'redis']).default('postgres'),
  PRETOK_DATA_DIR: z
    .string()
    .default('.pretok')
    .transform((folder) => resolve(projectRoot, folder)),
})
export type Settings = z.output<typeof Settings>

/** Where people on this machine reach the gateway. */
export const localUrl = ({ HOST, PORT }: Settings): string => {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[HOST] ?? HOST
  return `http://${host}:${PORT}`
}

/** @throws {StartError} */
export const parseArguments = (args: string[]): { demo: boolean } => {
  try {
    return parseArgs({ args, options: { demo: { type: 'boolean', default: true } }, allowNegative: true }).values
  } catch (cause) {
    throw new StartError('There is one option: npm start -- --no-demo', {}, { cause })
  }
}

/** A path as people read it: short within the project. */
export const shortPath = (path: string): string => (path.startsWith(projectRoot) ? relative(projectRoot, path) : path)
