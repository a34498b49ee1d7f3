/** A text in one language. `id` is the language's id, as text. */
export interface Translation {
  readonly id: string
  readonly value: string
}

/** A field's value as the webservice answers it in JSON: nearly always text. A translated field lists every language. */
export type Value = string | number | boolean | null | readonly Translation[]

export type AssociationItem = Readonly<Record<string, string>>
export type Associations = Readonly<Record<string, readonly AssociationItem[]>>

/** One row of a resource, as in the answer to `display=full` in JSON. Never changed in place: a write makes a new row. */
export interface Row {
  readonly id: number
  readonly associations?: Associations
  readonly [field: string]: Value | Associations | undefined
}

export const isTranslated = (value: Value): value is readonly Translation[] => Array.isArray(value)

/** The value of a field. Fields that a row does not have read as `null`. */
export const fieldOf = (row: Row, field: string): Value => (row[field] ?? null) as Value

/** The value as the database text: `null` and `false` are empty. A translated field has no single text. */
export const textOf = (value: Value): string =>
  value === null || value === false || isTranslated(value) ? '' : value === true ? '1' : String(value)

/** What PHP takes for false, apart from a float zero. The webservice drops such fields from a JSON object. */
export const isFalsy = (value: Value): boolean =>
  value === null ||
  value === false ||
  value === '' ||
  value === '0' ||
  value === 0 ||
  (isTranslated(value) && value.length === 0)

/** PHP's `(int)`: the whole number a text starts with, else 0. */
export const toInteger = (text: string): number => Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0)
