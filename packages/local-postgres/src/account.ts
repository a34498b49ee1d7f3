import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { LocalPostgresError } from './errors.ts'

/** The operating system user that the server runs as in our stead. */
export interface Account {
  uid: number
  gid: number
}

/** Where root keeps what the account cannot reach in the project's own folder. */
export const sharedDir = '/var/lib/pretok'

const lookUp = (name: string): Account | undefined => {
  const ask = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
  try {
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return undefined // no such user
  }
}

/**
 * Whom to run as: nobody else when we are an ordinary user. As root: the owner of data that exists already, else the
 * system's `postgres`, else `nobody`; no user is created. It must be one that the system knows, as initdb asks for its name.
 *
 * @throws {LocalPostgresError} root without any such user
 */
export const findAccount = (dataDir: string): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const existing = statSync(dataDir, { throwIfNoEntry: false })
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid }
  const account = lookUp('postgres') ?? lookUp('nobody')
  if (account === undefined) {
    throw new LocalPostgresError(
      'Postgres refuses to run as root, and there is no user `postgres` or `nobody` to run as',
    )
  }
  return account
}

/**
 * Whether the account can get into a folder, every folder above it included. The kernel is asked, as it alone knows.
 *
 * @throws {LocalPostgresError} when this root may not become another user
 */
export const canEnter = (account: Account, folder: string): boolean => {
  const { status, error } = spawnSync('test', ['-x', folder], { uid: account.uid, gid: account.gid, cwd: '/' })
  if (error) {
    throw new LocalPostgresError(
      `Postgres refuses to run as root, and this process cannot become another user (${error.message})`,
      {},
      { cause: error },
    )
  }
  return status === 0
}
