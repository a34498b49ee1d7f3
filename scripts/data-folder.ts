import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findLastingPort } from './ports.ts'
import { StartError } from './start-error.ts'

/** For people and scripts: where Pretok answers, what the first admin signs in with, and a key that may do everything. */
export const Credentials = z.object({ url: z.url(), email: z.string(), password: z.string(), apiKey: z.string() })
export type Credentials = z.output<typeof Credentials>

/** The keys that seal stored secrets, as `PRETOK_SECRET_KEYS` wants them. Without them the stored secrets are lost. */
const Secrets = z.object({ secretKeys: z.string() })
export type Secrets = z.output<typeof Secrets>

/** The demo's stand-ins keep their ports, as the demo connection holds their addresses. */
export const DemoState = z.object({
  prestashopPort: z.int(),
  metakockaPort: z.int(),
  connectionId: z.string().optional(),
})
export type DemoState = z.output<typeof DemoState>

export interface DataFolder {
  path: string
  logDir: string
  postgresDir: string
  /** Where the demo's ERP keeps its documents. */
  metakockaFile: string
  credentialsFile: string
  /** @returns key and password, made at the first start; `isNew` is true only then */
  saveUrl(url: string): Promise<Credentials & { isNew: boolean }>
  readSecrets(): Promise<Secrets>
  readDemo(): Promise<DemoState>
  saveDemo(demo: DemoState): Promise<void>
}

/** Only its owner may read it, and it is there whole or not at all. */
const writePrivate = async (file: string, content: unknown): Promise<void> => {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

const read = async <T extends z.ZodType>(file: string, schema: T): Promise<z.output<T> | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new StartError(`${file} is damaged. Put it right, or bring it back from a backup.`, {}, { cause })
  }
}

const readOrMake = async <T extends z.ZodType>(
  file: string,
  schema: T,
  make: () => z.output<T> | Promise<z.output<T>>,
): Promise<z.output<T>> => {
  const existing = await read(file, schema)
  if (existing !== undefined) return existing
  const made = await make()
  await writePrivate(file, made)
  return made
}

/**
 * The folder that holds everything of one installation; made when absent.
 *
 * @throws {StartError} when we may not write there
 */
export const openDataFolder = async (path: string): Promise<DataFolder> => {
  const file = (name: string) => join(path, name)
  try {
    // Others may pass through, as root's database runs as another user, but see nothing.
    await mkdir(path, { recursive: true, mode: 0o711 })
    await mkdir(file('logs'), { recursive: true, mode: 0o700 })
    await access(path, constants.W_OK)
  } catch (cause) {
    throw new StartError(
      `The data folder ${path} cannot be written to. Start as its owner, or choose another one: PRETOK_DATA_DIR=...`,
      {},
      { cause },
    )
  }
  return {
    path,
    logDir: file('logs'),
    postgresDir: file('postgres'),
    metakockaFile: file('metakocka.json'),
    credentialsFile: file('credentials.json'),
    async saveUrl(url) {
      // Of before there were people, it holds only the key.
      const known = await read(file('credentials.json'), Credentials.partial({ email: true, password: true }))
      const credentials = {
        url,
        email: known?.email ?? 'admin@pretok.localhost',
        password: known?.password ?? randomBytes(18).toString('base64url'),
        apiKey: known?.apiKey ?? `pk_${randomBytes(32).toString('base64url')}`,
      }
      await writePrivate(file('credentials.json'), credentials)
      return { ...credentials, isNew: known === undefined }
    },
    readSecrets: () =>
      readOrMake(file('secrets.json'), Secrets, () => ({ secretKeys: `k1:${randomBytes(32).toString('base64')}` })),
    readDemo: () =>
      readOrMake(file('demo.json'), DemoState, async () => {
        const prestashopPort = await findLastingPort()
        return { prestashopPort, metakockaPort: await findLastingPort(prestashopPort) }
      }),
    saveDemo: (demo) => writePrivate(file('demo.json'), demo),
  }
}
