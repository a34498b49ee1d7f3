import { RequestRejectedError } from './errors.ts'

declare const filter: unique symbol

/**
 * One condition on a field, in PrestaShop's notation. Text compares ignore case and accents. `%` and `_` inside the text of
 * `contains`, `startsWith` and `endsWith` are wildcards: there is no way to escape them.
 */
export type Filter = string & { readonly [filter]: true }

export type FilterValue = string | number

// PrestaShop reads `^(.*)\[(.*)\](.*)$`. What does not fit one of its patterns is dropped silently and the list comes
// unfiltered, so a value that would not be read back as itself must never leave.
const write = (value: FilterValue, forbidden: RegExp): string => {
  const text = String(value)
  if (forbidden.test(text)) {
    throw new RequestRejectedError('PrestaShop cannot filter by a value with these characters: [ ] | and line breaks')
  }
  return text
}
const one = (value: FilterValue): string => write(value, /[[\]\n]/)
const member = (value: FilterValue): string => write(value, /[[\]|\n]|^$/)

export const equal = (value: FilterValue): Filter => {
  // Without brackets "a|b" and "10,20" are just text; only the empty text needs them.
  const text = one(value)
  return (text === '' ? '[]' : text) as Filter
}

/** Any of the values; at least one, none of them empty. */
export const anyOf = (values: readonly FilterValue[]): Filter => {
  const [first, ...others] = values
  // "[]" would match the records where the field is empty.
  if (first === undefined) throw new RangeError('anyOf needs a value')
  return others.length === 0 ? equal(member(first)) : (`[${values.map(member).join('|')}]` as Filter)
}

/** None of the values; at least one, none of them empty. */
export const noneOf = (values: readonly FilterValue[]): Filter => {
  if (values.length === 0) throw new RangeError('noneOf needs a value')
  return `![${values.map(member).join('|')}]` as Filter
}

/** From `from` to `to`, both included: numbers, or shop-local times as `YYYY-MM-DD HH:MM:SS`. */
export const range = (from: FilterValue, to: FilterValue): Filter => {
  // Anything else ("T" in a date) is compared literally and silently matches nothing.
  const bounds = [from, to].map((bound) => write(bound, /[^\d.: -]|^$/))
  return `[${bounds.join(',')}]` as Filter
}

export const greaterThan = (value: FilterValue): Filter => `>[${one(value)}]` as Filter
export const lessThan = (value: FilterValue): Filter => `<[${one(value)}]` as Filter
export const contains = (text: string): Filter => `%[${one(text)}]%` as Filter
export const startsWith = (text: string): Filter => `[${one(text)}]%` as Filter
export const endsWith = (text: string): Filter => `%[${one(text)}]` as Filter
