import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import { LocalPostgresError } from './errors.ts'
import type { Programs } from './programs.ts'

const run = promisify(execFile)

/** The one role of the cluster. */
export const role = 'pretok'

export const clusterIn = (home: string): string => join(home, 'cluster')
export const lockIn = (home: string): string => join(clusterIn(home), 'postmaster.pid')
const passwordFileIn = (home: string): string => join(home, 'password')

/** The environment of the server's programs: none of our own settings, and messages in English, which we read. */
export const programEnv = (): NodeJS.ProcessEnv => {
  const { PATH } = process.env
  return { PATH, LC_ALL: 'C', TZ: 'UTC' }
}

/** Makes the cluster unless it is there. It appears whole or not at all. */
export const ensureCluster = async (home: string, programs: Programs, account: Account | undefined): Promise<void> => {
  const cluster = clusterIn(home)
  if (existsSync(cluster)) return
  const unfinished = `${cluster}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFileIn(home), randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (account) await chown(passwordFileIn(home), account.uid, account.gid)
  const options = [
    `--pgdata=${unfinished}`,
    `--username=${role}`,
    `--pwfile=${passwordFileIn(home)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
  await run(programs.initdb, options, { cwd: home, env: programEnv(), ...account }).catch(
    (cause: Error & { stderr?: string }) => {
      throw new LocalPostgresError(
        `The database could not be set up in ${home}:\n${cause.stderr || cause.message}`,
        {},
        { cause },
      )
    },
  )
  await rename(unfinished, cluster)
}

/** @throws {LocalPostgresError} when somebody has removed it */
export const readPassword = (home: string): Promise<string> =>
  readFile(passwordFileIn(home), 'utf8').catch((cause: unknown) => {
    throw new LocalPostgresError(`The database's password cannot be read from ${passwordFileIn(home)}`, {}, { cause })
  })
