import { type Query, textParameter } from './php-query.ts'
import { WebserviceError } from './webservice-error.ts'

/**
 * The languages an answer shows: those in use, or of those installed the ones that `language=` names: `2`, `[2]`,
 * `[1|2]` or `[1,3]` as a range.
 *
 * @throws {WebserviceError} broken syntax, or none of them exists
 */
export const wantedLanguages = (
  query: Query,
  { installed, active }: { installed: readonly string[]; active: readonly string[] },
): string[] => {
  const text = textParameter(query, 'language')
  if (text === undefined) return [...active]
  const wanted = parseIds(text).filter((id) => installed.includes(id))
  if (wanted.length === 0) throw unavailable()
  return wanted
}

const unavailable = (): WebserviceError => new WebserviceError(400, 81, 'language is not available')

const broken = (code: number, message: string): WebserviceError => {
  const { problems } = unavailable()
  return new WebserviceError(400, code, message, problems)
}

const parseIds = (text: string): string[] => {
  if (/^\s*\d+\s*$/.test(text)) return [String(Number(text))]
  const inside = /^\[(.*)\]$/.exec(text)?.[1]
  if (inside === undefined) throw broken(79, 'language value is wrong')
  if (inside.includes(',') && !inside.includes('|')) {
    const bounds = inside.split(',').map(Number)
    const [from = 0, to = 0] = bounds
    if (bounds.length !== 2) throw broken(78, 'A range value for a language must contains only 2 values')
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => String(from + index))
  }
  return inside.split('|')
}
