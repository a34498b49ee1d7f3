import { type Clock, createShopTime } from './clock.ts'
import type { Announcement, Dump, ShopFacts } from './load-dump.ts'
import { createResource, type Resource } from './resource.ts'
import { type Associations, fieldOf, type Row, textOf, type Value } from './row.ts'
import { parseSchema } from './schema.ts'

/** Fields to write. A field set to `undefined` is taken away. */
export type RowChanges = { readonly [field: string]: Value | Associations | undefined }

/** The state of one shop, in memory. */
export interface Shop {
  readonly facts: ShopFacts
  /** What the root listing names: all resources, also those without rows of their own (images, search). */
  readonly announcements: ReadonlyMap<string, Announcement>
  /** @throws {Error} there is no such resource */
  resource(name: string): Resource
  findResource(name: string): Resource | undefined
  rows(resource: string): Row[]
  row(resource: string, id: number): Row | undefined
  /** Adds a row, under a new id unless the row has one. Fields that are left out stay unset. */
  insert(resource: string, row: RowChanges & { readonly id?: number }): Row
  /** Changes fields of a row. Nothing else happens: no sum rows, no dates. @throws {Error} there is no such row */
  update(resource: string, id: number, changes: RowChanges): Row
  remove(resource: string, id: number): void
  /** A value of `configurations`. */
  configuration(name: string): string | undefined
  /** Ids of all installed languages, and of those in use. */
  languages(): { installed: string[]; active: string[] }
  /** This moment as the shop writes it, e.g. `2026-11-23 08:47:18`. */
  now(): string
}

export const createShop = (dump: Dump, clock: Clock): Shop => {
  const resources = new Map(
    [...dump.rows].map(([name, rows]) => {
      const synopsis = dump.synopses.get(name)
      const schema = synopsis && parseSchema(synopsis.text, synopsis.apiUrl)
      return [name, createResource(name, rows, schema)]
    }),
  )
  const resource = (name: string): Resource => {
    const found = resources.get(name)
    if (found === undefined) throw new Error(`The shop has no resource ${name}`)
    return found
  }
  return {
    facts: dump.facts,
    announcements: new Map(dump.announcements.map((announcement) => [announcement.name, announcement])),
    resource,
    findResource: (name) => resources.get(name),
    rows: (name) => [...resource(name).table.rows()],
    row: (name, id) => resource(name).table.get(id),
    insert(name, { id, ...fields }) {
      const { table } = resource(name)
      const row: Row = { id: id ?? table.nextId(), ...fields }
      table.insert(row)
      return row
    },
    update(name, id, changes) {
      const { table } = resource(name)
      const old = table.get(id)
      if (old === undefined) throw new Error(`There is no row ${id} in ${name}`)
      const row = withoutUnset({ ...old, ...changes, id })
      table.replace(row)
      return row
    },
    remove: (name, id) => resource(name).table.remove(id),
    configuration(name) {
      const [row] = resource('configurations').findBy('name', [name])
      return row === undefined ? undefined : textOf(fieldOf(row, 'value'))
    },
    languages() {
      const rows = [...resource('languages').table.rows()]
      return {
        installed: rows.map(({ id }) => String(id)),
        active: rows.filter((row) => fieldOf(row, 'active') === '1').map(({ id }) => String(id)),
      }
    },
    now: createShopTime(dump.facts.timeZone, clock),
  }
}

const withoutUnset = (row: Row): Row =>
  Object.values(row).includes(undefined)
    ? (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as Row)
    : row
