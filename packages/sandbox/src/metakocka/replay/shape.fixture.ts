import { isFields } from '../wire/fields.ts'

/** Values that may be a number in one sample and a word in the next. */
const freeText = new Set([
  'amount_to',
  'associated_tracking_numbers',
  'bank_ref_number',
  'buyer_order',
  'code',
  'contact_address',
  'count_code',
  'customer',
  'gsm',
  'name',
  'notes',
  'post',
  'post_number',
  'token',
  'value',
  'webshop_eshop_sync_id',
])

/** Texts the documents fix word for word. */
const fixedTexts = new Set(['opr_code', 'opr_code_app', 'opr_desc', 'opr_desc_app', 'document_type_short', 'doc_type'])

const formats: Record<string, RegExp> = {
  day: /^\d{4}-\d{2}-\d{2}\+02:00$/,
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+02:00$/,
  'dotted day': /^\d{2}\.\d{2}\.\d{4}$/,
  flag: /^(true|false)$/,
  number: /^-?\d{1,3}(\.\d{3})*(,\d+)?$|^-?\d+([.,]\d+)?$/,
}

const formatOf = (text: string): string =>
  Object.entries(formats).find(([, pattern]) => pattern.test(text))?.[0] ?? 'text'

export interface ShapeRules {
  /** Keys a sample shows and the stand-in leaves out. */
  leftOut: ReadonlySet<string>
  /** Keys any sample shows: no others may be printed. */
  documented: ReadonlySet<string>
  /** Keys whose value must be that of the sample. */
  exact: ReadonlySet<string>
}

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** Rows of a sample show different texts at this place. */
class Alternatives {
  readonly texts: string[]

  constructor(texts: string[]) {
    this.texts = texts
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** What all rows of a sample's list have in common. */
const commonShape = (rows: unknown[]): unknown => {
  if (rows.length === 1) return rows[0]
  const objects = rows.filter(isFields)
  const [first] = objects
  if (!first || objects.length < rows.length) return rows.every(isText) ? new Alternatives(rows) : rows[0]
  const shared = Object.keys(first).filter((key) => objects.every((row) => Object.hasOwn(row, key)))
  return Object.fromEntries(
    shared.map((key) => {
      const values = objects.map((row) => row[key])
      return [key, values.every(isText) ? new Alternatives(values) : commonShape(values.flatMap(toList))]
    }),
  )
}

const keyOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '')

const compareText = (expected: string[], actual: unknown, path: string, rules: ShapeRules): string[] => {
  const key = keyOf(path)
  if (typeof actual !== 'string') return [`${path}: text expected, ${JSON.stringify(actual)} found`]
  if (fixedTexts.has(key) || rules.exact.has(key)) {
    return expected.includes(actual) ? [] : [`${path}: ${expected.join(' or ')} expected, ${actual} found`]
  }
  const known = new Set(expected.map(formatOf))
  if (freeText.has(key) || known.has('text') || known.has(formatOf(actual))) return []
  return [`${path}: ${[...known].join(' or ')} expected, ${actual} found`]
}

/**
 * Where an answer differs from a sample: keys, formats of values, and the values that are determined. A list of one and
 * its only element count as the same, as the vendor prints both. Rows of a list are held against what the sample's
 * rows have in common.
 */
export const compareShape = (expected: unknown, actual: unknown, rules: ShapeRules, path = '$'): string[] => {
  if (isText(expected)) return compareText([expected], actual, path, rules)
  if (expected instanceof Alternatives) return compareText(expected.texts, actual, path, rules)
  if (Array.isArray(expected) || Array.isArray(actual)) {
    const rows = toList(expected)
    if (rows.length === 0) return Array.isArray(actual) && actual.length === 0 ? [] : [`${path}: should be empty`]
    const found = toList(actual)
    if (found.length === 0) return [`${path}: is empty`]
    const shape = commonShape(rows)
    return found.flatMap((row, at) => compareShape(shape, row, rules, `${path}[${at}]`))
  }
  if (!isFields(expected) || !isFields(actual)) return [`${path}: ${JSON.stringify(actual)} found`]
  const wanted = Object.keys(expected).filter((key) => !rules.leftOut.has(key))
  return [
    ...wanted.filter((key) => !Object.hasOwn(actual, key)).map((key) => `${path}.${key}: missing`),
    ...Object.keys(actual)
      .filter((key) => !rules.documented.has(key))
      .map((key) => `${path}.${key}: no sample shows it`),
    ...wanted
      .filter((key) => Object.hasOwn(actual, key))
      .flatMap((key) => compareShape(expected[key], actual[key], rules, `${path}.${key}`)),
  ]
}

/** All keys anywhere in a value. */
export const keysIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  return isFields(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : []
}
