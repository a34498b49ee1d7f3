import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Tx } from './database.ts'
import { migrationsFolder } from './migrate.ts'

/** Whether the schema is that of this program, or of a newer one. */
export const isMigrated = async (tx: Tx): Promise<boolean> => {
  // The table is drizzle's own; before the first migration it does not exist.
  const { rows: tables } = await tx.execute<{ found: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  )
  if (!tables[0]?.found) return false
  const newest = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0
  const { rows } = await tx.execute<{ applied: boolean }>(
    sql`select coalesce(max(created_at) >= ${newest}, false) as applied from drizzle.__drizzle_migrations`,
  )
  return rows[0]?.applied ?? false
}
