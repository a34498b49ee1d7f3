import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { discardLocalPostgres, findFreePort } from '@pretok/local-postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectRoot } from './settings.ts'

let folder: string
let port: number
const started: ChildProcess[] = []

/** What `npm start` runs once the tools are there. */
const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['--conditions=source', 'scripts/up.ts', ...args], {
    cwd: projectRoot,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), PRETOK_DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let said = ''
  const waiting = new Set<() => void>()
  const take = (chunk: Buffer) => {
    said += chunk
    for (const look of waiting) look()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const exited = once(child, 'close').then(([status]) => ({ status: status as number, said }))
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => said.includes(text) && resolve()
      waiting.add(look)
      look()
      void exited.then(() => reject(new Error(`It ended without saying "${text}":\n${said}`)))
    })
  const stop = () => {
    child.kill('SIGTERM')
    return exited
  }
  return { says, stop, exited, said: () => said }
}

const credentialsFile = () => join(folder, 'data', 'credentials.json')

const countOrders = async (): Promise<number> => {
  const { url, apiKey } = JSON.parse(await readFile(credentialsFile(), 'utf8')) as { url: string; apiKey: string }
  const answer = await fetch(`${url}/v1/orders?limit=200`, { headers: { authorization: `Bearer ${apiKey}` } })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { items: unknown[] }).items.length
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretok-up-'))
  await chmod(folder, 0o711)
  port = await findFreePort()
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await discardLocalPostgres(join(folder, 'data', 'postgres'))
  await rm(folder, { recursive: true, force: true })
})

test('the first start shows orders flowing, and the second finds all as it was', { timeout: 120_000 }, async () => {
  const first = start()
  await first.says('Ctrl-C stops everything')

  expect(first.said()).toMatch(/orders: .*\d+ booked/)
  expect(((await stat(credentialsFile())).mode & 0o777).toString(8)).toBe('600')
  const { apiKey, email, password } = JSON.parse(await readFile(credentialsFile(), 'utf8')) as Record<string, string>
  for (const shown of [apiKey, email, password]) expect(first.said()).toContain(shown)
  const signedIn = await fetch(`http://127.0.0.1:${port}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  expect(await signedIn.json()).toMatchObject({ name: 'first admin', role: 'admin' })
  const orders = await countOrders()
  expect(orders).toBeGreaterThan(0)

  const rival = await start().exited
  expect(rival).toMatchObject({ status: 1, said: expect.stringContaining('already runs on') })
  expect(await first.stop()).toMatchObject({ status: 0, said: expect.stringContaining('Stopped.') })
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed')

  const second = start('--no-demo')
  await second.says('Ctrl-C stops everything')
  expect(await countOrders()).toBe(orders)
  for (const secret of [apiKey, password]) expect(second.said()).not.toContain(secret)
  expect((await second.stop()).status).toBe(0)
})

test('a taken port is named, with what to do', async () => {
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')

  const { status, said } = await start().exited

  expect(status).toBe(1)
  expect(said).toContain(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`)
  other.close()
})

test('a setting or an option that makes no sense is told in a line', async () => {
  expect(await start('--demmo').exited).toMatchObject({ status: 1, said: expect.stringContaining('--no-demo') })
  port = 99_999
  expect(await start().exited).toMatchObject({ status: 1, said: expect.stringContaining('PORT') })
})
