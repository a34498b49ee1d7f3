import { NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import { type PgDatabase, PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { v7 } from 'uuid'
import { type Listening, listen } from './listen.ts'
import { type NoSchema, Session } from './session.ts'

/** Where statements run: in a transaction, or each for itself when it is the database. */
export type Tx = PgDatabase<NodePgQueryResultHKT, NoSchema>

export interface DatabaseOptions {
  url: string
  /** Shown by Postgres beside each connection: the app, as in its folder. */
  applicationName: string
  /** Default 10. A worker needs a few more than the jobs it runs at once. */
  poolSize?: number
}

export interface Database {
  /** Drizzle. What it throws is a `DatabaseUnavailableError`, `DatabaseConflictError` or `DatabaseError`. */
  db: Tx
  pool: pg.Pool
  /** Hears notifications on a connection of its own, see `listen`. */
  listen(channel: string, hear: (payload: string | undefined) => void): Listening
  close(): Promise<void>
}

/** Opens a pool of connections; the first is made when it is needed. */
export const openDatabase = ({ url, applicationName, poolSize = 10 }: DatabaseOptions): Database => {
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: applicationName,
    max: poolSize,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // No statement of ours is long, and a transaction holds locks: it must not wait for the outside world.
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    // Compiling takes longer than any statement of ours runs.
    options: '-c jit=off',
  }
  const pool = new pg.Pool(config)
  // A connection that breaks is replaced by the pool, and a transaction on it fails at its next statement.
  // Unheard, either event would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const dialect = new PgDialect()
  return {
    db: new NodePgDatabase(dialect, new Session(pool, dialect), undefined),
    pool,
    listen: (channel, hear) => listen(config, channel, hear),
    close: () => pool.end(),
  }
}

/** A new id: UUID version 7, so ids sort by the time they were made. */
export const newId = (): string => v7()
