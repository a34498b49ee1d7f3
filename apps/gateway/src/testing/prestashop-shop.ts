import { type ChildProcess, execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    leftOutFor?: string
  }
}

const folder = fileURLToPath(new URL('../../../../integrations/prestashop-module', import.meta.url))
export const moduleFolder = join(folder, 'pretok')

const needs = 'exit(extension_loaded("curl") && extension_loaded("pdo_sqlite") ? 0 : 1);'
const hasPhp = spawnSync('php', ['-r', needs]).status === 0

/** A suite that needs PHP. Without it it is left out, and the end of the run says so. */
export const describePhp = (name: string, suite: () => void): void => {
  if (hasPhp)
    describe(name, { timeout: 30_000 }, suite) // each request to the shop is a process
  else describe.skip(name, { meta: { leftOutFor: 'PHP' } }, suite)
}

interface Said {
  /** What the command answered. */
  answer: unknown
  /** What PrestaShop's log was told; also PHP's own warnings. */
  log: string
}

export interface RequestOptions {
  /** Seconds to add to the shop's clock. */
  clockS?: number
  /** The request is of this shop; of all of them if missing. */
  shop?: number
  language?: string
  /** Sees the process once it runs. */
  started?: (process: ChildProcess) => void
}

/**
 * Any hooks of PrestaShop, one after the other, with what they are given: `{Order: {id: 57}}` is an order. The hook `cron` is
 * another request in between, which sends what waits.
 */
export type Happenings = [hook: string, params: Record<string, unknown>][]

/**
 * A shop that has the module: real PHP, with as much of PrestaShop as the module touches, on SQLite or on the MySQL of
 * `TEST_SHOP_DATABASE` (a DSN of PDO). Every request is a process of its own.
 */
export const createShop = async () => {
  const path = await mkdtemp(join(tmpdir(), 'pretok-shop-'))
  const database = process.env['TEST_SHOP_DATABASE'] ?? `sqlite:${join(path, 'shop.db')}`

  const request = (command: string, input: unknown = null, options: RequestOptions = {}): Promise<Said> =>
    new Promise((resolve, reject) => {
      const { clockS = 0, shop, language = '', started } = options
      const env = {
        PATH: process.env['PATH'],
        SHOP_DATABASE: database,
        SHOP_DATABASE_USER: 'root',
        SHOP_CLOCK_S: String(clockS),
        SHOP_CONTEXT: shop === undefined ? '' : String(shop),
        SHOP_LANGUAGE: language,
      }
      const program = ['-d', 'display_errors=stderr', '-d', 'error_reporting=-1', join(folder, 'tests/shop.php')]
      const child = execFile('php', [...program, command, JSON.stringify(input)], { env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${command}: ${stderr}`, { cause: error }))
        else resolve({ answer: JSON.parse(stdout), log: stderr })
      })
      started?.(child)
    })
  const sql = async (query: string) => (await request('sql', query)).answer as Record<string, string | number>[]

  await request('uninstall')
  await request('install')
  return {
    request,
    sql,
    /** Something happens in the shop; what it has to tell is sent at the end of the request. */
    happen: (happenings: Happenings, options?: RequestOptions) => request('happen', happenings, options),
    cron: async (options?: RequestOptions) =>
      (await request('cron', null, options)).answer as { sent: number; waiting: number },
    /** The configuration page, after a form was sent or without. */
    page: async (form: Record<string, string> = {}, options?: RequestOptions) =>
      String((await request('page', form, options)).answer),
    connect: (url: string, secret: string, options?: RequestOptions) =>
      request('page', { PRETOK_URL: url, PRETOK_SECRET: secret, submitPretok: '1' }, options),
    waiting: async () =>
      (await sql('SELECT type, subject, id_shop FROM ps_pretok_outbox ORDER BY id_shop, type, subject')).map(
        ({ type, subject, id_shop }) => `${type} ${subject} of ${id_shop}`,
      ),
    close: () => rm(path, { recursive: true, force: true }),
  }
}
export type TestShop = Awaited<ReturnType<typeof createShop>>
