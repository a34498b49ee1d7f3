import type { Decimal } from 'decimal.js'
import { parseDecimal } from './decimals.ts'
import { invalidValue, missingParameter, refusal } from './refusal.ts'

/** A JSON object as it came in or goes out. Values are strings as a rule; unquoted numbers and booleans are accepted. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value as text; absent, null and empty are all `undefined`. Too long is refused. */
export const textOf = (fields: Fields, name: string, maxLength = Number.POSITIVE_INFINITY): string | undefined => {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'object') throw invalidValue(name, JSON.stringify(value))
  const text = String(value)
  if (text.length > maxLength) throw refusal('2', `Paramether '${name}' is too long. Max length : ${maxLength}`)
  return text
}

/** The named values that are there, as text. */
export const textsOf = <Name extends string>(fields: Fields, names: readonly Name[]): Partial<Record<Name, string>> => {
  const texts: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = textOf(fields, name)
    if (text !== undefined) texts[name] = text
  }
  return texts
}

export const requiredText = (fields: Fields, name: string, maxLength?: number): string => {
  const text = textOf(fields, name, maxLength)
  if (text === undefined) throw missingParameter(name)
  return text
}

export const flagOf = (fields: Fields, name: string): boolean | undefined => {
  const text = textOf(fields, name)
  if (text !== undefined && text !== 'true' && text !== 'false') throw invalidValue(name, text, ['true', 'false'])
  return text === undefined ? undefined : text === 'true'
}

export const decimalOf = (fields: Fields, name: string): Decimal | undefined => {
  const text = textOf(fields, name)
  if (text === undefined) return undefined
  const number = parseDecimal(text)
  if (!number) throw invalidValue(name, text)
  return number
}

/** A whole number from 0 up, at most `max`; above that it is lowered to `max`. */
export const countOf = (fields: Fields, name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number => {
  const text = textOf(fields, name)
  if (text === undefined) return fallback
  if (!/^\d+$/.test(text)) throw invalidValue(name, text)
  return Math.min(Number(text), max)
}

export const objectOf = (fields: Fields, name: string): Fields | undefined => {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  if (!isFields(value)) throw invalidValue(name, JSON.stringify(value))
  return value
}

/** A list of objects. One object alone counts as a list of one, as vendor samples send it; absent is `undefined`. */
export const listOf = (fields: Fields, name: string): Fields[] | undefined => {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  const list = Array.isArray(value) ? value : [value]
  if (!list.every(isFields)) throw invalidValue(name, JSON.stringify(value))
  return list
}

/** Names separated by commas, or a JSON list of them. */
export const namesOf = (fields: Fields, name: string): string[] | undefined => {
  const value = fields[name]
  if (Array.isArray(value)) return value.map(String)
  return textOf(fields, name)
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Throws unless the value is one of the valid ones; absent passes. */
export const oneOf = <T extends string>(fields: Fields, name: string, valid: readonly T[]): T | undefined => {
  const text = textOf(fields, name)
  if (text === undefined) return undefined
  const found = valid.find((value) => value === text)
  if (found === undefined) throw invalidValue(name, text, valid)
  return found
}

/** The object without the entries whose value is `undefined`: MetaKocka leaves out what is not set. */
export const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
