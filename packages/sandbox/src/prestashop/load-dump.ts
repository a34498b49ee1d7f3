import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Row } from './row.ts'

/** The shop that comes with the package: a demo catalogue, a hand-made one, and 113 orders. */
export const bundledDump = fileURLToPath(new URL('../../data/prestashop', import.meta.url))

/** The kinds of webservice keys a dump names. `valid-key` has GET and PUT on every resource. */
export const KeyName = z.enum([
  'valid-key',
  'full-key',
  'patch-key',
  'get-only-key',
  'key-without-orders',
  'key-not-linked-to-shop',
  'disabled-key',
  'no-permission-key',
])
export type KeyName = z.output<typeof KeyName>

const ShopFacts = z.object({
  format: z.literal('prestashop-dump-1'),
  url: z.url(),
  prestashopVersion: z.string(),
  timeZone: z.string(),
  keys: z.array(
    z.object({
      kind: KeyName,
      active: z.boolean(),
      linkedToShop: z.boolean(),
      // PHP writes an empty map as a list.
      permissions: z.union([z.record(z.string(), z.array(z.string())), z.tuple([])]),
    }),
  ),
  resources: z.record(z.string(), z.object({ listKey: z.string().nullable() })),
})
export type ShopFacts = z.output<typeof ShopFacts>

/** A resource as the root listing announces it. `hasSchema` is false for those PHP manages specially. */
export interface Announcement {
  readonly name: string
  readonly description: string
  readonly hasSchema: boolean
}

/** A folder in the format `prestashop-dump-1`, read. */
export interface Dump {
  readonly facts: ShopFacts
  readonly announcements: readonly Announcement[]
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** Synopsis documents by resource, and the address their links start with. */
  readonly synopses: ReadonlyMap<string, { text: string; apiUrl: string }>
}

const readIfPresent = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Reads a data folder. Schemas it lacks are taken from the bundled one: they are facts of the version, not of a shop. */
export const loadDump = (folder: string): Dump => {
  const facts = readFacts(folder)
  const bundledUrl = folder === bundledDump ? facts.url : readFacts(bundledDump).url
  const names = Object.keys(facts.resources)
  const synopses = names.flatMap((name) => {
    const own = readIfPresent(join(folder, 'schema', `${name}.synopsis.xml`))
    if (own !== undefined) return [[name, { text: own, apiUrl: facts.url }] as const]
    const text = readIfPresent(join(bundledDump, 'schema', `${name}.synopsis.xml`))
    return text === undefined ? [] : [[name, { text, apiUrl: bundledUrl }] as const]
  })
  return {
    facts,
    announcements: readAnnouncements(readFileSync(join(folder, 'root.xml'), 'utf8')),
    rows: new Map(names.map((name) => [name, readRows(join(folder, `${name}.json`))])),
    synopses: new Map(synopses),
  }
}

const readFacts = (folder: string): ShopFacts =>
  ShopFacts.parse(JSON.parse(readFileSync(join(folder, 'shop.json'), 'utf8')))

/** An answer to a list is `{"<list>": [rows]}`, and `[]` when there is none. */
const readRows = (path: string): readonly Row[] => {
  const answer: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return Array.isArray(answer) ? [] : (Object.values(answer as Record<string, Row[]>)[0] ?? [])
}

const readAnnouncements = (root: string): Announcement[] =>
  [...root.matchAll(/^<(\w+) xlink:href="[^"]*"[^>]*>\n<description [^>]*>\n(.*)<\/description>\n(<schema)?/gm)].map(
    ([, name = '', description = '', schema]) => ({ name, description, hasSchema: schema !== undefined }),
  )
