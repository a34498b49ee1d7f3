import { type Query, textParameter } from './php-query.ts'
import type { Resource } from './resource.ts'
import type { Row } from './row.ts'
import { WebserviceError } from './webservice-error.ts'

/**
 * What of a row is shown: everything, only its id, or some fields and some fields of some associations.
 */
export type Display =
  | 'full'
  | 'minimum'
  | { readonly fields: ReadonlySet<string>; readonly associations: ReadonlyMap<string, ReadonlySet<string>> }

/** @throws {WebserviceError} unknown field, broken syntax */
export const parseDisplay = (resource: Resource, query: Query, whenAbsent: 'full' | 'minimum'): Display => {
  const text = query['display'] === undefined ? whenAbsent : (textParameter(query, 'display') ?? '')
  if (text === 'full' || text === 'minimum') return text
  const inside = /^\[(.*)\]$/.exec(text)?.[1]
  const available = resource.fields()
  if (inside === undefined) {
    throw new WebserviceError(
      400,
      36,
      `The 'display' syntax is wrong. You can set 'full' or '[field_1,field_2,field_3,...]'. These are available: ${available.join(', ')}`,
    )
  }
  const fields = new Set<string>()
  const associations = new Map<string, Set<string>>()
  for (const part of splitOutsideBrackets(inside)) {
    const [, name = '', subfields] = /^([^[]*)(?:\[(.*)\])?$/.exec(part.trim()) ?? []
    if (!isKnown(resource, name, subfields?.split(','))) {
      throw new WebserviceError(
        400,
        35,
        `Unable to display this field "${name}". However, these are available: ${available.join(', ')}`,
      )
    }
    if (subfields === undefined) fields.add(name)
    else associations.set(name, new Set([...(associations.get(name) ?? []), ...subfields.split(',')]))
  }
  return { fields, associations }
}

const isKnown = (resource: Resource, name: string, subfields: readonly string[] | undefined): boolean => {
  if (subfields === undefined) return resource.fields().includes(name)
  const association = resource.associations.find((candidate) => candidate.name === name)
  return (
    association !== undefined &&
    subfields.every((subfield) => subfield === 'id' || association.fields.some((field) => field.name === subfield))
  )
}

const splitOutsideBrackets = (text: string): string[] => text.match(/(?:[^,[]|\[[^\]]*\]?)+/g) ?? []

/** The names of the fields shown, in the order of the row. */
export const shownFields = (row: Row, display: Display): string[] => {
  if (display === 'minimum') return ['id']
  const all = Object.keys(row).filter((field) => field !== 'associations')
  return display === 'full' ? all : all.filter((field) => display.fields.has(field))
}
