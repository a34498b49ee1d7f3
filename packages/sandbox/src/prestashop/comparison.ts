/**
 * How the database compares a column with a text. `any` is a column of unknown type: numbers when both sides are plain
 * numbers, text otherwise.
 */
export type ColumnKind = 'number' | 'text' | 'date' | 'any'

const numberFormats = new Set([
  'isBool',
  'isFloat',
  'isInt',
  'isNegativePrice',
  'isNullOrUnsignedId',
  'isPercentage',
  'isPositiveInt',
  'isPrice',
  'isUnsignedFloat',
  'isUnsignedId',
  'isUnsignedInt',
])

const dateFormats = new Set(['isBirthDate', 'isDate', 'isDateFormat', 'isDateOrNull'])

/** The kind of a column, from what the schema says or else from its name. */
export const columnKind = (field: string, declared?: { format?: string; maxSize?: number }): ColumnKind => {
  const format = declared?.format
  if (field === 'id' || field.startsWith('id_') || numberFormats.has(format ?? '')) return 'number'
  if (field.startsWith('date_') || field.endsWith('_date') || dateFormats.has(format ?? '')) return 'date'
  return format === undefined && declared?.maxSize === undefined ? 'any' : 'text'
}

/** The number a text starts with, as the database casts it; 0 when there is none. */
const castNumber = (text: string): number => Number(/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(text)?.[0] ?? 0)

const isPlainNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)

/**
 * Text as the collation utf8mb4_general_ci weighs it: without case, accents and trailing blanks. Letters that have no
 * decomposition (Ø, Đ) keep their own weight; all characters beyond the basic plane weigh the same.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('ß', 's')
    .toUpperCase()
    .replace(/ +$/, '')

/** A date in full, or `undefined` for what the database does not take for one. */
const fullDate = (text: string): string | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/.exec(text.trim())
  return match === null ? undefined : `${match[1]} ${match[2] ?? '00:00:00'}`
}

const sign = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** Compares a stored text with another; `undefined` when the other one cannot be compared. */
export const compareTexts = (kind: ColumnKind, stored: string, other: string): number | undefined => {
  if (kind === 'number' || (kind === 'any' && isPlainNumber(stored) && isPlainNumber(other))) {
    return sign(castNumber(stored), castNumber(other))
  }
  if (kind !== 'date') return sign(foldText(stored), foldText(other))
  const [left, right] = [fullDate(stored), fullDate(other)]
  return left === undefined || right === undefined ? undefined : sign(left, right)
}

/** Two texts of a column are equal for the database when their keys are. */
export const equalityKey = (kind: ColumnKind, text: string): string => {
  if (kind === 'number' || (kind === 'any' && isPlainNumber(text))) return String(castNumber(text))
  return kind === 'date' ? (fullDate(text) ?? `invalid ${text}`) : foldText(text)
}

/** What rows are sorted by. In a column of unknown type numbers come before texts. */
export const sortKey = (kind: ColumnKind, text: string): string | number => {
  if (kind === 'number') return castNumber(text)
  if (kind === 'any') return isPlainNumber(text) ? castNumber(text) : foldText(text)
  return kind === 'date' ? (fullDate(text) ?? '') : foldText(text)
}
