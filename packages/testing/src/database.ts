import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  url: string
  /** Ends whatever connections are left and removes the database. At the end of the run that happens anyway. */
  drop(): Promise<void>
}

type Migrate = (url: string) => Promise<void>

const urlOf = (name: string): string => {
  const url = new URL(inject('servers').postgresUrl)
  url.pathname = `/${name}`
  return url.href
}

const asAdmin = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(inject('servers').postgresUrl)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** One template per run and migration; whichever worker comes first makes it, the others wait at the lock. */
const ensureTemplate = async (client: pg.Client, migrate: Migrate): Promise<string> => {
  const { databasePrefix } = inject('servers')
  const template = `${databasePrefix}t${createHash('sha256').update(migrate.toString()).digest('hex').slice(0, 8)}`
  await client.query('select pg_advisory_lock(hashtext($1))', [template])
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
  if (rowCount === 0) {
    const unfinished = `${template}_unfinished`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migrate(urlOf(unfinished))
    await client.query(`alter database ${unfinished} rename to ${template}`)
  }
  await client.query('select pg_advisory_unlock(hashtext($1))', [template])
  return template
}

/**
 * A database of one's own: a clone of a template that is migrated once per run.
 *
 * @param migrate brings an empty database up to date and closes its connections
 */
export const createTestDatabase = ({ migrate }: { migrate: Migrate }): Promise<TestDatabase> =>
  asAdmin(async (client) => {
    const template = await ensureTemplate(client, migrate)
    const name = `${inject('servers').databasePrefix}${randomBytes(6).toString('hex')}`
    await client.query(`create database ${name} template ${template}`)
    return {
      url: urlOf(name),
      drop: () => asAdmin(async (other) => void (await other.query(`drop database if exists ${name} with (force)`))),
    }
  })
