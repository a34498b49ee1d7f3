import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, lstat, mkdir, realpath, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, canEnter, sharedDir } from './account.ts'
import { LocalPostgresError } from './errors.ts'

const run = promisify(execFile)

const resolveHome = (dataDir: string): Promise<string> =>
  realpath(dataDir).catch((cause: unknown) => {
    throw new LocalPostgresError(
      `${dataDir} points to a folder that is gone. If its data is not needed any more, delete ${dataDir}.`,
      {},
      { cause },
    )
  })

/**
 * The real folder behind `dataDir`: made when absent, owned by the account, and within its reach. Data that the account
 * cannot reach moves to a folder under `/var/lib`, and `dataDir` becomes a link to it.
 */
export const prepareHome = async (dataDir: string, account: Account | undefined): Promise<string> => {
  const exists = await lstat(dataDir).catch(() => undefined)
  if (!exists) await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const home = await resolveHome(dataDir)
  if (account === undefined) {
    if ((await stat(home)).uid !== (process.getuid?.() ?? 0)) {
      throw new LocalPostgresError(
        `${dataDir} belongs to another user. Start as that user, or use another data folder.`,
      )
    }
    return home
  }

  await chown(home, account.uid, account.gid)
  if (canEnter(account, home)) return home

  await mkdir(sharedDir, { recursive: true, mode: 0o755 })
  const moved = join(sharedDir, `data-${randomBytes(4).toString('hex')}`)
  await run('mv', [home, moved]) // keeps owners, also from one disk to another
  await rm(dataDir, { force: true }) // a link to where the data was
  await symlink(moved, dataDir)
  return moved
}

/** Deletes a stopped server's data for good, wherever `prepareHome` has put it. */
export const discardLocalPostgres = async (dataDir: string): Promise<void> => {
  const home = await realpath(dataDir).catch(() => dataDir)
  await rm(home, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
}
