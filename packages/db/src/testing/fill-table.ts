import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../database.ts'

/** Fills a table with very many rows: its indexes are made afterwards, which takes a fraction of the time. */
export const fillTable = async (db: Tx, table: string, insert: SQL): Promise<void> => {
  const { rows } = await db.execute<{ indexname: string; indexdef: string }>(sql`
    select indexname, indexdef from pg_indexes where tablename = ${table} and indexname not like '%_pkey'`)
  for (const { indexname } of rows) await db.execute(sql`drop index ${sql.identifier(indexname)}`)
  await db.execute(insert)
  for (const { indexdef } of rows) await db.execute(sql.raw(indexdef))
  await db.execute(sql`vacuum analyze ${sql.identifier(table)}`)
}
