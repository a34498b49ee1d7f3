import { Decimal } from 'decimal.js'
import type { Resource } from './resource.ts'
import { isTranslated, textOf, type Value } from './row.ts'
import type { SentValue } from './write-row.ts'

/** What the database makes of what was sent: the value that stood in the column tells the column's form. */
export const toStored = (resource: Resource, field: string, old: Value, sent: SentValue): Value => {
  if (sent !== null && typeof sent !== 'string') return sent
  if (isTranslated(old)) return old.map(({ id }) => ({ id, value: sent ?? '' }))
  const isText = resource.kindOf(field) === 'text'
  // An empty text is a zero for a number, even where the column may be null.
  if (old === null && (sent === null || sent === '')) {
    return sent === '' && resource.kindOf(field) === 'number' ? '0' : null
  }
  const form = isText ? '' : textOf(old)
  if (sent === null || sent === '') return emptyLike(form)
  const decimals = decimalNumber.exec(form)?.[1]?.length
  return decimals === undefined || !decimalNumber.test(sent)
    ? sent
    : new Decimal(sent).toFixed(decimals, Decimal.ROUND_HALF_UP)
}

const decimalNumber = /^-?\d+(?:\.(\d+))?$/

const emptyLike = (form: string): string => {
  const number = decimalNumber.exec(form)
  if (number !== null) return new Decimal(0).toFixed(number[1]?.length ?? 0)
  return /^\d{4}-\d\d-\d\d/.test(form) ? form.replaceAll(/\d/g, '0') : ''
}
