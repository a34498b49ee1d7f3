import { chmod, chown, lstat, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { discardLocalPostgres, findRunningPostgres, LocalPostgresError, startLocalPostgres } from './index.ts'

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

let folder: string
let dataDir: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretok-local-postgres-'))
  await chmod(folder, 0o711)
  dataDir = join(folder, 'postgres')
})
afterEach(async () => {
  await discardLocalPostgres(dataDir)
  await rm(folder, { recursive: true, force: true })
})

test('data and password outlive a stop, and the server counts in UTC and UTF-8', async () => {
  const first = await startLocalPostgres({ dataDir })
  await query(first.url, "create table shelf as select 'češnja' as item")
  await first.stop()

  const second = await startLocalPostgres({ dataDir })

  expect(new URL(second.url).password).toBe(new URL(first.url).password)
  expect(
    await query(
      second.url,
      "select item, current_setting('timezone') as zone, upper(item) as upper, version() ~ 'PostgreSQL 18' as is18 from shelf",
    ),
  ).toEqual([{ item: 'češnja', zone: 'UTC', upper: 'ČEŠNJA', is18: true }])
  await second.stop()
})

test('only the right password opens it, and it is not for others to read', async () => {
  const server = await startLocalPostgres({ dataDir })
  const wrong = new URL(server.url)
  wrong.password = 'guess'

  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  expect(((await stat(join(dataDir, 'password'))).mode & 0o777).toString(8)).toBe('600')
  expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  await server.stop()
})

test('a second start on the same data is refused, and the first goes on', async () => {
  const first = await startLocalPostgres({ dataDir })
  const running = findRunningPostgres(dataDir)

  const second = startLocalPostgres({ dataDir })

  await expect(second).rejects.toThrow(LocalPostgresError)
  await expect(second).rejects.toThrow(`process ${running}`)
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await first.stop()
  expect(findRunningPostgres(dataDir)).toBeUndefined()
})

test('a server that dies is noticed, and what it leaves behind does not stop the next', async () => {
  const first = await startLocalPostgres({ dataDir })
  const pid = findRunningPostgres(dataDir)
  const lock = join(dataDir, 'cluster', 'postmaster.pid')
  const left = await readFile(lock, 'utf8')
  process.kill(pid as number, 'SIGKILL')
  await first.exited
  // In a new container the old number belongs to somebody else: here to ourselves.
  await writeFile(lock, left.replace(String(pid), String(process.pid)))

  const second = await startLocalPostgres({ dataDir })

  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await second.stop()
})

test.runIf(process.getuid?.() === 0)('root may keep its folder to itself: the data moves, a link stays', async () => {
  await chmod(folder, 0o700)
  const first = await startLocalPostgres({ dataDir })
  await query(first.url, 'create table shelf as select 1 as one')
  await first.stop()
  const second = await startLocalPostgres({ dataDir })

  expect((await lstat(dataDir)).isSymbolicLink()).toBe(true)
  expect(await query(second.url, 'select one from shelf')).toEqual([{ one: 1 }])
  await second.stop()

  const home = await realpath(dataDir)
  await discardLocalPostgres(dataDir)
  await expect(stat(home)).rejects.toThrow('ENOENT')
})

test.runIf(process.getuid?.() === 0)('data that an ordinary user has made stays with that user', async () => {
  await mkdir(dataDir)
  await chown(dataDir, 65534, 65534)
  const server = await startLocalPostgres({ dataDir })
  await server.stop()

  expect(await stat(join(dataDir, 'cluster'))).toMatchObject({ uid: 65534, gid: 65534 })
})
