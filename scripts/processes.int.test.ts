import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createProcesses, type Processes } from './processes.ts'

/** Starting a Node takes its time on a busy machine. */
const patience = { timeout: 10_000 }

let folder: string
let processes: Processes
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretok-processes-'))
  processes = createProcesses(folder)
})
afterEach(async () => {
  processes.kill()
  await rm(folder, { recursive: true, force: true })
})

const program = async (name: string, code: string, env = {}) => {
  const main = join(folder, `${name}.mjs`)
  await writeFile(main, code)
  return { name, main, env }
}

test('a program that ends unasked is named, with its last words and its log', async () => {
  await processes.start(await program('weak', "console.log('I am tired'); process.exitCode = 3"))

  await expect(processes.died).rejects.toThrow(
    `weak ended unexpectedly (exit status 3). Its last lines:\n  | I am tired\nAll of it: ${join(folder, 'weak.log')}`,
  )
})

test('programs end in order, last started first, and that is no death', async () => {
  const file = join(folder, 'order.txt')
  const polite = `
    import { appendFileSync, writeFileSync } from 'node:fs'
    process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(file)}, process.env.NAME); process.exit() })
    setInterval(() => {}, 1000)
    writeFileSync(process.argv[1] + '.up', '')`
  for (const NAME of ['a', 'b', 'c']) {
    const each = await program(NAME, polite, { NAME })
    await processes.start(each)
    await expect.poll(() => readFile(`${each.main}.up`).catch(() => undefined), patience).toBeDefined()
  }

  await processes.stop()

  expect(await readFile(file, 'utf8')).toBe('cba')
  expect(await Promise.race([processes.died, 'alive and well'])).toBe('alive and well')
})

test('each start has a log of its own, and the one before stays', async () => {
  const chatty = await program('chatty', "console.log('first'); setInterval(() => {}, 1000)")
  const log = (suffix = '') => readFile(join(folder, `chatty${suffix}.log`), 'utf8').catch(() => '')
  await processes.start(chatty)
  await expect.poll(() => log(), patience).toBe('first\n')
  await writeFile(chatty.main, "console.log('second'); setInterval(() => {}, 1000)")

  await processes.start(chatty)

  await expect.poll(() => log(), patience).toBe('second\n')
  expect(await log('.1')).toBe('first\n')
})
