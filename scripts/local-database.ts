import { createWriteStream } from 'node:fs'
import { type LocalPostgres, startLocalPostgres } from '@pretok/local-postgres'
import type { DataFolder } from './data-folder.ts'
import { describeDeath, rotateLog } from './processes.ts'

export interface LocalDatabase extends LocalPostgres {
  /** Rejects when the server ends unasked. */
  died: Promise<never>
}

/** Postgres on the data folder, its log beside the others. */
export const startDatabase = async ({ postgresDir, logDir }: DataFolder): Promise<LocalDatabase> => {
  const logFile = await rotateLog(logDir, 'postgres')
  const log = createWriteStream(logFile, { mode: 0o600 })
  const server = await startLocalPostgres({ dataDir: postgresDir, log: (line) => log.write(`${line}\n`) })
  let stopping = false
  const { promise: died, reject } = Promise.withResolvers<never>()
  died.catch(() => {}) // whoever waits for it hears of it
  void server.exited.then(async () => {
    if (!stopping) reject(await describeDeath('postgres', 'nobody asked it to', logFile))
  })
  return {
    ...server,
    died,
    stop() {
      stopping = true
      return server.stop()
    },
  }
}
