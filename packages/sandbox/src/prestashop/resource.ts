import { type ColumnKind, columnKind, equalityKey } from './comparison.ts'
import { type Association, associations, computed, links, linkTargets, listName, nodeName } from './resource-table.ts'
import { fieldOf, isTranslated, type Row, textOf } from './row.ts'
import type { Schema } from './schema.ts'
import { createTable, type Table } from './table.ts'

/** A resource of the webservice: its declaration and its rows. */
export interface Resource {
  readonly name: string
  /** Element name of one row, e.g. `order`. */
  readonly node: string
  /** Element name of a list of rows, e.g. `orders`. */
  readonly list: string
  readonly schema: Schema | undefined
  readonly associations: readonly Association[]
  readonly table: Table
  /** The fields in order, `id` first. Empty when neither a row nor a schema tells them. */
  fields(): readonly string[]
  isTranslated(field: string): boolean
  isComputed(field: string): boolean
  kindOf(field: string): ColumnKind
  /** The resource a field's value is an id of. */
  linkOf(field: string): string | undefined
  /** Rows whose field equals one of the texts, found by an index. Not for translated fields. */
  findBy(field: string, texts: readonly string[]): Row[]
}

const words = (text = ''): string[] => (text === '' ? [] : text.split(' '))

export const createResource = (name: string, rows: readonly Row[], schema?: Schema): Resource => {
  const table = createTable(rows)
  const declared = new Map(schema?.fields.map((field) => [field.name, field]))
  const linked = new Set(words(links[name]))
  const computedFields = new Set(words(computed[name]))
  const kinds = new Map<string, ColumnKind>()
  let fieldsOfRows: readonly string[] = []

  const fields = (): readonly string[] => {
    if (fieldsOfRows.length > 0) return fieldsOfRows
    const first = table.rows().next().value
    if (first === undefined) return schema === undefined ? [] : ['id', ...declared.keys()]
    fieldsOfRows = Object.keys(first).filter((field) => field !== 'associations')
    return fieldsOfRows
  }

  const kindOf = (field: string): ColumnKind => {
    const known = kinds.get(field) ?? columnKind(field, declared.get(field))
    kinds.set(field, known)
    return known
  }

  return {
    name,
    node: nodeName(name),
    list: listName(name),
    schema,
    associations: schema?.associations ?? associations[name] ?? [],
    table,
    fields,
    isTranslated(field) {
      const first = table.rows().next().value
      return declared.get(field)?.translated ?? (first !== undefined && isTranslated(fieldOf(first, field)))
    },
    isComputed: (field) => declared.get(field)?.computed ?? computedFields.has(field),
    kindOf,
    linkOf: (field) => (linked.has(field) ? linkTargets[field] : undefined),
    findBy(field, texts) {
      const keyOf = (text: string): string => equalityKey(kindOf(field), text)
      return table.lookUp(field, (row) => keyOf(textOf(fieldOf(row, field))), texts.map(keyOf))
    },
  }
}
