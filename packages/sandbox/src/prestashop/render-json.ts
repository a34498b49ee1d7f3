import { type Display, shownFields } from './display.ts'
import type { Resource } from './resource.ts'
import { type Associations, fieldOf, isFalsy, isTranslated, type Row, type Value } from './row.ts'
import type { Problem } from './webservice-error.ts'

/** JSON as PHP writes it: `/` escaped, other characters as they are, save the two line separators. */
const encode = (value: unknown): string =>
  JSON.stringify(value).replaceAll('/', '\\/').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** Rows are never changed in place, so the text of a whole row in all languages can be kept as long as the row. */
const wholeRows = new WeakMap<Row, string>()

const encodeWholeRow = (row: Row): string => {
  const known = wholeRows.get(row)
  if (known !== undefined) return known
  const text = encode(row)
  wholeRows.set(row, text)
  return text
}

/** A list: `{"orders":[...]}`, or `[]` when there is nothing to list. */
export const renderList = (
  resource: Resource,
  rows: readonly Row[],
  display: Display,
  languages: readonly string[],
): string => {
  if (rows.length === 0) return '[]'
  const texts = rows.map((row) =>
    display === 'full' && showsAllLanguages(resource, row, languages)
      ? encodeWholeRow(row)
      : encode(project(row, display, languages)),
  )
  return `{${encode(resource.list)}:[${texts.join(',')}]}`
}

/** One row under its own name, without the fields that PHP takes for false. The id is text in the echo of a write. */
export const renderObject = (
  resource: Resource,
  row: Row,
  languages: readonly string[],
  id: number | string = row.id,
): string => {
  const fields = Object.entries({ ...project(row, 'full', languages), id })
  const truthy = fields.filter(([name, value]) => name === 'associations' || !isFalsy(value as Value))
  return `{${encode(resource.node)}:${encode(Object.fromEntries(truthy))}}`
}

export const renderErrors = (problems: readonly Problem[]): string => encode({ errors: problems })

const showsAllLanguages = (resource: Resource, row: Row, languages: readonly string[]): boolean => {
  const field = resource.fields().find((name) => isTranslated(fieldOf(row, name)))
  if (field === undefined) return true
  const stored = (fieldOf(row, field) as readonly { id: string }[]).map(({ id }) => id)
  return languages.length > 1 && stored.join() === languages.join()
}

/** The row as it is shown. One language makes plain texts of translated fields, several make lists. */
const project = (row: Row, display: Display, languages: readonly string[]): Record<string, unknown> => {
  const fields = shownFields(row, display).map((field) => [field, inLanguages(fieldOf(row, field), languages)])
  const associations = display === 'minimum' ? undefined : shownAssociations(row.associations, display)
  return { ...Object.fromEntries(fields), ...(associations !== undefined && { associations }) }
}

const inLanguages = (value: Value, languages: readonly string[]): unknown => {
  if (!isTranslated(value)) return value
  const texts = languages.map((id) => ({ id, value: value.find((text) => text.id === id)?.value ?? '' }))
  return texts.length === 1 ? texts[0]?.value : texts
}

const shownAssociations = (
  associations: Associations | undefined,
  display: Exclude<Display, 'minimum'>,
): Associations | undefined => {
  if (associations === undefined || display === 'full') return associations
  const shown = Object.entries(associations).flatMap(([name, items]) => {
    const wanted = display.associations.get(name)
    if (wanted === undefined) return []
    return [
      [name, items.map((item) => Object.fromEntries(Object.entries(item).filter(([field]) => wanted.has(field))))],
    ]
  })
  return shown.length === 0 ? undefined : Object.fromEntries(shown)
}
