import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { toDatabaseError } from './errors.ts'

/** The same folder from `src` and from `dist`. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** Any number would do; it spells `pretok` on a telephone. */
const migrationLock = 773865

/**
 * Brings the schema up to date. Several processes may call it at once: one migrates, the others wait for it.
 *
 * @throws {DatabaseUnavailableError}
 */
export const migrate = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: 'pretok-migrate' })
  // A broken connection also fails the statement that waits for it; that is where it is told.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await applyMigrations(drizzle(client), { migrationsFolder })
  } catch (error) {
    throw toDatabaseError(error)
  } finally {
    // The lock goes with the connection.
    await client.end()
  }
}
