import { type Query, type SQL, sql } from 'drizzle-orm'
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import type { PgDialect, PgPreparedQuery, PgTransactionConfig, PreparedQueryConfig } from 'drizzle-orm/pg-core'
import type { Pool, PoolClient } from 'pg'
import { toDatabaseError } from './errors.ts'

export type NoSchema = Record<string, never>

type PrepareArguments =
  Parameters<NodePgSession<NoSchema, NoSchema>['prepareQuery']> extends [Query, ...infer Rest] ? Rest : never

const translated = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    throw toDatabaseError(error)
  }
}

const preparedMark = /^\/\* prepared: ([\w-]+) \*\//

/**
 * A statement whose text never varies and which runs often: each connection plans it once. A long one takes as long to plan as
 * to run.
 */
export const prepared = (name: string, statement: SQL): SQL => sql`${sql.raw(`/* prepared: ${name} */`)} ${statement}`

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
    ...[fields, name, ...rest]: PrepareArguments
  ): PgPreparedQuery<T> {
    const statement = super.prepareQuery<T>(query, fields, name ?? preparedMark.exec(query.sql)?.[1], ...rest)
    const execute = statement.execute.bind(statement)
    statement.execute = (values) => translated(() => execute(values))
    return statement
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
