import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { discardLocalPostgres, startLocalPostgres } from '@pretok/local-postgres'
import pg from 'pg'
import type { TestServer } from './server.ts'

/** Nothing here has to outlive a crash, and many pools of many workers connect at once. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

const dropDatabases = async (url: string, prefix: string): Promise<void> => {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { datname } of rows) await client.query(`drop database if exists "${datname}" with (force)`)
  await client.end()
}

/** Postgres from npm, in a folder that goes with it. */
const startFromNpm = async (): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'pretok-test-'))
  await chmod(folder, 0o711) // for root's sake: the server runs as another user
  const dataDir = join(folder, 'postgres')
  const server = await startLocalPostgres({ dataDir, settings })
  return {
    url: server.url,
    origin: 'from npm',
    async stop() {
      await server.stop()
      await discardLocalPostgres(dataDir)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const startInContainer = async (): Promise<TestServer> => {
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer('postgres:18-alpine')
    .withEnvironment({ POSTGRES_PASSWORD: 'test' })
    .withCommand(['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start()
  return {
    url: `postgresql://postgres:test@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    origin: 'in a container',
    stop: () => container.stop().then(() => {}),
  }
}

/**
 * The given Postgres (`TEST_DATABASE_URL`), else one from npm, else a container.
 *
 * @throws why neither of the last two came up
 */
export const startTestPostgres = async (given: string | undefined, databasePrefix: string): Promise<TestServer> => {
  if (given) return { url: given, origin: 'given', stop: () => dropDatabases(given, databasePrefix) }
  try {
    return await startFromNpm()
  } catch (error) {
    return await startInContainer().catch((containerError: unknown) => {
      throw new AggregateError([error, containerError], 'There is no Postgres to test with')
    })
  }
}
