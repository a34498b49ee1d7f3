import { unescape as unescapePercents } from 'node:querystring'

/** A query parameter as PHP sees it: `a=1` is a text, `a[b]=1` a nested object. */
export type QueryValue = string | { [key: string]: QueryValue }
export type Query = Record<string, QueryValue>

const decode = (text: string): string => unescapePercents(text.replaceAll('+', ' '))

const newObject = (): { [key: string]: QueryValue } => Object.create(null)

/** Reads a query string the way PHP fills `$_GET`: brackets nest, a later parameter wins, broken escapes stay as they are. */
export const parseQuery = (text: string): Query => {
  const query = newObject()
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const [, base, brackets] = /^([^[]+)((?:\[[^\]]*\])*)/.exec(name) ?? []
    if (base === undefined) continue
    const path = [
      base.replaceAll(/[ .]/g, '_'),
      ...[...(brackets ?? '').matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key ?? ''),
    ]
    put(query, path, equals < 0 ? '' : decode(pair.slice(equals + 1)))
  }
  return query
}

const put = (target: { [key: string]: QueryValue }, path: readonly string[], value: string): void => {
  const [first = '', ...rest] = path
  const key = first === '' ? String(Object.keys(target).length) : first
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const inner = target[key]
  const next = typeof inner === 'object' ? inner : newObject()
  target[key] = next
  put(next, rest, value)
}

/** The text of a parameter, when there is one and it is not nested. */
export const textParameter = (query: Query, name: string): string | undefined => {
  const value = query[name]
  return typeof value === 'string' ? value : undefined
}

/** Writes a query the way PHP's `http_build_query` does. */
export const buildQuery = (query: Query, prefix?: string): string =>
  Object.entries(query)
    .map(([key, value]) => {
      const name = prefix === undefined ? key : `${prefix}[${key}]`
      return typeof value === 'string' ? `${encode(name)}=${encode(value)}` : buildQuery(value, name)
    })
    .join('&')

const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')
