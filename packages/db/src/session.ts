import { type Query, sql } from 'drizzle-orm'
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import type { PgDialect, PgPreparedQuery, PgTransactionConfig, PreparedQueryConfig } from 'drizzle-orm/pg-core'
import type { Pool, PoolClient } from 'pg'
import { toDatabaseError } from './errors.ts'

export type NoSchema = Record<string, never>

const translated = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    throw toDatabaseError(error)
  }
}

/**
 * Drizzle's session, with errors turned into ours: drizzle's own hold the bound values in their message.
 *
 * Its transactions differ from drizzle's in two ways: a client whose `begin` failed goes back to the pool too,
 * and a failing `rollback` (the connection is gone) does not hide why it was rolled back.
 */
export class Session extends NodePgSession<NoSchema, NoSchema> {
  readonly #pool: Pool

  /** @param client where statements run: the pool, or the client of one transaction */
  constructor(pool: Pool, dialect: PgDialect, client: Pool | PoolClient = pool) {
    super(client, dialect, undefined)
    this.#pool = pool
  }

  override prepareQuery<T extends PreparedQueryConfig = PreparedQueryConfig>(
    query: Query,
    ...rest: Parameters<NodePgSession<NoSchema, NoSchema>['prepareQuery']> extends [Query, ...infer Rest] ? Rest : never
  ): PgPreparedQuery<T> {
    const prepared = super.prepareQuery<T>(query, ...rest)
    const execute = prepared.execute.bind(prepared)
    prepared.execute = (values) => translated(() => execute(values))
    return prepared
  }

  override async transaction<T>(
    run: (tx: NodePgTransaction<NoSchema, NoSchema>) => Promise<T>,
    config?: PgTransactionConfig,
  ): Promise<T> {
    const client = await translated(() => this.#pool.connect())
    const session = new Session(this.#pool, this.dialect, client)
    const tx = new NodePgTransaction<NoSchema, NoSchema>(this.dialect, session, undefined)
    let broken = false
    try {
      await tx.execute(sql`begin`)
      if (config) await tx.setTransaction(config)
      const result = await run(tx)
      await tx.execute(sql`commit`)
      return result
    } catch (error) {
      await tx.execute(sql`rollback`).catch(() => {
        broken = true
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
}
