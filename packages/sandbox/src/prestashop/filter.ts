import { type ColumnKind, compareTexts, foldText } from './comparison.ts'
import type { Query, QueryValue } from './php-query.ts'
import type { Resource } from './resource.ts'
import { fieldOf, isTranslated, type Row, textOf } from './row.ts'
import { didYouMean, WebserviceError } from './webservice-error.ts'

/** A condition on one field, read from the text of `filter[field]=`. */
type Condition =
  | { readonly kind: 'one of' | 'none of'; readonly texts: readonly string[] }
  | { readonly kind: 'between'; readonly from: string; readonly to: string }
  | { readonly kind: 'above' | 'below'; readonly text: string }
  | { readonly kind: 'like'; readonly pattern: RegExp }
  | { readonly kind: 'nothing asked' }

export interface Filter {
  readonly field: string
  readonly condition: Condition
}

/** The names a filter or a sort may use. Dates only with `date=1`; then also where no such column exists. */
export const availableFields = (resource: Resource, query: Query): { plain: string[]; translated: string[] } => {
  const fields = resource.fields()
  const plain = fields.filter((field) => !resource.isTranslated(field))
  const dates = ['date_add', 'date_upd']
  return {
    plain: asksDates(query)
      ? [...plain, ...dates.filter((date) => !plain.includes(date))]
      : plain.filter((field) => !dates.includes(field)),
    translated: fields.filter((field) => resource.isTranslated(field)),
  }
}

const asksDates = (query: Query): boolean =>
  query['date'] !== undefined && query['date'] !== '' && query['date'] !== '0'

/** @throws {WebserviceError} unknown field, computed field, empty condition */
export const parseFilters = (resource: Resource, query: Query): Filter[] => {
  const filters = query['filter']
  if (typeof filters !== 'object') return []
  const available = availableFields(resource, query)
  return Object.entries(filters)
    .filter(([field]) => field !== 'sort' && field !== 'limit')
    .map(([field, value]) => ({ field, condition: parseCondition(checkFilter(resource, available, field, value)) }))
}

const checkFilter = (
  resource: Resource,
  { plain, translated }: { plain: string[]; translated: string[] },
  field: string,
  value: QueryValue,
): string => {
  // Nothing is known of a resource without rows and schema: whatever is asked, nothing is found.
  const known = resource.fields().length === 0 || plain.includes(field)
  if (!known) {
    if (translated.includes(field) && typeof value === 'string' && value !== '') return value
    if (typeof value === 'object') {
      throw new WebserviceError(400, 31, 'There is no existing linked table for this resource')
    }
    throw didYouMean(400, 32, 'This filter does not exist', field, plain)
  }
  if (value === '') throw new WebserviceError(400, 33, `The filter "${field}" is malformed.`)
  if (resource.isComputed(field)) {
    throw new WebserviceError(
      400,
      34,
      `The field "${field}" is dynamic. It is not possible to filter GET query with this field.`,
    )
  }
  return typeof value === 'string' ? value : 'Array'
}

const parseCondition = (text: string): Condition => {
  const match = /^(.*)\[(.*)\](.*)$/.exec(text)
  if (match === null) return { kind: 'one of', texts: [text] }
  const [, before = '', inside = '', after = ''] = match
  if (before === '%' || after === '%') return { kind: 'like', pattern: likePattern(before + inside + after) }
  if (before === '' && after === '') return parseBrackets(inside)
  if (before === '>') return { kind: 'above', text: inside }
  if (before === '<') return { kind: 'below', text: inside }
  if (before === '!') return { kind: 'none of', texts: inside.split('|') }
  return { kind: 'nothing asked' }
}

const parseBrackets = (inside: string): Condition => {
  if (inside.indexOf('|') > 0) return { kind: 'one of', texts: inside.split('|') }
  const range = /^([\d.:\-\s]+),([\d.:\-\s]+)$/.exec(inside)
  if (range === null) return { kind: 'one of', texts: [inside] }
  const [, first = '', second = ''] = range
  const isNumbers = [first, second].every((bound) => bound.trim() !== '' && Number.isFinite(Number(bound)))
  const inOrder = isNumbers ? Number(first) <= Number(second) : first <= second
  return inOrder ? { kind: 'between', from: first, to: second } : { kind: 'between', from: second, to: first }
}

const likePattern = (text: string): RegExp => {
  const source = foldText(text)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${source}$`, 'su')
}

const fulfils = (kind: ColumnKind, condition: Condition, stored: string): boolean => {
  const compare = (other: string): number | undefined => compareTexts(kind, stored, other)
  switch (condition.kind) {
    case 'one of':
      return condition.texts.some((text) => compare(text) === 0)
    case 'none of':
      return condition.texts.every((text) => compare(text) !== 0)
    case 'between':
      return (compare(condition.from) ?? -1) >= 0 && (compare(condition.to) ?? 1) <= 0
    case 'above':
      return (compare(condition.text) ?? -1) > 0
    case 'below':
      return (compare(condition.text) ?? 1) < 0
    case 'like':
      return condition.pattern.test(foldText(stored))
    case 'nothing asked':
      return true
  }
}

/** Whether a row passes all filters. A translated field passes when its text in one of the languages does. */
export const createMatcher = (
  resource: Resource,
  filters: readonly Filter[],
  languages: readonly string[],
): ((row: Row) => boolean) => {
  const tests = filters.map(({ field, condition }) => {
    const kind = resource.kindOf(field)
    return (row: Row): boolean => {
      const value = fieldOf(row, field)
      if (value === null) return condition.kind === 'nothing asked'
      if (!isTranslated(value)) return fulfils(kind, condition, textOf(value))
      return value.some((text) => languages.includes(text.id) && fulfils(kind, condition, text.value))
    }
  })
  return (row) => tests.every((test) => test(row))
}

/** The texts a filter allows, when it is one an index can answer. */
export const wantedTexts = ({ condition }: Filter): readonly string[] | undefined =>
  condition.kind === 'one of' ? condition.texts : undefined
