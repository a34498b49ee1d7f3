import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { discardLocalPostgres, startLocalPostgres } from '@pretok/local-postgres'

/** The Postgres that `DATABASE_URL` names, or one from npm that is gone afterwards. */
export const openPostgres = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const given = process.env['DATABASE_URL']
  if (given) return { url: given, stop: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'pretok-bench-'))
  const dataDir = join(folder, 'postgres')
  const { url, stop } = await startLocalPostgres({ dataDir })
  return {
    url,
    stop: async () => {
      await stop()
      await discardLocalPostgres(dataDir)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
