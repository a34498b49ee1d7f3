import { z } from 'zod'
import { ConfigError } from './errors.ts'

/**
 * Reads a program's settings from its environment. Empty variables count as absent.
 *
 * @throws {ConfigError} naming every variable that is wrong or missing, without their values
 */
export const parseEnvironment = <T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv): z.output<T> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(settings)'}: ${issue.message}`)
  throw new ConfigError(`These settings need your attention:\n  ${problems.join('\n  ')}`, {
    variables: result.error.issues.map((issue) => issue.path.join('.')),
  })
}

/** `true`/`1`/`yes` and `false`/`0`/`no`, as people write them in environment files. */
export const envFlag = (fallback: boolean) => z.stringbool().default(fallback)
